// Bench measures what dashboards and alert rules cost: the calls that the plugin makes against the fewest that the API
// allows, the time to the last panel against the API's rate, and the time of an answer from memory against that of a
// plugin that answers from a constant. It needs the built plugin, and takes about three minutes, most of it waiting for
// the simulated API's quota.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"

	"volcengine-rtc-datasource/dev/pluginhost"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := measure(ctx)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func measure(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "rtc-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	binaries, err := build(ctx, folder)
	if err != nil {
		return err
	}
	if err := measureCalls(ctx, binaries); err != nil {
		return err
	}
	return measureWarm(ctx, binaries)
}

// binaries are the plugins that are measured.
type binaries struct {
	built    string // the plugin in dist/
	clocked  string // the same with a clock that can be set
	constant string // one that answers from a constant
	folder   string // for what they read
}

func build(ctx context.Context, folder string) (binaries, error) {
	all := binaries{built: pluginhost.Binary("dist"), folder: folder}
	for name, path := range map[string]*string{"clocked": &all.clocked, "constant": &all.constant} {
		*path = filepath.Join(folder, name)
		command := exec.CommandContext(ctx, "go", "build", "-tags", "arrow_json_stdlib", "-ldflags", "-w -s", "-o", *path, "./dev/bench/"+name)
		if output, err := command.CombinedOutput(); err != nil {
			return all, fmt.Errorf("build %s: %w: %s", name, err, output)
		}
	}
	return all, nil
}

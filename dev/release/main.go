// Command release makes the archive of the plugin that Grafana's catalogue takes out of dist/, which has to be built for
// every platform. It signs the plugin first if the environment has a token for that, writes the SHA-1 and SHA-256 sums
// beside the archive, and fails if the archive does not match its source.
//
//	go run ./dev/release                          to release/
//	go run ./dev/release -check some/archive.zip  only checks
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"volcengine-rtc-datasource/dev/release/check"
)

func main() {
	archive := flag.String("check", "", "archive to check instead of making one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *archive)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, archive string) error {
	if archive != "" {
		return report(archive)
	}
	if err := dropInstalled(filepath.Join("dist", check.ManifestName)); err != nil {
		return err
	}
	if err := sign(ctx); err != nil {
		return err
	}
	archive, err := pack("dist", "release")
	if err != nil {
		return err
	}
	if err := report(archive); err != nil {
		return err
	}
	return writeSums(archive)
}

// report prints what is wrong with the archive; anything wrong is an error.
func report(archive string) error {
	problems, err := check.Archive(archive, os.DirFS("."))
	if err != nil {
		return err
	}
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, problem)
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s: %d problems", archive, len(problems))
	}
	fmt.Println(archive)
	return nil
}

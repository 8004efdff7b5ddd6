// Command demo shows the data source at work without Grafana and without keys: it starts the simulated Volcengine API and
// the built plugin, asks what a dashboard asks and prints the answers. Then it serves the workbench, a page with the
// plugin's editors, until it is interrupted or terminated.
//
//	go run ./dev/demo
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/dev/workbench"
)

type options struct {
	dist  string
	addr  string
	once  bool
	serve bool

	unlimited bool
}

func main() {
	var o options
	flag.StringVar(&o.dist, "dist", "dist", "folder of the built plugin")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:8981", "address of the workbench; port 0 picks a free one")
	flag.BoolVar(&o.once, "once", false, "print the answers and end")
	flag.BoolVar(&o.serve, "serve", false, "serve the workbench at once, without printing answers")
	flag.BoolVar(&o.unlimited, "unlimited", false, "let the simulated API take any number of calls, so that no test meets its quota by chance")
	flag.Parse()

	endWithParent()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o, os.Stdout)
	interrupted := ctx.Err() != nil
	stop()
	// A demo that was told to end has not failed.
	if err != nil && !interrupted {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// forbidden is an app that the demo's key may list but not read, to see what that looks like.
var forbidden = rtcsim.App{
	ID: "661e0000e5049f0001543cf5", Name: "Partner Events 合作活动 (no permission)", Status: 1, Denied: true,
	CreatedAt: time.Date(2025, 11, 3, 3, 20, 0, 0, time.UTC),
}

func run(ctx context.Context, o options, out io.Writer) error {
	binary := pluginhost.Binary(o.dist)
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("the plugin is not built (go tool mage build): %w", err)
	}
	plugin, err := pluginhost.StartSimulated(binary, io.Discard, rtcsim.Options{
		Apps: append(slices.Clone(rtcsim.DemoApps), forbidden), NoRateLimit: o.unlimited,
	})
	if err != nil {
		return err
	}
	defer plugin.Close()
	plugin.Instance.UID = "volcengine-rtc"
	plugin.Instance.JSONData["region"] = rtcsim.DefaultRegion

	if !o.serve {
		if err := show(ctx, &printer{out: out}, plugin); err != nil {
			return err
		}
	}
	if o.once {
		return nil
	}
	return workbench.Serve(ctx, workbench.Options{
		Addr: o.addr, Dist: o.dist, Plugin: plugin.Plugin, Instance: plugin.Instance, Out: out,
	})
}

// show asks twice what a dashboard asks: as the first viewer, whose answers are printed, and as the next one.
func show(ctx context.Context, p *printer, plugin *pluginhost.Simulated) error {
	pluginContext, err := plugin.Instance.PluginContext()
	if err != nil {
		return err
	}
	health, err := plugin.CheckHealth(ctx, pluginContext)
	if err != nil {
		return fmt.Errorf("check health: %w", err)
	}
	p.line("The plugin as Grafana runs it, on a simulated API.\nSave & test: %s", health.Message)
	if health.Status != backend.HealthStatusOk {
		return errors.New("the health check failed")
	}

	questions := dashboard()
	plugin.API.ResetCalls()
	begin := time.Now()
	p.line("\nA dashboard of three panels and an alert rule. Each API takes 2 calls a second …")
	answers, err := askAll(ctx, plugin, questions)
	if err != nil {
		return err
	}
	first := len(plugin.API.Calls())
	for _, a := range answers {
		p.answer(a)
	}
	if _, err := askAll(ctx, plugin, questions); err != nil {
		return err
	}
	p.calls(questions, first, len(plugin.API.Calls())-first, time.Since(begin))
	return p.err
}

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
	"syscall"
	"time"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/workbench"
)

type options struct {
	dist  string
	addr  string
	once  bool
	serve bool
}

func main() {
	var o options
	flag.StringVar(&o.dist, "dist", "dist", "folder of the built plugin")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:8981", "address of the workbench; port 0 picks a free one")
	flag.BoolVar(&o.once, "once", false, "print the answers and end")
	flag.BoolVar(&o.serve, "serve", false, "serve the workbench at once, without printing answers")
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

func run(ctx context.Context, o options, out io.Writer) error {
	sim, err := startSimulator(ctx)
	if err != nil {
		return err
	}
	defer sim.close()
	if _, err := os.Stat(pluginhost.Binary(o.dist)); err != nil {
		return fmt.Errorf("the plugin is not built (go tool mage build): %w", err)
	}
	plugin, err := pluginhost.Start(pluginhost.Binary(o.dist), io.Discard)
	if err != nil {
		return err
	}
	defer plugin.Close()

	instance := sim.instance()
	if !o.serve {
		if err := show(ctx, &printer{out: out}, sim, plugin, instance); err != nil {
			return err
		}
	}
	if o.once {
		return nil
	}
	return workbench.Serve(ctx, workbench.Options{
		Addr: o.addr, Dist: o.dist, Plugin: plugin, Instance: instance, Out: out,
	})
}

// show asks twice what a dashboard asks: as the first viewer, whose answers are printed, and as the next one.
func show(ctx context.Context, p *printer, sim *simulator, plugin *pluginhost.Plugin, instance pluginhost.Instance) error {
	pluginContext, err := instance.PluginContext()
	if err != nil {
		return err
	}
	p.line("Simulated Volcengine RTC API: %s", sim.url)
	p.line("Plugin: process %d, configured as Grafana would", plugin.PID())

	health, err := plugin.CheckHealth(ctx, pluginContext)
	if err != nil {
		return fmt.Errorf("check health: %w", err)
	}
	p.title("Save & test")
	p.paragraph(health.Status.String(), health.Message)
	if health.Status.String() != "OK" {
		return errors.New("the health check failed")
	}

	questions := dashboard()
	sim.server.ResetCalls()
	begin := time.Now()
	p.line("")
	p.line("Asking for a dashboard of three panels and an alert rule. Each API takes 2 calls a second …")
	answers, err := askAll(ctx, plugin, instance, questions)
	if err != nil {
		return err
	}
	first := len(sim.server.Calls())
	for _, a := range answers {
		p.answer(a)
	}
	if _, err := askAll(ctx, plugin, instance, questions); err != nil {
		return err
	}
	p.calls(questions, first, len(sim.server.Calls())-first, time.Since(begin))
	return p.err
}

// calls prints what the answers cost.
func (p *printer) calls(questions []question, first, second int, took time.Duration) {
	naive := 0
	for _, q := range questions {
		naive += q.naiveCalls()
	}
	p.title("API calls")
	p.line("%-44s %6s %6s", "", "made", "naive")
	p.line("%-44s %6d %6d", "the dashboard and the rule, first viewer", first, naive)
	p.line("%-44s %6d %6d", "the same again, next viewer", second, naive)
	p.line("Naive is one call for each indicator, app and 7 days of every panel. What is live may have become")
	p.line("new between the two. All took %s.", took.Round(time.Millisecond))
}

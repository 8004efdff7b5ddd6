package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"time"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// largeCallers ask for the largest panel at once.
const largeCallers = 200

// measureLarge has many callers ask for 100 apps with 10 indicators, 30 days by the hour, from memory, and compares the
// slowest answers and the most memory with those of the plugin that answers the same frame from a constant.
func measureLarge(ctx context.Context, all binaries) error {
	ours, err := startLargeHost(all.built, all.folder, 95, 100)
	if err != nil {
		return err
	}
	defer ours.close()
	p := panel{uid: "rtc", granularity: "1h", back: 30*day - time.Hour, indicators: indicators[:10]}
	for _, app := range slices.Concat(rtcsim.DemoApps, fifthApp, manyApps(95)) {
		p.apps = append(p.apps, app.ID)
	}
	empty := memory(ours, "VmRSS")
	began := time.Now()
	for err := errPartial; errors.Is(err, errPartial); {
		if err = ours.ask(ctx, p); err != nil && !errors.Is(err, errPartial) {
			return err
		}
	}
	filled := time.Since(began)
	values := float64(len(p.apps)*len(p.indicators)*30*24) / 1e6
	fmt.Printf("\nfilled with %.2f million values in %s: %.0f MB of memory for each million, what the filling left behind included\n",
		values, filled.Round(time.Second), (memory(ours, "VmRSS")-empty)/values)
	if err := saveFrame(ctx, ours, p, all.folder); err != nil {
		return err
	}
	constant, err := startHost(all.constant, all.folder)
	if err != nil {
		return err
	}
	defer constant.close()
	fmt.Printf("%d callers of 100 apps, 10 indicators, 30 d hourly\n", largeCallers)
	for _, measured := range []struct {
		name string
		host *host
	}{{"from memory", ours}, {"from a constant", constant}} {
		times, err := timeQueries(ctx, measured.host, p, largeCallers, 2*largeCallers)
		if err != nil {
			return err
		}
		fmt.Printf("%s: p50 %s, p99 %s, peak %.0f MB\n", measured.name, percentile(times, 50).Round(time.Millisecond),
			percentile(times, 99).Round(time.Millisecond), memory(measured.host, "VmHWM"))
	}
	return nil
}

// memory reads what a plugin's process has resident, in MB, as Linux tells it; 0 elsewhere.
func memory(h *host, which string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", h.plugin.PID()))
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(which + `:\s*(\d+)`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kilobytes, _ := strconv.ParseFloat(string(found[1]), 64)
	return kilobytes / 1000
}

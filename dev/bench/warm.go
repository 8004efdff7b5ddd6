package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// warmQueries is how many queries are timed for each line.
const warmQueries = 4000

// measureWarm times the answers from memory, side by side with those of a plugin that answers the same frame from a
// constant. The two take turns, so that whatever else the machine does meets both.
func measureWarm(ctx context.Context, all binaries) error {
	ours, err := startHost(all.built, all.folder)
	if err != nil {
		return err
	}
	defer ours.close()
	p := panel{uid: "rtc", app: rtcsim.DemoApps[0].ID, granularity: "1h", back: 30 * day, indicators: indicators[:3]}
	if err := ours.ask(ctx, p); err != nil {
		return err
	}
	if err := saveFrame(ctx, ours, p, all.folder); err != nil {
		return err
	}
	constant, err := startHost(all.constant, all.folder)
	if err != nil {
		return err
	}
	defer constant.close()

	if err := compare(ctx, ours, constant, p); err != nil {
		return err
	}
	if err := measureWarmShared(ctx, all); err != nil {
		return err
	}
	return measureLarge(ctx, all)
}

// compare times the same query to both plugins and prints the figures.
func compare(ctx context.Context, ours, constant *host, p panel) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "\nwarm query, 3 indicators, 30 d hourly\tp50\tconstant\tratio\tp99\tconstant\tratio\t")
	for _, atATime := range []int{1, 16} {
		var times, constantTimes []time.Duration
		for range 10 {
			for h, into := range map[*host]*[]time.Duration{ours: &times, constant: &constantTimes} {
				measured, err := timeQueries(ctx, h, p, atATime, warmQueries/10)
				if err != nil {
					return err
				}
				*into = append(*into, measured...)
			}
		}
		_, _ = fmt.Fprintf(table, "%d at a time", atATime)
		for _, percent := range []int{50, 99} {
			measured, least := percentile(times, percent), percentile(constantTimes, percent)
			_, _ = fmt.Fprintf(table, "\t%.2f ms\t%.2f ms\t%.2f", milliseconds(measured), milliseconds(least), float64(measured)/float64(least))
		}
		_, _ = fmt.Fprintln(table, "\t")
	}
	return table.Flush()
}

// saveFrame writes the frame that the constant plugin is to answer, and names it.
func saveFrame(ctx context.Context, h *host, p panel, folder string) error {
	request, err := h.request(p)
	if err != nil {
		return err
	}
	response, err := h.plugin.QueryData(ctx, request)
	if err != nil {
		return err
	}
	encoded, err := response.Responses["A"].Frames[0].MarshalJSON()
	if err != nil {
		return err
	}
	path := filepath.Join(folder, "frame.json")
	if err := os.WriteFile(path, encoded, 0o600); err != nil {
		return err
	}
	return os.Setenv("BENCH_FRAME", path)
}

// timeQueries sends n queries, some at a time, and gives the time of each.
func timeQueries(ctx context.Context, h *host, p panel, atATime, n int) ([]time.Duration, error) {
	request, err := h.request(p)
	if err != nil {
		return nil, err
	}
	times := make([]time.Duration, n)
	group, ctx := errgroup.WithContext(ctx)
	for worker := range atATime {
		group.Go(func() error {
			for i := worker; i < n; i += atATime {
				began := time.Now()
				if _, err := h.plugin.QueryData(ctx, request); err != nil {
					return err
				}
				times[i] = time.Since(began)
			}
			return nil
		})
	}
	return times, group.Wait()
}

func percentile(times []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

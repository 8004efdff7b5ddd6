package main

import (
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// open asks for all panels as a browser does, and prints what it took.
func (h *host) open(ctx context.Context, table *tabwriter.Writer, name string, panels []panel) error {
	minimum := h.minimum(panels)
	h.sim.ResetCalls()
	began := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(browserRequests)
	for _, p := range panels {
		group.Go(func() error { return h.ask(ctx, p) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	h.past = append(h.past, h.sim.Calls()...)
	row{name: name, calls: len(h.sim.Calls()), minimum: minimum, last: time.Since(began), bound: bound(minimum)}.print(table)
	return nil
}

// minimum is the fewest calls that bring what the panels show and the simulator has not answered yet: the span of a call
// is limited, and so is a call to one app and one granularity.
func (h *host) minimum(panels []panel) int {
	type lane struct{ app, granularity string }
	missing := map[lane]map[int64]bool{}
	for _, p := range panels {
		g := rtc.Granularity(p.granularity)
		buckets := store.NewPlan(rtc.OperationData, h.now().Add(-p.back), h.now(), g, h.now(), rtc.OperationData.Delay, 0).Buckets
		if missing[lane{p.app, p.granularity}] == nil {
			missing[lane{p.app, p.granularity}] = map[int64]bool{}
		}
		for bucket := buckets.First; bucket < buckets.End; bucket++ {
			if !h.answered(p.app, g, bucket) {
				missing[lane{p.app, p.granularity}][bucket] = true
			}
		}
	}
	calls := 0
	for l, buckets := range missing {
		perCall := int(rtc.OperationData.Span / rtc.Granularity(l.granularity).Step())
		calls += (len(buckets) + perCall - 1) / perCall
	}
	return calls
}

// newest counts the buckets that are final by now.
func (h *host) newest(api *rtc.API, g rtc.Granularity) int64 {
	return h.now().Add(-api.Delay).Unix() / int64(g.Step()/time.Second)
}

// answered tells whether a call has asked for the bucket already.
func (h *host) answered(app string, g rtc.Granularity, bucket int64) bool {
	start := g.Grid().Start(bucket).Format(time.RFC3339)
	return slices.ContainsFunc(h.past, func(call rtcsim.Call) bool {
		return call.AppID == app && call.Granularity == string(g) && call.Start <= start && start < call.End
	})
}

// row is a line of the table.
type row struct {
	name           string
	calls, minimum int
	last, bound    time.Duration
}

// bound is the time that the API's rate takes for n calls: the first may go at once.
func bound(n int) time.Duration { return time.Duration(max(0, n-1)) * time.Second / perSecond }

func (r row) print(table *tabwriter.Writer) {
	ratio := func(measured, least float64) string {
		if least == 0 {
			return "-"
		}
		return fmt.Sprintf("%.2f", measured/least)
	}
	_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%.2f s\t%.2f s\t%s\t\n", r.name, r.calls, r.minimum, ratio(float64(r.calls), float64(r.minimum)),
		r.last.Seconds(), r.bound.Seconds(), ratio(r.last.Seconds(), r.bound.Seconds()))
}

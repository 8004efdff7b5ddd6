package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// replicas opens the dashboard on two and three plugins at once that know nothing of each other. The bound is that of all
// their calls.
func replicas(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	for count := 2; count <= 3; count++ {
		first, err := startHost(all.built, all.folder)
		if err != nil {
			return err
		}
		hosts := []*host{first}
		for range count - 1 {
			other, err := first.replica(all.built)
			if err != nil {
				return err
			}
			hosts = append(hosts, other)
		}
		panels := panels24(func(i int, p *panel) { p.app = rtcsim.DemoApps[i%4].ID })
		minimum := count * first.minimum(panels)
		began := time.Now()
		group, groupCtx := errgroup.WithContext(ctx)
		for _, h := range hosts {
			group.Go(func() error { return h.fill(groupCtx, panels) })
		}
		err = group.Wait()
		row{name: fmt.Sprintf("24 panels, 4 apps, on %d replicas that know nothing of each other", count), calls: len(first.sim.Calls()),
			minimum: minimum, last: time.Since(began), bound: bound(minimum)}.print(table)
		for _, h := range hosts[1:] {
			h.plugin.Close()
		}
		first.close()
		if err != nil {
			return err
		}
	}
	return nil
}

// fill asks for each panel until its answer is whole.
func (h *host) fill(ctx context.Context, panels []panel) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(browserRequests)
	for _, p := range panels {
		group.Go(func() error {
			for {
				err := h.ask(ctx, p)
				if !errors.Is(err, errPartial) {
					return err
				}
			}
		})
	}
	return group.Wait()
}

package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// roomsDashboard opens RTC rooms of an app with some 5,000 rooms a day, with the range that a link from a chart gives it:
// half an hour. Four panels and a variable ask for the same list.
func roomsDashboard(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.built, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	const queries = 5
	p := panel{uid: "rtc", queryType: "rooms", app: rtcsim.DemoApps[0].ID, back: 30 * time.Minute}
	now := h.now()
	row := row{
		name:    fmt.Sprintf("RTC rooms, app with %d rooms a day: cold", rtcsim.RoomsCreated(p.app, now.Add(-day), now)),
		minimum: pagesOfRooms(p.app, now.Add(-p.back), now),
	}
	row.bound = time.Duration(float64(row.minimum-1) / rtc.Rooms.PerSecond * float64(time.Second))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(browserRequests)
	for range queries {
		group.Go(func() error { return h.ask(groupCtx, p) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%s: %w", row.name, err)
	}
	row.last, row.calls = time.Since(now), len(h.sim.Calls())
	row.print(table)
	return nil
}

// pagesOfRooms is the fewest calls that list the rooms of a range, and those before that may last on in it: as many as
// have room on a page, of as long a time as a call may cover. Lists are fetched by whole hours.
func pagesOfRooms(app string, from, to time.Time) int {
	list, cells := rtc.Rooms.List, rtc.Rooms.Cells()
	first, end := cells.Bucket(from.Add(-list.Reach)), cells.BucketFrom(to.Add(-rtc.Rooms.Delay))
	perCall := int64(rtc.Rooms.Span / list.Cell)
	pages := 0
	for ; end > first; end -= perCall {
		until := cells.Start(end)
		if until.After(to) {
			until = to
		}
		rooms := rtcsim.RoomsCreated(app, cells.Start(max(first, end-perCall)), until)
		pages += max(1, (rooms+list.PageSize-1)/list.PageSize)
	}
	return pages
}

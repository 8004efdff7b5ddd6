package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	day = 24 * time.Hour

	// perSecond is the API's rate.
	perSecond = 2
	// browserRequests is how many requests a browser sends to one host at a time.
	browserRequests = 6
)

// fifthApp joins the simulator's own four.
var fifthApp = []rtcsim.App{{ID: "661e0000e5098f0001543cf5", Name: "Fifth", Status: 1}}

// measureCalls prints a line for each scenario.
func measureCalls(ctx context.Context, all binaries) error {
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "scenario\tcalls\tminimum\tratio\tlast panel\tbound\tratio\t")
	for _, scenario := range []func(context.Context, binaries, *tabwriter.Writer) error{dashboard, mixedDashboard, rules, manyAppsRule, liveDashboard, severalDataSources, replicas, sharingReplicas, sharingApps, roomsDashboard} {
		if err := scenario(ctx, all, table); err != nil {
			return err
		}
	}
	return table.Flush()
}

// panels24 is a dashboard of 24 panels with three indicators each.
func panels24(each func(i int, p *panel)) []panel {
	panels := make([]panel, 24)
	for i := range panels {
		p := panel{uid: "rtc", app: rtcsim.DemoApps[0].ID, granularity: "1h", back: 30 * day}
		for n := range 3 {
			p.indicators = append(p.indicators, indicators[(i+n*4)%len(indicators)])
		}
		each(i, &p)
		panels[i] = p
	}
	return panels
}

// dashboard opens one, refreshes it at once, and again when another hour is final.
func dashboard(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.clocked, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	panels := panels24(func(int, *panel) {})
	if err := h.open(ctx, table, "24 panels, 1 app, 30 d hourly: cold", panels); err != nil {
		return err
	}
	if err := h.open(ctx, table, "the same, refreshed at once", panels); err != nil {
		return err
	}
	if err := h.setClock(time.Hour); err != nil {
		return err
	}
	return h.open(ctx, table, "the same, refreshed after an hour", panels)
}

// mixedDashboard opens one with many ranges, both granularities and three apps.
func mixedDashboard(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.built, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	ranges := []time.Duration{time.Hour, 6 * time.Hour, 12 * time.Hour, 2 * day, 7 * day, 14 * day, 30 * day, 30 * day}
	panels := panels24(func(i int, p *panel) {
		p.app = rtcsim.DemoApps[i%3].ID
		p.back = ranges[i/3]
		p.granularity = []string{"1h", "1d"}[i/3%2]
	})
	return h.open(ctx, table, "24 panels, 3 apps, 1 h to 30 d, hourly and daily: cold", panels)
}

// rules evaluates a hundred every minute for an hour, in which another hour of data may become final.
func rules(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.clocked, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	apps := slices.Concat(rtcsim.DemoApps, fifthApp)
	const perHour = 60
	row := row{name: "100 rules, 5 apps, every minute for an hour", bound: bound(len(apps))}
	first := h.newest(rtc.OperationData, rtc.Hour)
	for minute := range perHour {
		if err := h.setClock(time.Duration(minute) * time.Minute); err != nil {
			return err
		}
		began := time.Now()
		row.minimum = len(apps) * (1 + int(h.newest(rtc.OperationData, rtc.Hour)-first))
		group, ctx := errgroup.WithContext(ctx)
		for i := range 100 {
			p := panel{uid: "rtc", app: apps[i%len(apps)].ID, granularity: "1h", back: 34 * time.Hour, rule: true, indicators: indicators[i%10 : i%10+2]}
			group.Go(func() error { return h.ask(ctx, p) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		row.last = max(row.last, time.Since(began))
	}
	row.calls = len(h.sim.Calls())
	row.print(table)
	return nil
}

// live is the query type of a live dashboard.
const live = "realTimeOperationData"

// liveDashboard refreshes one of twelve panels every ten seconds for ten minutes. Each app has a new bucket every 30 s,
// and the first call brings all that there are. There is no bound for the last panel: here a refresh follows another
// without a pause, and waits for the quota that it used.
func liveDashboard(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.clocked, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	const apps, perApp = 3, 4
	first := h.newest(rtc.RealTimeOperationData, rtc.HalfMinute)
	row := row{name: "12 real-time panels, 3 apps, every 10 s for 10 min"}
	for refresh := range 60 {
		if err := h.setClock(time.Duration(refresh) * 10 * time.Second); err != nil {
			return err
		}
		start := time.Now()
		row.minimum = apps * (1 + int(h.newest(rtc.RealTimeOperationData, rtc.HalfMinute)-first))
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(browserRequests)
		for i := range apps * perApp {
			names := []string{"online_user_count", "online_room_count"}[i%2:]
			p := panel{uid: "rtc", queryType: live, app: rtcsim.DemoApps[i%apps].ID, indicators: names, back: 15 * time.Minute}
			group.Go(func() error { return h.ask(ctx, p) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		row.last = max(row.last, time.Since(start))
	}
	row.calls = len(h.sim.Calls())
	row.print(table)
	return nil
}

// manyAppsRule evaluates one rule on more apps than an evaluation has time for, every minute until it has its answer.
func manyAppsRule(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	const apps = 90
	h, err := startLargeHost(all.built, all.folder, apps, 0)
	if err != nil {
		return err
	}
	defer h.close()
	p := panel{uid: "rtc", granularity: "1h", back: 34 * time.Hour, rule: true, indicators: indicators[:1]}
	for _, app := range manyApps(apps) {
		p.apps = append(p.apps, app.ID)
	}
	for evaluation := 1; ; evaluation++ {
		began := time.Now()
		evaluationCtx, cancel := context.WithTimeout(ctx, 30*time.Second)
		err := h.ask(evaluationCtx, p)
		cancel()
		if err == nil {
			name := fmt.Sprintf("a rule of %d apps, answered at evaluation %d", apps, evaluation)
			row{name: name, calls: len(h.sim.Calls()), minimum: apps, last: time.Since(began)}.print(table)
			return nil
		}
		if evaluation == 3 {
			return err
		}
		select {
		case <-time.After(time.Minute - time.Since(began)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// severalDataSources opens the dashboard with a data source for each panel, all on one account.
func severalDataSources(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	h, err := startHost(all.built, all.folder)
	if err != nil {
		return err
	}
	defer h.close()
	panels := panels24(func(i int, p *panel) { p.uid = fmt.Sprint("rtc", i) })
	return h.open(ctx, table, "the dashboard on 24 data sources of one account: cold", panels)
}

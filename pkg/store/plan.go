package store

import (
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Plan says which buckets a time range comes to at a moment, and what of it had to be left out.
type Plan struct {
	API  *rtc.API
	Grid rtc.Grid
	// Buckets are those to show: they overlap the range, are final, and not older than the look-back or the history.
	Buckets rtc.Span
	// Kept are those of them that the API no longer gives: they are shown where history has kept them, and never asked for.
	Kept rtc.Span
	// TooOld is the part of the range that is older, Oldest the start of what is not.
	TooOld rtc.Period
	Oldest time.Time
	// TooLong is the part of the range that a total leaves out, because it is that of one call.
	TooLong rtc.Period
	// NotFinal is the part of the range, up to now, whose values may still change.
	NotFinal rtc.Period
	// FinalAt is when the first bucket of NotFinal becomes final.
	FinalAt time.Time
	// Delay is the time after its end at which a bucket is taken for final.
	Delay time.Duration
	// History is how long values are kept that the API no longer gives, 0 if they are not.
	History time.Duration

	available rtc.Span
	perCall   int
}

// NewPlan cuts the range [from, to) down to what the API has at now. The range is widened to whole buckets of UTC+8: a
// bucket counts when it overlaps the range. delay is the time after its end at which a bucket is taken for final, history
// how long values are kept that the API no longer gives; below the look-back it makes no difference.
func NewPlan(a *rtc.API, from, to time.Time, g rtc.Granularity, now time.Time, delay, history time.Duration) Plan {
	grid := g.Grid()
	ofAPI := grid.BucketFrom(now.Add(a.LookBackMargin() - a.LookBack))
	if history <= a.LookBack || a.Total {
		history = 0
	}
	oldest := ofAPI
	if history > 0 {
		oldest = grid.BucketFrom(now.Add(-history))
	}
	notFinal := grid.Bucket(now.Add(-delay))
	asked := rtc.Span{First: grid.Bucket(from), End: grid.BucketFrom(to)}
	plan := Plan{
		API:       a,
		Grid:      grid,
		Buckets:   asked.Intersect(rtc.Span{First: oldest, End: notFinal}),
		TooOld:    grid.Period(asked.Intersect(rtc.Span{First: asked.First, End: oldest})),
		Oldest:    grid.Start(oldest),
		NotFinal:  grid.Period(asked.Intersect(rtc.Span{First: notFinal, End: grid.Bucket(now) + 1})),
		FinalAt:   grid.Start(max(notFinal, asked.First) + 1).Add(delay),
		Delay:     delay,
		History:   history,
		available: rtc.Span{First: ofAPI, End: notFinal},
		perCall:   int(a.Span / g.Step()),
	}
	if kept := plan.Buckets.Intersect(rtc.Span{First: oldest, End: ofAPI}); kept.Len() > 0 {
		plan.Kept = kept
	}
	if a.Total {
		plan.total()
	}
	return plan
}

// total makes one bucket of all. It is that of one call, as totals of several cannot be added up: they count the same
// people again. Of a longer range it is the newest part.
func (p *Plan) total() {
	first := max(p.Buckets.First, p.Buckets.End-int64(p.perCall))
	p.TooLong = p.Grid.Period(p.Buckets.Intersect(rtc.Span{First: p.Buckets.First, End: first}))
	p.Grid.Granularity = "" // also where there is nothing to total
	if p.Buckets.Len() > 0 {
		p.Grid = rtc.TotalGrid(p.Grid.Period(rtc.Span{First: first, End: p.Buckets.End}))
		p.Buckets = rtc.Span{First: 0, End: 1}
		p.available, p.perCall = p.Buckets, 1
	}
}

// windows are the fewest calls that fetch what is missing in the plan's buckets, newest first. Each is as long as the API
// allows, because a call costs the same whatever it brings.
//
// Windows counted back from the newest bucket that is missing of all that is available serve later and longer ranges
// best: together they stay at the minimum of the longest. Where the range alone needs fewer calls, those are taken.
func (p Plan) windows(missing spans) []rtc.Span {
	wanted := missing.within(p.Buckets.Intersect(p.available))
	alone := cover(wanted, p.available.First, p.perCall)
	var shared []rtc.Span
	for _, window := range cover(missing.within(p.available), p.available.First, p.perCall) {
		if len(wanted.within(window)) > 0 {
			shared = append(shared, window)
		}
	}
	if len(alone) < len(shared) {
		return alone
	}
	return shared
}

// cover lays windows of size buckets, none before oldest, over what is missing: each ends at the newest bucket that is
// not covered yet, which is the fewest there can be.
func cover(missing spans, oldest int64, size int) []rtc.Span {
	var windows []rtc.Span
	covered := missing.hull().End // from here on
	for _, span := range slices.Backward(missing) {
		for end := min(span.End, covered); end > span.First; end = min(end, covered) {
			covered = max(oldest, end-int64(size))
			windows = append(windows, rtc.Span{First: covered, End: end})
		}
	}
	return windows
}

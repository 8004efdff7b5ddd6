package store

import (
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// newListPlan cuts the range [from, to) down to the cells in which the entries began that can overlap it: those of the
// range, and of the time before it that an entry may have lasted.
func newListPlan(a *rtc.API, from, to, now time.Time) Plan {
	grid := a.Cells()
	oldest := grid.BucketFrom(now.Add(a.LookBackMargin() - a.LookBack))
	end := earliest(to, now.Add(-a.Delay))
	plan := Plan{
		API: a, Grid: grid, Oldest: grid.Start(oldest), Delay: a.Delay, perCall: int(a.Span / a.List.Cell),
		TooOld: grid.Period(rtc.Span{First: grid.Bucket(from), End: min(oldest, grid.BucketFrom(to))}),
	}
	if from.Before(end) {
		plan.Buckets = rtc.Span{First: max(oldest, grid.Bucket(from.Add(-a.List.Reach))), End: grid.BucketFrom(end)}
	}
	plan.available = plan.Buckets
	return plan
}

// countedLate is how long after its end a range is still one that ends now.
const countedLate = time.Minute

// newCountPlan is that of the number of entries which began in [from, to): one call, of which a longer range is too long.
//
// A range that ends now moves back as a whole by the delay, as the newest entries are not listed yet: ranges that follow
// each other, as those of a rule do, then count each entry once, also where one of them is asked for a little late.
func newCountPlan(a *rtc.API, from, to, now time.Time) Plan {
	to = earliest(to, now)
	if to.After(now.Add(-a.Delay - countedLate)) {
		from, to = from.Add(-a.Delay), to.Add(-a.Delay)
	}
	from, to = from.Truncate(time.Second), to.Truncate(time.Second)
	plan := newListPlan(a, from, to, now)
	plan.Grid, plan.Buckets, plan.available, plan.perCall = rtc.Grid{}, rtc.Span{}, rtc.Span{}, 1
	if tooLong := to.Sub(from) - a.Span; tooLong > 0 {
		plan.TooLong = rtc.Period{From: from, To: from.Add(tooLong)}
		from = plan.TooLong.To
	}
	if from.Before(to) && plan.TooOld.Len() == 0 {
		plan.Grid = rtc.TotalGrid(rtc.Period{From: from, To: to})
		plan.Buckets = rtc.Span{First: 0, End: 1}
		plan.available = plan.Buckets
	}
	return plan
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// windows are the calls, or the pages of calls, that fetch what is missing. A series costs the same whatever a window
// brings; a list costs a call for each page, so what is known is not fetched along where that takes more of them.
func (s *Store) windows(plan Plan, key seriesKey, missing spans) []rtc.Span {
	if s.api.List == nil {
		return plan.windows(missing)
	}
	var windows []rtc.Span
	for _, window := range cover(missing.within(plan.Buckets), plan.available.First, plan.perCall) {
		windows = append(windows, s.cheapest(key, missing.within(window))...)
	}
	return windows
}

// cheapest joins the runs of missing cells that lie within a window where that takes no more pages than each by itself.
// The newest comes first.
func (s *Store) cheapest(key seriesKey, missing spans) []rtc.Span {
	var windows []rtc.Span
	for i := len(missing) - 1; i >= 0; i-- {
		run := missing[i]
		if last := len(windows) - 1; last >= 0 {
			joined := rtc.Span{First: run.First, End: windows[last].End}
			if s.pagesOf(key, joined) <= s.pagesOf(key, windows[last])+s.pagesOf(key, run) {
				windows[last] = joined
				continue
			}
		}
		windows = append(windows, run)
	}
	return windows
}

// pagesOf is how many calls a window takes, by what is known of it.
func (s *Store) pagesOf(key seriesKey, window rtc.Span) int {
	if s.api.List == nil || s.api.List.PageSize == 0 {
		return 1
	}
	rows := s.lists.count(listKeyOf(s, key), window)
	return max(1, pagesFor(rows, s.api.List.PageSize))
}

func pagesFor(rows, size int) int { return (rows + size - 1) / size }

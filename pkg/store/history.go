package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// hasHistory are the granularities whose values may be kept longer than the API gives them. Finer ones would take much
// room, and a total is that of one call.
var hasHistory = []rtc.Granularity{rtc.Hour, rtc.Day}

// historyOf is how long values are kept that the API no longer gives, 0 where they are not.
func (s *Store) historyOf(granularity rtc.Granularity) time.Duration {
	if s.options.Shared == nil || s.options.History <= s.api.LookBack || s.api.Total || s.api.RealTime || s.api.List != nil || !slices.Contains(hasHistory, granularity) {
		return 0
	}
	return s.options.History
}

// KeptFrom says where the values begin that are kept of what the API no longer gives: the first bucket that is kept of any
// indicator of any app, and the first from which on there is something of each. Both are the zero Time where the question
// is not about anything so old, or where not all of it could be read.
type KeptFrom struct{ Earliest, Latest time.Time }

// Unread is the part of a range that the API no longer gives and of which it is not known what is kept.
type Unread struct {
	Period rtc.Period
	// Err is why, nil if that is not known either.
	Err error
}

// addHistory tells what of an answer may be kept and is not there. left tells of the indicators of an app that nothing
// else explains.
func (a *Ask) addHistory(answer *Answer, left func(appID, indicator string) bool) {
	if a.plan.Kept.Len() == 0 {
		return
	}
	f := a.store.freshness(a.plan.Grid)
	earliest, latest := a.plan.Kept.End, a.plan.Kept.First
	var unread spans
	for _, appID := range a.question.AppIDs {
		for _, name := range a.question.Indicators {
			held := a.held(appID, name)
			unread = unread.union(held.missing(a.plan.Kept, f, a.asked))
			if left(appID, name) {
				begin := held.beginning(a.plan.Kept)
				earliest, latest = min(earliest, begin), max(latest, begin)
			}
		}
	}
	if len(unread) > 0 {
		answer.Unread = Unread{a.plan.Grid.Period(unread.hull()), a.unreadErr}
		return
	}
	answer.KeptFrom = KeptFrom{a.plan.Grid.Start(earliest), a.plan.Grid.Start(max(earliest, latest))}
}

// beginning is the first bucket of a span that was ever answered, its end if none was.
func (r *result) beginning(within rtc.Span) int64 {
	if r != nil {
		for _, fetched := range r.runs {
			if both := fetched.Intersect(within); !fetched.absent && both.Len() > 0 {
				return both.First
			}
		}
	}
	return within.End
}

// noteAbsent remembers what was read and not found of what the API no longer gives.
func (s *Store) noteAbsent(key seriesKey, indicator string, read spans) {
	if s.historyOf(key.grid.Granularity) == 0 {
		return
	}
	f, now := s.freshness(key.grid), s.now()
	read = read.within(rtc.Span{First: s.oldestKept(key.grid, now), End: f.oldest})
	if len(read) == 0 {
		return
	}
	s.values.update(valueKey{s.known, key, indicator}, func(held *result) *result {
		for _, span := range read {
			held = held.withAbsent(span, now, f)
		}
		return held
	})
}

// wantProof wants one call for an app whose kept values cannot be read before the API has accepted the credentials for it.
func (a *Ask) wantProof(key seriesKey) {
	s := a.store
	isUnread := func(name string) bool {
		return len(a.held(key.appID, name).missing(a.plan.Kept, s.freshness(key.grid), a.asked)) > 0
	}
	if !errors.Is(a.unreadErr, ErrUnproven) || !slices.ContainsFunc(a.question.Indicators, isUnread) || s.inVain(key) != nil ||
		slices.ContainsFunc(a.waits, func(w wait) bool { return w.key == key }) {
		return
	}
	newest := rtc.Span{First: max(a.plan.available.First, a.plan.available.End-int64(a.plan.perCall)), End: a.plan.available.End}
	s.wantWindow(a, key, newest)
}

// readAgain reads what could not be read before a call had proven that the credentials are accepted.
func (a *Ask) readAgain(ctx context.Context) {
	if !errors.Is(a.unreadErr, ErrUnproven) {
		return
	}
	if wishes := a.wishes(); len(wishes) > 0 {
		a.noteUnread(a.store.read(ctx, wishes, nil, false))
	}
	for _, w := range a.waits {
		if errors.Is(a.unreadErr, ErrUnproven) && w.fetch.isDone() && w.fetch.err != nil {
			a.unreadErr = w.fetch.err
		}
	}
}

// noteUnread remembers why something could not be read.
func (a *Ask) noteUnread(found Finding) {
	a.unreadErr = nil
	for _, reading := range found.Values {
		a.unreadErr = cmp.Or(a.unreadErr, reading.Err)
	}
}

// withAbsent gives the result with what was read and not found: of the buckets of a span, those that nothing final is
// known of. Nothing better will come of them.
func (r *result) withAbsent(span rtc.Span, read time.Time, f freshness) *result {
	if r == nil {
		r = &result{span: rtc.Span{First: span.First, End: span.First}}
	}
	absent := r.missing(span, f, read)
	if len(absent) == 0 {
		return r
	}
	next := *r
	next.runs = nil
	for _, fetched := range r.runs {
		for _, rest := range spansOf(fetched.Span).minus(absent) {
			fetched.Span = rest
			next.runs = append(next.runs, fetched)
		}
	}
	for _, gone := range absent {
		next.runs = append(next.runs, run{Span: gone, fetched: read, absent: true})
	}
	slices.SortFunc(next.runs, func(a, b run) int { return int(a.First - b.First) })
	next.series = slices.Clone(r.series)
	for i := range next.series {
		next.series[i].values = slices.Clone(r.series[i].values)
		for _, gone := range absent {
			both := gone.Intersect(r.span)
			if both.Len() > 0 {
				clearValues(next.series[i].values[both.First-r.span.First : both.End-r.span.First])
			}
		}
	}
	return &next
}

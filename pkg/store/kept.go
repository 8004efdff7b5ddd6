package store

import (
	"math"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// keepTotals is how long a total is kept for other replicas: most ranges are never asked for again.
	keepTotals = 24 * time.Hour

	// keptSettles is how long after the API's delay runs of different answers are merged. Until then a replica with the
	// longest data delay, or one that looks for late values, has to know when each bucket was fetched.
	keptSettles = 9 * 24 * time.Hour

	// dateWithin is how far the API's clock is believed to be from that of the process.
	dateWithin = 24 * time.Hour
)

// sharable tells that values with a filter are kept for other replicas: rooms and users are nobody else's.
func sharable(filter rtc.Filter) bool { return filter.RoomID == "" && len(filter.UserIDs) == 0 }

// keepFor is how long values are kept for other replicas.
func (s *Store) keepFor(grid rtc.Grid) time.Duration {
	if s.api.Total {
		return min(keepTotals, 2*s.api.LookBack)
	}
	if s.api.RealTime {
		return 2 * s.api.LookBack
	}
	return max(s.api.LookBack, s.historyOf(grid.Granularity))
}

// keptFreshness judges what is kept for all replicas, whatever the data delay of this one.
func (s *Store) keptFreshness(grid rtc.Grid) freshness {
	f := freshness{grid: grid, settled: s.api.Delay, realTime: s.api.RealTime}
	if !s.api.RealTime {
		f.gaps, f.merges = gapSettles, keptSettles
	}
	return f
}

// asOf is when an answer was made by the clock of the API, at the earliest: when its call was sent. It is zero if the API
// does not say, or says what cannot be.
func asOf(answer rtc.Answer, sent, received time.Time) time.Time {
	if answer.Date.IsZero() || answer.Date.Sub(received).Abs() > dateWithin {
		return time.Time{}
	}
	return answer.Date.Add(-max(0, received.Sub(sent))).Truncate(time.Second)
}

// isOf tells that what is kept is of the key's buckets, and complete. What comes from outside may be anything.
func (k *Kept) isOf(key KeptKey) bool {
	if k.Span != key.Span() {
		return false
	}
	end := k.Span.First
	for _, r := range k.Runs {
		if r.First < end || r.End <= r.First || r.End > k.Span.End {
			return false
		}
		end = r.End
	}
	return !slices.ContainsFunc(k.Series, func(s KeptSeries) bool { return len(s.Values) != k.Span.Len() })
}

// result is what is kept as a result.
func (k *Kept) result() *result {
	r := &result{span: k.Span, cut: k.Cut}
	for _, held := range k.Runs {
		r.runs = append(r.runs, run{Span: held.Span, fetched: held.Fetched, asOf: held.Fetched, byAPI: held.Fetched, silent: held.Silent})
	}
	for _, held := range k.Series {
		r.series = append(r.series, resultSeries{held.SeriesID, held.Alias, held.Unit, held.Values})
	}
	return r
}

// kept is a result for other replicas.
func (r *result) kept(keep time.Duration) *Kept {
	k := &Kept{Span: r.span, Cut: r.cut, Keep: keep}
	for _, held := range r.runs {
		k.Runs = append(k.Runs, KeptRun{held.Span, held.asOf, held.silent})
	}
	for _, held := range r.series {
		k.Series = append(k.Series, KeptSeries{held.SeriesID, held.alias, held.unit, held.values})
	}
	return k
}

// mergeKept gives what is to be kept under a key after an answer more: the series of a run of buckets. It is nil if a
// later answer is kept already.
func (s *Store) mergeKept(held *Kept, key KeptKey, latest run, series []rtc.Series, cut bool) *Kept {
	r, keep := &result{span: key.Span()}, s.keepFor(key.Grid)
	if held != nil && held.isOf(key) {
		r, keep = held.result(), max(keep, held.Keep)
	}
	within := latest
	within.Span = latest.Intersect(key.Span())
	next := r.withNewer(within, seriesWithin(series, latest.Span, within.Span), s.keptFreshness(key.Grid), math.MinInt64, seriesPerIndicator(s.api))
	if next == r {
		return nil
	}
	next.cut = next.cut || cut
	return next.kept(keep)
}

// withLonger is what is kept with a longer time to keep it for, nil if it is kept for as long already.
func (k *Kept) withLonger(keep time.Duration) *Kept {
	if k == nil || k.Keep >= keep {
		return nil
	}
	longer := *k
	longer.Keep = keep
	return &longer
}

// seriesWithin are the series of a window with the values of a part of it.
func seriesWithin(series []rtc.Series, window, part rtc.Span) []rtc.Series {
	cut := slices.Clone(series)
	for i := range cut {
		cut[i].Values = cut[i].Values[part.First-window.First : part.End-window.First]
	}
	return cut
}

// withNewer is withRun for the buckets of a run that were not fetched later already. It gives the result itself if there
// are none.
func (r *result) withNewer(latest run, series []rtc.Series, f freshness, oldest int64, most int) *result {
	newer := spansOf(latest.Span)
	if r != nil {
		for _, held := range r.runs {
			if !held.asOf.Before(latest.asOf) {
				newer = newer.without(held.Span)
			}
		}
	}
	for _, span := range newer {
		part := latest
		part.Span = span
		r = r.withRun(part, seriesWithin(series, latest.Span, span), f, oldest, most)
	}
	return r
}

// absorb gives the result with what replicas kept, where that was fetched later. Buckets before oldest are left out.
func (r *result) absorb(all []*Kept, f freshness, now time.Time, oldest int64, most int) *result {
	joint := joinKept(all)
	for _, said := range merged(joint.runs, f) {
		series := joint.answered(said)
		said, ok := f.asKnown(said, now)
		said.Span = said.Intersect(rtc.Span{First: oldest, End: math.MaxInt64})
		if ok && said.Len() > 0 {
			r = r.withNewer(said, seriesWithin(series, joint.span, said.Span), f, oldest, most)
		}
	}
	if r != nil && joint.cut && !r.cut {
		next := *r
		next.cut = true
		return &next
	}
	return r
}

// slightlyBehind is how far a clock may be behind that of the API without a difference to what it believes of others.
const slightlyBehind = time.Minute

// asKnown is a run of another replica as this one may believe it. Where it seems to come from the future, the clock here is
// behind that of the API: it counts as of now. Where the clock is far behind, how old it is cannot be told, and only what is
// final is taken.
func (f freshness) asKnown(said run, now time.Time) (run, bool) {
	if !said.asOf.After(now) {
		return said, true
	}
	said.fetched = now
	if !said.asOf.After(now.Add(slightlyBehind)) {
		return said, true
	}
	said.End = min(said.End, f.gapBefore(said.asOf))
	return said, !said.silent
}

// answered are all series of a run, none if it is silent.
func (r *result) answered(said run) []rtc.Series {
	if said.silent {
		return nil
	}
	series := make([]rtc.Series, len(r.series))
	for i, s := range r.series {
		series[i] = rtc.Series{SeriesID: s.SeriesID, Alias: s.alias, Unit: s.unit, Values: s.values}
	}
	return series
}

// joinKept makes one result of several chunks.
func joinKept(all []*Kept) *result {
	joint := &result{}
	for _, k := range all {
		joint.span = joined(joint.span, k.Span)
	}
	places := map[rtc.SeriesID]int{}
	for _, k := range all {
		chunk := k.result()
		joint.cut = joint.cut || chunk.cut
		joint.runs = append(joint.runs, chunk.runs...)
		for _, s := range chunk.series {
			place, ok := places[s.SeriesID]
			if !ok {
				place = len(joint.series)
				places[s.SeriesID] = place
				joint.series = append(joint.series, resultSeries{SeriesID: s.SeriesID, values: rtc.NoValues(joint.span.Len())})
			}
			joint.series[place].alias, joint.series[place].unit = s.alias, s.unit
			copy(joint.series[place].values[chunk.span.First-joint.span.First:], s.values)
		}
	}
	slices.SortFunc(joint.runs, func(a, b run) int { return int(a.First - b.First) })
	return joint
}

package store

import (
	"math"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// result is what is known of one indicator of an app, on a grid and with a filter. The indicator is the one asked for;
// its series have the names that the API answered with.
//
// A result never changes: an answer makes a new one. So readers need no lock, and the points of a frame are those of the
// result itself.
type result struct {
	span   rtc.Span // of the values
	runs   []run    // by bucket; what lies between them was never asked for
	series []resultSeries
	cut    bool // the API has more series than are kept
}

type resultSeries struct {
	rtc.SeriesID
	alias, unit string
	values      []float64 // one for each bucket of the span, NaN where the API has none
}

// hasValue tells whether any series has a value in a bucket.
func (r *result) hasValue(bucket int64) bool {
	return r.span.Contains(bucket) && slices.ContainsFunc(r.series, func(s resultSeries) bool {
		return !math.IsNaN(s.values[bucket-r.span.First])
	})
}

// with gives the result with an answer more: the series of a window, as of the time at which it was asked for. series is
// empty if the answer left the indicator out. Buckets before oldest are dropped.
//
// The latest answer is the authority, but it does not take a final value away by having none: an odd answer is more
// likely than a value that the API withdrew.
func (r *result) with(window rtc.Span, series []rtc.Series, fetched time.Time, f freshness, oldest int64, most int) *result {
	return r.withRun(run{Span: window, fetched: fetched, asOf: fetched}, series, f, oldest, most)
}

// withRun is with for an answer whose time by the clock of the API is known as well.
func (r *result) withRun(latest run, series []rtc.Series, f freshness, oldest int64, most int) *result {
	window := latest.Span
	latest.silent = len(series) == 0
	if r == nil {
		r = &result{span: rtc.Span{First: window.First, End: window.First}}
	}
	keep := rtc.Span{First: oldest, End: math.MaxInt64}
	final := r.final(window, f)
	next := &result{span: joined(r.span.Intersect(keep), window), cut: r.cut}
	next.runs = r.runsWith(latest, final, f, keep)
	for _, held := range r.series {
		values := rtc.NoValues(next.span.Len())
		if both := r.span.Intersect(next.span); both.Len() > 0 {
			copy(values[both.First-next.span.First:], held.values[both.First-r.span.First:both.End-r.span.First])
		}
		for _, open := range spansOf(window).minus(final) {
			clearValues(values[open.First-next.span.First : open.End-next.span.First])
		}
		held.values = values
		next.series = append(next.series, held)
	}
	for _, answered := range series {
		next.put(answered, window, most)
	}
	return next
}

// joined is the span from the first bucket of either to the last.
func joined(a, b rtc.Span) rtc.Span {
	if a.Len() == 0 {
		return b
	}
	return rtc.Span{First: min(a.First, b.First), End: max(a.End, b.End)}
}

func clearValues(values []float64) {
	for i := range values {
		values[i] = math.NaN()
	}
}

// put takes the values of a series over.
func (r *result) put(answered rtc.Series, window rtc.Span, most int) {
	place := slices.IndexFunc(r.series, func(held resultSeries) bool { return held.SeriesID == answered.SeriesID })
	if place < 0 && len(r.series) >= most {
		r.forgetEmpty()
	}
	if place < 0 && len(r.series) >= most {
		r.cut = true
		return
	}
	if place < 0 {
		place = len(r.series)
		r.series = append(r.series, resultSeries{SeriesID: answered.SeriesID, values: rtc.NoValues(r.span.Len())})
	}
	held := &r.series[place]
	held.alias, held.unit = answered.Alias, answered.Unit
	for i, value := range answered.Values {
		if !math.IsNaN(value) {
			held.values[window.First-r.span.First+int64(i)] = value
		}
	}
}

// forgetEmpty drops the series that have no value any more: the API may call one otherwise from answer to answer.
func (r *result) forgetEmpty() {
	r.series = slices.DeleteFunc(r.series, func(held resultSeries) bool {
		return !slices.ContainsFunc(held.values, func(value float64) bool { return !math.IsNaN(value) })
	})
}

// bytes is about how much memory the result takes.
func (r *result) bytes() int {
	const perResult, perRun, perSeries = 300, 80, 120
	size := perResult + perRun*len(r.runs)
	for _, s := range r.series {
		size += perSeries + len(s.Name) + len(s.Place) + 8*len(s.values)
	}
	return size
}

// slice gives the values of a series in a span, those of the result itself where it has them all.
func (r *result) slice(s resultSeries, buckets rtc.Span) []float64 {
	both := r.span.Intersect(buckets)
	if both == buckets {
		return s.values[buckets.First-r.span.First : buckets.End-r.span.First : buckets.End-r.span.First]
	}
	values := rtc.NoValues(buckets.Len())
	if both.Len() > 0 {
		copy(values[both.First-buckets.First:], s.values[both.First-r.span.First:both.End-r.span.First])
	}
	return values
}

// lines are the series, none where nothing is known.
func (r *result) lines() []resultSeries {
	if r == nil {
		return nil
	}
	return r.series
}

package store

import (
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// run is what one answer, or several alike, said of a run of buckets.
type run struct {
	rtc.Span
	fetched time.Time // by the clock of the process, which tells how old it is
	asOf    time.Time // the same by the clock of the API, which tells what was final; that of the process where nothing is shared
	byAPI   time.Time // the same by the clock of the API in any case, zero if that is not known
	silent  bool      // the answer had no series for the indicator
	absent  bool      // not an answer: the API no longer gives these buckets, and nothing was kept of them when that was read
}

// freshness says how long what was fetched is good.
type freshness struct {
	grid     rtc.Grid
	settled  time.Duration // after its end, a bucket has its final value
	ttl      time.Duration // of what is not final
	realTime bool          // the delay is no promise: a bucket without a value may be late
	oldest   int64         // bucket that the API still gives
	gaps     time.Duration // after its end, a bucket without a value is a gap for good; before that, for gapFor only
	merges   time.Duration // how long after they are settled neighbours are merged
}

const (
	// lateFor is how long after its delay a real-time bucket without a value may still get one.
	lateFor = 2 * time.Minute

	// silentFor is how long an answer without series is believed; silentForOld where its buckets are older than silenceSettles.
	// An idle app costs a call an hour, and not one for each week of the range.
	silentFor      = time.Hour
	silentForOld   = 24 * time.Hour
	silenceSettles = 48 * time.Hour

	// absentFor is how long it is believed that nothing was kept of a bucket.
	absentFor = time.Hour

	// gapSettles is how long after its end a bucket may still get a first value, by what replicas are to believe of each
	// other, gapFor how long they believe in a younger gap.
	gapSettles = 48 * time.Hour
	gapFor     = 24 * time.Hour
)

// finalBefore is the end of the buckets whose values were final at a moment by the clock of the API.
func (f freshness) finalBefore(asOf time.Time, more time.Duration) int64 {
	return f.grid.Bucket(asOf.Add(-f.settled - more))
}

// gapBefore is the end of the buckets that were gaps for good at a moment if they had no value then.
func (f freshness) gapBefore(asOf time.Time) int64 {
	if f.realTime {
		return f.finalBefore(asOf, lateFor)
	}
	return f.grid.Bucket(asOf.Add(-max(f.settled, f.gaps)))
}

// missing are the buckets that have to be asked for at a moment: never fetched, or fetched too early and too long ago.
func (r *result) missing(within rtc.Span, f freshness, now time.Time) spans {
	missing := spansOf(within)
	if r == nil {
		return missing
	}
	for _, fetched := range r.runs {
		age := now.Sub(fetched.fetched)
		for _, part := range r.parts(fetched, f) {
			if age < part.good {
				missing = missing.without(part.Span)
			}
		}
	}
	return missing
}

// part is a piece of a run that is good for the same time.
type part struct {
	rtc.Span
	good time.Duration
}

// parts judges the buckets of a run by the time at which they were fetched.
func (r *result) parts(fetched run, f freshness) []part {
	if fetched.absent {
		return []part{{fetched.Span, absentFor}}
	}
	var parts []part
	if gone := f.gone(fetched); gone > fetched.First { // nothing better will come of these
		parts = append(parts, part{rtc.Span{First: fetched.First, End: gone}, rtc.Forever})
		fetched.First = gone
	}
	if fetched.silent && !f.realTime {
		old := min(max(f.finalBefore(fetched.asOf, silenceSettles), fetched.First), fetched.End)
		return append(parts, part{rtc.Span{First: fetched.First, End: old}, silentForOld}, part{rtc.Span{First: old, End: fetched.End}, silentFor})
	}
	final := min(max(f.finalBefore(fetched.asOf, 0), fetched.First), fetched.End)
	sure := min(max(f.gapBefore(fetched.asOf), fetched.First), final)
	parts = append(parts, part{rtc.Span{First: fetched.First, End: sure}, rtc.Forever})
	for bucket := sure; bucket < final; bucket++ {
		good := rtc.Forever
		if !r.hasValue(bucket) {
			good = f.gapGood()
		}
		if last := len(parts) - 1; parts[last].good == good {
			parts[last].End++
			continue
		}
		parts = append(parts, part{rtc.Span{First: bucket, End: bucket + 1}, good})
	}
	return append(parts, part{rtc.Span{First: final, End: fetched.End}, f.ttl})
}

// gone is the end of the buckets of a run that the API no longer gives and that were final when they were fetched.
func (f freshness) gone(fetched run) int64 {
	gone := f.oldest
	if !fetched.silent {
		gone = min(gone, f.finalBefore(fetched.asOf, 0))
	}
	return min(gone, fetched.End)
}

// gapGood is how long a final bucket without a value is believed that may still get one.
func (f freshness) gapGood() time.Duration {
	if f.realTime {
		return f.ttl
	}
	return gapFor
}

// final are the buckets of a window that have their final value.
func (r *result) final(window rtc.Span, f freshness) spans {
	var final spans
	for _, fetched := range r.runs {
		if fetched.silent || fetched.absent {
			continue
		}
		for _, part := range r.parts(fetched, f) {
			if part.good == rtc.Forever {
				final = final.add(part.Intersect(window))
			}
		}
	}
	return final
}

// runsWith are the runs after another answer. One without series says nothing of buckets that are final.
func (r *result) runsWith(latest run, final spans, f freshness, keep rtc.Span) []run {
	says := spansOf(latest.Span)
	if latest.silent {
		says = says.minus(final)
	}
	var runs []run
	for _, fetched := range r.runs {
		for _, rest := range spansOf(fetched.Intersect(keep)).minus(says) {
			fetched.Span = rest
			runs = append(runs, fetched)
		}
	}
	for _, said := range says {
		latest.Span = said
		runs = append(runs, latest)
	}
	slices.SortFunc(runs, func(a, b run) int { return int(a.First - b.First) })
	return merged(runs, f)
}

// merged joins neighbours that are final for good, so that the runs of many answers stay few. They count as fetched
// when the first of them was, which makes no difference to a final value.
func merged(runs []run, f freshness) []run {
	settled := func(r run) bool {
		return !r.silent && !r.absent && r.End <= f.finalBefore(r.asOf, max(lateFor, f.merges))
	}
	var few []run
	for _, next := range runs {
		if last := len(few) - 1; last >= 0 && few[last].End == next.First && settled(few[last]) && settled(next) {
			joint := few[last]
			joint.End = next.End
			if next.asOf.Before(joint.asOf) {
				joint.fetched, joint.asOf = next.fetched, next.asOf
			}
			joint.byAPI = earliest(few[last].byAPI, next.byAPI) // zero if either is
			if settled(joint) {
				few[last] = joint
				continue
			}
		}
		few = append(few, next)
	}
	return few
}

// covers tells that anything in a span was ever answered. What failed must not look like a series without values.
func (r *result) covers(buckets rtc.Span) bool {
	return r != nil && slices.ContainsFunc(r.runs, func(fetched run) bool { return !fetched.absent && fetched.Intersect(buckets).Len() > 0 })
}

// uncovered are the buckets of a span that were never fetched after they were final.
func (r *result) uncovered(within rtc.Span, f freshness) spans {
	left := spansOf(within)
	if r == nil {
		return left
	}
	for _, fetched := range r.runs {
		left = left.without(fetched.Intersect(rtc.Span{First: fetched.First, End: f.finalBefore(fetched.asOf, 0)}))
	}
	return left
}

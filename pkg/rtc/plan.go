package rtc

import "time"

// Plan says which buckets a time range comes to at a moment, and what of it had to be left out.
type Plan struct {
	Granularity Granularity
	// Buckets are those to show: they overlap the range, are final and within the look-back.
	Buckets Span
	// TooOld are the buckets of the range that the API no longer gives.
	TooOld Span
	// NotFinal are the buckets of the range, up to now, whose value may still change.
	NotFinal Span
	// FinalAt is when the first bucket of NotFinal becomes final.
	FinalAt time.Time

	available Span
	perCall   int
}

// Plan cuts the range [from, to) down to what the API has at now. The range is widened to whole buckets of UTC+8: a
// bucket counts when it overlaps the range. delay is the time after its end at which a bucket is taken for final.
func (a API) Plan(from, to time.Time, g Granularity, now time.Time, delay time.Duration) Plan {
	oldest := g.bucketFrom(now.Add(lookBackMargin - a.LookBack))
	notFinal := g.bucket(now.Add(-delay))
	asked := Span{First: g.bucket(from), End: g.bucketFrom(to)}
	return Plan{
		Granularity: g,
		Buckets:     asked.intersect(Span{First: oldest, End: notFinal}),
		TooOld:      asked.intersect(Span{First: asked.First, End: oldest}),
		NotFinal:    asked.intersect(Span{First: notFinal, End: g.bucket(now) + 1}),
		FinalAt:     g.Start(max(notFinal, asked.First) + 1).Add(delay),
		available:   Span{First: oldest, End: notFinal},
		perCall:     int(a.Span / g.Step()),
	}
}

// Windows are the fewest calls that fetch the missing buckets of the plan, newest first. Each is as long as the API
// allows, because a call costs the same whatever it brings.
//
// Windows counted back from the newest bucket that is missing of all that is available serve later and longer ranges
// best: together they stay at the minimum of the longest. Where the range alone needs fewer calls, those are taken.
func (p Plan) Windows(missing func(bucket int64) bool) []Span {
	alone := cover(p.Buckets, p.available.First, p.perCall, missing)
	var shared []Span
	for _, window := range cover(p.available, p.available.First, p.perCall, missing) {
		if anyMissing(window.intersect(p.Buckets), missing) {
			shared = append(shared, window)
		}
	}
	if len(alone) < len(shared) {
		return alone
	}
	return shared
}

// cover lays windows of size buckets, none before oldest, over the missing buckets of within: each ends at the newest
// one that is not covered yet, which is the fewest there can be.
func cover(within Span, oldest int64, size int, missing func(bucket int64) bool) []Span {
	var windows []Span
	for bucket := within.End - 1; bucket >= within.First; bucket-- {
		if !missing(bucket) {
			continue
		}
		window := Span{First: max(oldest, bucket+1-int64(size)), End: bucket + 1}
		windows = append(windows, window)
		bucket = window.First
	}
	return windows
}

func anyMissing(within Span, missing func(bucket int64) bool) bool {
	for bucket := within.First; bucket < within.End; bucket++ {
		if missing(bucket) {
			return true
		}
	}
	return false
}

package rtc

import "time"

// beijing is the time zone of the API's days and hours, and of every time sent to it. China has had no daylight
// saving time since 1991 and the API looks back 30 days, so a fixed offset is exact and needs no zone database.
var beijing = time.FixedZone("UTC+8", beijingOffset)

const beijingOffset = 8 * 60 * 60 // seconds

// Grid numbers the buckets of time that values are for: those of a granularity, counted from
// 1970-01-01T00:00:00+08:00, or a single one for a total.
type Grid struct {
	// Granularity is empty for a total.
	Granularity  Granularity
	origin, step int64 // Unix seconds at which bucket 0 starts, and seconds
}

// TotalGrid has the whole period as its bucket 0.
func TotalGrid(p Period) Grid {
	return Grid{origin: p.From.Unix(), step: int64(p.Len() / time.Second)}
}

// Step is the length of a bucket.
func (g Grid) Step() time.Duration { return time.Duration(g.step) * time.Second }

// Start is the moment, in UTC+8, at which a bucket starts.
func (g Grid) Start(bucket int64) time.Time { return time.Unix(g.origin+bucket*g.step, 0).In(beijing) }

// Bucket is the number of the bucket that holds t.
func (g Grid) Bucket(t time.Time) int64 {
	since := t.Unix() - g.origin
	number := since / g.step
	if since%g.step < 0 {
		number--
	}
	return number
}

// BucketFrom is the number of the first bucket that starts at t or later.
func (g Grid) BucketFrom(t time.Time) int64 {
	number := g.Bucket(t)
	if g.Start(number).Before(t) {
		number++
	}
	return number
}

// StartFrom is the first start of a bucket at t or later.
func (g Grid) StartFrom(t time.Time) time.Time { return g.Start(g.BucketFrom(t)) }

// Period is the time that a span takes, the zero Period if it is empty.
func (g Grid) Period(s Span) Period {
	if s.Len() == 0 {
		return Period{}
	}
	return Period{From: g.Start(s.First), To: g.Start(s.End)}
}

// Span is a run of buckets: First is in it, End is not.
type Span struct{ First, End int64 }

// Len is the number of buckets, 0 when there is none.
func (s Span) Len() int { return int(max(0, s.End-s.First)) }

// Contains tells whether a bucket is in the span.
func (s Span) Contains(bucket int64) bool { return s.First <= bucket && bucket < s.End }

// Intersect is what two spans have in common.
func (s Span) Intersect(o Span) Span {
	return Span{First: max(s.First, o.First), End: min(s.End, o.End)}
}

// Period is the time from From up to To, which is not in it; both are in UTC+8. The zero Period is no time at all.
type Period struct{ From, To time.Time }

// Len is the length of the period.
func (p Period) Len() time.Duration { return p.To.Sub(p.From) }

package rtc

import "time"

// Granularity is the width of a bucket, as the API spells it (AggregateGranularity).
type Granularity string

// The granularities of ListOperationData.
const (
	Hour Granularity = "1h"
	Day  Granularity = "1d"
)

// beijing is the time zone of the API's days and hours, and of every time sent to it. China has had no daylight
// saving time since 1991 and the API looks back 30 days, so a fixed offset is exact and needs no zone database.
var beijing = time.FixedZone("UTC+8", beijingOffset)

const beijingOffset = 8 * 60 * 60 // seconds

var steps = map[Granularity]time.Duration{Hour: time.Hour, Day: 24 * time.Hour}

// Step is the length of a bucket, 0 for a granularity that the API does not have.
func (g Granularity) Step() time.Duration { return steps[g] }

// bucket is the number of the bucket that holds t, counted from 1970-01-01T00:00:00+08:00.
func (g Granularity) bucket(t time.Time) int64 {
	step := int64(g.Step() / time.Second)
	local := t.Unix() + beijingOffset
	number := local / step
	if local%step < 0 {
		number--
	}
	return number
}

// bucketFrom is the number of the first bucket that starts at t or later.
func (g Granularity) bucketFrom(t time.Time) int64 {
	number := g.bucket(t)
	if g.Start(number).Before(t) {
		number++
	}
	return number
}

// Start is the moment, in UTC+8, at which a bucket starts.
func (g Granularity) Start(bucket int64) time.Time {
	return time.Unix(bucket*int64(g.Step()/time.Second)-beijingOffset, 0).In(beijing)
}

// Span is a run of buckets: First is in it, End is not.
type Span struct{ First, End int64 }

// Len is the number of buckets, 0 when there is none.
func (s Span) Len() int { return int(max(0, s.End-s.First)) }

// Contains tells whether a bucket is in the span.
func (s Span) Contains(bucket int64) bool { return s.First <= bucket && bucket < s.End }

func (s Span) intersect(o Span) Span {
	return Span{First: max(s.First, o.First), End: min(s.End, o.End)}
}

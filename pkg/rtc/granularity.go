package rtc

import "time"

// Granularity is the width of a bucket, as the API spells it (AggregateGranularity).
type Granularity string

// The granularities of the APIs.
const (
	HalfMinute  Granularity = "30s"
	FiveMinutes Granularity = "5min"
	Hour        Granularity = "1h"
	Day         Granularity = "1d"
)

var steps = map[Granularity]time.Duration{
	HalfMinute: 30 * time.Second, FiveMinutes: 5 * time.Minute, Hour: time.Hour, Day: 24 * time.Hour,
}

// Step is the length of a bucket, 0 for a granularity that no API has.
func (g Granularity) Step() time.Duration { return steps[g] }

// Grid is that of the granularity's buckets.
func (g Granularity) Grid() Grid {
	return Grid{Granularity: g, origin: -beijingOffset, step: int64(g.Step() / time.Second)}
}

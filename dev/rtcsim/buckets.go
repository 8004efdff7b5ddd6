package rtcsim

import "time"

// bucketLengths are the granularities. Days need no calendar: Beijing has had no
// daylight saving time in the years of this API.
var bucketLengths = map[string]time.Duration{
	"30s":  30 * time.Second,
	"5min": 5 * time.Minute,
	"1h":   time.Hour,
	"1d":   24 * time.Hour,
}

const beijingOffset = 8 * time.Hour

// beijing is the zone of every bucket and time stamp.
var beijing = time.FixedZone("UTC+8", int(beijingOffset/time.Second))

func firstBucket(start time.Time, length time.Duration) time.Time {
	t := bucketStart(start, length)
	if t.Before(start) {
		t = t.Add(length)
	}
	return t
}

// bucketStart is the start of the bucket that t lies in. Time.Truncate counts
// from midnight UTC, so days are shifted to Beijing's and back.
func bucketStart(t time.Time, length time.Duration) time.Time {
	return t.Add(beijingOffset).Truncate(length).Add(-beijingOffset).In(beijing)
}

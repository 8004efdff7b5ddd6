package store

import (
	"context"
	"errors"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Shared is what the replicas of an account have in common outside of their processes. It belongs to the credentials and
// the endpoint of a data source. A Store without one is alone.
//
// Only history older than the API's look-back needs it: no method takes long, and what fails counts as not there.
type Shared interface {
	// Read looks for what is kept, in as few round trips as its size allows. An error is in the finding that it concerns.
	Read(ctx context.Context, inquiry Inquiry) Finding

	// Write merges values into what is kept, in the background, and then gives the lease back, if there is one. Too many
	// writes are dropped.
	Write(values []KeptWrite, lease Lease)

	// Accepted tells that the API accepted the credentials for an app, which proves for a day that they may read its values.
	// It tells whether that was not known before.
	Accepted(appID, action string) (first bool)
	// Denied tells that the API refused the credentials for an app: the proof is void.
	Denied(appID, action string)

	// Refuse lets the replicas know for a while of what the API refused, Allow that it does so no longer.
	Refuse(key RefusalKey, err *rtc.Error, lasting time.Duration)
	Allow(keys ...RefusalKey)

	InUse
}

// Inquiry is what Read is to look for.
type Inquiry struct {
	Values   []KeptKey
	Refusals []RefusalKey
	// Lease is looked at before the values are read, nil if none matters. Take takes it, if nobody has it.
	Lease *LeaseKey
	Take  bool
}

// Finding is what Read found, in the order of the Inquiry.
type Finding struct {
	Values   []Reading
	Refusals []*rtc.Error // nil where there is none
	// Lease is the one that was taken, nil if it was not. Holder is who has it: empty if nobody has or if that could not be
	// found out, and another one for each time that it is taken.
	Lease  Lease
	Holder string
}

// Reading is what was found of one key. There is nothing kept where Kept and Err are nil.
type Reading struct {
	Kept *Kept
	// Err is ErrUnproven, or why nothing could be read.
	Err error
}

// ErrUnproven is the error of reading values of an app that the API has not accepted the credentials for lately.
var ErrUnproven = errors.New("the API has not accepted the credentials for this app within a day")

// Lease is the right to fetch. It ends by itself when its process dies.
type Lease interface {
	// Release gives the lease back. Only the first call counts.
	Release()
}

// LeaseKey is what only one replica fetches at a time: an app on a grid with a filter.
type LeaseKey struct {
	Action, AppID string
	Grid          rtc.Grid
	Filter        string // rtc.Filter.Key
}

// KeptKey says which values a Kept has: those of an indicator of an app in one chunk of a grid, with a filter.
type KeptKey struct {
	LeaseKey
	Indicator string
	Chunk     int64
}

// Span are the buckets of the chunk.
func (k KeptKey) Span() rtc.Span {
	size := chunkSize(k.Grid)
	return rtc.Span{First: k.Chunk * size, End: (k.Chunk + 1) * size}
}

// chunkSizes are the buckets that are kept under one key: about a week of hours, two months of days, a day of five
// minutes, an hour of half minutes.
var chunkSizes = map[rtc.Granularity]int64{rtc.Hour: 168, rtc.Day: 64, rtc.FiveMinutes: 288, rtc.HalfMinute: 120}

// chunkSize is the number of buckets of a chunk, 1 for a total.
func chunkSize(grid rtc.Grid) int64 { return max(1, chunkSizes[grid.Granularity]) }

// chunks are those that have buckets of a span.
func chunks(grid rtc.Grid, span rtc.Span) rtc.Span {
	size := chunkSize(grid)
	floor := func(bucket int64) int64 {
		if bucket < 0 {
			return (bucket+1)/size - 1
		}
		return bucket / size
	}
	if span.Len() == 0 {
		return rtc.Span{}
	}
	return rtc.Span{First: floor(span.First), End: floor(span.End-1) + 1}
}

// Kept is what is kept under one key. It is not changed once it is made.
type Kept struct {
	// Span are the buckets that it is about, those of the key's chunk.
	Span rtc.Span
	// Runs are the buckets that were fetched, in the order of time; they do not overlap.
	Runs   []KeptRun
	Series []KeptSeries
	// Cut tells that the API has more series than are kept.
	Cut bool
	// Keep is how long it is to be kept from now on.
	Keep time.Duration
}

// KeptRun is a run of buckets that were fetched together.
type KeptRun struct {
	rtc.Span
	// Fetched is when they were fetched, by the clock of the API.
	Fetched time.Time
	// Silent tells that the answer had no series for the indicator.
	Silent bool
}

// KeptSeries is one series of the indicator.
type KeptSeries struct {
	rtc.SeriesID
	Alias, Unit string
	Values      []float64 // one for each bucket of the Span, NaN where there is none
}

// KeptWrite changes what is kept under a key.
type KeptWrite struct {
	Key KeptKey
	// Merge gives what is to be kept, from what is, which is nil if that is nothing. It is called again when another
	// replica wrote in between. nil is to change nothing.
	Merge func(held *Kept) *Kept
}

// RefusalKey is what a refusal concerns. The fields that do not matter for its kind are empty.
type RefusalKey struct {
	Kind          string
	Action, AppID string
	Grid          rtc.Grid
	Filter        string
	Indicator     string
}

package store

import "volcengine-rtc-datasource/pkg/rtc"

// available are the buckets that the API gives and that are so old that they need not be asked for again, even if they
// have no value.
func (b *backfiller) available(grid rtc.Grid) rtc.Span {
	f := b.freshness(grid)
	return rtc.Span{First: f.oldest, End: f.finalBefore(b.now(), silenceSettles)}
}

// perCall is how many buckets one call brings.
func (b *backfiller) perCall(grid rtc.Grid) int64 { return int64(backfillSpan / grid.Step()) }

// dueWindows are the calls that are to be made now: each is for what lacks in a span, counted from the oldest bucket, and
// waits until all of the span can be had. next is the end of the one after them.
func dueWindows(lacking spans, available rtc.Span, size int64) (windows []rtc.Span, next int64) {
	done := available.First
	for _, span := range lacking {
		for first := max(done, span.First); first < span.End; first = done {
			if first+size > available.End {
				return windows, first + size
			}
			done = first + size
			windows = append(windows, rtc.Span{First: first, End: done})
		}
	}
	return windows, max(done, available.End) + size
}

// proof is the window of the one call that is made before what is kept of an app can be read: likely for what is not kept
// yet. ok is false where none is needed now.
func (b *backfiller) proof(grid rtc.Grid, lacking spans, due []rtc.Span, prove bool) (window rtc.Span, ok bool) {
	available := b.available(grid)
	switch {
	case len(due) > 0 && lacking[0] == available: // memory knows nothing
		return rtc.Span{First: available.End - b.perCall(grid), End: available.End}, true
	case len(due) > 0:
		return due[len(due)-1], true
	default: // memory has all of these, but hardly what only history has: a question for that makes a call
		old := b.historyBegins(grid) + 1 // which is not about to end
		return rtc.Span{First: old, End: old + 1}, prove
	}
}

// historyBegins is the first bucket that this data source keeps. Memory may have older ones for another.
func (b *backfiller) historyBegins(grid rtc.Grid) int64 {
	return grid.Bucket(b.now().Add(-b.historyOf(grid.Granularity)))
}

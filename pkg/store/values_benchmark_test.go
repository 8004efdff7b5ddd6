package store

import (
	"runtime"
	"strconv"
	"testing"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// BenchmarkKeptValues tells how much memory a million values take: 30 days by the hour of many indicators, fetched week
// by week.
func BenchmarkKeptValues(b *testing.B) {
	const indicators, weeks, week = 1400, 5, 7 * 24
	grid := rtc.Hour.Grid()
	now := time.Unix(1_773_138_600, 0)
	first := grid.Bucket(now) - weeks*week
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		kept := newValues(1 << 30)
		for i := range indicators {
			key := valueKey{indicator: strconv.Itoa(i)}
			for w := range int64(weeks) {
				window := rtc.Span{First: first + w*week, End: first + (w+1)*week}
				kept.update(key, func(held *result) *result {
					answer := []rtc.Series{{SeriesID: rtc.SeriesID{Name: key.indicator}, Values: make([]float64, week)}}
					return held.with(window, answer, now, freshness{grid: grid}, first, maxSeriesPerIndicator)
				})
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(indicators*weeks*week), "MB/million-values")
		runtime.KeepAlive(kept)
	}
}

package store

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/pkg/rtc"
)

// kept is a track of quality that was kept from answers, each of which has a value of each series in a bucket of its own.
func kept(answers [][]string) *track {
	m := newMemory(rtc.Quality, Options{CacheTTL: time.Minute})
	grid, now := rtc.FiveMinutes.Grid(), time.Now()
	lane := laneKey{"app", grid, rtc.NoFilter}
	for i, names := range answers {
		bucket := grid.Bucket(now) - int64(len(answers)-i)
		var series []rtc.Series
		for _, name := range names {
			series = append(series, rtc.Series{SeriesID: rtc.SeriesID{Name: name}, Values: []float64{float64(i)}})
		}
		m.keep(lane, "stall_rate", rtc.Span{First: bucket, End: bucket + 1}, series, now)
	}
	return m.track(lane, "stall_rate")
}

func TestEverySeriesOfAnIndicatorIsKept(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, series := range kept([][]string{names, names, names}).series {
		values := slices.DeleteFunc(slices.Clone(series.Values), math.IsNaN)
		assert.Len(t, values, 3, series.Name)
	}
}

// The names that an API answers with can be anything, and anything new each time.
func TestSeriesOfATrackAreBounded(t *testing.T) {
	var answers [][]string
	for i := range 100 {
		answers = append(answers, []string{strconv.Itoa(i)})
	}
	assert.Len(t, kept(answers).series, maxSeriesPerIndicator)
}

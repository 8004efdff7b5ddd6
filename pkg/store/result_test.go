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

// kept is a result of quality made from answers, each of which has a value of each series in a bucket of its own.
func kept(answers [][]string) *result {
	grid, now := rtc.FiveMinutes.Grid(), time.Now()
	var held *result
	for i, names := range answers {
		bucket := grid.Bucket(now) - int64(len(answers)-i)
		var series []rtc.Series
		for _, name := range names {
			series = append(series, rtc.Series{SeriesID: rtc.SeriesID{Name: name}, Values: []float64{float64(i)}})
		}
		window := rtc.Span{First: bucket, End: bucket + 1}
		held = held.with(window, series, now, freshness{grid: grid}, 0, maxSeriesPerIndicator)
	}
	return held
}

func TestEverySeriesOfAnIndicatorIsKept(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for _, series := range kept([][]string{names, names, names}).series {
		values := slices.DeleteFunc(slices.Clone(series.values), math.IsNaN)
		assert.Len(t, values, 3, series.Name)
	}
}

// The names that an API answers with can be anything, and anything new each time.
func TestSeriesOfAResultAreBounded(t *testing.T) {
	var answers [][]string
	for i := range 100 {
		answers = append(answers, []string{strconv.Itoa(i)})
	}
	held := kept(answers)
	assert.Len(t, held.series, maxSeriesPerIndicator)
	assert.True(t, held.cut, "and the rest is told")
}

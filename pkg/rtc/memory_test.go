package rtc

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The names that an API answers with can be anything, and anything new each time.
func TestSeriesOfATrackAreBounded(t *testing.T) {
	m := newMemory(Quality, Options{CacheTTL: time.Minute})
	grid, now := FiveMinutes.Grid(), time.Now()
	lane := laneKey{"app", grid, noFilter}
	window := Span{grid.bucket(now) - 3, grid.bucket(now)}
	for i := range 100 {
		values := noValues(3)
		values[i%3] = 1
		m.keep(lane, "stall_rate", window, []answered{{SeriesID: SeriesID{Name: strconv.Itoa(i)}, values: values}}, now.Add(time.Duration(i)*time.Second))
	}
	series := m.track(lane, "stall_rate").series
	assert.LessOrEqual(t, len(series), maxSeriesPerIndicator)
	assert.Equal(t, "99", series[len(series)-1].Name, "the newest counts")
}

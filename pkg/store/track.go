package store

import (
	"math"
	"slices"

	"volcengine-rtc-datasource/pkg/rtc"
)

// track holds one indicator of one app, as a ring over the buckets that the API looks back to. The indicator is the
// one asked for; its series have the names that the API Series with.
type track struct {
	cells  []cell
	series []*trackSeries
}

type cell struct {
	bucket  int64
	fetched int64 // Unix nanoseconds; there can be many cells, and a time.Time is large. 0 if there is nothing
	state   cellState
}

type cellState byte

const (
	provisional cellState = iota // the value may still change
	final                        // the value will not change
	silent                       // the answer left this indicator out while it had others
)

type trackSeries struct {
	rtc.SeriesID
	Alias, Unit string
	Values      []float64 // NaN where the API has no value
}

func (t *track) place(bucket int64) int { return int(bucket % int64(len(t.cells))) }

// put overwrites the cell and clears its values.
func (t *track) put(c cell) {
	place := t.place(c.bucket)
	t.cells[place] = c
	for _, s := range t.series {
		s.Values[place] = math.NaN()
	}
}

func (t *track) isFinal(bucket int64) bool {
	c := &t.cells[t.place(bucket)]
	return c.bucket == bucket && c.fetched != 0 && c.state == final
}

// open finds or starts a series, nil if there are too many.
func (t *track) open(id rtc.SeriesID, most int) *trackSeries {
	place := slices.IndexFunc(t.series, func(held *trackSeries) bool { return held.SeriesID == id })
	if place >= 0 {
		return t.series[place]
	}
	if len(t.series) >= most {
		t.forgetEmpty()
	}
	if len(t.series) >= most {
		return nil
	}
	series := &trackSeries{SeriesID: id, Values: rtc.NoValues(len(t.cells))}
	t.series = append(t.series, series)
	return series
}

// forgetEmpty drops the series that have no value any more: the API may call one otherwise from answer to answer.
func (t *track) forgetEmpty() {
	t.series = slices.DeleteFunc(t.series, func(held *trackSeries) bool {
		return !slices.ContainsFunc(held.Values, func(value float64) bool { return !math.IsNaN(value) })
	})
}

// putValues takes over the values of the buckets that are open to change or still have none.
func (t *track) putValues(held *trackSeries, window rtc.Span, values []float64, open []bool) {
	for i, value := range values {
		if place := t.place(window.First + int64(i)); open[i] || math.IsNaN(held.Values[place]) {
			held.Values[place] = value
		}
	}
}

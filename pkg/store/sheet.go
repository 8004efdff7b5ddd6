package store

import (
	"math"
	"slices"

	"volcengine-rtc-datasource/pkg/rtc"
)

// sheet collects the values of a question, a row for each series.
type sheet struct {
	question Question
	buckets  rtc.Span
	rows     map[rowKey][]*Series
	recalled int
}

type rowKey struct{ appID, indicator string }

func newSheet(question Question, plan Plan) *sheet {
	return &sheet{question: question, buckets: plan.Buckets, rows: map[rowKey][]*Series{}}
}

// row is that of a series of the indicator.
func (s *sheet) row(appID, indicator string, id rtc.SeriesID) *Series {
	key := rowKey{appID, indicator}
	place := slices.IndexFunc(s.rows[key], func(row *Series) bool { return row.SeriesID == id })
	if place >= 0 {
		return s.rows[key][place]
	}
	row := &Series{AppID: appID, Indicator: indicator, SeriesID: id, Values: rtc.NoValues(s.buckets.Len())}
	s.rows[key] = append(s.rows[key], row)
	return row
}

// recall takes over the buckets that memory has, and counts them.
func (s *sheet) recall(appID, indicator string, held *track, has func(bucket int64) bool) (recalled int) {
	if held == nil {
		return 0
	}
	var rows []*Series // none while memory has no bucket: what fails must not look like a series without values
	for bucket := s.buckets.First; bucket < s.buckets.End; bucket++ {
		if !has(bucket) {
			continue
		}
		recalled++
		if rows == nil {
			rows = s.rowsOf(appID, indicator, held)
		}
		for i, series := range held.series {
			rows[i].Values[bucket-s.buckets.First] = series.Values[held.place(bucket)]
		}
	}
	s.recalled += recalled
	return recalled
}

func (s *sheet) rowsOf(appID, indicator string, held *track) []*Series {
	rows := make([]*Series, len(held.series))
	for i, series := range held.series {
		rows[i] = s.row(appID, indicator, series.SeriesID)
		rows[i].Alias, rows[i].Unit = series.Alias, series.Unit
	}
	return rows
}

// fill takes over what a call brought of the window.
func (s *sheet) fill(appID, indicator string, window rtc.Span, series rtc.Series) {
	row := s.row(appID, indicator, series.SeriesID)
	row.Alias, row.Unit = series.Alias, series.Unit
	both := window.Intersect(s.buckets)
	for bucket := both.First; bucket < both.End; bucket++ {
		// An answer without a value does not take away one from memory.
		if value := series.Values[bucket-window.First]; !math.IsNaN(value) {
			row.Values[bucket-s.buckets.First] = value
		}
	}
}

// series are the rows in the order of the question.
func (s *sheet) series() []Series {
	var all []Series
	for _, appID := range s.question.AppIDs {
		for _, name := range s.question.Indicators {
			for _, row := range s.rows[rowKey{appID, name}] {
				all = append(all, *row)
			}
		}
	}
	return all
}

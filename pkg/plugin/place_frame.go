package plugin

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// addPlaces gives a frame the totals of an answer: for people a table, for alert rules numbers. Should the API give a
// place several time stamps, which its documents do not say, the places are series over time.
func addPlaces(frame *data.Frame, q query, answer store.Answer, names legend) {
	answer.Series = slices.DeleteFunc(slices.Clone(answer.Series), func(s store.Series) bool { return math.IsNaN(s.Values[0]) })
	switch {
	case haveSeveralTimes(answer.Series, names):
		addPlacesOverTime(frame, answer, names)
	case q.asker.rule:
		addNumbers(frame, answer, names)
	default:
		addTable(frame, answer, q.sort, names)
	}
}

// haveSeveralTimes tells whether any place has several time stamps.
func haveSeveralTimes(all []store.Series, names legend) bool {
	times := map[seriesKey]int64{}
	for _, series := range all {
		first, seen := times[names.key(series)]
		if seen && first != series.At && !series.Share {
			return true
		}
		times[names.key(series)] = series.At
	}
	return false
}

// addNumbers gives a frame a field for each indicator of each place: alert rules tell numbers apart by labels alone, so
// that those in the columns of a table would be taken for one.
func addNumbers(frame *data.Frame, answer store.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeNumericWide
	shown := names.distinct(withoutShares(answer.Series))
	for i, name := range names.names(shown) {
		frame.Fields = append(frame.Fields, seriesField(shown[i], name, names))
	}
}

// addPlacesOverTime joins the totals of a place, each at its own time, to a series. What has no time is at the start of
// the range.
func addPlacesOverTime(frame *data.Frame, answer store.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeTimeSeriesWide
	start := answer.Plan.Grid.Start(0).Unix()
	var times []int64
	for _, series := range answer.Series {
		times = append(times, cmp.Or(series.At, start))
	}
	slices.Sort(times)
	times = slices.Compact(times)
	frame.Fields = append(frame.Fields, timesField(times))
	all := withoutShares(answer.Series)
	shown := names.distinct(all)
	fields := map[seriesKey]*data.Field{}
	for i, name := range names.names(shown) {
		field := describedField(shown[i], make([]*float64, len(times)), name, names)
		fields[names.key(shown[i])] = field
		frame.Fields = append(frame.Fields, field)
	}
	for _, series := range all {
		row, _ := slices.BinarySearch(times, cmp.Or(series.At, start))
		fields[names.key(series)].Set(row, &series.Values[0])
	}
}

func withoutShares(all []store.Series) []store.Series {
	return slices.DeleteFunc(slices.Clone(all), func(series store.Series) bool { return series.Share })
}

func timesField(unix []int64) *data.Field {
	times := make([]time.Time, len(unix))
	for i, at := range unix {
		times[i] = time.Unix(at, 0).UTC()
	}
	return data.NewField(data.TimeSeriesTimeFieldName, nil, times)
}

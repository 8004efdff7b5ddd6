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
	case haveSeveralTimes(answer.Series):
		addPlacesOverTime(frame, answer, names)
	case q.fromAlert:
		addNumbers(frame, answer, names)
	default:
		addTable(frame, answer, names)
	}
}

// number is what a rule or a chart can tell apart.
type number struct{ appID, name, place string }

func numberOf(series store.Series) number { return number{series.AppID, series.Name, series.Place} }

// haveSeveralTimes tells whether any place has several time stamps.
func haveSeveralTimes(all []store.Series) bool {
	times := map[number]int64{}
	for _, series := range all {
		first, seen := times[numberOf(series)]
		if seen && first != series.At && !series.Share {
			return true
		}
		times[numberOf(series)] = series.At
	}
	return false
}

// addNumbers gives a frame a field for each indicator of each place: alert rules tell numbers apart by labels alone, so
// that those in the columns of a table would be taken for one.
func addNumbers(frame *data.Frame, answer store.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeNumericWide
	seen := map[number]bool{}
	for _, series := range answer.Series {
		if !series.Share && !seen[numberOf(series)] {
			seen[numberOf(series)] = true
			frame.Fields = append(frame.Fields, seriesField(series, names))
		}
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
	fields := map[number]*data.Field{}
	for _, series := range answer.Series {
		if series.Share {
			continue
		}
		field := fields[numberOf(series)]
		if field == nil {
			field = describedField(series, make([]*float64, len(times)), names)
			fields[numberOf(series)] = field
			frame.Fields = append(frame.Fields, field)
		}
		row, _ := slices.BinarySearch(times, cmp.Or(series.At, start))
		field.Set(row, &series.Values[0])
	}
}

func timesField(unix []int64) *data.Field {
	times := make([]time.Time, len(unix))
	for i, at := range unix {
		times[i] = time.Unix(at, 0).UTC()
	}
	return data.NewField(data.TimeSeriesTimeFieldName, nil, times)
}

package plugin

import (
	"math"
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
)

// addPlaces gives a frame the totals of an answer: for people a table, for alert rules numbers. Should the API give a
// place several time stamps, which its documents do not say, the places are series over time.
func addPlaces(frame *data.Frame, q query, answer rtc.Answer, names legend) {
	times := timeStamps(answer)
	switch {
	case len(times) > 1:
		addPlacesOverTime(frame, times, answer, names)
	case q.fromAlert:
		addNumbers(frame, answer, names)
	default:
		addTable(frame, answer, names)
	}
}

// timeStamps are those of the answer, each once, the oldest first.
func timeStamps(answer rtc.Answer) []int64 {
	var times []int64
	for _, series := range answer.Series {
		if !math.IsNaN(series.Values[0]) {
			times = append(times, series.At)
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// addNumbers gives a frame a field for each indicator of each place: alert rules tell numbers apart by labels alone, so
// that those in the columns of a table would be taken for one.
func addNumbers(frame *data.Frame, answer rtc.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeNumericWide
	for _, series := range answer.Series {
		if !series.Share && !math.IsNaN(series.Values[0]) {
			frame.Fields = append(frame.Fields, seriesField(series, names))
		}
	}
}

// addPlacesOverTime joins the totals of a place, each at its own time, to a series.
func addPlacesOverTime(frame *data.Frame, times []int64, answer rtc.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeTimeSeriesWide
	starts := make([]time.Time, len(times))
	for i, at := range times {
		starts[i] = time.Unix(at, 0).UTC()
	}
	frame.Fields = append(frame.Fields, data.NewField(data.TimeSeriesTimeFieldName, nil, starts))
	type key struct{ appID, name, place string }
	fields := map[key]*data.Field{}
	for _, series := range answer.Series {
		if series.Share || math.IsNaN(series.Values[0]) {
			continue
		}
		field := fields[key{series.AppID, series.Name, series.Place}]
		if field == nil {
			field = describedField(series, make([]*float64, len(times)), names)
			fields[key{series.AppID, series.Name, series.Place}] = field
			frame.Fields = append(frame.Fields, field)
		}
		row, _ := slices.BinarySearch(times, series.At)
		field.Set(row, &series.Values[0])
	}
}

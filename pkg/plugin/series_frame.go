package plugin

import (
	"math"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// addSeries gives a frame a field for each series. They share the bucket grid, so they share the time field.
func addSeries(frame *data.Frame, answer store.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeTimeSeriesWide
	if answer.Plan.Buckets.Len() == 0 || len(answer.Series) == 0 {
		return
	}
	frame.Fields = append(frame.Fields, timeField(answer.Plan))
	seen := map[string]bool{}
	for _, series := range answer.Series {
		// Two indicators may be answered under one name; the contract wants every name and labels once.
		if key := series.AppID + "\x00" + series.Name; !seen[key] {
			seen[key] = true
			frame.Fields = append(frame.Fields, seriesField(series, names))
		}
	}
}

// timeField has the buckets' starts. Its interval lets panels draw a gap where a bucket has no value.
func timeField(plan store.Plan) *data.Field {
	starts := make([]time.Time, plan.Buckets.Len())
	for i := range starts {
		starts[i] = plan.Grid.Start(plan.Buckets.First + int64(i)).UTC()
	}
	field := data.NewField(data.TimeSeriesTimeFieldName, nil, starts)
	field.Config = &data.FieldConfig{Interval: float64(plan.Grid.Step().Milliseconds())}
	return field
}

func seriesField(series store.Series, names legend) *data.Field {
	values := make([]*float64, len(series.Values))
	for i := range series.Values {
		if !math.IsNaN(series.Values[i]) {
			values[i] = &series.Values[i]
		}
	}
	return describedField(series, values, names)
}

// describedField has a series' labels, name and unit.
func describedField(series store.Series, values []*float64, names legend) *data.Field {
	labels := data.Labels{"app_id": series.AppID, "indicator": series.Name}
	if names.dimension != "" {
		labels[strings.ToLower(names.dimension)] = series.Place
	}
	for _, field := range names.filter {
		labels[filterLabels[field.Name]] = strings.Join(field.Values, ",")
	}
	described := names.indicators.describeSeries(series)
	field := data.NewField(series.Name, labels, values)
	field.Config = &data.FieldConfig{
		DisplayNameFromDS: names.name(series),
		Unit:              described.Unit,
		Description:       described.Description,
	}
	return field
}

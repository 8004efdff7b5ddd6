package plugin

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// addSeries gives a frame a field for each series. They share the bucket grid, so they share the time field.
func addSeries(frame *data.Frame, answer store.Answer, names legend, shared *sharedFields) {
	frame.Meta.Type = data.FrameTypeTimeSeriesWide
	if answer.Plan.Buckets.Len() > 0 && len(answer.Series) > 0 {
		frame.Fields = shared.of(answer, names)
	}
}

// seriesFields are the fields of an answer that has at least one bucket.
func seriesFields(answer store.Answer, names legend) []*data.Field {
	fields := []*data.Field{timeField(answer.Plan)}
	shown := withoutEmptyVideo(names.distinct(answer.Series))
	for i, name := range names.names(shown) {
		fields = append(fields, seriesField(shown[i], name, names))
	}
	return fields
}

// seriesKey is what a rule or a chart can tell apart.
type seriesKey struct{ appID, name, place string }

func (l legend) key(series store.Series) seriesKey {
	if l.dimension == "" {
		return seriesKey{appID: series.AppID, name: series.Name}
	}
	return seriesKey{series.AppID, series.Name, series.Place}
}

// distinct has each series once: two indicators may be answered under one name, and the contract wants every name and
// labels once.
func (l legend) distinct(all []store.Series) []store.Series {
	seen := map[seriesKey]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(series store.Series) bool {
		isSeen := seen[l.key(series)]
		seen[l.key(series)] = true
		return isSeen
	})
}

// withoutEmptyVideo leaves out series of video that have no value where those of audio do. The documents do not say
// whether an app without video gets such series.
func withoutEmptyVideo(all []store.Series) []store.Series {
	type answered struct{ appID, indicator string }
	heard := map[answered]bool{}
	for _, series := range all {
		if rtc.ParseSeriesName(series.Name).Medium == "audio" && hasValue(series) {
			heard[answered{series.AppID, series.Indicator}] = true
		}
	}
	return slices.DeleteFunc(all, func(series store.Series) bool {
		return heard[answered{series.AppID, series.Indicator}] && rtc.ParseSeriesName(series.Name).Medium == "video" && !hasValue(series)
	})
}

func hasValue(series store.Series) bool {
	return slices.ContainsFunc(series.Values, func(value float64) bool { return !math.IsNaN(value) })
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

func seriesField(series store.Series, name string, names legend) *data.Field {
	values := make([]*float64, len(series.Values))
	for i := range series.Values {
		if !math.IsNaN(series.Values[i]) {
			values[i] = &series.Values[i]
		}
	}
	return describedField(series, values, name, names)
}

// describedField has a series' labels, name and unit.
func describedField(series store.Series, values []*float64, name string, names legend) *data.Field {
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
		DisplayNameFromDS: name,
		Unit:              described.Unit,
		Description:       described.Description,
	}
	return field
}

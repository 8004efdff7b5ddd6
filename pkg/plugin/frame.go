package plugin

import (
	"math"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
)

// newFrame makes the one frame of a query: its series share the bucket grid, so they share the time field. Without a
// bucket or a series the frame has no field, which the data plane contract reads as "no data".
func newFrame(answer rtc.Answer, names legend, notices []data.Notice) *data.Frame {
	frame := data.NewFrame("")
	frame.SetMeta(&data.FrameMeta{
		Type:                data.FrameTypeTimeSeriesWide,
		TypeVersion:         data.FrameTypeVersion{0, 1},
		ExecutedQueryString: strings.Join(answer.Bodies, "\n"),
		Stats:               stats(answer),
		Notices:             notices,
	})
	if answer.Plan.Buckets.Len() == 0 || len(answer.Series) == 0 {
		return frame
	}
	frame.Fields = append(frame.Fields, timeField(answer.Plan))
	seen := map[string]bool{}
	for _, series := range answer.Series {
		// Two indicators may be answered under one name; the contract wants every name and labels once.
		if key := series.AppID + "\x00" + series.Name; !seen[key] {
			seen[key] = true
			frame.Fields = append(frame.Fields, valueField(series, names))
		}
	}
	return frame
}

// timeField has the buckets' starts. Its interval lets panels draw a gap where a bucket has no value.
func timeField(plan rtc.Plan) *data.Field {
	starts := make([]time.Time, plan.Buckets.Len())
	for i := range starts {
		starts[i] = plan.Granularity.Start(plan.Buckets.First + int64(i)).UTC()
	}
	field := data.NewField(data.TimeSeriesTimeFieldName, nil, starts)
	field.Config = &data.FieldConfig{Interval: float64(plan.Granularity.Step().Milliseconds())}
	return field
}

func valueField(series rtc.Series, names legend) *data.Field {
	values := make([]*float64, len(series.Values))
	for i := range series.Values {
		if !math.IsNaN(series.Values[i]) {
			values[i] = &series.Values[i]
		}
	}
	described := names.indicators.describeSeries(series)
	field := data.NewField(series.Name, data.Labels{"app_id": series.AppID, "indicator": series.Name}, values)
	field.Config = &data.FieldConfig{
		DisplayNameFromDS: names.name(series),
		Unit:              described.Unit,
		Description:       described.Description,
	}
	return field
}

// stats tell in the query inspector what the answer cost.
func stats(answer rtc.Answer) []data.QueryStat {
	stat := func(name, unit string, value float64) data.QueryStat {
		return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
	}
	return []data.QueryStat{
		stat("API calls waited for", "short", float64(len(answer.Bodies))),
		stat("Points from memory", "short", float64(answer.Recalled)),
		stat("Points in all", "short", float64(answer.Wanted)),
		stat("Waited", "ms", float64(answer.Waited.Milliseconds())),
	}
}

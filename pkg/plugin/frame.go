package plugin

import (
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// frameOf makes the one frame of a query. Without a bucket or a series it has no field, which the data plane contract
// reads as "no data".
func frameOf(q query, answer store.Answer, names legend) *data.Frame {
	frame := newFrame(answer)
	if q.api.Total {
		addPlaces(frame, q, answer, names)
	} else {
		addSeries(frame, answer, names)
	}
	return frame
}

// newFrame has no field yet, and all that tells about the answer.
func newFrame(answer store.Answer) *data.Frame {
	frame := data.NewFrame("")
	frame.SetMeta(&data.FrameMeta{
		TypeVersion:         data.FrameTypeVersion{0, 1},
		ExecutedQueryString: strings.Join(answer.Bodies, "\n"),
		Stats:               stats(answer),
		Notices:             notices(answer),
	})
	return frame
}

// stats tell in the query inspector what the answer cost.
func stats(answer store.Answer) []data.QueryStat {
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

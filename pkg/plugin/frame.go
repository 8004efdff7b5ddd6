package plugin

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// frameOf makes the one frame of a query. Without a bucket or a series it has no field, which the data plane contract
// reads as "no data".
func frameOf(q query, answer store.Answer, names legend, shared *sharedFields) *data.Frame {
	frame := newFrame(q, answer)
	if q.api.Total {
		addPlaces(frame, q, answer, names)
	} else {
		addSeries(frame, answer, names, shared)
	}
	return frame
}

// newFrame has no field yet, and all that tells about the answer.
func newFrame(q query, answer store.Answer) *data.Frame {
	frame := data.NewFrame("")
	frame.SetMeta(&data.FrameMeta{
		TypeVersion:         data.FrameTypeVersion{0, 1},
		ExecutedQueryString: strings.Join(answer.Bodies, "\n"),
		Stats:               stats(answer),
		Notices:             notices(q, answer),
		Custom:              progress(answer),
	})
	return frame
}

// partial tells a front end that the answer is not whole, and when there is more.
type partial struct {
	Partial   bool  `json:"partial"`
	ReadyInMS int64 `json:"readyInMs"`
}

// progress is what the meta data has of an answer that is not whole, nil of one that is.
func progress(answer store.Answer) any {
	ready := 10 * time.Second
	switch {
	case answer.Pending != nil:
		ready = min(max(answer.Pending.More, time.Second), ready)
	case answer.Unread.Period.Len() == 0:
		return nil
	}
	return partial{Partial: true, ReadyInMS: ready.Milliseconds()}
}

// stats tell in the query inspector what the answer cost, and where it ends although the range goes on.
func stats(answer store.Answer) []data.QueryStat {
	stat := func(name, unit string, value float64) data.QueryStat {
		return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
	}
	all := []data.QueryStat{
		stat("API calls waited for", "short", float64(len(answer.Bodies))),
		stat("Points from memory", "short", float64(answer.Recalled)),
		stat("Points in all", "short", float64(answer.Wanted)),
		stat("Waited", "ms", float64(answer.Waited.Milliseconds())),
	}
	moment := func(name string, at time.Time) data.QueryStat {
		return stat(name, "dateTimeAsIso", float64(at.UnixMilli()))
	}
	if plan := answer.Plan; plan.NotFinal.Len() > 0 {
		all = append(all, moment("Not available from", plan.NotFinal.From), moment("Next value at", plan.FinalAt))
	}
	if plan := answer.Plan; plan.TooOld.Len() > 0 {
		name := "The API's data begins at"
		if plan.History > 0 {
			name = "History begins at"
		}
		all = append(all, moment(name, plan.Oldest))
	}
	if from := answer.KeptFrom.Earliest; !from.IsZero() {
		all = append(all, moment("Kept from", from))
	}
	return all
}

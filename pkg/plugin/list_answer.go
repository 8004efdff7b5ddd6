package plugin

import (
	"context"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// respondWithList makes the response of a query for entries of a list.
func (d *Datasource) respondWithList(ctx context.Context, q query, answer store.Answer) backend.DataResponse {
	if err := listVerdict(q, answer); err != nil {
		return errorResponse(err)
	}
	names := legend{template: q.legend, severalApps: len(q.appIDs) > 1}
	if names.severalApps && !q.asker.rule { // a rule shows no names
		names.appNames = d.apps.Names(ctx)
	}
	var frames data.Frames
	switch {
	case q.countsRooms():
		frames = data.Frames{countFrame(answer, names)}
	case q.api == rtc.Rooms:
		frames = data.Frames{roomsFrame(answer, names, d.now())}
	case q.api == rtc.CallDetail:
		frames = detailFrames(q, answer)
	case q.format == formatTimeline:
		frames = timelineFrames(q, answer, names, d.now())
	default:
		frames = data.Frames{usersFrame(answer, names)}
	}
	describe(frames[0], q, answer)
	return backend.DataResponse{Frames: frames}
}

// describe adds what tells about the answer to its first frame.
func describe(frame *data.Frame, q query, answer store.Answer) {
	if frame.Meta == nil {
		frame.Meta = &data.FrameMeta{}
	}
	frame.Meta.ExecutedQueryString = strings.Join(answer.Bodies, "\n")
	frame.Meta.Stats = listStats(answer)
	frame.Meta.Notices = append(listNotices(q, answer), q.notices...)
	frame.Meta.Custom = progress(answer)
}

// listVerdict is the error of a query as a whole. Who needs all gets an error where anything is missing, the others only
// if there is nothing.
func listVerdict(q query, answer store.Answer) error {
	incomplete := q.asker.needsAll() || len(answer.Rows) == 0
	plan := answer.Plan
	switch {
	case incomplete && len(answer.Failures) > 0:
		return answer.Failures[0].Err
	case answer.Pending != nil && (q.asker.needsAll() || len(answer.Rows) == 0 && answer.Pending.Err != nil):
		return &pendingError{answer.Pending}
	case !q.countsRooms():
		return nil
	case plan.TooLong.Len() > 0:
		return badQuery("Rooms are counted over %s at most, the longest time of one call; shorten the time range.", duration(plan.API.Span))
	case plan.TooOld.Len() > 0:
		return badQuery("The time range begins before the last %s, which is all that the API has; shorten it.", lookBack(plan.API))
	case plan.Buckets.Len() == 0:
		return badQuery("The time range is not over yet; use a relative range such as now-1h to now.")
	default:
		return nil
	}
}

// listNotices say what of the query is not in the answer, and why. They name no room and no user.
func listNotices(q query, answer store.Answer) []data.Notice {
	list := noticeList{plan: answer.Plan}
	list.addFailures(answer.Failures, func(store.Failure) string { return "" })
	if answer.Pending != nil {
		list.addPending(answer.Pending)
	}
	if answer.CutRows {
		list.add(data.NoticeSeverityWarning, "There are more than %d entries, of which the newest are shown; choose a shorter time range%s.",
			maxListRows, narrower[q.api])
	}
	if answer.HasMore {
		list.add(data.NoticeSeverityWarning, "The API has more entries than it gives; choose a shorter time range%s.", narrower[q.api])
	}
	list.addListLeftOut()
	return list.all
}

// maxListRows is the most entries that an answer has.
const maxListRows = 5000

// narrower is what else narrows a list.
var narrower = map[*rtc.API]string{rtc.Rooms: ", or a room", rtc.RoomUsers: ", or users"}

// addListLeftOut is about what was not asked for, because the API does not have it.
func (l *noticeList) addListLeftOut() {
	plan := l.plan
	switch {
	case plan.TooOld.Len() > max(plan.API.LookBack/30, plan.API.List.Cell) || plan.TooOld.Len() > 0 && plan.Buckets.Len() == 0:
		l.add(data.NoticeSeverityWarning, "Volcengine RTC gives the last %s; nothing is shown before %s.", lookBack(plan.API), l.moment(plan.Oldest))
	case plan.Buckets.Len() == 0:
		l.add(data.NoticeSeverityInfo, "Nothing of the time range is available yet; data is available after %s.", duration(plan.Delay))
	}
}

// listStats tell in the query inspector what the answer cost.
func listStats(answer store.Answer) []data.QueryStat {
	stat := func(name, unit string, value float64) data.QueryStat {
		return data.QueryStat{FieldConfig: data.FieldConfig{DisplayName: name, Unit: unit}, Value: value}
	}
	return []data.QueryStat{
		stat("API calls waited for", "short", float64(answer.Calls)),
		stat("Entries", "short", float64(len(answer.Rows))),
		stat("Waited", "ms", float64(answer.Waited.Milliseconds())),
	}
}

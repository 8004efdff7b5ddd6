package store

import (
	"slices"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Row is an entry of a list, of an app.
type Row struct {
	AppID string
	rtc.Row
}

// Count is how many entries of a list an app has in the range.
type Count struct {
	AppID string
	Total int
}

// pickOutOfAllRooms turns the question for one room into that for all rooms, where memory has them: that takes no call.
func (a *Ask) pickOutOfAllRooms() {
	q, api := &a.question, a.store.api
	room := q.Filter.RoomID
	if api.List == nil || q.Count || room == "" || q.Filter.Key() != (rtc.Filter{RoomID: room}).Key() || slices.Contains(api.Required, "RoomId") {
		return
	}
	for _, appID := range q.AppIDs {
		if !a.store.lists.isWhole(listKeyOf(a.store, seriesKey{api, appID, a.plan.Grid, rtc.NoFilter}), a.plan.Buckets, a.asked) {
			return
		}
	}
	q.Filter, a.only = rtc.Filter{}, room
}

// list takes entries from memory, and from calls that are still under way.
func (a *Ask) list(answer *Answer) {
	answer.CutRows = a.cutRows
	for _, appID := range a.question.AppIDs {
		key := seriesKey{a.store.api, appID, a.plan.Grid, a.question.Filter.Key()}
		cells := a.store.lists.cellsOf(listKeyOf(a.store, key), a.plan.Buckets)
		if a.question.Count {
			for _, cell := range cells {
				answer.Counts = append(answer.Counts, Count{appID, cell.total})
			}
			continue
		}
		// An entry can be in several cells, as each fetch has it in the first cell of its window in which the entry goes on.
		slices.SortStableFunc(cells, func(x, y listCell) int { return x.asked.Compare(y.asked) })
		var rows []rtc.Row
		for _, cell := range cells {
			rows = append(rows, cell.rows...)
			answer.CutRows = answer.CutRows || cell.cut > 0
			answer.HasMore = answer.HasMore || cell.hasMore
		}
		rows = append(rows, a.coming[appID]...)
		period := rtc.Period{From: a.question.From, To: a.question.To}
		for _, row := range distinct(rows) {
			if row.Overlaps(period) && (a.only == "" || row.Key().RoomID == a.only) {
				answer.Rows = append(answer.Rows, Row{appID, row})
			}
		}
	}
	slices.SortStableFunc(answer.Rows, func(x, y Row) int { return y.Began().Compare(x.Began()) })
	if a.store.api.List.PageSize > 0 && len(answer.Rows) > maxRows {
		answer.Rows, answer.CutRows = answer.Rows[:maxRows], true
	}
	if answer.Pending != nil {
		metricPartial.WithLabelValues(a.plan.API.Action).Inc()
	}
}

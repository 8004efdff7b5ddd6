package plugin

import (
	"encoding/json"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// The bounds of a query. The API states none; these keep a request from taking the account's quota for long.
const (
	maxAppIDs     = 100 // also the most apps that an account can hold
	maxIndicators = 100
	maxNameLength = 128
	maxLegend     = 1000
	maxPoints     = 2_000_000
)

// query is what a panel, Explore or an alert rule asks, checked.
type query struct {
	refID       string
	api         *rtc.API
	appIDs      []string
	indicators  []string
	granularity rtc.Granularity
	filter      rtc.Filter
	legend      string
	sort        sortOrder
	from, to    time.Time
	asker       asker
	progressive bool
	format      listFormat
	// notices are about the query itself, whatever its answer.
	notices []data.Notice
}

// queryJSON is a query as dashboards and rules store it; the names are part of the public contract.
type queryJSON struct {
	QueryType   string   `json:"queryType"`
	AppIDs      []string `json:"appIds"`
	Indicators  []string `json:"indicators"`
	Granularity string   `json:"granularity"`
	Legend      string   `json:"legend"`
	Sort        string   `json:"sort"`
	// Progressive tells that the asker comes back for what is not there yet. It is set when a query is sent, never stored.
	Progressive bool `json:"progressive"`
	filterJSON
	AdHocFilters []adHocFilter `json:"adHocFilters"`
	// Format is what the users of a room come as: "table", or "timeline" for series of when each was there.
	Format looseText `json:"format"`
}

// looseText is a text of which queries of 1.x may have another data source's, in any form, such as the number 1. What is
// not a text reads as its JSON.
type looseText string

// UnmarshalJSON never fails.
func (t *looseText) UnmarshalJSON(raw []byte) error {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		text = string(raw)
	}
	*t = looseText(text)
	return nil
}

// parseQuery checks a query. Whatever it refuses is a *queryError.
func parseQuery(dataQuery backend.DataQuery, set settings, from asker) (query, error) {
	q, err := readQuery(dataQuery, set)
	q.asker = from
	if err == nil {
		err = checkListRule(q)
	}
	variable := new(uninterpolatedError)
	if errors.As(err, &variable) && from.rule {
		return q, variable.inRule()
	}
	return q, withVariable(err)
}

func readQuery(dataQuery backend.DataQuery, set settings) (query, error) {
	var stored queryJSON
	if err := json.Unmarshal(dataQuery.JSON, &stored); err != nil {
		return query{}, &queryError{Advice: "The query is not the JSON of this data source; build it in the query editor.", Cause: err}
	}
	asked, err := queryTypeOf(stored.QueryType)
	if err != nil {
		return query{}, err
	}
	if err := checkDrillDown(asked, set); err != nil {
		return query{}, err
	}
	q := query{
		refID: dataQuery.RefID, api: asked.api, legend: stored.Legend, from: dataQuery.TimeRange.From, to: dataQuery.TimeRange.To,
		progressive: stored.Progressive,
	}
	if !q.from.Before(q.to) {
		return query{}, badQuery("The time range is empty; its start must be before its end.")
	}
	if utf8.RuneCountInString(q.legend) > maxLegend {
		return query{}, badQuery("The legend is longer than %d characters; shorten it.", maxLegend)
	}
	if q.granularity, err = granularityOf(asked, stored.Granularity, dataQuery.Interval); err != nil {
		return query{}, err
	}
	if q.sort, err = sortOf(asked, stored.Sort); err != nil {
		return query{}, err
	}
	filter, notices, err := withAdHoc(asked, stored.filterJSON, stored.AdHocFilters)
	if err != nil {
		return query{}, err
	}
	q.notices = notices
	if q.filter, err = filterOf(asked, filter); err != nil {
		return query{}, err
	}
	if q.appIDs, err = appIDsOf(stored.AppIDs, set.defaultAppID); err != nil {
		return query{}, err
	}
	if q.format, err = formatOf(asked, string(stored.Format)); err != nil {
		return query{}, err
	}
	if err := checkList(asked, q); err != nil {
		return query{}, err
	}
	if q.indicators, err = indicatorsOf(asked, stored.Indicators); err != nil {
		return query{}, err
	}
	if q.points(set.history) > maxPoints {
		return query{}, badQuery("The query asks for more than %d values; ask for fewer apps or indicators, or a shorter range.", maxPoints)
	}
	return q, nil
}

// points is about how many values the query asks for, of which those of history are kept.
func (q query) points(history time.Duration) int {
	buckets := 1
	if !q.api.Total && q.api.List == nil {
		reach := q.api.LookBack
		if q.granularity.Step() >= rtc.Hour.Step() {
			reach = max(reach, history)
		}
		buckets += int(min(q.to.Sub(q.from), reach) / q.granularity.Step())
	}
	return len(q.appIDs) * max(1, len(q.indicators)) * buckets
}

// question is the query as the store takes it.
func (q query) question() store.Question {
	return store.Question{
		AppIDs: q.appIDs, Indicators: q.indicators, Granularity: q.granularity, Filter: q.filter, From: q.from, To: q.to,
		Class: q.asker.class(), Patience: q.asker.patienceOf(q.api, q.progressive), Whole: q.asker.needsAll(),
		Count: q.countsRooms(),
	}
}

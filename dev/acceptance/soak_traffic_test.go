package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	viewers  = 200
	panels   = 24
	rules    = 200
	perRound = viewers*panels + rules
	refresh  = 5 * time.Second // of the plugin's clock, once a round

	workers = 16
	// patience is how long Grafana waits for a query.
	patience = 30 * time.Second
	// leaving is the share of callers who do not wait for the answer.
	leaving = 0.02

	ownIndicator = "rooms"
)

// What becomes of a query, beside the status of an error.
const (
	answered = "answered"
	partly   = "answered in part"
	left     = "left before the answer"
)

// soakQuery is what a panel or a rule asks. Nothing needs more than one call when cold, and all of it three, so that the
// quota leaves time for the rest.
type soakQuery struct {
	App         string   `json:"-"`
	QueryType   string   `json:"queryType"`
	AppIDs      []string `json:"appIds"`
	Indicators  []string `json:"indicators"`
	Granularity string   `json:"granularity"`
	Legend      string   `json:"legend"`
	api         *rtc.API
	back        time.Duration
	rule        bool
}

// soakQueries are the panels of a dashboard, and after them what a rule of each app asks.
var soakQueries = func() []soakQuery {
	names := []string{"user_count", "per_call_time", "avg_call_time", ownIndicator}
	var all []soakQuery
	for i := range panels + 2 {
		q := soakQuery{
			App: rtcsim.DemoApps[i%2].ID, api: rtc.OperationData, QueryType: "operationData", Granularity: string(rtc.Hour),
			Indicators: []string{names[i/2%4], names[(i/2+1)%4]},
			back:       []time.Duration{12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour}[i/2%4],
		}
		switch {
		case i >= panels:
			q.rule, q.back = true, 34*time.Hour
		case i%6 == 0:
			q.App, q.Granularity, q.back = rtcsim.DemoApps[0].ID, string(rtc.Day), 7*24*time.Hour
		case i%6 == 1:
			q.Legend = "{{app_name}} {{indicator}}"
		case i%6 == 2:
			q.api, q.QueryType, q.Granularity, q.back = rtc.RealTimeOperationData, "realTimeOperationData", string(rtc.HalfMinute), 15*time.Minute
			q.Indicators = []string{"online_user_count", "online_room_count"}
		case i%6 == 3:
			q.api, q.QueryType, q.Granularity, q.back = rtc.Quality, "quality", string(rtc.FiveMinutes), 24*time.Hour
			q.Indicators = []string{"join_room_success_rate"}
		}
		q.AppIDs = []string{q.App}
		all = append(all, q)
	}
	return all
}()

// next asks what is next in the schedule: viewers one after the other with all their panels, and a rule now and then.
func (s *soak) next(t *testing.T, random *rand.Rand) {
	n := s.asked.Add(1) - 1
	if n > 0 && n%perRound == 0 {
		s.clock.advance(t, refresh)
	}
	const ruleEvery = perRound / rules
	place := n % perRound
	query := soakQueries[(place-place/ruleEvery)%panels]
	if place%ruleEvery == ruleEvery-1 {
		query = soakQueries[panels+place/ruleEvery%2]
	}
	wait := patience
	if random.Float64() < leaving {
		wait = time.Duration(random.Int64N(int64(20 * time.Millisecond)))
	}
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	defer cancel()
	s.ask(ctx, query, wait)
}

// ask sends a query and judges its answer.
func (s *soak) ask(ctx context.Context, query soakQuery, wait time.Duration) {
	encoded, err := json.Marshal(query)
	if err != nil {
		s.count("", 0, 0, err)
		return
	}
	now := s.clock.now()
	request := &backend.QueryDataRequest{PluginContext: *s.settings.Load(), Headers: map[string]string{}, Queries: []backend.DataQuery{{
		RefID: "A", JSON: encoded, Interval: time.Minute, TimeRange: backend.TimeRange{From: now.Add(-query.back), To: now},
	}}}
	if query.rule {
		request.Headers[backend.FromAlertHeaderName] = "true"
	}
	began := time.Now()
	response, err := s.QueryData(ctx, request)
	took := time.Since(began)
	switch {
	case err != nil && took > wait-100*time.Millisecond:
		s.count(left, took, 0, nil)
	case err != nil:
		s.count("", took, 0, fmt.Errorf("no response: %w", err))
	default:
		outcome, points, err := query.judge(response.Responses["A"], now)
		s.count(outcome, took, points, err)
	}
}

func (s *soak) count(outcome string, took time.Duration, points int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.strange = append(s.strange, err.Error())
		return
	}
	s.tally[outcome]++
	s.points += points
	if outcome == answered {
		s.times = append(s.times, took)
	}
}

// judge holds every point of an answer against the simulator's value, and an error against those that may be.
func (q soakQuery) judge(response backend.DataResponse, now time.Time) (outcome string, points int, err error) {
	if response.Error != nil {
		switch response.Status {
		case backend.StatusTooManyRequests, backend.StatusBadGateway, backend.StatusTimeout:
			return strconv.Itoa(int(response.Status)), 0, nil
		default:
			return "", 0, fmt.Errorf("status %d: %w", response.Status, response.Error)
		}
	}
	if response.Status != backend.StatusOK || len(response.Frames) != 1 {
		return "", 0, fmt.Errorf("status %d with %d frames", response.Status, len(response.Frames))
	}
	frame := response.Frames[0]
	failed := slices.ContainsFunc(frame.Meta.Notices, func(n data.Notice) bool { return n.Severity == data.NoticeSeverityError })
	whole := !failed && frame.Meta.Custom == nil
	switch {
	case whole && len(frame.Fields) != 1+len(q.Indicators):
		return "", 0, fmt.Errorf("%d fields for %v", len(frame.Fields), q.Indicators)
	case !whole && q.rule:
		return "", 0, fmt.Errorf("a rule got half an answer: %v", frame.Meta.Notices)
	}
	for column := 1; column < len(frame.Fields); column++ {
		found, err := q.judgeField(frame.Fields[0], frame.Fields[column], whole, now)
		if err != nil {
			return "", 0, err
		}
		points += found
	}
	if !whole {
		return partly, points, nil
	}
	return answered, points, nil
}

// judgeField counts the points of a series. A whole answer has every value that there is, but for what became known
// within the last cacheTTL, or a call lasts.
func (q soakQuery) judgeField(times, values *data.Field, whole bool, now time.Time) (points int, err error) {
	app, indicator := values.Labels["app_id"], values.Labels["indicator"]
	if app != q.App || !slices.ContainsFunc(q.Indicators, rtc.ParseSeriesName(indicator).Answers) {
		return 0, fmt.Errorf("nobody asked for %s", values.Labels)
	}
	known := now.Add(-q.api.Delay - rtc.Granularity(q.Granularity).Step() - 10*time.Minute)
	for row := range times.Len() {
		at, ok := times.At(row).(time.Time)
		value, isNumber := values.At(row).(*float64)
		if !ok || !isNumber {
			return 0, fmt.Errorf("fields of %s and %s", times.Type(), values.Type())
		}
		right, exists := rtcsim.Value(app, indicator, q.Granularity, at)
		switch {
		case value == nil && (!exists || !whole || at.After(known)):
		case value == nil, !exists, *value != right:
			return 0, fmt.Errorf("%s of %s at %s is %v, not %v", indicator, app, at, value, right)
		default:
			points++
		}
	}
	return points, nil
}

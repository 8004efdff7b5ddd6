package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

const day = 24 * time.Hour

// question is what one panel or alert rule asks.
type question struct {
	title       string
	queryType   string
	appIDs      []string
	indicators  []string
	granularity string
	back        time.Duration // from now
	interval    time.Duration // between points, as Grafana computes it from the panel's width
	fromAlert   bool
}

// answer is what came back for a question.
type answer struct {
	question question
	response backend.DataResponse
}

// dashboard is three panels and an alert rule about two apps.
func dashboard() []question {
	apps := []string{rtcsim.DemoApps[0].ID, rtcsim.DemoApps[1].ID}
	indicators := []string{"user_count", "per_call_time", "avg_call_time"}
	return []question{
		{
			title: "Panel: the last 30 days by day", queryType: operationData, appIDs: apps, indicators: indicators,
			granularity: "1d", back: 30 * day, interval: time.Hour,
		},
		{
			title: "Panel: the last 7 days by hour", queryType: operationData, appIDs: apps, indicators: indicators,
			granularity: "1h", back: 7 * day, interval: 10 * time.Minute,
		},
		{
			title: "Panel: the last 15 minutes, live", queryType: "realTimeOperationData", appIDs: apps,
			indicators:  []string{"online_user_count", "online_room_count"},
			granularity: "auto", back: 15 * time.Minute, interval: 10 * time.Second,
		},
		{
			title: "Alert rule: the last 34 hours by hour", queryType: operationData, appIDs: apps[:1], indicators: indicators,
			granularity: "1h", back: 34 * time.Hour, interval: time.Minute, fromAlert: true,
		},
	}
}

const (
	refID         = "A"
	operationData = "operationData"
)

// request is the question as Grafana sends it.
func (q question) request(pluginContext backend.PluginContext, now time.Time) (*backend.QueryDataRequest, error) {
	stored, err := json.Marshal(map[string]any{
		"refId": refID, "queryType": q.queryType,
		"appIds": q.appIDs, "indicators": q.indicators, "granularity": q.granularity,
	})
	if err != nil {
		return nil, err
	}
	request := &backend.QueryDataRequest{
		PluginContext: pluginContext,
		Queries: []backend.DataQuery{{
			RefID: refID, QueryType: q.queryType, MaxDataPoints: 1000, Interval: q.interval,
			TimeRange: backend.TimeRange{From: now.Add(-q.back), To: now}, JSON: stored,
		}},
	}
	if q.fromAlert {
		request.Headers = map[string]string{backend.FromAlertHeaderName: "true"}
	}
	return request, nil
}

// naiveCalls is what a plugin would call that asks for every app and indicator of every panel on its own, 7 days at a time.
func (q question) naiveCalls() int {
	return len(q.appIDs) * len(q.indicators) * int(math.Ceil(q.back.Hours()/(7*day).Hours()))
}

// askAll asks the questions at the same time, as a dashboard does, and gives the answers in their order.
func askAll(ctx context.Context, plugin *pluginhost.Simulated, questions []question) ([]answer, error) {
	answers := make([]answer, len(questions))
	group, ctx := errgroup.WithContext(ctx)
	for i, q := range questions {
		group.Go(func() (err error) {
			answers[i], err = ask(ctx, plugin, q)
			return err
		})
	}
	return answers, group.Wait()
}

func ask(ctx context.Context, plugin *pluginhost.Simulated, q question) (answer, error) {
	pluginContext, err := plugin.Instance.PluginContext()
	if err != nil {
		return answer{}, err
	}
	request, err := q.request(pluginContext, time.Now())
	if err != nil {
		return answer{}, err
	}
	all, err := plugin.QueryData(ctx, request)
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", q.title, err)
	}
	response := all.Responses[refID]
	if response.Error != nil {
		return answer{}, fmt.Errorf("%s: status %d: %w", q.title, response.Status, response.Error)
	}
	return answer{question: q, response: response}, nil
}

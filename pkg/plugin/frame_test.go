package plugin_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

const hour, day = time.Hour, 24 * time.Hour

// checkFrames holds the frames against the data plane contract, as alerting and expressions read them.
func checkFrames(t testing.TB, response backend.DataResponse, series int) {
	t.Helper()
	require.NoError(t, response.Error)
	reader, err := timeseries.CollectionReaderFromFrames(response.Frames)
	require.NoError(t, err)
	collection, err := reader.GetCollection(true)
	require.NoError(t, err)
	require.NoError(t, collection.Warning)
	assert.Len(t, collection.Refs, series)
	assert.Equal(t, series == 0, collection.NoData())
}

var appIDs = regexp.MustCompile(`[0-9a-f]{24}`)

// settle replaces what differs from run to run: how long the answer took, and the order of the apps that calls are for.
func settle(response backend.DataResponse) backend.DataResponse {
	for _, frame := range response.Frames {
		calls := strings.Split(frame.Meta.ExecutedQueryString, "\n")
		slices.SortStableFunc(calls, func(a, b string) int { return strings.Compare(appIDs.FindString(a), appIDs.FindString(b)) })
		frame.Meta.ExecutedQueryString = strings.Join(calls, "\n")
		for i := range frame.Meta.Stats {
			if frame.Meta.Stats[i].DisplayName == "Waited" {
				frame.Meta.Stats[i].Value = 0
			}
		}
	}
	return response
}

func TestFrames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		query  jsonMap
		back   time.Duration
		series int
		set    jsonMap
	}{
		{name: "hours of two indicators", back: 12 * hour, series: 2,
			query: jsonMap{"indicators": []string{"user_count", "5s_join_room_success_rate"}, "granularity": "1h"}},
		{name: "days of two apps", back: 3 * day, series: 2,
			query: jsonMap{"appIds": []string{class, chat}, "indicators": []string{"per_call_time"}, "granularity": "1d"}},
		{name: "legend", back: 2 * day, series: 1,
			query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1d", "legend": "{{indicator}} | {{label}} | {{app_id}} | {{app_name}} | {{unit}} | {{other}}"}},
		{name: "own indicator", back: 2 * day, series: 1, set: jsonMap{"indicators": []jsonMap{{"name": "rooms", "label": "Rooms", "unit": "short", "description": "Rooms with a call"}}},
			query: jsonMap{"indicators": []string{"rooms"}, "granularity": "1d"}},
		{name: "nothing is final", back: hour, series: 0,
			query: jsonMap{"indicators": []string{"user_count"}}},
		{name: "older than the API gives", back: 40 * day, series: 1,
			query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1d"}},
		{name: "one indicator is refused", back: 2 * day, series: 1,
			query: jsonMap{"indicators": []string{"user_count", "wrong"}, "granularity": "1d"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{Indicators: []string{"rooms"}}, test.set)
			response := settle(g.query(g.dataQuery("A", test.back, test.query))["A"])
			checkFrames(t, response, test.series)
			hideRequestIDs(response)
			experimental.CheckGoldenJSONResponse(t, "testdata", test.name, &response, *update)
		})
	}
}

// hideRequestIDs takes what differs from run to run out of the notices.
func hideRequestIDs(response backend.DataResponse) {
	for _, frame := range response.Frames {
		for i := range frame.Meta.Notices {
			frame.Meta.Notices[i].Text = requestID.ReplaceAllString(frame.Meta.Notices[i].Text, "RequestId X")
		}
	}
}

func TestEveryOptionOfTheAPIGivesTheSameFrame(t *testing.T) {
	t.Parallel()
	var first []byte
	for _, api := range []rtcsim.Options{{}, {ExclusiveEnd: true}, {DropUnknown: true}, {ThrottleWithOK: true}} {
		g := newGrafana(t, api, nil)
		response := settle(g.query(g.dataQuery("A", 9*day, jsonMap{"indicators": []string{"user_count", "avg_call_time"}}))["A"])
		checkFrames(t, response, 2)
		encoded, err := response.Frames[0].MarshalJSON()
		require.NoError(t, err)
		if first == nil {
			first = encoded
		}
		assert.JSONEq(t, string(first), string(encoded))
	}
}

func TestAnUnknownIndicatorThatTheAPIDropsIsNoticed(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{DropUnknown: true}, nil)
	response := g.query(g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count", "wrong"}}))["A"]
	checkFrames(t, response, 1)
	assert.Contains(t, fmt.Sprint(response.Frames[0].Meta.Notices), `no series for indicator "wrong"`)
}

func TestAutoGranularityFollowsTheInterval(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for interval, step := range map[time.Duration]time.Duration{0: hour, time.Second: hour, 23 * hour: hour, day: day, 7 * day: day} {
		query := g.dataQuery("A", 3*day, jsonMap{"indicators": []string{"user_count"}, "granularity": "auto"})
		query.Interval = interval
		frame := g.query(query)["A"].Frames[0]
		assert.InDelta(t, step.Milliseconds(), frame.Fields[0].Config.Interval, 0)
		first, ok := frame.Fields[0].At(0).(time.Time)
		require.True(t, ok)
		second, ok := frame.Fields[0].At(1).(time.Time)
		require.True(t, ok)
		assert.Equal(t, step, second.Sub(first))
	}
}

func TestValuesAreTheAPIs(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	frame := g.query(g.dataQuery("A", 30*day, jsonMap{"appIds": []string{class, chat}, "indicators": []string{"user_count", "avg_call_time"}}))["A"].Frames[0]
	require.Len(t, frame.Fields, 5)
	for _, field := range frame.Fields[1:] {
		for i := range field.Len() {
			value, ok := rtcsim.Value(field.Labels["app_id"], field.Name, "1h", frame.Fields[0].At(i).(time.Time))
			if ok {
				assert.Equal(t, &value, field.At(i))
			} else {
				assert.Nil(t, field.At(i))
			}
		}
	}
	assert.Equal(t, data.FrameTypeTimeSeriesWide, frame.Meta.Type)
}

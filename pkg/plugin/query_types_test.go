package plugin_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// checkTable holds a frame of totals against the data plane contract, as alerting and expressions read it.
func checkTable(t testing.TB, response backend.DataResponse, metrics int) {
	t.Helper()
	require.NoError(t, response.Error)
	reader, err := numeric.CollectionReaderFromFrames(response.Frames)
	require.NoError(t, err)
	collection, err := reader.GetCollection(false) // true is not implemented for all frames
	require.NoError(t, err)
	require.NoError(t, collection.Warning)
	assert.Len(t, collection.Refs, metrics)
	seen := map[string]bool{}
	for _, ref := range collection.Refs {
		key := ref.GetMetricName() + ref.GetLabels().String()
		assert.False(t, seen[key], "twice: %s", key)
		seen[key] = true
	}
}

func TestFramesOfEveryQueryType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		query  jsonMap
		back   time.Duration
		series int
	}{
		{name: "operation data", back: 12 * hour, series: 1,
			query: jsonMap{"queryType": "operationData", "indicators": []string{"user_count"}}},
		{name: "real-time operation data", back: 5 * time.Minute, series: 2,
			query: jsonMap{"queryType": "realTimeOperationData", "indicators": []string{"online_user_count", "online_room_count"}}},
		{name: "quality with filters", back: 9 * hour, series: 2,
			query: jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}, "os": []string{"iOS", "android"}, "access": []string{"wifi"}}},
		{name: "quality of users by day", back: 4 * day, series: 1,
			query: jsonMap{"queryType": "quality", "indicators": []string{"join_room_success_rate"}, "granularity": "1d",
				"roomId": "room-1", "userIds": []string{"anna", "bo"}, "productType": "web", "legend": "{{label}} ({{filters}})"}},
		{name: "real-time quality", back: 5 * time.Minute, series: 2,
			query: jsonMap{"queryType": "realTimeQuality", "indicators": []string{"network_trans_delay"}}},
		{name: "usage", back: 5 * day, series: 4,
			query: jsonMap{"queryType": "usage"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response := settle(newGrafana(t, rtcsim.Options{}, nil).query(dataQuery(t, test.back, test.query))["A"])
			checkFrames(t, response, test.series)
			experimental.CheckGoldenJSONResponse(t, "testdata", test.name, &response, *update)
		})
	}
}

func TestTablesOfEveryDistribution(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		query   jsonMap
		back    time.Duration
		metrics int // one for each place and number
	}{
		{name: "users by province", back: 3 * day, metrics: 2 * provinces,
			query: jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}}},
		{name: "users of two apps by country", back: 3 * day, metrics: 2 * 2 * countries,
			query: jsonMap{"queryType": "operationDistribution", "appIds": []string{class, chat}, "indicators": []string{"user_count"}, "dimension": "Country"}},
		{name: "users of three weeks", back: 21 * day, metrics: 2 * countries,
			query: jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}, "dimension": "Country"}},
		{name: "two quality indicators by system", back: 2 * day, metrics: 3 * 5,
			query: jsonMap{"queryType": "qualityDistribution", "indicators": []string{"join_room_success_rate", "stall_rate"}, "dimension": "OS", "productType": "native"}},
		{name: "real-time quality by network", back: 10 * time.Minute, metrics: 2 * 5,
			query: jsonMap{"queryType": "realTimeQualityDistribution", "indicators": []string{"first_frame_recv_success_rate"}, "dimension": "Access"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response := settle(newGrafana(t, rtcsim.Options{}, nil).query(dataQuery(t, test.back, test.query))["A"])
			checkTable(t, response, test.metrics)
			experimental.CheckGoldenJSONResponse(t, "testdata", test.name, &response, *update)
		})
	}
}

// The places that the simulator knows.
const provinces, countries = 35, 13

// dataQuery is a query with refId A for the time up to now.
func dataQuery(t testing.TB, back time.Duration, q jsonMap) backend.DataQuery {
	return grafana{TB: t}.dataQuery("A", back, q)
}

// The documents do not say whether a place has several time stamps.
func TestPlacesWithSeveralTimeStampsAreSeriesOverTime(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{DistributionTimes: true}, nil)
	response := g.query(dataQuery(t, 5*time.Minute, jsonMap{
		"queryType": "realTimeQualityDistribution", "indicators": []string{"join_room_success_rate"}, "dimension": "OS",
	}))["A"]
	checkFrames(t, response, 5)
	frame := response.Frames[0]
	assert.Greater(t, frame.Rows(), 5)
	assert.Regexp(t, "^Join success rate · 5 s · (android|ios|linux|mac|windows)$", frame.Fields[1].Config.DisplayNameFromDS)
}

// One place without a time, or two apps with other times, do not make series of a table.
func TestATimeStampForEachPlaceMakesNoSeries(t *testing.T) {
	t.Parallel()
	answers := 0
	for name, mutate := range map[string]func(places []any){
		"one without": func(places []any) { delete(places[0].(map[string]any), "TimeStamp") },
		"another for each app": func(places []any) {
			answers++
			for _, place := range places {
				place.(map[string]any)["TimeStamp"] = now.Add(time.Duration(answers) * time.Second).Format(time.RFC3339)
			}
		},
	} {
		g := newGrafana(t, rtcsim.Options{}, nil)
		g.sim.Inject(rtcsim.Fault{Action: rtc.QualityDistribution.Action, Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			mutate(answer["Result"].(map[string]any)["Indicators"].([]any)[0].(map[string]any)["Data"].([]any))
		}})
		response := g.query(dataQuery(t, 2*day, jsonMap{
			"queryType": "qualityDistribution", "indicators": []string{"join_room_success_rate"}, "dimension": "OS", "appIds": []string{class, chat},
		}))["A"]
		checkTable(t, response, 2*5)
		assert.Equal(t, data.FrameTypeNumericLong, response.Frames[0].Meta.Type, name)
	}
}

// An app that used nothing is no error for a rule about several.
func TestAnIdleAppHasNoUsage(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Times: 1, Mutate: func(answer map[string]any) {
		answer["Result"].(map[string]any)["Usages"] = []any{}
	}})
	response := g.queryAsRule(dataQuery(t, 5*day, jsonMap{"queryType": "usage", "appIds": []string{class, chat}}))["A"]
	checkFrames(t, response, 4)
}

// Nobody has to be there for there to be an answer.
func TestAQuietTimeIsNoErrorOfARealTimeRule(t *testing.T) {
	t.Parallel()
	for _, queryType := range []string{"realTimeQuality", "realTimeQualityDistribution"} {
		g := newGrafana(t, rtcsim.Options{}, nil)
		g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			answer["Result"].(map[string]any)["Indicators"] = []any{}
		}})
		response := g.queryAsRule(dataQuery(t, 15*time.Minute, jsonMap{"queryType": queryType, "indicators": []string{"stall_rate"}}))["A"]
		require.NoError(t, response.Error)
		assert.Empty(t, response.Frames[0].Fields)
	}
}

// Where nothing of the range is to be had, a person is told why, and a rule fails.
func TestTotalsOfNothing(t *testing.T) {
	t.Parallel()
	ranges := map[string]struct {
		from, to time.Duration // before now
		rule     string
	}{
		"too new": {30 * time.Second, 0, "No data of the rule's time range is available"},
		"too old": {40 * day, 35 * day, "No data of the rule's time range is available"},
		"future":  {-hour, -2 * hour, "No data of the rule's time range is available"},
		"partly":  {40 * day, 0, "all that the API has; shorten it"},
	}
	for _, asked := range []string{"operationDistribution", "qualityDistribution", "realTimeQualityDistribution"} {
		for name, r := range ranges {
			g := newGrafana(t, rtcsim.Options{}, nil)
			indicator := "join_room_success_rate"
			if asked == "operationDistribution" {
				indicator = "user_count"
			}
			q := dataQuery(t, r.from, jsonMap{"queryType": asked, "indicators": []string{indicator}})
			q.TimeRange.To = now.Add(-r.to)
			panel := g.query(q)["A"]
			require.NoError(t, panel.Error, "%s %s", asked, name)
			assert.NotEmpty(t, panel.Frames[0].Meta.Notices, "%s %s", asked, name)
			require.ErrorContains(t, g.queryAsRule(q)["A"].Error, r.rule, "%s %s", asked, name)
		}
	}
}

// A rule tells instances apart by their labels alone, so an indicator is one, and shares are none of its numbers.
func TestARuleHasAnInstanceForEachPlace(t *testing.T) {
	t.Parallel()
	response := newGrafana(t, rtcsim.Options{}, nil).queryAsRule(dataQuery(t, 10*time.Minute, jsonMap{
		"queryType": "realTimeQualityDistribution", "indicators": []string{"join_room_success_rate", "network_trans_delay"},
		"dimension": "Access", "appIds": []string{class, chat},
	}))["A"]
	checkTable(t, response, (3+2)*5)
	labels := map[string]bool{}
	for _, field := range response.Frames[0].Fields {
		labels[field.Labels.String()] = true
	}
	assert.Len(t, labels, (3+2)*5, "one app has video")
	assert.Contains(t, labels, "access=5g, app_id="+chat+", indicator=audio_network_trans_delay")
	users := newGrafana(t, rtcsim.Options{}, nil).queryAsRule(dataQuery(t, 3*day, jsonMap{
		"queryType": "operationDistribution", "indicators": []string{"user_count"},
	}))["A"]
	checkTable(t, users, provinces)
}

func TestRulesOfEveryQueryType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		back  time.Duration
		query jsonMap
		says  string
	}{
		{"live", 5 * time.Minute, jsonMap{"queryType": "realTimeOperationData", "indicators": []string{"online_user_count"}}, ""},
		{"too short for live", 20 * time.Second, jsonMap{"queryType": "realTimeOperationData", "indicators": []string{"online_user_count"}}, "such as now-3m to now"},
		{"live quality", 5 * time.Minute, jsonMap{"queryType": "realTimeQuality", "indicators": []string{"stall_rate"}}, ""},
		{"too short for live quality", time.Minute, jsonMap{"queryType": "realTimeQuality", "indicators": []string{"stall_rate"}}, "such as now-5m to now"},
		{"quality", 34 * hour, jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}}, ""},
		{"total", 7 * day, jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}}, ""},
		{"too long for a total", 14 * day, jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}}, "covers 7 days at most"},
		{"usage", 48 * hour, jsonMap{"queryType": "usage"}, ""},
		{"too short for usage", 6 * hour, jsonMap{"queryType": "usage"}, "such as now-34h to now"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			response := newGrafana(t, rtcsim.Options{}, nil).queryAsRule(dataQuery(t, test.back, test.query))["A"]
			if test.says == "" {
				require.NoError(t, response.Error)
				assert.NotEmpty(t, response.Frames[0].Fields)
				return
			}
			require.ErrorContains(t, response.Error, test.says)
			assert.Equal(t, backend.StatusBadRequest, response.Status)
		})
	}
}

func TestEveryQueryTypeHasItsIndicators(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{Indicators: []string{"mos", "rooms"}}, jsonMap{"indicators": []jsonMap{
		{"name": "mos", "label": "MOS", "queryType": "quality"},
		{"name": "rooms"},
	}})
	body := func(path string) string {
		response := g.get(t.Context(), path)
		require.Equal(t, http.StatusOK, response.Status)
		return string(response.Body)
	}
	assert.Contains(t, body("indicators?queryType=realTimeOperationData"), `"name":"online_room_count"`)
	assert.Contains(t, body("indicators?queryType=usage"), `"name":"VideoHD"`)
	assert.Contains(t, body("indicators"), `"name":"rooms"`)
	g.query(dataQuery(t, 2*day, jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}, "granularity": "1d"}))
	assert.Contains(t, g.sim.Calls()[0].Indicators, "mos", "what the administrator lists for a type rides along on its calls")
	assert.NotContains(t, g.sim.Calls()[0].Indicators, "rooms")
	quality := body("indicators?queryType=quality")
	assert.Contains(t, quality, `"label":"MOS"`)
	assert.NotContains(t, quality, `"name":"rooms"`)
	assert.NotContains(t, quality, "80ms_audio_stall_rate", "it cannot be asked for")
	assert.Equal(t, http.StatusBadRequest, g.get(t.Context(), "indicators?queryType=quality2").Status)
}

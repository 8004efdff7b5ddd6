package plugin_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// pageRow is an indicator of the table of the API's pages, with our label for it and for the names of its answers.
type pageRow struct {
	Indicator, Label string
	Answered         []struct{ Name, Label string }
}

// pageOf reads the rows that the table has for a query type.
func pageOf(t *testing.T, section string) []pageRow {
	t.Helper()
	content, err := os.ReadFile("../../dev/rtcsim/testdata/indicators.json")
	require.NoError(t, err)
	var sections map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(content, &sections))
	var rows []pageRow
	require.NoError(t, json.Unmarshal(sections[section], &rows))
	require.NotEmpty(t, rows)
	return rows
}

var sectionOf = map[string]string{
	"operationData": "operationData", "operationDistribution": "operationDistribution",
	"realTimeOperationData": "realTimeOperationData", "quality": "quality", "qualityDistribution": "quality",
	"realTimeQuality": "quality", "realTimeQualityDistribution": "quality", "usage": "usage",
}

// The editor offers what the pages have, and nothing else.
func TestTheCatalogueIsThePage(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for queryType, section := range sectionOf {
		want := map[string]string{}
		for _, row := range pageOf(t, section) {
			want[row.Indicator] = row.Label
		}
		var offered []struct{ Name, Label string }
		require.NoError(t, json.Unmarshal(g.get(t.Context(), "indicators?queryType="+queryType).Body, &offered))
		got := map[string]string{}
		for _, indicator := range offered {
			got[indicator.Name] = indicator.Label
		}
		assert.Equal(t, want, got, queryType)
	}
}

// Every name of the page has its label as a series, in every reading of the page.
func TestSeriesAreLabelledByThePage(t *testing.T) {
	t.Parallel()
	labels := map[string]string{}
	var indicators []string
	for _, row := range pageOf(t, "quality") {
		indicators = append(indicators, row.Indicator)
		for _, answered := range row.Answered {
			labels[answered.Name] = answered.Label
		}
	}
	seen := map[string]bool{}
	for _, naming := range []rtcsim.Naming{rtcsim.PageNaming, rtcsim.UntieredNaming, rtcsim.OtherTierNaming} {
		g := newGrafana(t, rtcsim.Options{Naming: naming}, nil)
		for _, query := range []jsonMap{
			{"queryType": "quality", "indicators": indicators},
			{"queryType": "qualityDistribution", "indicators": indicators, "dimension": "OS"},
		} {
			for _, field := range valueFields(t, g.query(dataQuery(t, 10*hour, query))["A"]) {
				assert.NotContains(t, field.Config.DisplayNameFromDS, "_", "no raw name")
				if label, ofPage := labels[field.Name]; ofPage {
					assert.Equal(t, label, field.Config.DisplayNameFromDS)
					seen[field.Name] = true
				}
			}
		}
	}
	assert.Len(t, seen, len(labels))
}

// What an answer's name has besides its indicator is in the label, known or not.
func TestLabelsOfNamesThatNoPageHas(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ queryType, indicator, answered, label string }{
		{"quality", "stall_rate", "200ms_video_stall_rate", "Stall rate · video · 200 ms"},
		{"quality", "stall_rate", "video_1s_stall_rate", "Stall rate · video · 1 s"},
		{"quality", "stall_rate", "80ms_screen_stall_rate", "Stall rate · screen · 80 ms"},
		{"quality", "stall_rate", "audio_stall_rate_p95", "Stall rate · audio · p95"},
		{"quality", "stall_rate", "stall_rate", "Stall rate"},
		{"quality", "stall_rate", "freeze", "freeze"},
		{"quality", "own_rate", "80ms_audio_own_rate", "Our rate · audio · 80 ms"},
		{"operationData", "user_count", "user_count_total", "Users in calls · total"},
		{"operationData", "5s_join_room_success_rate", "3s_join_room_success_rate", "Join success rate · 3 s"},
	} {
		g := newGrafana(t, rtcsim.Options{Indicators: []string{"own_rate"}, Naming: rtcsim.Naming{c.indicator: {c.answered}}},
			jsonMap{"indicators": []jsonMap{{"name": "own_rate", "label": "Our rate", "queryType": "quality"}}})
		if c.indicator == "own_rate" {
			g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
				answer["Result"].(map[string]any)["Indicators"].([]any)[0].(map[string]any)["Name"] = c.answered
			}})
		}
		fields := valueFields(t, g.query(dataQuery(t, 2*day, jsonMap{"queryType": c.queryType, "indicators": []string{c.indicator}}))["A"])
		require.Len(t, fields, 1)
		assert.Equal(t, c.label, fields[0].Config.DisplayNameFromDS)
		assert.Equal(t, c.answered, fields[0].Labels["indicator"], "labels keep the API's name")
	}
}

// An own indicator that is a tier and a medium of a documented one has what it leaves out from that.
func TestAnOwnTierIsDescribedByItsIndicator(t *testing.T) {
	t.Parallel()
	for own, label := range map[string]string{"": "Stall rate · audio · 80 ms", "Stalls": "Stalls"} {
		g := newGrafana(t, rtcsim.Options{Indicators: []string{"80ms_audio_stall_rate"}, Naming: rtcsim.UntieredNaming},
			jsonMap{"indicators": []jsonMap{{"name": "80ms_audio_stall_rate", "label": own, "queryType": "quality"}}})
		g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			answer["Result"].(map[string]any)["Indicators"].([]any)[0].(map[string]any)["Name"] = "80ms_audio_stall_rate"
		}})
		fields := valueFields(t, g.query(dataQuery(t, 2*day, jsonMap{"queryType": "quality", "indicators": []string{"80ms_audio_stall_rate"}}))["A"])
		require.NotEmpty(t, fields)
		assert.Equal(t, label, fields[0].Config.DisplayNameFromDS)
		assert.Equal(t, "percent", fields[0].Config.Unit)
		assert.NotEmpty(t, fields[0].Config.Description)
	}
}

// No legend, no label of the API's and no app's name makes two series of a query look alike.
func TestSeriesOfAQueryHaveNamesOfTheirOwn(t *testing.T) {
	t.Parallel()
	twins := []rtcsim.App{{ID: "a", Name: "Twin"}, {ID: "b", Name: "Twin"}}
	alias := rtcsim.Fault{Action: "ListQuality", Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
		for _, series := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			series.(map[string]any)["overview"] = map[string]any{"Alias": "卡顿率"}
		}
	}}
	for name, c := range map[string]struct {
		query jsonMap
		fault rtcsim.Fault
		want  []string
	}{
		"a fixed legend": {
			query: jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}, "legend": "Stalls"},
			want:  []string{"Stalls · audio · 80 ms", "Stalls · video"},
		},
		"one legend for two indicators": {
			query: jsonMap{"indicators": []string{"user_count", "avg_call_time"}, "legend": "{{app_id}}"},
			want:  []string{"a · Users in calls", "a · avg_call_time"},
		},
		"apps of one name": {
			query: jsonMap{"indicators": []string{"user_count"}, "appIds": []string{"a", "b"}},
			want:  []string{"Users in calls · Twin · a", "Users in calls · Twin · b"},
		},
		"one label of the API's": {
			query: jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}}, fault: alias,
			want: []string{"卡顿率 · audio · 80 ms", "卡顿率 · video"},
		},
		"all that differs is the app": {
			query: jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}, "appIds": []string{"a", "b"}, "legend": "Stalls"},
			want:  []string{"Stalls · audio · 80 ms · a", "Stalls · video · a", "Stalls · audio · 80 ms · b", "Stalls · video · b"},
		},
		"columns of a table": {
			query: jsonMap{"queryType": "qualityDistribution", "indicators": []string{"stall_rate"}, "dimension": "OS"},
			want:  []string{"Stall rate · audio · 80 ms", "Stall rate · video"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{Apps: twins}, jsonMap{"defaultAppId": "a"})
			if c.fault.Kind != "" {
				g.sim.Inject(c.fault)
			}
			var names []string
			for _, field := range valueFields(t, g.query(dataQuery(t, 2*day, c.query))["A"]) {
				names = append(names, field.Config.DisplayNameFromDS)
			}
			assert.Equal(t, c.want, names)
		})
	}
}

// The documents do not say whether an app without video is answered with empty series of video.
func TestAnAppWithoutVideoHasNoSeriesOfVideo(t *testing.T) {
	t.Parallel()
	for _, empty := range []bool{false, true} {
		g := newGrafana(t, rtcsim.Options{EmptyVideo: empty}, nil)
		for _, query := range []jsonMap{
			{"queryType": "quality", "indicators": []string{"stall_rate"}, "appIds": []string{chat}},
			{"queryType": "realTimeQualityDistribution", "indicators": []string{"stall_rate"}, "dimension": "OS", "appIds": []string{chat}},
		} {
			fields := valueFields(t, g.query(dataQuery(t, 50*time.Minute+9*hour, query))["A"])
			require.Len(t, fields, 1, "%v %t", query, empty)
			assert.Equal(t, "80ms_audio_stall_rate", fields[0].Name)
		}
	}
}

// valueFields are those of the only frame that have numbers.
func valueFields(t *testing.T, response backend.DataResponse) []*data.Field {
	t.Helper()
	require.NoError(t, response.Error)
	require.Len(t, response.Frames, 1)
	var fields []*data.Field
	for _, field := range response.Frames[0].Fields {
		if field.Type() == data.FieldTypeNullableFloat64 {
			fields = append(fields, field)
		}
	}
	return fields
}

package plugin_test

import (
	"encoding/json"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

func adHoc(key, operator string, values ...string) jsonMap {
	return jsonMap{"key": key, "operator": operator, "values": values}
}

// filterSent is the part of a request body that an ad-hoc filter can set.
type filterSent struct {
	OS, Access                    []string
	RoomID                        string `json:"RoomId"`
	ProductType, Platform, UserID string
}

func TestAdHocFiltersNarrowWhatHasThem(t *testing.T) {
	t.Parallel()
	const unfiltered = " The data is not narrowed by this ad-hoc filter."
	tests := []struct {
		name     string
		query    jsonMap
		filters  []jsonMap
		sent     filterSent
		warnings []string
	}{
		{"one value", jsonMap{"queryType": "quality"}, []jsonMap{adHoc("os", "=", "iOS")}, filterSent{OS: []string{"iOS"}}, nil},
		{
			"one of several, and several keys", jsonMap{"queryType": "quality"},
			[]jsonMap{adHoc("os", "=|", "mac", "iOS"), adHoc("access", "=", "wifi"), adHoc("roomId", "=", "lesson")},
			filterSent{OS: []string{"iOS", "mac"}, Access: []string{"wifi"}, RoomID: "lesson"}, nil,
		},
		{"the query's own", jsonMap{"queryType": "quality", "os": []string{"mac"}}, []jsonMap{adHoc("os", "=", "iOS")}, filterSent{OS: []string{"mac"}}, nil},
		{"two conditions", jsonMap{"queryType": "quality"}, []jsonMap{adHoc("os", "=|", "mac", "iOS"), adHoc("os", "=", "iOS")}, filterSent{OS: []string{"iOS"}}, nil},
		{"not yet chosen", jsonMap{"queryType": "quality"}, []jsonMap{adHoc("os", "=", "")}, filterSent{}, nil},
		{"product type", jsonMap{"queryType": "qualityDistribution"}, []jsonMap{adHoc("productType", "=", "web"), adHoc("platform", "=", "Web")}, filterSent{ProductType: "web", Platform: "Web"}, nil},
		{
			"a type without the filter", jsonMap{"queryType": "qualityDistribution"}, []jsonMap{adHoc("os", "=", "iOS")}, filterSent{},
			[]string{`Query type "qualityDistribution" has no filter "os".` + unfiltered},
		},
		{
			"a type without any", jsonMap{"queryType": "usage"}, []jsonMap{adHoc("os", "!=", "iOS"), adHoc("planet", "=", "earth")}, filterSent{},
			[]string{`Query type "usage" has no filter "os".` + unfiltered, `Query type "usage" has no filter "planet".` + unfiltered},
		},
		{
			"systems of the web", jsonMap{"queryType": "quality"}, []jsonMap{adHoc("os", "=", "iOS"), adHoc("productType", "=", "web")},
			filterSent{ProductType: "web"},
			[]string{"The API ignores operating systems and network types for product type web." + unfiltered},
		},
		{
			"web with systems of the query", jsonMap{"queryType": "quality", "os": []string{"iOS"}}, []jsonMap{adHoc("productType", "=", "web")},
			filterSent{OS: []string{"iOS"}},
			[]string{"The API ignores operating systems and network types for product type web." + unfiltered},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{}, nil)
			query := jsonMap{"adHocFilters": test.filters}
			if test.query["queryType"] != "usage" {
				query["indicators"] = []string{"stall_rate"}
			}
			for name, value := range test.query {
				query[name] = value
			}
			answer := g.query(g.dataQuery("A", day, query))["A"]
			require.NoError(t, answer.Error)
			var warnings []string
			for _, notice := range answer.Frames[0].Meta.Notices {
				if notice.Severity == data.NoticeSeverityWarning {
					warnings = append(warnings, notice.Text)
				}
			}
			assert.Equal(t, test.warnings, warnings)
			var sent filterSent
			require.NoError(t, json.Unmarshal([]byte(answer.Frames[0].Meta.ExecutedQueryString), &sent))
			assert.Equal(t, test.sent, sent)
		})
	}
}

func TestAdHocFiltersThatCannotBe(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	many := make([]jsonMap, 21)
	for i := range many {
		many[i] = adHoc("os", "=", "iOS")
	}
	tests := []struct {
		filters []jsonMap
		says    string
	}{
		{[]jsonMap{adHoc("os", "!=", "iOS")}, `"os" has the operator "!="; use = or one of`},
		{[]jsonMap{adHoc("roomId", "=|", "a", "b")}, `"roomId" takes one value`},
		{[]jsonMap{adHoc("os", "=", "iOS"), adHoc("os", "=", "mac")}, `"os" exclude each other`},
		{[]jsonMap{adHoc("o\ns", "=", "iOS")}, "character that cannot be printed"},
		{many, "more than 20 ad-hoc filters"},
	}
	for _, test := range tests {
		query := jsonMap{"queryType": "quality", "indicators": []string{"stall_rate"}, "adHocFilters": test.filters}
		require.ErrorContains(t, g.query(g.dataQuery("A", day, query))["A"].Error, test.says)
	}
	assert.Empty(t, g.sim.Calls())
}

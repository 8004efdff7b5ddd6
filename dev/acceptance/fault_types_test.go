package acceptance

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/dev/rtcsim"
)

const typeFaultTable = "testdata/faults_of_query_types.md"

// typeQueries are a query of each type, and the time back from now that a rule of it needs.
var typeQueries = []struct {
	name string
	back time.Duration
	set  map[string]any
}{
	{"operationData", 34 * time.Hour, map[string]any{"indicators": []string{"user_count"}}},
	{"operationDistribution", 34 * time.Hour, map[string]any{"indicators": []string{"user_count"}, "dimension": "Country"}},
	{"realTimeOperationData", 5 * time.Minute, map[string]any{"indicators": []string{"online_user_count"}}},
	{"quality", 34 * time.Hour, map[string]any{"indicators": []string{"join_room_success_rate"}}},
	{"qualityDistribution", 34 * time.Hour, map[string]any{"indicators": []string{"join_room_success_rate"}, "dimension": "OS"}},
	{"realTimeQuality", 5 * time.Minute, map[string]any{"indicators": []string{"join_room_success_rate"}}},
	{"realTimeQualityDistribution", 5 * time.Minute, map[string]any{"indicators": []string{"join_room_success_rate"}}},
	{"usage", 48 * time.Hour, map[string]any{}},
	{"rooms", time.Hour, map[string]any{}},
	{"roomUsers", time.Hour, map[string]any{"roomId": "class-0000"}},
	{"callDetail", time.Hour, map[string]any{"roomId": "class-0000", "userIds": []string{"u00001"}}},
}

// commonTroubles are those of the table of faults that depend on what an API is asked.
func commonTroubles() []trouble {
	names := []string{"throttled, HTTP 429", "HTTP 500", "HTML with HTTP 200", "no permission for the app", "unknown app"}
	common := slices.DeleteFunc(troubles(), func(t trouble) bool { return !slices.Contains(names, t.name) })
	return append(common,
		trouble{name: "nothing is wrong"},
		trouble{name: "a parameter refused", fault: apiError(400, "InvalidParameter", "A parameter is invalid.")},
		trouble{name: "range refused", fault: apiError(400, "InvalidParameter.OutofTimeRange", "The time range is not one of the API.")})
}

// TestEveryQueryTypeMeetsTroubleAlike holds what a panel and a rule of each query type show against a table, in which
// types that show the same share a row.
func TestEveryQueryTypeMeetsTroubleAlike(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	all := commonTroubles()
	parts := make([]string, len(all))
	var running sync.WaitGroup
	for i, trouble := range all {
		running.Go(func() { parts[i] = meetByType(t, h, trouble) })
	}
	running.Wait()
	table := "# What the user sees of each query type when something is wrong\n\n" +
		"| trouble | query types | panel | alert rule | message |\n| --- | --- | --- | --- | --- |\n" + strings.Join(parts, "")
	checkFaultTable(t, typeFaultTable, table)
}

// meetByType gives the table's rows of a trouble. The types meet it together in one request: each has a quota of its own.
// Panels and rules meet it at the same time, in a data source each.
func meetByType(t *testing.T, h host, trouble trouble) string {
	var panels, rules backend.Responses
	ofPanels, ofRules := h.troubled(t, trouble), h.troubled(t, trouble)
	var asking sync.WaitGroup
	asking.Go(func() { panels = askEveryType(t, ofPanels, nil) })
	asking.Go(func() { rules = askEveryType(t, ofRules, map[string]string{backend.FromAlertHeaderName: "true"}) })
	asking.Wait()
	var outcomes []string
	types := map[string][]string{}
	for _, query := range typeQueries {
		panel, rule := panels[query.name], rules[query.name]
		outcome := fmt.Sprintf(" | %s | %s | ", statusOf(panel), statusOf(rule))
		if rule.Error != nil {
			outcome += steady(rule.Error.Error())
		}
		if types[outcome] == nil {
			outcomes = append(outcomes, outcome)
		}
		types[outcome] = append(types[outcome], query.name)
	}
	var rows strings.Builder
	for _, outcome := range outcomes {
		fmt.Fprintf(&rows, "| %s | %s%s |\n", trouble.name, strings.Join(types[outcome], ", "), outcome)
	}
	return rows.String()
}

// askEveryType sends a query of each type in one request.
func askEveryType(t *testing.T, h host, headers map[string]string) backend.Responses {
	request := &backend.QueryDataRequest{PluginContext: h.pluginContext(t), Headers: headers}
	for _, query := range typeQueries {
		asked := map[string]any{"queryType": query.name}
		maps.Copy(asked, query.set)
		encoded, err := json.Marshal(asked)
		if err != nil {
			t.Errorf("%s: %v", query.name, err)
		}
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: query.name, JSON: encoded, TimeRange: backend.TimeRange{From: time.Now().Add(-query.back), To: time.Now()},
		})
	}
	response, err := h.QueryData(t.Context(), request)
	if err != nil {
		t.Errorf("no answer: %v", err)
		return nil
	}
	return response.Responses
}

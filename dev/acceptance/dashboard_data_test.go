package acceptance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// Every panel of every dashboard has data on the simulated API and no notice, for the dashboard's own time range, with the
// variables as they are when it opens, and with each granularity that can be chosen.
func TestDashboardPanelsHaveData(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{Apps: rtcsim.DemoApps[:2]})
	h.instance.JSONData["drillDown"] = true
	for name, dashboard := range dashboards(t) {
		values := initialValues(t, h, dashboard)
		for _, granularity := range granularities(t, dashboard) {
			values["granularity"] = []string{granularity}
			t.Run(name+"/"+granularity, func(t *testing.T) {
				answers := answersOf(t, h, dashboard, values)
				for _, panel := range dashboard.allPanels() {
					t.Run(fmt.Sprintf("%d %s", panel.ID, panel.Title), func(t *testing.T) {
						assertPanelHasData(t, panel, values, answers)
					})
				}
			})
		}
	}
}

// answersOf runs the queries of all panels of a dashboard at once, as far as a browser does. The answers are by panel and
// query.
func answersOf(t *testing.T, h host, dashboard storedDashboard, values map[string][]string) backend.Responses {
	t.Helper()
	request := &backend.QueryDataRequest{PluginContext: h.pluginContext(t)}
	for _, panel := range dashboard.allPanels() {
		for _, query := range panelQueries(t, dashboard, panel, values) {
			query.RefID = answerOf(panel, query.RefID)
			request.Queries = append(request.Queries, query)
		}
	}
	for {
		response, err := h.QueryData(t.Context(), request)
		require.NoError(t, err)
		if !hasPart(response.Responses) { // a browser asks again too
			return response.Responses
		}
	}
}

// hasPart tells whether an answer is not whole yet.
func hasPart(answers backend.Responses) bool {
	for _, answer := range answers {
		if len(answer.Frames) > 0 && answer.Frames[0].Meta != nil {
			if custom, _ := answer.Frames[0].Meta.Custom.(map[string]any); custom["partial"] == true {
				return true
			}
		}
	}
	return false
}

// publishers are the users of the room that are there and sent something, those who came first at first: of one who came
// just now, or left when the range began, there is no detail.
func publishers(t *testing.T, h host, dashboard storedDashboard, values map[string][]string) (ids []string) {
	t.Helper()
	users := storedTarget{QueryType: "roomUsers", AppIDs: []string{"$app"}, RoomID: "$room", Datasource: storedDatasource{"volcengine-rtc-datasource", "volcengine-rtc"}}
	request := &backend.QueryDataRequest{
		PluginContext: h.pluginContext(t), Queries: panelQueries(t, dashboard, storedPanel{Targets: []storedTarget{users}}, values),
	}
	response, err := h.QueryData(t.Context(), request)
	require.NoError(t, err)
	answer := response.Responses[""]
	require.NoError(t, answer.Error)
	names, _ := answer.Frames[0].FieldByName("user_id")
	published, _ := answer.Frames[0].FieldByName("published")
	left, _ := answer.Frames[0].FieldByName("left")
	for i := range names.Len() {
		if did := published.At(i).(*bool); did != nil && *did && left.NilAt(i) {
			ids = append(ids, names.At(i).(string))
		}
	}
	slices.Reverse(ids)
	return ids
}

func answerOf(panel storedPanel, refID string) string { return strconv.Itoa(panel.ID) + refID }

// A live dashboard costs each app a call to every API that it asks, and one for each dimension and indicator of a
// distribution, whatever the number of panels.
func TestCallsOfTheLiveDashboard(t *testing.T) {
	t.Parallel()
	now := newClock(t)
	h := newClockedHost(t, now, rtcsim.Options{NoRateLimit: true})
	now.advance(t, -time.Since(time.Now().Truncate(time.Minute))) // for 20 s there is no newer value
	h.instance.JSONData["callsPerSecond"] = 50
	dashboard := dashboards(t)["rtc-live.json"]
	dashboard.Panels = slices.DeleteFunc(dashboard.Panels, func(p storedPanel) bool { return p.Collapsed })
	values := initialValues(t, h, dashboard)
	answersOf(t, h, dashboard, values)
	calls := map[string]int{}
	for _, call := range h.sim.Calls() {
		calls[call.Action+call.Dimension]++
	}
	assert.Equal(t, map[string]int{
		"ListApps": 1, "ListRealTimeOperationData": 1, "ListRealTimeQuality": 1, "ListRealTimeQualityDistributionOS": 3,
		"ListRealTimeQualityDistributionAccess": 3, "ListRealTimeQualityDistributionProvince": 3,
	}, calls)
}

func assertPanelHasData(t *testing.T, panel storedPanel, values map[string][]string, answers backend.Responses) {
	t.Helper()
	for _, target := range panel.Targets {
		answer, ok := answers[answerOf(panel, target.RefID)]
		require.True(t, ok)
		require.NoError(t, answer.Error)
		if target.QueryType == "callDetail" {
			assertDetail(t, answer.Frames, interpolated(target, values))
			continue
		}
		require.Len(t, answer.Frames, 1)
		assertFrameFits(t, answer.Frames[0], panel, interpolated(target, values))
	}
}

// panelQueries are the queries of a panel as the front end sends them.
func panelQueries(t *testing.T, dashboard storedDashboard, panel storedPanel, values map[string][]string) []backend.DataQuery {
	t.Helper()
	var queries []backend.DataQuery
	for i := range panel.Targets {
		target := interpolated(panel.Targets[i], values)
		stored, err := json.Marshal(target)
		require.NoError(t, err)
		require.NotContains(t, string(stored), "$")
		require.Equal(t, storedDatasource{"volcengine-rtc-datasource", "volcengine-rtc"}, target.Datasource)
		queries = append(queries, backend.DataQuery{
			RefID: target.RefID, JSON: stored, TimeRange: rangeOf(t, dashboard, target.QueryType), Interval: time.Minute,
		})
	}
	return queries
}

// initialValues are those of the variables when the dashboard opens: what the file says, and for apps what the query
// of the variable gives.
func initialValues(t *testing.T, h host, dashboard storedDashboard) map[string][]string {
	t.Helper()
	values := map[string][]string{}
	for _, variable := range dashboard.Templating.List {
		var one string
		var several []string
		if json.Unmarshal(variable.Current.Value, &one) != nil {
			require.NoError(t, json.Unmarshal(variable.Current.Value, &several))
		} else if one != "" {
			several = []string{one}
		}
		switch {
		case variable.Type == "query":
			options := queried(t, h, dashboard, variable, values)
			if variable.Name == "user" {
				options = publishers(t, h, dashboard, values)
			}
			several = chosen(several, options, variable.Multi)
		case slices.Equal(several, []string{"$__all"}):
			several = nil
			for _, option := range variable.Options[1:] {
				several = append(several, option.Value)
			}
		}
		require.NotEmpty(t, several, variable.Name)
		values[variable.Name] = several
	}
	return values
}

// chosen is what Grafana makes of a query variable's stored value.
func chosen(current, options []string, multi bool) []string {
	switch {
	case multi && slices.Contains(current, "$__all"):
		return options
	case len(current) > 0 && !slices.ContainsFunc(current, func(value string) bool { return !slices.Contains(options, value) }):
		return current
	default:
		return options[:1]
	}
}

// queried asks the plugin for the values of a query variable, at the resource that the front end asks. Rooms are those that go
// on, the largest first.
func queried(t *testing.T, h host, dashboard storedDashboard, variable storedVariable, values map[string][]string) []string {
	t.Helper()
	assert.Equal(t, "${datasource}", variable.Datasource.UID)
	var query struct {
		QueryType, RoomID string
		AppIDs            []string
	}
	require.NoError(t, json.Unmarshal(variable.Query, &query))
	listed := map[string]struct{ resource, key string }{
		"apps": {"apps", "id"}, "indicators": {"indicators", "name"}, "rooms": {"rooms", "roomId"}, "roomUsers": {"room-users", "userId"},
	}
	list, ok := listed[query.QueryType]
	require.True(t, ok, "query type %q", query.QueryType)
	shown := rangeOf(t, dashboard, "")
	parameters := url.Values{
		"appIds": {strings.Join(expand(query.AppIDs, values), ",")}, "roomId": {replaced(query.RoomID, values)},
		"from": {strconv.FormatInt(shown.From.UnixMilli(), 10)}, "to": {strconv.FormatInt(shown.To.UnixMilli(), 10)},
	}
	response, err := h.GetResource(t.Context(), h.pluginContext(t), list.resource+"?"+parameters.Encode())
	require.NoError(t, err)
	var items []map[string]any
	require.NoError(t, json.Unmarshal(response.Body, &items), string(response.Body))
	require.NotEmpty(t, items)
	if query.QueryType == "rooms" { // the newest has no users yet: the API lists them 100 seconds late
		sizeOf := func(item map[string]any) float64 { size, _ := item["users"].(float64); return size }
		items = slices.DeleteFunc(items, func(item map[string]any) bool { return item["active"] == false })
		slices.SortStableFunc(items, func(a, b map[string]any) int { return cmp.Compare(sizeOf(b), sizeOf(a)) })
	}
	var options []string
	for _, item := range items {
		options = append(options, item[list.key].(string))
	}
	return options
}

// granularities are those that can be chosen, an empty one where there is no choice.
func granularities(t *testing.T, dashboard storedDashboard) []string {
	t.Helper()
	i := slices.IndexFunc(dashboard.Templating.List, func(v storedVariable) bool { return v.Name == "granularity" })
	if i < 0 {
		return []string{""}
	}
	var all []string
	for _, option := range dashboard.Templating.List[i].Options {
		all = append(all, option.Value)
	}
	require.Equal(t, []string{"1h", "1d"}, all)
	return all
}

// interpolated does what the front end does: in a list a variable becomes all its values.
func interpolated(target storedTarget, values map[string][]string) storedTarget {
	if target.Datasource.UID == "${datasource}" {
		target.Datasource.UID = values["datasource"][0]
	}
	target.AppIDs = expand(target.AppIDs, values)
	target.Indicators = expand(target.Indicators, values)
	target.OS = expand(target.OS, values)
	target.Access = expand(target.Access, values)
	target.UserIDs = expand(target.UserIDs, values)
	target.Granularity, target.RoomID = replaced(target.Granularity, values), replaced(target.RoomID, values)
	return target
}

func replaced(text string, values map[string][]string) string {
	for name, all := range values {
		text = strings.ReplaceAll(text, "$"+name, all[0])
	}
	return text
}

func expand(items []string, values map[string][]string) []string {
	var expanded []string
	for _, item := range items {
		if name, ok := strings.CutPrefix(item, "$"); ok {
			expanded = append(expanded, values[name]...)
		} else {
			expanded = append(expanded, item)
		}
	}
	return expanded
}

// rangeOf is the range of a dashboard; where it is too short for what comes hours later, one of as long before.
func rangeOf(t *testing.T, dashboard storedDashboard, queryType string) backend.TimeRange {
	t.Helper()
	require.Equal(t, "now", dashboard.Time.To)
	back, ok := strings.CutPrefix(dashboard.Time.From, "now-")
	require.True(t, ok)
	length, err := gtime.ParseDuration(back)
	require.NoError(t, err)
	to := time.Now()
	if queryType == "quality" && length <= time.Hour {
		to = to.Add(-9 * time.Hour)
	}
	return backend.TimeRange{From: to.Add(-length), To: to}
}

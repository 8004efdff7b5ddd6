package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// A rule cannot have a variable's value, a panel can.
func TestAVariableWithoutAValueInARule(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	query := g.dataQuery("A", day, jsonMap{"appIds": []string{"$app"}, "indicators": []string{"user_count"}})
	require.ErrorContains(t, g.queryAsRule(query)["A"].Error, "alert rules cannot use dashboard variables")
}

func TestBadQueriesSayWhatToChange(t *testing.T) {
	t.Parallel()
	numbered := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf("n%d", i)
		}
		return list
	}
	good := []string{"user_count"}
	tests := []struct {
		name  string
		query any
		says  string
	}{
		{"not JSON", json.RawMessage(`{"indicators":`), "build it in the query editor"},
		{"nothing", json.RawMessage(``), "build it in the query editor"},
		{"null", json.RawMessage(`null`), "choose at least one"},
		{"indicators is text", jsonMap{"indicators": "user_count"}, "build it in the query editor"},
		{"unknown query type", jsonMap{"queryType": "quality2", "indicators": good}, "use one of operationData, operationDistribution"},
		{"unknown granularity", jsonMap{"granularity": "5m", "indicators": good}, "use auto or one of [1h 1d]"},
		{"granularity of another type", jsonMap{"queryType": "quality", "granularity": "1h", "indicators": good}, "use auto or one of [5min 1d]"},
		{"granularity of a total", jsonMap{"queryType": "operationDistribution", "granularity": "1h", "indicators": good}, "has no granularity"},
		{"filter of another type", jsonMap{"os": []string{"iOS"}, "indicators": good}, `"operationData" has no filter OS; remove it`},
		{"dimension of another type", jsonMap{"dimension": "Country", "indicators": good}, `"operationData" has no dimension; remove it`},
		{"unknown dimension", jsonMap{"queryType": "operationDistribution", "dimension": "OS", "indicators": good}, "use one of Province, Country"},
		{"users of no room", jsonMap{"queryType": "quality", "userIds": []string{"u"}, "indicators": good}, "give the room id as well"},
		{"systems of web", jsonMap{"queryType": "quality", "os": []string{"iOS"}, "productType": "web", "indicators": good}, "ignores operating systems"},
		{"too many values", jsonMap{"queryType": "quality", "appIds": numbered(100), "indicators": numbered(100)}, "more than 2000000 values"},
		{"too many users", jsonMap{"queryType": "quality", "roomId": "r", "userIds": numbered(21), "indicators": good}, "more than 20 user ids; split it"},
		{"$room", jsonMap{"queryType": "quality", "roomId": "$room", "indicators": good}, "give the variable one value"},
		{"line break in a filter", jsonMap{"queryType": "quality", "access": []string{"a\nb"}, "indicators": good}, "cannot be printed"},
		{"indicators of usage", jsonMap{"queryType": "usage", "indicators": good}, "takes no indicators"},
		{"no real-time indicator", jsonMap{"queryType": "realTimeOperationData"}, "such as online_user_count"},
		{"no indicator", jsonMap{"indicators": []string{"", "  "}}, "choose at least one"},
		{"too many indicators", jsonMap{"indicators": numbered(101)}, "more than 100 indicators; split it"},
		{"too many apps", jsonMap{"appIds": numbered(101), "indicators": good}, "more than 100 apps; split it"},
		{"long name", jsonMap{"indicators": []string{strings.Repeat("x", 129)}}, "longer than 128"},
		{"long app id", jsonMap{"appIds": []string{strings.Repeat("x", 129)}, "indicators": good}, "longer than 128"},
		{"line break in a name", jsonMap{"indicators": []string{"a\nb"}}, "cannot be printed"},
		{"long legend", jsonMap{"indicators": good, "legend": strings.Repeat("x", 1001)}, "shorten it"},
		{"$app", jsonMap{"appIds": []string{"$app"}, "indicators": good}, "give the variable one value"},
		{"${app:csv}", jsonMap{"appIds": []string{"${app:csv}"}, "indicators": good}, "give the variable one value"},
		{"[[metric]]", jsonMap{"indicators": []string{"[[metric]]"}}, "give the variable one value"},
	}
	g := newGrafana(t, rtcsim.Options{}, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			query := g.dataQuery("bad", day, nil)
			switch q := test.query.(type) {
			case jsonMap:
				query.JSON = q.raw(t)
			case json.RawMessage:
				query.JSON = q
			}
			responses := g.query(query, g.dataQuery("good", day, jsonMap{"indicators": good}))
			bad := responses["bad"]
			require.Error(t, bad.Error)
			assert.Contains(t, bad.Error.Error(), test.says)
			assert.Equal(t, backend.StatusBadRequest, bad.Status)
			assert.Equal(t, backend.ErrorSourceDownstream, bad.ErrorSource)
			checkFrames(t, responses["good"], 1)
		})
	}
}

func TestAnEmptyTimeRangeIsRefused(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for _, back := range []time.Duration{0, -hour} {
		response := g.query(g.dataQuery("A", back, jsonMap{"indicators": []string{"user_count"}}))["A"]
		assert.Equal(t, backend.StatusBadRequest, response.Status)
		assert.ErrorContains(t, response.Error, "start must be before its end")
	}
}

func TestWithoutAnAppAtAll(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, jsonMap{"defaultAppId": ""})
	response := g.query(g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count"}}))["A"]
	assert.Equal(t, backend.StatusBadRequest, response.Status)
	assert.ErrorContains(t, response.Error, "set a default app")
}

func TestDoubleNamesAreAskedForOnce(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	response := g.query(g.dataQuery("A", day, jsonMap{"appIds": []string{class, " " + class}, "indicators": []string{"user_count", "user_count "}}))["A"]
	checkFrames(t, response, 1)
}

var requestID = regexp.MustCompile(`RequestId [0-9A-Za-z]+`)

func TestErrorsSayWhatToDoAndGiveTheAPIsWords(t *testing.T) {
	t.Parallel()
	apiError := func(code string) rtcsim.Fault {
		return rtcsim.Fault{Kind: rtcsim.APIError, Code: code, Message: "in the API's own words"}
	}
	tests := []struct {
		name   string
		fault  rtcsim.Fault
		status backend.Status
		advice string
	}{
		{"wrong key", apiError("InvalidAccessKey"), backend.StatusUnauthorized, "check the access key ID and the secret access key"},
		{"wrong secret", apiError("SignatureDoesNotMatch"), backend.StatusUnauthorized, "check the access key ID and the secret access key"},
		{"expired token", apiError("InvalidSecretToken"), backend.StatusUnauthorized, "enter new ones"},
		{"no policy", apiError("AccessDenied.NoPermissionForApp"), backend.StatusForbidden, "RTCReadOnlyAccess"},
		{"clock", apiError("InvalidTimestamp"), backend.StatusBadRequest, "set the clock"},
		{"unknown app", apiError("InvalidParameter.NotExistAppId"), backend.StatusNotFound, "check the app id"},
		{"range", apiError("InvalidParameter.OutofTimeRange"), backend.StatusBadRequest, "choose a later or a shorter one"},
		{"indicator", apiError("InvalidParameter"), backend.StatusBadRequest, `does not accept indicator "user_count"`},
		{"wrong action", apiError("InvalidActionOrVersion"), backend.StatusBadGateway, "check endpoint and region"},
		{"undocumented", apiError("Surprise"), backend.StatusBadGateway, "try again"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{}, nil)
			g.sim.Inject(test.fault)
			response := g.query(g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count"}}))["A"]
			require.Error(t, response.Error)
			assert.Equal(t, test.status, response.Status)
			assert.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
			text := response.Error.Error()
			assert.Contains(t, text, test.advice)
			assert.Contains(t, text, test.fault.Code+": in the API's own words")
			assert.Regexp(t, requestID, text)
			assert.NotContains(t, text, "CANARY")
		})
	}
}

func TestOneFailingAppLeavesTheOthersInAPanel(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	query := g.dataQuery("A", day, jsonMap{"appIds": []string{denied, chat}, "indicators": []string{"user_count"}})
	panel := g.query(query)["A"]
	checkFrames(t, panel, 1)
	assert.Contains(t, fmt.Sprint(panel.Frames[0].Meta.Notices), "AccessDenied")

	rule := g.queryAsRule(query)["A"]
	require.Error(t, rule.Error, "a rule must not judge by a part")
	assert.Equal(t, backend.StatusForbidden, rule.Status)
}

func TestARuleWithoutFinalDataIsToldARangeThatWorks(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for granularity, works := range map[string]int{"1h": 11, "1d": 34} {
		query := jsonMap{"indicators": []string{"user_count"}, "granularity": granularity}
		response := g.queryAsRule(g.dataQuery("A", hour, query))["A"]
		require.Error(t, response.Error)
		assert.Contains(t, response.Error.Error(), fmt.Sprintf("such as now-%dh to now", works))
		checkFrames(t, g.queryAsRule(g.dataQuery("A", time.Duration(works)*hour, query))["A"], 1)
	}
}

func TestACancelledRequestEnds(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	response := g.send(ctx, nil, g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count"}}))["A"]
	assert.ErrorContains(t, response.Error, "cancelled")
}

func TestARuleDoesNotJudgeWithoutAnIndicatorThatTheAPILeavesOut(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{DropUnknown: true}, nil)
	response := g.queryAsRule(g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count", "wrong"}}))["A"]
	assert.ErrorContains(t, response.Error, `no series for indicator "wrong"`)
}

func TestARefusedIndicatorIsAnErrorForARule(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	response := g.queryAsRule(g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count", "wrong"}}))["A"]
	assert.ErrorContains(t, response.Error, `does not accept indicator "wrong"`)
}

func TestARangeInTheFutureSaysSo(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	query := g.dataQuery("A", day, jsonMap{"indicators": []string{"user_count"}})
	query.TimeRange = backend.TimeRange{From: now.Add(3 * hour), To: now.Add(9 * hour)}
	response := g.query(query)["A"]
	checkFrames(t, response, 0)
	assert.Contains(t, fmt.Sprint(response.Frames[0].Meta.Notices), "lies in the future")
}

// Names are worth a moment's wait and no more, and a key that may not list apps does not pay for each query.
func TestNamesDoNotHoldDataBack(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	query := g.dataQuery("A", day, jsonMap{"appIds": []string{class, chat}, "indicators": []string{"user_count"}})
	g.sim.Inject(rtcsim.Fault{Action: rtc.Apps.Action, Kind: rtcsim.Hang})
	checkFrames(t, g.queryAsRule(query)["A"], 2)
	for _, call := range g.sim.Calls() {
		assert.NotEqual(t, rtc.Apps.Action, call.Action, "a rule shows no names")
	}
	checkFrames(t, g.query(query)["A"], 2)

	g.sim.ClearFaults()
	g.sim.Inject(rtcsim.Fault{Action: rtc.Apps.Action, Kind: rtcsim.APIError, Code: "AccessDenied", Message: "m"})
	g.query(query)
	g.sim.ResetCalls()
	g.query(query)
	assert.Empty(t, g.sim.Calls())
}

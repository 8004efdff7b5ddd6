package acceptance

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

var update = flag.Bool("update", false, "write the table of faults anew")

const faultTable = "testdata/faults.md"

// trouble is something that goes wrong between the plugin and its data.
type trouble struct {
	name  string
	fault rtcsim.Fault
	api   rtcsim.Options
	set   map[string]any // settings
	https bool           // at an endpoint that speaks http
}

func apiError(status int, code, message string) rtcsim.Fault {
	return rtcsim.Fault{Kind: rtcsim.APIError, Status: status, Code: code, Message: message}
}

func troubles() []trouble {
	raw := func(status int, contentType, body string) rtcsim.Fault {
		return rtcsim.Fault{Kind: rtcsim.RawAnswer, Status: status, ContentType: contentType, Body: body}
	}
	html := "<html><h1>Bad Gateway</h1></html>"
	return []trouble{
		{name: "throttled, HTTP 429", fault: apiError(429, "FlowLimitExceeded.QPSOverLimit", "Rate over limit.")},
		{name: "throttled, HTTP 200 with Error", fault: apiError(200, "AccountFlowLimitExceeded", "Rate over limit.")},
		{name: "throttled, HTTP 400", fault: apiError(400, "FlowLimitExceeded", "Rate over limit.")},
		{name: "HTTP 500", fault: apiError(500, "InternalError", "Internal error.")},
		{name: "HTTP 502 with HTML", fault: raw(502, "text/html", html)},
		{name: "HTTP 503 with Retry-After", fault: rtcsim.Fault{Kind: rtcsim.RawAnswer, Status: 503, RetryAfter: "4", Body: "busy"}},
		{name: "no answer", fault: rtcsim.Fault{Kind: rtcsim.Hang}},
		{name: "reset before the headers", fault: rtcsim.Fault{Kind: rtcsim.ResetBeforeHeaders}},
		{name: "reset after the headers", fault: rtcsim.Fault{Kind: rtcsim.ResetAfterHeaders}},
		{name: "answer cut in the middle", fault: rtcsim.Fault{Kind: rtcsim.CutBody}},
		{name: "answer drips", fault: rtcsim.Fault{Kind: rtcsim.SlowDrip, Pause: time.Second}},
		{name: "10 MB answer", fault: raw(200, "application/json", strings.Repeat(" ", 10<<20))},
		{name: "HTML with HTTP 200", fault: raw(200, "text/html", html)},
		{name: "nothing with HTTP 200", fault: raw(200, "application/json", "")},
		{name: "JSON sent as plain text", fault: raw(200, "text/plain", `{"ResponseMetadata":{"RequestId":"1"},"Result":{"Total":1,`+
			`"Indicators":[{"Name":"user_count","Data":[]}],"AppList":[{"AppId":"a"}]}}`)},
		{name: "https endpoint that speaks http", https: true},
		{name: "redirect to another host", fault: rtcsim.Fault{Kind: rtcsim.Redirect, URL: "http://127.0.0.1:1/"}},
		{name: "nobody at the endpoint", set: map[string]any{"endpoint": "http://127.0.0.1:1"}},
		{name: "wrong secret access key", api: rtcsim.Options{SecretAccessKey: "another"}},
		{name: "unknown access key ID", set: map[string]any{"accessKeyId": "AKnobody"}},
		{name: "session token expired", fault: apiError(401, "InvalidSecretToken", "The security token has expired.")},
		{name: "clock off", fault: apiError(400, "InvalidTimestamp", "The timestamp is off.")},
		{name: "no permission for the app", api: rtcsim.Options{Apps: []rtcsim.App{{ID: app, Denied: true}}}},
		{name: "service not enabled", fault: apiError(403, "AccessDenied.ServiceNotEnabled", "The service is not enabled.")},
		{name: "apps may not be listed", fault: rtcsim.Fault{Action: rtc.Apps.Action, Kind: rtcsim.APIError, Status: 403, Code: "AccessDenied", Message: "Not allowed."}},
		{name: "unknown app", set: map[string]any{"defaultAppId": "661e0000ffff"}},
		{name: "indicator refused", fault: rtcsim.Fault{Action: rtc.OperationData.Action, Kind: rtcsim.APIError, Status: 400, Code: "InvalidParameter", Message: "The parameter Indicator is invalid."}},
		{name: "wrong action or version", fault: apiError(404, "InvalidActionOrVersion", "Could not find operation.")},
	}
}

// surfaces are the places where a user meets trouble, in the order of the table's columns. Explore asks as a panel does,
// and a variable as the list of apps. Each gives the status that Grafana gets and the message.
var surfaces = []func(ctx context.Context, h host, pluginContext backend.PluginContext) (status, message string, err error){
	func(ctx context.Context, h host, pluginContext backend.PluginContext) (status, message string, err error) {
		return askedBy(ctx, h, pluginContext, nil)
	},
	func(ctx context.Context, h host, pluginContext backend.PluginContext) (status, message string, err error) {
		return askedBy(ctx, h, pluginContext, map[string]string{backend.FromAlertHeaderName: "true"})
	},
	func(ctx context.Context, h host, pluginContext backend.PluginContext) (status, message string, err error) {
		result, err := h.CheckHealth(ctx, pluginContext)
		if err != nil {
			return "", "", err
		}
		var details struct{ VerboseMessage string }
		if len(result.JSONDetails) > 0 {
			err = json.Unmarshal(result.JSONDetails, &details)
			return result.Status.String(), result.Message + " Cause: " + details.VerboseMessage, err
		}
		return result.Status.String(), result.Message, nil
	},
	func(ctx context.Context, h host, pluginContext backend.PluginContext) (status, message string, err error) {
		response, err := h.GetResource(ctx, pluginContext, "apps")
		if err != nil || response.Status == http.StatusOK {
			return "200", "", err
		}
		var content struct{ Message string }
		err = json.Unmarshal(response.Body, &content)
		return strconv.Itoa(response.Status), content.Message, err
	},
}

func askedBy(ctx context.Context, h host, pluginContext backend.PluginContext, headers map[string]string) (status, message string, err error) {
	response, err := h.QueryData(ctx, &backend.QueryDataRequest{
		PluginContext: pluginContext, Headers: headers,
		Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"indicators":["user_count"]}`),
			TimeRange: backend.TimeRange{From: time.Now().Add(-34 * time.Hour), To: time.Now()},
		}},
	})
	if err != nil {
		return "", "", err
	}
	answer := response.Responses["A"]
	if answer.Error != nil {
		message = answer.Error.Error()
	}
	return statusOf(answer), message, nil
}

// statusOf is the status of an answer, and who is to blame if it is an error.
func statusOf(answer backend.DataResponse) string {
	if answer.Error == nil {
		return strconv.Itoa(int(answer.Status))
	}
	return fmt.Sprintf("%d %s", answer.Status, answer.ErrorSource)
}

// varying finds what differs from run to run.
var varying = regexp.MustCompile(`RequestId [0-9A-Za-z]+|127\.0\.0\.1:[0-9]{2,}(->127\.0\.0\.1:[0-9]+)?`)

func steady(text string) string {
	return varying.ReplaceAllStringFunc(text, func(found string) string {
		if strings.HasPrefix(found, "RequestId") {
			return "RequestId …"
		}
		return "127.0.0.1:…"
	})
}

// TestWhatTheUserSees holds every trouble on every surface against a table that docs/troubleshooting.md is made from. All
// run at once in one plugin: most of the time is pauses between tries.
func TestWhatTheUserSees(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	all := troubles()
	rows := make([]string, len(all))
	var running sync.WaitGroup
	for i, trouble := range all {
		running.Go(func() { rows[i] = meet(t, h, trouble) })
	}
	running.Wait()
	table := "# What the user sees when something is wrong\n\n" +
		"Explore shows what a panel does, and a variable what the list of apps does.\n\n" +
		"| trouble | panel | alert rule | Save & test | list of apps | message |\n| --- | --- | --- | --- | --- | --- |\n" + strings.Join(rows, "")
	checkFaultTable(t, faultTable, table)
}

// checkFaultTable holds a table against the one in a file, and looks for secrets in it.
func checkFaultTable(t *testing.T, file, table string) {
	t.Helper()
	for _, secret := range []string{rtcsim.DemoSecretAccessKey, rtcsim.CanaryAppKey, rtcsim.DemoSessionToken} {
		assert.NotContains(t, table, secret)
	}
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(table), 0o600))
	}
	expected, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(expected), table)
}

// meet gives the table's row of a trouble: each surface meets it at the same time in a data source of its own.
func meet(t *testing.T, h host, trouble trouble) string {
	cells, texts := make([]string, len(surfaces)), make([]string, len(surfaces))
	var meeting sync.WaitGroup
	for i, surface := range surfaces {
		troubled := h.troubled(t, trouble)
		meeting.Go(func() {
			var err error
			if cells[i], texts[i], err = surface(t.Context(), troubled, troubled.pluginContext(t)); err != nil {
				t.Errorf("%s: %v", trouble.name, err)
			}
		})
	}
	meeting.Wait()
	var messages []string
	for _, message := range texts {
		if message = steady(message); message != "" && !slices.Contains(messages, message) {
			messages = append(messages, message)
		}
	}
	return fmt.Sprintf("| %s | %s | %s |\n", trouble.name, strings.Join(cells, " | "), strings.Join(messages, "<br>"))
}

// troubled is a data source that meets the trouble.
func (h host) troubled(t *testing.T, trouble trouble) host {
	h = h.another(t, trouble.api)
	if trouble.fault.Kind != "" {
		h.sim.Inject(trouble.fault)
	}
	if endpoint, ok := h.instance.JSONData["endpoint"].(string); ok && trouble.https {
		h.instance.JSONData["endpoint"] = strings.Replace(endpoint, "http:", "https:", 1)
	}
	if trouble.fault.Kind == rtcsim.Hang || trouble.fault.Kind == rtcsim.SlowDrip {
		h.instance.JSONData["timeout"] = 4 // seconds, of Grafana's HTTP settings; other troubles never wait for it
	}
	maps.Copy(h.instance.JSONData, trouble.set)
	return h
}

// A dashboard of ten queries in one request, one of them for an app that may not be read.
func TestOneFailingQueryLeavesTheOthers(t *testing.T) {
	h := newHost(t, rtcsim.Options{Apps: append([]rtcsim.App{{ID: "denied", Denied: true}}, rtcsim.DemoApps...)})
	queries := make([]string, 10)
	for i := range queries {
		queries[i] = fmt.Sprintf(`{"indicators":["user_count"],"appIds":[%q]}`, rtcsim.DemoApps[i%4].ID)
	}
	queries[4] = `{"indicators":["user_count"],"appIds":["denied"]}`
	for refID, answer := range h.query(t, 48*time.Hour, queries...) {
		if refID == "E" {
			assert.Equal(t, backend.StatusForbidden, answer.Status)
			continue
		}
		require.NoError(t, answer.Error, refID)
		assert.Len(t, answer.Frames[0].Fields, 2)
	}
}

package acceptance

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// gatewayCanary is the value of a header that an administrator adds for a private gateway.
const gatewayCanary = "CANARY-gateway-header"

// hostCanary is the access key that the host has for Volcengine's SDK, which no data source is to use.
const hostCanary = "CANARY-key-of-the-host"

// canaries are what never leaves the process, but for the session token and the gateway's header on their way to the API.
var canaries = []string{
	rtcsim.DemoSecretAccessKey, rtcsim.DemoSessionToken, rtcsim.CanaryAppKey, gatewayCanary, hostCanary,
	rtcsim.RoleSecretAccessKeyPrefix, rtcsim.RoleSessionTokenPrefix,
}

func assertNoCanary(t *testing.T, where, text string) {
	t.Helper()
	for _, canary := range canaries {
		for _, form := range []string{canary, base64.StdEncoding.EncodeToString([]byte(canary))[:len(canary)]} {
			if place := strings.Index(text, form); place >= 0 {
				assert.Fail(t, where+" has "+canary, "%s", text[max(0, place-200):min(len(text), place+200)])
			}
		}
	}
}

// secretHost is a plugin whose every byte is listened to.
type secretHost struct {
	host
	sent   *logBuffer // requests to the API, without the two headers that may have a secret
	traces *logBuffer
}

func newSecretHost(t *testing.T, trouble trouble) secretHost {
	t.Helper()
	h := secretHost{host: host{logs: &logBuffer{}}, sent: &logBuffer{}, traces: &logBuffer{}}
	api := trouble.api
	if api.Role.TRN == "" {
		api.SessionToken = rtcsim.DemoSessionToken
	}
	h.sim = rtcsim.New(api)
	if trouble.fault.Kind != "" {
		h.sim.Inject(trouble.fault)
	}
	server := httptest.NewServer(h.recording(h.sim))
	t.Cleanup(server.Close)
	command := exec.Command(pluginhost.Binary(dist))
	command.Env = []string{
		"GF_INSTANCE_OTLP_ADDRESS=" + newCollector(t, h.traces), "OTEL_BSP_SCHEDULE_DELAY=100", // ms
		"VOLC_ACCESSKEY=" + hostCanary, "VOLC_SECRETKEY=" + hostCanary,
	}
	var err error
	h.Plugin, err = pluginhost.StartCommand(command, h.logs)
	require.NoError(t, err, "build the plugin first: go tool mage build")
	t.Cleanup(h.Close)
	h.instance = pluginhost.Instance{
		UID: "rtc", Updated: time.Unix(1, 0),
		JSONData: map[string]any{
			"accessKeyId": rtcsim.DemoAccessKeyID, "endpoint": server.URL, "defaultAppId": app,
			"timeout": 2, "httpHeaderName1": "X-Gateway",
		},
		SecureJSONData: map[string]string{
			"secretAccessKey": rtcsim.DemoSecretAccessKey, "sessionToken": rtcsim.DemoSessionToken, "httpHeaderValue1": gatewayCanary,
		},
	}
	if api.Role.TRN != "" {
		h.instance.JSONData["roleTrn"], h.instance.JSONData["stsEndpoint"] = api.Role.TRN, server.URL+rtcsim.STSPath
		delete(h.instance.SecureJSONData, "sessionToken")
	}
	maps.Copy(h.instance.JSONData, trouble.set)
	return h
}

func (h secretHost) recording(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bare := r.Clone(r.Context())
		body, err := io.ReadAll(r.Body)
		bare.Body, r.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
		bare.Header.Del("X-Security-Token")
		bare.Header.Del("X-Gateway")
		dump, dumpErr := httputil.DumpRequest(bare, true)
		if err != nil || dumpErr != nil {
			http.Error(w, "the test cannot read the request", http.StatusTeapot)
			return
		}
		_, _ = h.sent.Write(dump)
		next.ServeHTTP(w, r)
	})
}

// newCollector takes spans as a collector of OpenTelemetry does, and keeps the bytes that come. Text stands in them as
// it is.
func newCollector(t *testing.T, into io.Writer) (address string) {
	t.Helper()
	collector := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(into, r.Body)
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status")
		_, _ = w.Write(make([]byte, 5)) // the frame of an empty message
		w.Header().Set("Grpc-Status", "0")
	}))
	collector.Config.Protocols = new(http.Protocols)
	collector.Config.Protocols.SetUnencryptedHTTP2(true)
	collector.Start()
	t.Cleanup(collector.Close)
	return collector.Listener.Addr().String()
}

// everything asks in every way there is, all at once, and gives what came back, by the way.
func (h secretHost) everything(t *testing.T) map[string]string {
	t.Helper()
	pluginContext := h.pluginContext(t)
	query := func(headers map[string]string) func(context.Context) (any, error) {
		return func(ctx context.Context) (any, error) {
			return h.QueryData(ctx, &backend.QueryDataRequest{
				PluginContext: pluginContext, Headers: headers,
				Queries: []backend.DataQuery{{
					RefID: "A", JSON: []byte(`{"indicators":["user_count","per_call_time"],"legend":"{{app_name}}"}`),
					TimeRange: backend.TimeRange{From: time.Now().Add(-34 * time.Hour), To: time.Now()},
				}},
			})
		}
	}
	ways := map[string]func(context.Context) (any, error){
		"panel":   query(nil),
		"rule":    query(map[string]string{backend.FromAlertHeaderName: "true"}),
		"capture": query(map[string]string{captureHeader: "true"}),
		"health":  func(ctx context.Context) (any, error) { return h.CheckHealth(ctx, pluginContext) },
	}
	for _, path := range []string{"apps", "indicators", "nothing"} {
		ways[path] = func(ctx context.Context) (any, error) {
			response, err := h.GetResource(ctx, pluginContext, path)
			if err != nil {
				return nil, err
			}
			return map[string]any{"headers": response.Headers, "body": string(response.Body)}, nil
		}
	}
	var mu sync.Mutex
	came := map[string]string{}
	var running sync.WaitGroup
	for name, ask := range ways {
		running.Go(func() {
			response, err := ask(t.Context())
			encoded, encodeErr := json.Marshal(response)
			text := fmt.Sprint(string(encoded), err, encodeErr)
			mu.Lock()
			defer mu.Unlock()
			came[name] = text
		})
	}
	running.Wait()
	return came
}

// TestSecretsStayInside lets all that can go wrong go wrong, and searches every byte that the process gives away.
func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	all := append([]trouble{{name: "no trouble"}, {name: "wrong settings", set: map[string]any{"cacheTTL": "soon"}}}, troubles()...)
	all = append(all, roleTroubles()...)
	var running sync.WaitGroup
	for _, trouble := range all {
		running.Go(func() {
			h := newSecretHost(t, trouble)
			for way, text := range h.everything(t) {
				assertNoCanary(t, trouble.name+": "+way, text)
			}
			metrics, err := h.Metrics(t.Context())
			assertNoCanary(t, trouble.name+": metrics", fmt.Sprint(string(metrics), err))
			if trouble.name == "no trouble" {
				assert.Eventually(t, func() bool { return strings.Contains(h.traces.String(), rtc.OperationData.Action) },
					soon, 50*time.Millisecond, "spans come to the collector")
				assert.Contains(t, string(metrics), "volcengine_rtc_api_calls_total")
			}
			h.Close() // the end of the log comes with the end of the process
			if trouble.api.Role.TRN != "" && len(trouble.set) == 0 {
				assert.Contains(t, h.sent.String(), "Action=AssumeRole", trouble.name)
				assert.Contains(t, h.logs.String(), "AssumeRole", trouble.name)
			}
			if trouble.name == "no trouble" {
				assert.Contains(t, h.logs.String(), "Called the API", "the log has what is for debugging")
				assert.Contains(t, h.sent.String(), "X-Date")
			}
			assertNoCanary(t, trouble.name+": log", h.logs.String())
			assertNoCanary(t, trouble.name+": spans", h.traces.String())
			assertNoCanary(t, trouble.name+": requests to the API", h.sent.String())
		})
	}
	running.Wait()
}

// roleTroubles are what goes wrong with a role, and what repeats its temporary keys.
func roleTroubles() []trouble {
	of := func(name string, fault rtcsim.Fault) trouble {
		return trouble{name: name, fault: fault, api: rtcsim.Options{Role: rtcsim.Role{TRN: rtcsim.DemoRoleTRN}}}
	}
	at := func(action string, fault rtcsim.Fault) rtcsim.Fault {
		fault.Action = action
		return fault
	}
	repeated := fmt.Sprintf("the keys %s1 and %s1, assumed with %s, are refused",
		rtcsim.RoleSecretAccessKeyPrefix, rtcsim.RoleSessionTokenPrefix, rtcsim.DemoSecretAccessKey)
	spoil := func(credentials map[string]any) func(map[string]any) {
		return func(answer map[string]any) {
			maps.Copy(answer["Result"].(map[string]any)["Credentials"].(map[string]any), credentials)
		}
	}
	mutate := func(credentials map[string]any) rtcsim.Fault {
		return at(rtc.AssumeRoleAction, rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: spoil(credentials)})
	}
	short := of("a role whose keys last a second", rtcsim.Fault{})
	short.api.Role.Lifetime = time.Second
	distrusted := of("a role that does not trust the caller", rtcsim.Fault{})
	distrusted.api.Role.Trusts = []string{"another"}
	wrong := of("no role's name", rtcsim.Fault{})
	wrong.set = map[string]any{"roleTrn": "role"}
	return []trouble{
		of("a role", rtcsim.Fault{}), short, distrusted, wrong,
		of("data refused with the keys in the message", at(rtc.OperationData.Action, apiError(403, "AccessDenied", repeated))),
		of("the keys in the message of an answer with HTTP 200", at(rtc.OperationData.Action, apiError(200, "InternalError", repeated))),
		of("the keys in the name of a series", at(rtc.OperationData.Action, rtcsim.Fault{Kind: rtcsim.RawAnswer, ContentType: "application/json",
			Body: `{"ResponseMetadata":{},"Result":{"Indicators":[{"Name":"user_count_` + repeated + `","Data":[]}]}}`})),
		of("keys that are refused", at(rtc.OperationData.Action, apiError(401, "InvalidSecretToken", repeated))),
		of("the long-lived key in the message of STS", at(rtc.AssumeRoleAction, apiError(403, "AccessDenied", "of "+rtcsim.DemoSecretAccessKey))),
		of("a secret key that is no text", mutate(map[string]any{"SecretAccessKey": []string{rtcsim.RoleSecretAccessKeyPrefix}})),
		of("a token with a line break", mutate(map[string]any{"SessionToken": rtcsim.RoleSessionTokenPrefix + "\r\nX-Evil: 1"})),
		of("a token that is too long", mutate(map[string]any{"SessionToken": strings.Repeat(rtcsim.RoleSessionTokenPrefix, 1000)})),
		of("no time that can be read", mutate(map[string]any{"ExpiredTime": rtcsim.RoleSessionTokenPrefix})),
		of("STS hangs", at(rtc.AssumeRoleAction, rtcsim.Fault{Kind: rtcsim.Hang})),
		of("STS redirects", at(rtc.AssumeRoleAction, rtcsim.Fault{Kind: rtcsim.Redirect, URL: "http://127.0.0.1:1/"})),
		of("STS cuts its answer", at(rtc.AssumeRoleAction, rtcsim.Fault{Kind: rtcsim.CutBody})),
	}
}

// A redirect to another host gets nothing at all: the token would go along.
func TestSecretsDoNotFollowARedirect(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 100)
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{} }))
	t.Cleanup(other.Close)
	for _, status := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		h := newSecretHost(t, trouble{fault: rtcsim.Fault{Kind: rtcsim.Redirect, Status: status, URL: other.URL}})
		require.Error(t, h.query(t, 34*time.Hour, `{"indicators":["user_count"]}`)["A"].Error)
		assert.NotEmpty(t, h.sim.Calls())
	}
	assert.Empty(t, asked)
}

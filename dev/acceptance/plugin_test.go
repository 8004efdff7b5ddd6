// Package acceptance tests the built plugin in dist/ as a process of its own, as Grafana runs it.
package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// root is the repository's folder, dist that of the built plugin.
const (
	root = "../.."
	dist = root + "/dist"
)

var app = rtcsim.DemoApps[0].ID

// logBuffer takes the plugin's log.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// host is a running plugin with a data source on a simulated API.
type host struct {
	*pluginhost.Plugin
	sim      *rtcsim.Server
	instance pluginhost.Instance
	logs     *logBuffer
}

func newHost(t testing.TB, api rtcsim.Options) host {
	t.Helper()
	logs := &logBuffer{}
	started, err := pluginhost.StartSimulated(pluginhost.Binary(dist), logs, api)
	require.NoError(t, err, "build the plugin first: go tool mage build")
	t.Cleanup(started.Close)
	return host{Plugin: started.Plugin, sim: started.API, instance: started.Instance, logs: logs}
}

// another gives the plugin one more data source, on a simulated API and an account of its own: it shares no quota and no
// knowledge with the others.
func (h host) another(t testing.TB, api rtcsim.Options) host {
	t.Helper()
	uid := fmt.Sprint("rtc", dataSources.Add(1))
	api.AccessKeyID = "AK" + uid
	h.sim = rtcsim.New(api)
	server := httptest.NewServer(h.sim)
	t.Cleanup(server.Close)
	h.instance.UID = uid
	h.instance.JSONData = maps.Clone(h.instance.JSONData)
	h.instance.JSONData["accessKeyId"], h.instance.JSONData["endpoint"] = api.AccessKeyID, server.URL
	return h
}

// dataSources counts those that are not the first of their plugin.
var dataSources atomic.Int64

func (h host) pluginContext(t testing.TB) backend.PluginContext {
	t.Helper()
	pluginContext, err := h.instance.PluginContext()
	require.NoError(t, err)
	return pluginContext
}

func (h host) query(t testing.TB, back time.Duration, queries ...string) backend.Responses {
	t.Helper()
	request := &backend.QueryDataRequest{PluginContext: h.pluginContext(t)}
	for i, query := range queries {
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: string(rune('A' + i)), JSON: []byte(query), Interval: time.Minute,
			TimeRange: backend.TimeRange{From: time.Now().Add(-back), To: time.Now()},
		})
	}
	response, err := h.QueryData(t.Context(), request)
	require.NoError(t, err)
	return response.Responses
}

func TestQueryData(t *testing.T) {
	for name, api := range map[string]rtcsim.Options{
		"as the documents' sample": {}, "EndTime exclusive": {ExclusiveEnd: true}, "unknown indicators dropped": {DropUnknown: true},
		"throttling with 200": {ThrottleWithOK: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, api)
			responses := h.query(t, 9*24*time.Hour, `{"indicators":["user_count","avg_call_time"]}`, `{"indicators":["user_count","wrong"]}`, `{`)
			good := responses["A"]
			require.NoError(t, good.Error)
			reader, err := timeseries.CollectionReaderFromFrames(good.Frames)
			require.NoError(t, err)
			collection, err := reader.GetCollection(true)
			require.NoError(t, err)
			assert.Len(t, collection.Refs, 2)
			frame := good.Frames[0]
			for i := range frame.Rows() {
				value, ok := rtcsim.Value(app, "user_count", "1h", frame.Fields[0].At(i).(time.Time))
				if ok {
					assert.Equal(t, &value, frame.Fields[1].At(i))
				}
			}
			partly := responses["B"]
			require.NoError(t, partly.Error)
			assert.Len(t, partly.Frames[0].Fields, 2)
			assert.Contains(t, partly.Frames[0].Meta.Notices[0].Text, `"wrong"`)
			assert.Equal(t, backend.StatusBadRequest, responses["C"].Status)
			assertNoSecret(t, h, good.Frames[0].Meta.ExecutedQueryString)
		})
	}
}

func TestCheckHealthAndResources(t *testing.T) {
	h := newHost(t, rtcsim.Options{})
	health, err := h.CheckHealth(t.Context(), h.pluginContext(t))
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)

	apps, err := h.GetResource(t.Context(), h.pluginContext(t), "apps")
	require.NoError(t, err)
	var listed []map[string]any
	require.NoError(t, json.Unmarshal(apps.Body, &listed))
	require.Len(t, listed, len(rtcsim.DemoApps))
	assert.Equal(t, map[string]any{"id": app, "name": rtcsim.DemoApps[0].Name, "status": 1.0}, listed[0])

	indicators, err := h.GetResource(t.Context(), h.pluginContext(t), "indicators")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, indicators.Status)
	assertNoSecret(t, h, string(apps.Body), string(indicators.Body), health.Message)
}

func TestWrongSettingsAreAHealthMessage(t *testing.T) {
	h := newHost(t, rtcsim.Options{})
	h.instance.JSONData["dataDelay"] = "soon"
	health, err := h.CheckHealth(t.Context(), h.pluginContext(t))
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusError, health.Status)
	assert.Contains(t, health.Message, `"dataDelay" must be a duration`)

	response := h.query(t, 24*time.Hour, `{"indicators":["user_count"]}`)["A"]
	assert.Contains(t, response.Error.Error(), `"dataDelay" must be a duration`)
	assert.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
}

func TestNewSettingsTakeEffect(t *testing.T) {
	h := newHost(t, rtcsim.Options{})
	require.NoError(t, h.query(t, 24*time.Hour, `{"indicators":["user_count"]}`)["A"].Error)
	h.instance.Updated = h.instance.Updated.Add(time.Second)
	h.instance.SecureJSONData = map[string]string{"secretAccessKey": "another"}
	response := h.query(t, 24*time.Hour, `{"indicators":["user_count"]}`)["A"]
	require.Error(t, response.Error, "nothing of the former credentials is used")
	assert.Equal(t, backend.StatusUnauthorized, response.Status)
	assertNoSecret(t, h, response.Error.Error())
}

func TestCollectMetrics(t *testing.T) {
	h := newHost(t, rtcsim.Options{})
	h.query(t, 24*time.Hour, `{"indicators":["user_count"]}`)
	metrics, err := h.Metrics(t.Context())
	require.NoError(t, err)
	assert.Contains(t, string(metrics), "grafana_plugin_request_total")
	assertNoSecret(t, h, string(metrics))
}

func assertNoSecret(t *testing.T, h host, texts ...string) {
	t.Helper()
	for _, text := range append(texts, h.logs.String()) {
		for _, secret := range []string{rtcsim.DemoSecretAccessKey, rtcsim.CanaryAppKey} {
			assert.NotContains(t, text, secret)
		}
	}
}

// The limits are those that users notice: the download of 36 MB, and what a browser loads. A client of Redis with a method for
// each command would cost 9 MB of the download alone.
func TestSizes(t *testing.T) {
	for file, most := range map[string]int64{pluginhost.Binary(dist): 36_000_000, filepath.Join(dist, "module.js"): 80 << 10} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		assert.Less(t, info.Size(), most, file)
	}
}

// The translations that @grafana/i18n pretends are for the developers of Grafana.
func TestNothingForDevelopersIsShipped(t *testing.T) {
	chunks, err := filepath.Glob(filepath.Join(dist, "*.js"))
	require.NoError(t, err)
	require.NotEmpty(t, chunks, "build the plugin first: go tool mage build")
	for _, chunk := range chunks {
		assert.NotContains(t, chunk, "pseudo")
	}
}

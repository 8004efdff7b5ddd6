package workbench

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
)

const settingsPath = "/api/datasources/uid/rtc"

// serve serves a workbench without a plugin: these tests do not get that far.
func serve(t *testing.T) *httptest.Server {
	t.Helper()
	dist := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dist, "module.js"), []byte("define([])"), 0o600))
	server := httptest.NewServer(handler(Options{Dist: dist, Instance: pluginhost.Instance{
		UID: "rtc", JSONData: map[string]any{"region": "cn-north-1"},
		SecureJSONData: map[string]string{"secretAccessKey": "TOP SECRET", "sessionToken": ""},
	}}))
	t.Cleanup(server.Close)
	return server
}

func call(t *testing.T, method, url, body string, header map[string]string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	for name, value := range header {
		request.Header.Set(name, value)
		if name == "Host" {
			request.Host = value
		}
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

func TestDataLinksLeadToDrawnDashboards(t *testing.T) {
	server := serve(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/d/rtc-rooms?var-app=a%26b&from=1&to=2", nil)
	require.NoError(t, err)
	response, err := client.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusFound, response.StatusCode)
	require.Equal(t, "/?drawn=rtc-rooms&var-app=a%26b&from=1&to=2", response.Header.Get("Location"))
}

func TestSettingsNeverHoldSecrets(t *testing.T) {
	server := serve(t)
	status, text := call(t, http.MethodGet, server.URL+settingsPath, "", nil)
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, text, "TOP SECRET")
	require.Equal(t, map[string]bool{"secretAccessKey": true}, fieldsOf(t, text))

	status, text = call(t, http.MethodPut, server.URL+settingsPath,
		`{"jsonData":{"region":"x"},"secureJsonData":{"sessionToken":"TOP SECRET TOKEN"}}`, nil)
	require.Equal(t, http.StatusOK, status)
	require.NotContains(t, text, "TOP SECRET")

	_, text = call(t, http.MethodGet, server.URL+settingsPath, "", nil)
	require.Equal(t, map[string]bool{"secretAccessKey": true, "sessionToken": true}, fieldsOf(t, text))
	require.Contains(t, text, `"jsonData":{"region":"x"}`)
}

func fieldsOf(t *testing.T, text string) map[string]bool {
	t.Helper()
	var read shown
	require.NoError(t, json.Unmarshal([]byte(text), &read))
	return read.SecureJSONFields
}

func TestSaveKeepsTheSecretsThatAreNotSent(t *testing.T) {
	stored := newDatasource(pluginhost.Instance{UID: "rtc", SecureJSONData: map[string]string{"a": "1", "b": "2", "c": "3"}})
	now := time.Now()
	stored.save(changes{SecureJSONData: map[string]string{"b": "new", "c": ""}}, now)
	require.Equal(t, map[string]string{"a": "1", "b": "new", "c": ""}, stored.current().SecureJSONData)
	require.Equal(t, now, stored.current().Updated, "the plugin makes a new instance")
	require.Equal(t, map[string]bool{"a": true, "b": true}, stored.shown().SecureJSONFields)
}

func TestOnlyTheLoopbackInterfaceIsServed(t *testing.T) {
	server := serve(t)
	module := server.URL + "/public/plugins/volcengine-rtc-datasource/module.js"
	status, text := call(t, http.MethodGet, module, "", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "define([])", text)

	status, _ = call(t, http.MethodGet, module, "", map[string]string{"Host": "rebound.example:80"})
	require.Equal(t, http.StatusForbidden, status)
	status, _ = call(t, http.MethodPut, server.URL+settingsPath, "{}", map[string]string{"Sec-Fetch-Site": "cross-site"})
	require.Equal(t, http.StatusForbidden, status)
	status, _ = call(t, http.MethodGet, server.URL+"/api/datasources/uid/other", "", nil)
	require.Equal(t, http.StatusNotFound, status)
}

func TestQueryRequest(t *testing.T) {
	sent := queryRequest{From: "1767225600000", To: "1767312000000", Queries: []json.RawMessage{
		[]byte(`{"refId":"A","queryType":"operationData","maxDataPoints":500,"intervalMs":1500,"appIds":["x"]}`),
	}}
	request, err := sent.parse()
	require.NoError(t, err)
	require.Equal(t, []backend.DataQuery{{
		RefID: "A", QueryType: "operationData", MaxDataPoints: 500, Interval: 1500 * time.Millisecond, JSON: sent.Queries[0],
		TimeRange: backend.TimeRange{From: time.UnixMilli(1767225600000).UTC(), To: time.UnixMilli(1767312000000).UTC()},
	}}, request.Queries)

	for _, wrong := range []queryRequest{
		{From: "now-1h", To: "1"}, {From: "1", To: ""}, {From: "1", To: "2", Queries: []json.RawMessage{[]byte(`[]`)}},
	} {
		_, err := wrong.parse()
		require.Error(t, err)
	}
}

func TestOneFailedQueryMakesABadRequest(t *testing.T) {
	response := backend.NewQueryDataResponse()
	response.Responses["A"] = backend.DataResponse{}
	require.Equal(t, http.StatusOK, statusOf(response))
	response.Responses["B"] = backend.DataResponse{Error: errors.New("refused")}
	require.Equal(t, http.StatusBadRequest, statusOf(response))
}

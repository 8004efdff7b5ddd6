package acceptance

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/datasourcetest"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// captureHeader is how Grafana asks for a record of a request's HTTP traffic, and captureRefID begins the refId of the
// frame that has it.
const (
	captureHeader = "X-Grafana-HAR-Capture"
	captureRefID  = "__har__"
)

// unguarded is a data source that sends a session token with the context of the request, as most would.
type unguarded struct{ backend.CallResourceHandler }

func (unguarded) CheckHealth(context.Context, *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	return &backend.CheckHealthResult{}, nil
}

func (unguarded) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	client, err := httpclient.New()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, req.PluginContext.DataSourceInstanceSettings.URL, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Security-Token", rtcsim.DemoSessionToken)
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	return backend.NewQueryDataResponse(), err
}

// The SDK's capture has the session token unredacted, as the unguarded data source shows; ours captures nothing.
func TestSecretsAreNotCaptured(t *testing.T) {
	registry := prometheus.DefaultRegisterer
	prometheus.DefaultRegisterer = prometheus.NewRegistry() // the SDK registers its metrics once for each Manage
	t.Cleanup(func() { prometheus.DefaultRegisterer = registry })
	api := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(api.Close)
	plugin, err := datasourcetest.Manage(func(context.Context, backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
		return unguarded{}, nil
	}, datasourcetest.ManageOpts{Address: freeAddress(t)})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, plugin.Shutdown()) })

	request := &backend.QueryDataRequest{
		Headers: map[string]string{captureHeader: "true"},
		PluginContext: backend.PluginContext{
			DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{UID: "rtc", URL: api.URL, Updated: time.Unix(1, 0)},
		},
		Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"indicators":["user_count"],"legend":"{{app_name}}"}`),
			TimeRange: backend.TimeRange{From: time.Now().Add(-34 * time.Hour), To: time.Now()},
		}},
	}
	response, err := plugin.Client.QueryData(t.Context(), request)
	require.NoError(t, err)
	require.Contains(t, asJSON(t, response), rtcsim.DemoSessionToken, "the capture is on and does not redact")
	require.Contains(t, response.Responses, captureRefID+"rtc")

	h := newSecretHost(t, trouble{})
	request.PluginContext = h.pluginContext(t)
	response, err = h.QueryData(t.Context(), request)
	require.NoError(t, err)
	require.NoError(t, response.Responses["A"].Error)
	assert.NotEmpty(t, h.sim.Calls())
	for refID := range response.Responses {
		assert.False(t, strings.HasPrefix(refID, captureRefID), refID)
	}
	assertNoCanary(t, "response", asJSON(t, response))
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().String()
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.Marshal(value)
	require.NoError(t, err)
	return string(encoded)
}

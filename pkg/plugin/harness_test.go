package plugin_test

import (
	"context"
	"encoding/json"
	"flag"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/plugin"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	flag.Parse()
	// Idle connections of a client are closed by a timer of net/http's own, and the watcher of OpenCensus runs for good.
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"))
}

var class, chat, denied = rtcsim.DemoApps[0].ID, rtcsim.DemoApps[1].ID, "661e0000e5098f0001543cf5"

// now is the moment of all tests: 18:30 in UTC+8, so hours are final before 10:00 and days before that day.
var now = time.Date(2026, 3, 10, 10, 30, 0, 0, time.UTC)

// jsonMap is JSON that a test writes down.
type jsonMap map[string]any

func (m jsonMap) raw(t testing.TB) json.RawMessage {
	raw, err := json.Marshal(m)
	require.NoError(t, err)
	return raw
}

// grafana stands for the host: it makes the data source and asks it.
type grafana struct {
	testing.TB
	sim *rtcsim.Server
	url string
	ds  *plugin.Datasource
}

// newGrafana starts a simulated API and a data source on it; what is set goes over the settings that work. Both go by the
// clock of the host, so nobody keeps to the documented rate unless the test is about one.
func newGrafana(t testing.TB, api rtcsim.Options, set jsonMap) grafana {
	t.Helper()
	if _, ok := set["callsPerSecond"]; !ok {
		api.NoRateLimit = true
	}
	api.Now = func() time.Time { return now }
	if api.Apps == nil {
		api.Apps = append([]rtcsim.App{{ID: denied, Name: "Denied", Denied: true}}, rtcsim.DemoApps...)
	}
	g := grafana{TB: t, sim: rtcsim.New(api)}
	server := httptest.NewServer(g.sim)
	t.Cleanup(server.Close)
	g.url = server.URL

	instance, err := plugin.NewFactory(api.Now)(t.Context(), g.settings(set, nil))
	require.NoError(t, err)
	g.ds = instance.(*plugin.Datasource)
	t.Cleanup(g.ds.Dispose)
	return g
}

// settings are those that work with the simulator, with some set otherwise; nil takes one away.
func (g grafana) settings(set jsonMap, secrets map[string]string) backend.DataSourceInstanceSettings {
	stored := jsonMap{"accessKeyId": rtcsim.DemoAccessKeyID, "endpoint": g.url, "defaultAppId": class, "callsPerSecond": 50}
	for name, value := range set {
		stored[name] = value
	}
	all := map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey}
	for name, value := range secrets {
		all[name] = value
	}
	return backend.DataSourceInstanceSettings{UID: "rtc", JSONData: stored.raw(g), DecryptedSecureJSONData: all}
}

// dataQuery is a query for the time up to now.
func (g grafana) dataQuery(refID string, back time.Duration, q jsonMap) backend.DataQuery {
	return backend.DataQuery{
		RefID: refID, JSON: q.raw(g), Interval: time.Minute, TimeRange: backend.TimeRange{From: now.Add(-back), To: now},
	}
}

func (g grafana) query(queries ...backend.DataQuery) backend.Responses {
	g.Helper()
	return g.send(g.Context(), nil, queries...)
}

func (g grafana) queryAsRule(queries ...backend.DataQuery) backend.Responses {
	g.Helper()
	return g.send(g.Context(), map[string]string{"FromAlert": "true"}, queries...)
}

func (g grafana) send(ctx context.Context, headers map[string]string, queries ...backend.DataQuery) backend.Responses {
	g.Helper()
	response, err := g.ds.QueryData(ctx, &backend.QueryDataRequest{Queries: queries, Headers: headers})
	require.NoError(g, err)
	require.Len(g, response.Responses, len(queries))
	return response.Responses
}

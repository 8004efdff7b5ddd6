package acceptance

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// tenant is an account with an app of the same id as the others' have, but a name and values of its own.
type tenant struct {
	name, accessKeyID string
	shift             float64 // of its values from the simulator's
	sim               *rtcsim.Server
	endpoint          string
	connections       sync.Map // by the caller's address
}

func newTenant(name, accessKeyID string, shift float64) *tenant {
	a := &tenant{name: name, accessKeyID: accessKeyID, shift: shift}
	a.sim = rtcsim.New(rtcsim.Options{AccessKeyID: accessKeyID, Apps: []rtcsim.App{{ID: app, Name: name, Status: 1}}})
	a.sim.Inject(rtcsim.Fault{Action: rtc.OperationData.Action, Kind: rtcsim.MutateAnswer, Mutate: a.shiftValues})
	return a
}

func (a *tenant) shiftValues(answer map[string]any) {
	result := answer["Result"].(map[string]any)
	for _, indicator := range result["Indicators"].([]any) {
		for _, point := range indicator.(map[string]any)["Data"].([]any) {
			values := point.(map[string]any)
			values["Value"] = values["Value"].(float64) + a.shift
		}
	}
}

func (a *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.connections.Store(r.RemoteAddr, true)
	a.sim.ServeHTTP(w, r)
}

// eachAtItsOwn gives the tenants an endpoint each.
func eachAtItsOwn(t *testing.T, tenants []*tenant) {
	for _, a := range tenants {
		server := httptest.NewServer(a)
		t.Cleanup(server.Close)
		a.endpoint = server.URL
	}
}

// allAtOne gives the tenants one endpoint, which knows them by their access keys.
func allAtOne(t *testing.T, tenants []*tenant) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, a := range tenants {
			if strings.Contains(r.Header.Get("Authorization"), "Credential="+a.accessKeyID+"/") {
				a.ServeHTTP(w, r)
			}
		}
	}))
	t.Cleanup(server.Close)
	for _, a := range tenants {
		a.endpoint = server.URL
	}
}

// All data sources of a process ask for the same app, indicator and range, twice; each gets what is its own.
func TestDataSourcesShareNothing(t *testing.T) {
	t.Parallel()
	for name, of := range map[string]struct {
		keys  [2]string
		place func(*testing.T, []*tenant)
	}{
		"other keys, other endpoints":   {[2]string{"AKone", "AKtwo"}, eachAtItsOwn},
		"other keys, the same endpoint": {[2]string{"AKone", "AKtwo"}, allAtOne},
		"the same key, other endpoints": {[2]string{"AKone", "AKone"}, eachAtItsOwn},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenants := []*tenant{newTenant("one", of.keys[0], 1e6), newTenant("two", of.keys[1], 2e6)}
			of.place(t, tenants)
			h := newHost(t, rtcsim.Options{})
			for range 2 {
				for _, a := range tenants {
					a.assertOwn(t, h)
				}
			}
			for _, a := range tenants {
				assert.Len(t, a.sim.Calls(), 2, "one for the data and one for the apps")
			}
			tenants[0].connections.Range(func(address, _ any) bool {
				_, shared := tenants[1].connections.Load(address)
				return assert.False(t, shared, "a connection has calls of both")
			})
			assert.Empty(t, h.sim.Calls())
		})
	}
}

// assertOwn asks as the tenant's data source and expects the tenant's values and apps.
func (a *tenant) assertOwn(t *testing.T, h host) {
	t.Helper()
	h.instance = pluginhost.Instance{
		UID: a.name, Updated: time.Unix(1, 0),
		JSONData:       map[string]any{"accessKeyId": a.accessKeyID, "endpoint": a.endpoint, "defaultAppId": app},
		SecureJSONData: map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey},
	}
	answer := h.query(t, 34*time.Hour, `{"indicators":["user_count"],"legend":"{{app_name}}"}`)["A"]
	require.NoError(t, answer.Error)
	fields := answer.Frames[0].Fields
	require.Len(t, fields, 2)
	assert.Equal(t, a.name, fields[1].Config.DisplayNameFromDS)
	points := 0
	for row := range fields[0].Len() {
		value, exists := rtcsim.Value(app, "user_count", "1h", fields[0].At(row).(time.Time))
		if exists {
			points++
			value += a.shift
			assert.Equal(t, &value, fields[1].At(row))
		}
	}
	assert.Positive(t, points)

	response, err := h.GetResource(t.Context(), h.pluginContext(t), "apps")
	require.NoError(t, err)
	var apps []struct{ ID, Name string }
	require.NoError(t, json.Unmarshal(response.Body, &apps))
	require.Len(t, apps, 1)
	assert.Equal(t, a.name, apps[0].Name)
}

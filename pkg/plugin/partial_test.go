package plugin_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// progressOf reads what the first frame tells the front end.
func progressOf(t *testing.T, response backend.DataResponse) (partial bool, readyInMS int) {
	t.Helper()
	require.NoError(t, response.Error)
	encoded, err := json.Marshal(response.Frames[0].Meta.Custom)
	require.NoError(t, err)
	var custom *struct {
		Partial   bool
		ReadyInMs int
	}
	require.NoError(t, json.Unmarshal(encoded, &custom))
	if custom == nil {
		return false, 0
	}
	return custom.Partial, custom.ReadyInMs
}

// A front end that comes back gets what there is after two seconds, and everything in the end.
func TestAProgressiveQueryIsAnsweredWithWhatThereIs(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{NoRateLimit: true}, jsonMap{"callsPerSecond": 1})
	apps := []string{rtcsim.DemoApps[0].ID, rtcsim.DemoApps[1].ID, rtcsim.DemoApps[2].ID, rtcsim.DemoApps[3].ID}
	query := g.dataQuery("A", 6*day, jsonMap{"indicators": []string{"user_count"}, "appIds": apps, "progressive": true})
	began := time.Now()
	first := g.query(query)["A"]
	assert.Less(t, time.Since(began), 3*time.Second)
	partial, ready := progressOf(t, first)
	assert.True(t, partial)
	assert.GreaterOrEqual(t, ready, 1000)
	assert.LessOrEqual(t, ready, 10_000)
	assert.Greater(t, len(first.Frames[0].Fields), 1)
	assert.Less(t, len(first.Frames[0].Fields), 5)
	require.Len(t, first.Frames[0].Meta.Notices, 1)
	assert.Regexp(t, `^[1-3] of 4 apps so far; the rest at about \d\d:\d\d:\d\d \(UTC\+8\)\.$`, first.Frames[0].Meta.Notices[0].Text)

	for range 5 {
		if partial, _ = progressOf(t, g.query(query)["A"]); !partial {
			break
		}
	}
	whole := g.query(query)["A"]
	assert.Len(t, whole.Frames[0].Fields, 5)
	assert.Empty(t, whole.Frames[0].Meta.Notices)
	assert.Nil(t, whole.Frames[0].Meta.Custom)
}

// A condition must not judge by a part.
func TestRulesAndExpressionsGetNoPart(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"FromAlert", "http_X-Grafana-From-Expr"} {
		g := newGrafana(t, rtcsim.Options{NoRateLimit: true}, jsonMap{"callsPerSecond": 0.5})
		apps := []string{rtcsim.DemoApps[0].ID, rtcsim.DemoApps[1].ID, rtcsim.DemoApps[2].ID}
		query := g.dataQuery("A", 6*day, jsonMap{"indicators": []string{"user_count"}, "appIds": apps, "progressive": true})
		evaluate := func() backend.DataResponse {
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			defer cancel()
			return g.send(ctx, map[string]string{header: "true"}, query)["A"]
		}
		require.ErrorContains(t, evaluate().Error, "of 3 apps so far", header)
		require.NoError(t, evaluate().Error, header)
	}
}

// What the API has more of than is kept is told.
func TestSeriesThatAreCutAreTold(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Action: "ListOperationData", Mutate: func(answer map[string]any) {
		result := answer["Result"].(map[string]any)
		data := result["Indicators"].([]any)[0].(map[string]any)["Data"]
		for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i"} {
			result["Indicators"] = append(result["Indicators"].([]any), map[string]any{"Name": name + "_user_count", "Data": data})
		}
		result["Indicators"] = result["Indicators"].([]any)[3:]
	}})
	answer := g.query(g.dataQuery("A", 2*day, jsonMap{"indicators": []string{"user_count"}}))["A"]
	require.NoError(t, answer.Error)
	var texts []string
	for _, notice := range answer.Frames[0].Meta.Notices {
		texts = append(texts, notice.Text)
	}
	assert.Contains(t, texts, `The API has more series for indicator "user_count" than are shown; choose fewer of them by a filter.`)
}

// A list of apps that hangs or fails keeps nobody from data that is in memory, and takes no known name away.
func TestNamesAreServedFromWhatIsKnown(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, jsonMap{"cacheTTL": "0s"})
	query := g.dataQuery("A", 2*day, jsonMap{"indicators": []string{"user_count"}, "appIds": []string{class, chat}})
	named := func() []string {
		var names []string
		for _, field := range g.query(query)["A"].Frames[0].Fields[1:] {
			names = append(names, field.Config.DisplayNameFromDS)
		}
		return names
	}
	first := named()
	assert.Contains(t, first[0], rtcsim.DemoApps[0].Name)
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang, Action: "ListApps"})
	for range 3 {
		began := time.Now()
		assert.Equal(t, first, named())
		assert.Less(t, time.Since(began), time.Second)
	}
}

func TestTimeoutIsNeverNone(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, jsonMap{"timeout": "1"})
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang, Action: "ListOperationData"})
	began := time.Now()
	answer := g.query(g.dataQuery("A", 2*day, jsonMap{"indicators": []string{"user_count"}}))["A"]
	assert.Equal(t, backend.StatusTimeout, answer.Status)
	assert.Less(t, time.Since(began), 5*time.Second)
}

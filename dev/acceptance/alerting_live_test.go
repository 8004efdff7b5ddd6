package acceptance

import (
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// judged is an alert instance: what Reduce gives of one series or number, and its labels.
type judged struct {
	labels data.Labels
	value  float64
	newest time.Time // start of the newest bucket with a value, zero of a number
}

// The rules on live values judge a value as soon as the API has it, and an older one while the newest are late.
func TestLiveRulesJudgeTheNewestValue(t *testing.T) {
	for name, c := range map[string]struct {
		api  rtcsim.Options
		late time.Duration
	}{"in time": {}, "the API is late": {rtcsim.Options{LateBuckets: 2}, time.Minute}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, c.api)
			for uid, delay := range map[string]time.Duration{"rtc-users-online-low": 20 * time.Second, "rtc-joining-fails": time.Minute} {
				rule := ruleNamed(t, uid)
				asked := time.Now()
				instances := judge(t, h, rule)
				answered := time.Now()
				require.Len(t, instances, 1, uid)
				assert.Equal(t, app, instances[0].labels["app_id"])
				newest, indicator := instances[0].newest, rule.query(t, "A").Model["indicators"].([]any)[0].(string)
				isAvailable := func(start, at time.Time) bool { return !start.Add(30*time.Second + delay + c.late).After(at) }
				assert.True(t, isAvailable(newest, answered), uid)
				for later := newest.Add(30 * time.Second); isAvailable(later, asked); later = later.Add(30 * time.Second) {
					_, exists := rtcsim.Value(app, indicator, "30s", later)
					assert.False(t, exists, "%s: only gaps are newer", uid)
				}
				if reducer := rule.query(t, "B").Model["reducer"]; reducer == "last" {
					want, ok := rtcsim.Value(app, indicator, "30s", newest)
					require.True(t, ok)
					assert.InDelta(t, want, instances[0].value, 0, uid)
				}
			}
		})
	}
}

// From the end of the half minute in which the users left, a rule that looks every 30 s knows within a minute, and fires
// after the pending period of another.
func TestARuleFiresWhenTheUsersLeave(t *testing.T) {
	t.Parallel()
	rule := ruleNamed(t, "rtc-users-online-low")
	assert.Equal(t, "30s", rule.Interval)
	assert.Equal(t, "1m", rule.For)
	for value, fires := range map[float64]bool{9: true, 11: false} {
		h := newHost(t, rtcsim.Options{}) // nothing is in memory
		h.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Action: "ListRealTimeOperationData", Times: 1, Mutate: func(answer map[string]any) {
			indicators := answer["Result"].(map[string]any)["Indicators"].([]any)
			for _, indicator := range indicators {
				points := indicator.(map[string]any)["Data"].([]any)
				// A half minute that ends between the question and the answer is in the answer, but not asked for.
				for _, point := range points[len(points)-2:] {
					point.(map[string]any)["Value"] = value
				}
			}
		}})
		fired := evaluate(t, rule, runQueries(t, h, rule)).fires(rule)
		assert.Equal(t, fires, len(fired) == 1, "%v users", value)
	}
}

// Alerting tells instances apart by their labels alone.
func TestEveryPlaceIsAnAlertOfItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		api      rtcsim.Options
		overTime bool
	}{"a value for each place": {}, "values over time": {rtcsim.Options{DistributionTimes: true}, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			instances := judge(t, newHost(t, c.api), ruleNamed(t, "rtc-joining-fails-on-os"))
			var places []string
			for _, instance := range instances {
				places = append(places, instance.labels["os"])
				assert.Equal(t, app, instance.labels["app_id"])
				assert.InDelta(t, 95, instance.value, 5)
				assert.Equal(t, c.overTime, !instance.newest.IsZero())
			}
			assert.ElementsMatch(t, []string{"android", "ios", "windows", "mac", "linux"}, places)
		})
	}
}

// judge runs query A of a rule as alerting does, and the Reduce after it.
func judge(t *testing.T, h host, rule storedRule) []judged {
	t.Helper()
	response, err := h.QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: h.pluginContext(t), Headers: map[string]string{backend.FromAlertHeaderName: "true"}, Queries: rule.queries(t)[:1],
	})
	require.NoError(t, err)
	answer := response.Responses["A"]
	require.NoError(t, answer.Error, rule.Title)
	if answer.Frames[0].Meta.Type.Kind() == data.KindNumeric {
		return numbers(t, answer.Frames)
	}
	reduce := rule.query(t, "B").Model
	require.Equal(t, map[string]any{"mode": "dropNN"}, reduce["settings"])
	return reduced(t, answer.Frames, reduce["reducer"].(string))
}

// numbers are what Reduce leaves as they are.
func numbers(t *testing.T, frames data.Frames) []judged {
	t.Helper()
	reader, err := numeric.CollectionReaderFromFrames(frames)
	require.NoError(t, err)
	collection, err := reader.GetCollection(false)
	require.NoError(t, err)
	var all []judged
	for _, ref := range collection.Refs {
		value, _, err := ref.NullableFloat64Value()
		require.NoError(t, err)
		require.NotNil(t, value)
		all = append(all, judged{labels: ref.GetLabels(), value: *value})
	}
	return all
}

// reduced are what the reducers last and mean give of series.
func reduced(t *testing.T, frames data.Frames, reducer string) []judged {
	t.Helper()
	reader, err := timeseries.CollectionReaderFromFrames(frames)
	require.NoError(t, err)
	collection, err := reader.GetCollection(true)
	require.NoError(t, err)
	var all []judged
	for _, ref := range collection.Refs {
		instance := judged{labels: ref.GetLabels()}
		sum, count := 0.0, 0.0
		for i := range ref.ValueField.Len() {
			if value := ref.ValueField.At(i).(*float64); value != nil {
				instance.value, instance.newest = *value, ref.TimeField.At(i).(time.Time)
				sum, count = sum+*value, count+1
			}
		}
		require.Positive(t, count)
		if reducer == "mean" {
			instance.value = sum / count
		}
		all = append(all, instance)
	}
	return all
}

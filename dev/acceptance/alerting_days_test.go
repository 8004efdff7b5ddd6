package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

var beijing = time.FixedZone("UTC+8", 8*60*60)

// At every hour the two days that a rule compares are the newest final one and the one that it is meant to be
// compared with. The plugin is brought to an hour of the past by a delay that is longer by as much.
func TestAlertRulesCompareTheRightDays(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	apart := map[string]time.Duration{"rtc-users-fell": 7 * 24 * time.Hour, "rtc-call-time-halved": 24 * time.Hour, "rtc-usage-jumped": 7 * 24 * time.Hour}
	for _, clock := range []string{"00:00:00", "00:01:00", "07:59:00", "08:00:00", "08:01:00", "08:59:00", "09:01:00", "23:59:00"} {
		t.Run(clock, func(t *testing.T) {
			evaluation := latest(t, clock)
			h.instance.JSONData["dataDelay"] = (8*time.Hour + time.Since(evaluation)).Truncate(time.Second).String()
			h.instance.Updated = h.instance.Updated.Add(time.Second)
			newest := newestFinalDay(evaluation)
			for _, rule := range alertRules(t) {
				if !rule.isDaily(t) {
					continue
				}
				days := lastDays(t, h, rule, evaluation)
				assert.Equal(t, newest, days["A"], "%s: A is the newest final day", rule.Title)
				if rule.Record == nil {
					require.Contains(t, apart, rule.UID)
					assert.Equal(t, apart[rule.UID], days["A"].Sub(days["B"]), rule.Title)
				}
			}
		})
	}
}

// The ranges of the page on alerting give, at this very moment, what its table says they give.
func TestAlertRangesOfTheDocumentation(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	content, err := os.ReadFile(filepath.Join(root, "docs/alerting.md"))
	require.NoError(t, err)
	rows := regexp.MustCompile("(?m)^\\| (.*?) +\\| `now-(\\d+h)` to `now(?:-(\\d+h))?` +\\| `now-(\\d+h)` to `now(?:-(\\d+h))?` +\\|$").
		FindAllStringSubmatch(string(content), -1)
	require.Len(t, rows, 4)
	earlier := []time.Duration{0, 0, 24 * time.Hour, 7 * 24 * time.Hour}
	for i, row := range rows {
		now := time.Now()
		hour := lastBucket(t, h, "1h", now, row[2], row[3])
		assert.Equal(t, now.Add(-8*time.Hour).Truncate(time.Hour).Add(-time.Hour-earlier[i]).UTC(), hour, "%s, by hour", row[1])
		day := lastBucket(t, h, "1d", now, row[4], row[5])
		assert.Equal(t, newestFinalDay(now).Add(-earlier[i]), day, "%s, by day", row[1])
	}
}

// lastBucket is the newest hour or day of the range between two times before now, as an alert rule gets it.
func lastBucket(t *testing.T, h host, granularity string, now time.Time, from, to string) time.Time {
	t.Helper()
	length, err := time.ParseDuration(from)
	require.NoError(t, err)
	var end time.Duration
	if to != "" {
		end, err = time.ParseDuration(to)
		require.NoError(t, err)
	}
	response, err := h.QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: h.pluginContext(t), Headers: map[string]string{backend.FromAlertHeaderName: "true"},
		Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"indicators":["user_count"],"granularity":"` + granularity + `"}`),
			TimeRange: backend.TimeRange{From: now.Add(-length), To: now.Add(-end)},
		}},
	})
	require.NoError(t, err)
	require.NoError(t, response.Responses["A"].Error)
	times := response.Responses["A"].Frames[0].Fields[0]
	return times.At(times.Len() - 1).(time.Time).UTC()
}

// latest is the latest moment that a clock in UTC+8 showed a time.
func latest(t *testing.T, clock string) time.Time {
	t.Helper()
	shown, err := time.Parse(time.TimeOnly, clock)
	require.NoError(t, err)
	now := time.Now().In(beijing)
	moment := time.Date(now.Year(), now.Month(), now.Day(), shown.Hour(), shown.Minute(), shown.Second(), 0, beijing)
	if moment.After(now) {
		moment = moment.AddDate(0, 0, -1)
	}
	return moment
}

// newestFinalDay is the start of the newest day whose end is more than 8 h ago. In the very moment in which a day
// becomes final, the rules still take the one before.
func newestFinalDay(at time.Time) time.Time {
	ended := at.Add(-8*time.Hour - time.Nanosecond).In(beijing)
	return time.Date(ended.Year(), ended.Month(), ended.Day()-1, 0, 0, 0, 0, beijing).UTC()
}

// lastDays runs the data queries of a rule as alerting does, and gives the day whose value Reduce takes of each.
func lastDays(t *testing.T, h host, rule storedRule, evaluation time.Time) map[string]time.Time {
	t.Helper()
	request := &backend.QueryDataRequest{
		PluginContext: h.pluginContext(t), Headers: map[string]string{backend.FromAlertHeaderName: "true"}, Queries: rule.queriesAt(t, evaluation),
	}
	response, err := h.QueryData(t.Context(), request)
	require.NoError(t, err)
	days := map[string]time.Time{}
	for _, query := range request.Queries {
		answer := response.Responses[query.RefID]
		require.NoError(t, answer.Error, "%s %s", rule.Title, query.RefID)
		frame := answer.Frames[0]
		require.Positive(t, frame.Rows())
		last := frame.Rows() - 1
		day := frame.Fields[0].At(last).(time.Time).UTC()
		for _, field := range frame.Fields[1:] {
			if want, ok := rtcsim.Value(app, field.Name, "1d", day); ok {
				assert.Equal(t, &want, field.At(last))
			}
		}
		days[query.RefID] = day
	}
	return days
}

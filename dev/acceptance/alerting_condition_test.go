package acceptance

import (
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a rule's queries give, and whether it fires. Near each limit there is a case on either side, and of few users none
// fires.
func TestAlertRuleConditions(t *testing.T) {
	type values = map[string]float64
	cases := map[string][]struct {
		values values
		fires  bool
	}{
		"rtc-users-fell": {
			{values{"A": 69, "B": 100}, true}, {values{"A": 71, "B": 100}, false}, {values{"A": 130, "B": 100}, false},
			{values{"A": 0, "B": 100}, true}, {values{"A": 10, "B": 50}, false},
		},
		"rtc-call-time-halved": {{values{"A": 19.9, "B": 40}, true}, {values{"A": 20.1, "B": 40}, false}},
		"rtc-usage-jumped": {
			{values{"A": 1510, "B": 1000}, true}, {values{"A": 1490, "B": 1000}, false}, {values{"A": 1000, "B": 600}, false},
			{values{"A": 1000, "B": 0}, false},
		},
		"rtc-users-online-low": {{values{"A": 9}, true}, {values{"A": 10}, false}},
		"rtc-app-silent":       {{values{"A": 0, "B": 51}, true}, {values{"A": 1, "B": 51}, false}, {values{"A": 0, "B": 50}, false}},
		"rtc-joining-fails": {
			{values{"A": 94.9, "N": 51, "M": 9}, true}, {values{"A": 95.1, "N": 51, "M": 9}, false}, {values{"A": 0, "N": 50, "M": 9}, false},
		},
		"rtc-joining-fails-on-os": {
			{values{"A": 89.9, "N": 51, "M": 9}, true}, {values{"A": 90.1, "N": 51, "M": 9}, false}, {values{"A": 0, "N": 50, "M": 9}, false},
		},
		"rtc-first-frame-fails": {
			{values{"A": 94.9, "N": 51, "M": 9}, true}, {values{"A": 95.1, "N": 51, "M": 9}, false}, {values{"A": 0, "N": 50, "M": 9}, false},
		},
		"rtc-network-delay": {
			{values{"A": 94.9, "N": 51, "M": 9}, true}, {values{"A": 95.1, "N": 51, "M": 9}, false}, {values{"A": 0, "N": 50, "M": 9}, false},
		},
	}
	for _, rule := range alertRules(t) {
		if rule.Record != nil {
			continue
		}
		require.Contains(t, cases, rule.UID)
		for _, c := range cases[rule.UID] {
			frames := map[string]data.Frames{}
			for refID, value := range c.values {
				frames[refID] = data.Frames{seriesOfOne(rule.query(t, refID), value)}
			}
			fired := evaluate(t, rule, frames).fires(rule)
			assert.Equal(t, c.fires, len(fired) == 1, "%s: %v", rule.UID, c.values)
			for _, labels := range fired {
				assert.Equal(t, app, labels["app_id"], "%s: what policies route by", rule.UID)
			}
		}
	}
}

// A rule with a guard cannot judge several apps: it has no result then. The file says so.
func TestARuleWithAGuardTakesOneApp(t *testing.T) {
	rule := ruleNamed(t, "rtc-joining-fails")
	frames := map[string]data.Frames{}
	for refID, value := range map[string]float64{"A": 10, "N": 1000, "M": 100} {
		frame := seriesOfOne(rule.query(t, refID), value)
		other := seriesOfOne(rule.query(t, refID), value).Fields[1]
		other.Labels["app_id"] = "another"
		frame.Fields = append(frame.Fields, other)
		frames[refID] = data.Frames{frame}
	}
	assert.Empty(t, evaluate(t, rule, frames)[rule.Condition])
}

// seriesOfOne is an answer with the labels that the plugin gives a series.
func seriesOfOne(query ruleQuery, value float64) *data.Frame {
	indicator := textOf(query.Model["queryType"])
	if indicators, ok := query.Model["indicators"].([]any); ok {
		indicator = indicators[0].(string)
	}
	labels := data.Labels{"app_id": app, "indicator": indicator}
	if textOf(query.Model["dimension"]) == "OS" {
		labels["os"] = "android"
	}
	return data.NewFrame("", data.NewField("time", nil, []time.Time{time.Unix(0, 0)}), data.NewField("value", labels, []*float64{&value})).
		SetMeta(&data.FrameMeta{Type: data.FrameTypeTimeSeriesWide, TypeVersion: data.FrameTypeVersion{0, 1}})
}

// Templates have values when the rule fires and none when there is no data or an error.
func TestAlertRuleAnnotations(t *testing.T) {
	type value struct{ Value float64 }
	values := map[string]value{"B": {7}, "C": {69}, "D": {100}, "E": {-31}, "P": {70}}
	labels := map[string]string{"app_id": app, "os": "android", "indicator": "Audio"}
	texts := map[string]struct{ fired, silent string }{
		"rtc-users-fell":          {"-31 %", "cannot be compared"},
		"rtc-call-time-halved":    {"-31 %", "cannot be compared"},
		"rtc-usage-jumped":        {"Audio", "cannot be compared"},
		"rtc-users-online-low":    {"7 users online", "not known"},
		"rtc-app-silent":          {"up to 70", "not known"},
		"rtc-joining-fails":       {"7.0 %", "not known"},
		"rtc-joining-fails-on-os": {"succeed on android", "not known"},
		"rtc-first-frame-fails":   {"7.0 %", "not known"},
		"rtc-network-delay":       {"7.0 %", "not known"},
	}
	for _, rule := range append(alertRules(t), rulesOf(t, chineseRules)...) {
		for name, text := range rule.Annotations {
			assert.NotContains(t, text, "$", "provisioning takes it for an environment variable")
			parsed, err := template.New(name).Parse(text)
			require.NoError(t, err)
			var fired, silent strings.Builder
			require.NoError(t, parsed.Execute(&fired, map[string]any{"Labels": labels, "Values": values}))
			require.NoError(t, parsed.Execute(&silent, map[string]any{"Labels": map[string]string{}, "Values": map[string]value{}}))
			if name != "summary" {
				continue
			}
			require.Contains(t, texts, rule.UID)
			assert.Contains(t, fired.String(), app)
			assert.NotContains(t, silent.String(), "no value")
			if rule.Language == "" {
				assert.Contains(t, fired.String(), texts[rule.UID].fired)
				assert.Contains(t, silent.String(), texts[rule.UID].silent)
			}
		}
	}
}

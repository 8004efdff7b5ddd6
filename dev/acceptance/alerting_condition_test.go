package acceptance

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAlertRuleThresholds(t *testing.T) {
	for uid, cases := range map[string][]struct {
		reduced map[string]string
		fires   bool
	}{
		"rtc-users-fell": {
			{map[string]string{"C": "69.0", "D": "100.0"}, true}, {map[string]string{"C": "71.0", "D": "100.0"}, false},
			{map[string]string{"C": "130.0", "D": "100.0"}, false}, {map[string]string{"C": "0.0", "D": "100.0"}, true},
		},
		"rtc-call-time-halved":    {{map[string]string{"C": "19.9", "D": "40.0"}, true}, {map[string]string{"C": "20.1", "D": "40.0"}, false}},
		"rtc-users-online-low":    {{map[string]string{"B": "9.0"}, true}, {map[string]string{"B": "10.0"}, false}},
		"rtc-joining-fails":       {{map[string]string{"B": "94.9"}, true}, {map[string]string{"B": "95.1"}, false}},
		"rtc-joining-fails-on-os": {{map[string]string{"B": "89.9"}, true}, {map[string]string{"B": "90.1"}, false}},
	} {
		for _, c := range cases {
			assert.Equal(t, c.fires, condition(t, ruleNamed(t, uid), c.reduced), "%s: %v", uid, c.reduced)
		}
	}
}

// condition computes Math and Threshold for what Reduce gave. Where the rules use them, the arithmetic of Grafana's Math
// expressions and of Go's constants are the same.
func condition(t *testing.T, rule storedRule, reduced map[string]string) bool {
	t.Helper()
	threshold := rule.query(t, rule.Condition).Model
	judged := threshold["expression"].(string)
	expression := "$" + judged
	if model := rule.query(t, judged).Model; model["type"] == "math" {
		expression = model["expression"].(string)
	}
	for refID, value := range reduced {
		expression = strings.ReplaceAll(expression, "$"+refID, value)
	}
	computed, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expression)
	require.NoError(t, err)
	value, _ := constant.Float64Val(constant.ToFloat(computed.Value))
	evaluator := threshold["conditions"].([]any)[0].(map[string]any)["evaluator"].(map[string]any)
	require.Equal(t, "lt", evaluator["type"])
	return value < float64(evaluator["params"].([]any)[0].(int))
}

// Templates have values when the rule fires and none when there is no data or an error.
func TestAlertRuleAnnotations(t *testing.T) {
	type value struct{ Value float64 }
	values := map[string]value{"B": {7}, "C": {69}, "D": {100}, "E": {-31}}
	labels := map[string]string{"app_id": app, "os": "android"}
	texts := map[string]struct{ fired, silent string }{
		"rtc-users-fell":          {"-31 %", "cannot be compared"},
		"rtc-call-time-halved":    {"-31 %", "cannot be compared"},
		"rtc-users-online-low":    {"7 users online", "not known"},
		"rtc-joining-fails":       {"7.0 %", "not known"},
		"rtc-joining-fails-on-os": {"succeed on android", "not known"},
	}
	for _, rule := range alertRules(t) {
		for name, text := range rule.Annotations {
			assert.NotContains(t, text, "$", "provisioning takes it for an environment variable")
			parsed, err := template.New(name).Parse(text)
			require.NoError(t, err)
			var fired, silent strings.Builder
			require.NoError(t, parsed.Execute(&fired, map[string]any{"Labels": labels, "Values": values}))
			require.NoError(t, parsed.Execute(&silent, map[string]any{"Labels": map[string]string{}, "Values": map[string]value{}}))
			require.Contains(t, texts, rule.UID)
			assert.Contains(t, fired.String(), app)
			assert.Contains(t, fired.String(), texts[rule.UID].fired)
			assert.Contains(t, silent.String(), texts[rule.UID].silent)
		}
	}
}

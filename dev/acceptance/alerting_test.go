package acceptance

import (
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ruleFile is what the tests read of Grafana's provisioning format for alert rules.
type ruleFile struct {
	APIVersion int `yaml:"apiVersion"`
	Groups     []struct {
		Name, Folder, Interval string
		Rules                  []storedRule
	}
}

type storedRule struct {
	UID, Title, Condition, For string
	NoDataState                string `yaml:"noDataState"`
	ExecErrState               string `yaml:"execErrState"`
	DashboardUID               string `yaml:"dashboardUid"`
	PanelID                    int    `yaml:"panelId"`
	IsPaused                   bool   `yaml:"isPaused"`
	Labels, Annotations        map[string]string
	Data                       []ruleQuery
	NotificationSettings       any `yaml:"notification_settings"`
	Record                     *struct {
		Metric, From        string
		TargetDatasourceUID string `yaml:"targetDatasourceUid"`
	}
}

type ruleQuery struct {
	RefID             string                   `yaml:"refId"`
	RelativeTimeRange struct{ From, To int64 } `yaml:"relativeTimeRange"` // seconds before the evaluation
	DatasourceUID     string                   `yaml:"datasourceUid"`
	Model             map[string]any
}

func alertRules(t *testing.T) []storedRule {
	t.Helper()
	var file ruleFile
	readYAML(t, "provisioning/alerting/rtc-rules.yaml", &file)
	require.Equal(t, 1, file.APIVersion)
	var rules []storedRule
	for _, group := range file.Groups {
		assert.NotEmpty(t, group.Name)
		assert.NotEmpty(t, group.Folder)
		assert.Equal(t, "1h", group.Interval)
		rules = append(rules, group.Rules...)
	}
	require.NotEmpty(t, rules)
	return rules
}

func (r storedRule) query(t *testing.T, refID string) ruleQuery {
	t.Helper()
	i := slices.IndexFunc(r.Data, func(q ruleQuery) bool { return q.RefID == refID })
	require.GreaterOrEqual(t, i, 0, "%s: no query %s", r.Title, refID)
	return r.Data[i]
}

func (q ruleQuery) isExpression() bool { return q.DatasourceUID == "__expr__" }

func TestProvisioningOfAlertRulesIsLoadable(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "provisioning/alerting/*"))
	require.NoError(t, err)
	require.Len(t, files, 1, "a file of another type keeps Grafana from starting; a new one needs a test")
	var uids []string
	for _, rule := range alertRules(t) {
		assert.Regexp(t, `^[a-z-]{1,40}$`, rule.UID)
		assert.NotContains(t, uids, rule.UID)
		uids = append(uids, rule.UID)
		assert.NotEmpty(t, rule.Title)
		assert.Nil(t, rule.NotificationSettings, "contact points are the user's")
		rule.query(t, rule.Condition)
		if rule.Record != nil {
			assertRecordingRule(t, rule)
			continue
		}
		assert.Contains(t, []string{"NoData", "Alerting", "OK", "KeepLast"}, rule.NoDataState)
		assert.Contains(t, []string{"Error", "Alerting", "OK", "KeepLast"}, rule.ExecErrState)
		_, err := time.ParseDuration(rule.For)
		require.NoError(t, err)
		assert.Equal(t, "threshold", rule.query(t, rule.Condition).Model["type"])
		assertLinkedToItsPanel(t, rule)
	}
}

// Without a Prometheus of the user's, a recording rule that is not paused would fail every hour.
func assertRecordingRule(t *testing.T, rule storedRule) {
	t.Helper()
	assert.True(t, rule.IsPaused)
	assert.Regexp(t, `^[a-zA-Z_:][a-zA-Z0-9_:]*$`, rule.Record.Metric)
	assert.NotEmpty(t, rule.Record.TargetDatasourceUID)
	assert.Equal(t, "reduce", rule.query(t, rule.Record.From).Model["type"])
}

func assertLinkedToItsPanel(t *testing.T, rule storedRule) {
	t.Helper()
	for _, dashboard := range dashboards(t) {
		for _, panel := range dashboard.Panels {
			if dashboard.UID == rule.DashboardUID && panel.ID == rule.PanelID {
				assert.Equal(t, "timeseries", panel.Type)
				assert.Equal(t, []any{panel.Targets[0].Indicators[0]}, rule.query(t, "A").Model["indicators"])
				assert.Equal(t, panel.Targets[0].Granularity, rule.query(t, "A").Model["granularity"])
				return
			}
		}
	}
	assert.Fail(t, "no such panel", "%s: %s/%d", rule.Title, rule.DashboardUID, rule.PanelID)
}

func TestProvisioningOfAlertRulesHasNoDanglingReference(t *testing.T) {
	for _, rule := range alertRules(t) {
		for _, query := range rule.Data {
			assert.Equal(t, query.RefID, query.Model["refId"])
			datasource := query.Model["datasource"].(map[string]any)
			assert.Equal(t, query.DatasourceUID, datasource["uid"])
			if !query.isExpression() {
				assert.Equal(t, provisionedDatasource(t).UID, query.DatasourceUID)
				assert.Equal(t, provisionedDatasource(t).Type, datasource["type"])
				continue
			}
			assert.Equal(t, "__expr__", datasource["type"])
			for _, used := range references(query.Model) {
				rule.query(t, used)
			}
		}
	}
}

// references are the queries that an expression uses.
func references(model map[string]any) []string {
	expression := model["expression"].(string)
	if model["type"] != "math" {
		return []string{expression}
	}
	var used []string
	for _, found := range regexp.MustCompile(`\$([A-Z])`).FindAllStringSubmatch(expression, -1) {
		used = append(used, found[1])
	}
	return used
}

func TestAlertRuleThresholds(t *testing.T) {
	for uid, cases := range map[string]map[[2]string]bool{
		"rtc-users-fell":       {{"69.0", "100.0"}: true, {"71.0", "100.0"}: false, {"130.0", "100.0"}: false, {"0.0", "100.0"}: true},
		"rtc-call-time-halved": {{"19.9", "40.0"}: true, {"20.1", "40.0"}: false},
	} {
		rules := alertRules(t)
		rule := rules[slices.IndexFunc(rules, func(r storedRule) bool { return r.UID == uid })]
		for values, fires := range cases {
			assert.Equal(t, fires, condition(t, rule, values[0], values[1]), "%s: %s after %s", uid, values[0], values[1])
		}
	}
}

// condition computes Math and Threshold for values of C and D. Where the rules use them, the arithmetic of Grafana's
// Math expressions and of Go's constants are the same.
func condition(t *testing.T, rule storedRule, c, d string) bool {
	t.Helper()
	threshold := rule.query(t, rule.Condition).Model
	expression := rule.query(t, threshold["expression"].(string)).Model["expression"].(string)
	computed, err := types.Eval(token.NewFileSet(), nil, token.NoPos, strings.NewReplacer("$C", c, "$D", d).Replace(expression))
	require.NoError(t, err)
	value, _ := constant.Float64Val(constant.ToFloat(computed.Value))
	evaluator := threshold["conditions"].([]any)[0].(map[string]any)["evaluator"].(map[string]any)
	require.Equal(t, "lt", evaluator["type"])
	return value < float64(evaluator["params"].([]any)[0].(int))
}

// Templates have values when the rule fires and none when there is no data or an error.
func TestAlertRuleAnnotations(t *testing.T) {
	type value struct{ Value float64 }
	values := map[string]value{"C": {69}, "D": {100}, "E": {-31}}
	for _, rule := range alertRules(t) {
		for name, text := range rule.Annotations {
			assert.NotContains(t, text, "$", "provisioning takes it for an environment variable")
			parsed, err := template.New(name).Parse(text)
			require.NoError(t, err)
			var fired, silent strings.Builder
			require.NoError(t, parsed.Execute(&fired, map[string]any{"Labels": map[string]string{"app_id": app}, "Values": values}))
			require.NoError(t, parsed.Execute(&silent, map[string]any{"Labels": map[string]string{}, "Values": map[string]value{}}))
			assert.Contains(t, fired.String(), app)
			assert.Contains(t, fired.String(), "-31 %")
			assert.Contains(t, silent.String(), "cannot be compared")
		}
	}
}

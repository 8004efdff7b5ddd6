package acceptance

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
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
	Interval                   string `yaml:"-"` // of its group
	Language                   string `yaml:"-"` // empty is English
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

const (
	englishRules = "provisioning/alerting/rtc-rules.yaml"
	chineseRules = "provisioning/alerting-zh-Hans/rtc-rules.yaml"
)

func alertRules(t *testing.T) []storedRule {
	t.Helper()
	return rulesOf(t, englishRules)
}

func rulesOf(t *testing.T, path string) []storedRule {
	t.Helper()
	var file ruleFile
	readYAML(t, path, &file)
	require.Equal(t, 1, file.APIVersion)
	var rules []storedRule
	for _, group := range file.Groups {
		assert.NotEmpty(t, group.Name)
		assert.NotEmpty(t, group.Folder)
		for _, rule := range group.Rules {
			rule.Interval = group.Interval
			if path == chineseRules {
				rule.Language = "zh-Hans"
			}
			rules = append(rules, rule)
		}
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

// ruleNamed finds a rule by its uid.
func ruleNamed(t *testing.T, uid string) storedRule {
	t.Helper()
	rules := alertRules(t)
	i := slices.IndexFunc(rules, func(r storedRule) bool { return r.UID == uid })
	require.GreaterOrEqual(t, i, 0, uid)
	return rules[i]
}

// isDaily tells the rules on daily values from those on live ones.
func (r storedRule) isDaily(t *testing.T) bool {
	t.Helper()
	return r.query(t, "A").Model["granularity"] == "1d"
}

// queries are those of a rule at this moment, without its expressions.
func (r storedRule) queries(t *testing.T) []backend.DataQuery {
	t.Helper()
	return r.queriesAt(t, time.Now())
}

func (r storedRule) queriesAt(t *testing.T, evaluation time.Time) (queries []backend.DataQuery) {
	t.Helper()
	for _, query := range r.Data {
		if query.isExpression() {
			continue
		}
		model, err := json.Marshal(query.Model)
		require.NoError(t, err)
		queries = append(queries, backend.DataQuery{
			RefID: query.RefID, JSON: model, Interval: time.Duration(query.Model["intervalMs"].(int)) * time.Millisecond,
			TimeRange: backend.TimeRange{
				From: evaluation.Add(-time.Duration(query.RelativeTimeRange.From) * time.Second),
				To:   evaluation.Add(-time.Duration(query.RelativeTimeRange.To) * time.Second),
			},
		})
	}
	return queries
}

func (q ruleQuery) isExpression() bool { return q.DatasourceUID == "__expr__" }

func TestProvisioningOfAlertRulesIsLoadable(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "provisioning/alerting/*"))
	require.NoError(t, err)
	require.Equal(t, []string{filepath.Join(root, englishRules)}, files, "a file of another type keeps Grafana from starting; a new one needs a test")
	var uids []string
	for _, rule := range alertRules(t) {
		assert.Regexp(t, `^[a-z-]{1,40}$`, rule.UID)
		assert.NotContains(t, uids, rule.UID)
		uids = append(uids, rule.UID)
		assert.NotEmpty(t, rule.Title)
		assert.Nil(t, rule.NotificationSettings, "contact points are the user's")
		rule.query(t, rule.Condition)
		assert.Equal(t, rule.isDaily(t), rule.Interval == "1h", "%s: a value is looked at soon after it comes, and not more often", rule.Title)
		if rule.Record != nil {
			assertRecordingRule(t, rule)
			continue
		}
		assert.Contains(t, []string{"NoData", "Alerting", "OK", "KeepLast"}, rule.NoDataState)
		assert.Contains(t, []string{"Error", "Alerting", "OK", "KeepLast"}, rule.ExecErrState)
		pending, err := time.ParseDuration(rule.For)
		require.NoError(t, err)
		assert.Positive(t, pending, "%s: one evaluation is not worth a message", rule.Title)
		assert.Contains(t, []string{"warning", "critical"}, rule.Labels["severity"])
		assert.Equal(t, "volcengine-rtc", rule.Labels["source"], "what the alert list of RTC now shows")
		assert.NotEmpty(t, rule.Annotations["description"], "what to do")
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

// assertLinkedToItsPanel finds a panel that shows what the rule judges.
func assertLinkedToItsPanel(t *testing.T, rule storedRule) {
	t.Helper()
	for _, dashboard := range dashboards(t) {
		for _, panel := range dashboard.Panels {
			if dashboard.UID == rule.DashboardUID && panel.ID == rule.PanelID {
				assert.Equal(t, rule.DashboardUID, rule.Annotations["__dashboardUid__"], "the link of a notification")
				assert.Equal(t, strconv.Itoa(rule.PanelID), rule.Annotations["__panelId__"])
				shown, judged := panel.Targets[0], rule.query(t, "A").Model
				assert.Equal(t, shown.QueryType, judged["queryType"])
				if len(shown.Indicators) > 0 {
					assert.Equal(t, []any{shown.Indicators[0]}, judged["indicators"])
					assert.Equal(t, shown.Granularity, textOf(judged["granularity"]))
				}
				assert.Equal(t, shown.Dimension, textOf(judged["dimension"]))
				return
			}
		}
	}
	assert.Fail(t, "no such panel", "%s: %s/%d", rule.Title, rule.DashboardUID, rule.PanelID)
}

// textOf is empty where a query lacks the field.
func textOf(value any) string {
	text, _ := value.(string)
	return text
}

// The rules of the other language differ in words only, and show its dashboards.
func TestTheChineseRulesAreTheSameRules(t *testing.T) {
	english, chinese := alertRules(t), rulesOf(t, chineseRules)
	require.Len(t, chinese, len(english))
	for i, rule := range chinese {
		if rule.Record == nil {
			assertLinkedToItsPanel(t, rule)
			assert.Equal(t, english[i].DashboardUID+"-zh", rule.DashboardUID)
		}
		same := rule
		same.Title, same.Annotations, same.DashboardUID, same.Language = english[i].Title, english[i].Annotations, english[i].DashboardUID, ""
		assert.Equal(t, english[i], same)
	}
}

// Rules of 1.x keep their uids: Grafana would take others for new rules.
func TestRulesKeepTheirUIDs(t *testing.T) {
	for _, uid := range []string{
		"rtc-users-fell", "rtc-call-time-halved", "rtc-users-online-low", "rtc-joining-fails", "rtc-joining-fails-on-os", "rtc-daily-history",
	} {
		ruleNamed(t, uid)
	}
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

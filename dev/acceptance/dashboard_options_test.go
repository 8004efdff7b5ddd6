package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Grafana ignores an option that it does not know, so that nobody sees a typing error.
func TestDashboardsHaveNoUnknownOption(t *testing.T) {
	plugins.RegisterDefaultPlugins()
	for name, stored := range dashboards(t) {
		var decoded dashboard.Dashboard //nolint:staticcheck // the files have the form that 12.3 can read, not the second version
		if err := decoded.UnmarshalJSONStrict([]byte(stored.text)); err != nil {
			assert.Empty(t, err.Error(), name) // without a finding it is a list of none, which is not nil
		}
		for _, panel := range stored.allPanels() {
			if panel.Type == "alertlist" {
				assertAlertListOptions(t, stored, panel)
			}
		}
	}
}

func TestThePluginHealthDashboard(t *testing.T) {
	plugins.RegisterDefaultPlugins()
	content, err := os.ReadFile(filepath.Join(root, "docs/plugin-health.json"))
	require.NoError(t, err)
	var decoded dashboard.Dashboard //nolint:staticcheck // as above
	if err := decoded.UnmarshalJSONStrict(content); err != nil {
		assert.Empty(t, err.Error())
	}
	for _, expression := range regexp.MustCompile(`"expr": "(.*)"`).FindAllStringSubmatch(string(content), -1) {
		for _, selector := range regexp.MustCompile(`\b(?:volcengine_rtc|grafana_plugin)_\w+(.{0,4})`).FindAllStringSubmatch(expression[1], -1) {
			assert.Equal(t, "{job", selector[1], "narrowed down to the plugin: %s", expression[1])
		}
	}
}

// assertAlertListOptions checks what the SDK does not know: the options of Grafana's alert list.
func assertAlertListOptions(t *testing.T, stored storedDashboard, panel storedPanel) {
	t.Helper()
	known := []string{
		"viewMode", "groupMode", "groupBy", "maxItems", "sortOrder", "dashboardAlerts", "alertName", "alertInstanceLabelFilter",
		"datasource", "folder", "showInstances", "showInactiveAlerts", "stateFilter",
	}
	var raw struct {
		Panels []struct {
			ID      int
			Options map[string]any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stored.text), &raw))
	for _, found := range raw.Panels {
		if found.ID == panel.ID {
			for option := range found.Options {
				assert.Contains(t, known, option)
			}
		}
	}
}

// A sparkline has the colour of the default thresholds, red from 80, where a panel does not set its own.
func TestNoStatLacksAColor(t *testing.T) {
	for name, stored := range dashboards(t) {
		for _, panel := range stored.allPanels() {
			if !slices.Contains([]string{"stat", "gauge", "bargauge"}, panel.Type) {
				continue
			}
			switch defaults := panel.FieldConfig.Defaults; defaults.Color.Mode {
			case "fixed":
				assert.NotEmpty(t, defaults.Color.FixedColor, "%s: %s", name, panel.Title)
			case "thresholds":
				assert.Greater(t, len(defaults.Thresholds.Steps), 1, "%s: %s", name, panel.Title)
			default:
				assert.Fail(t, "no colour", "%s: %s", name, panel.Title)
			}
		}
	}
}

// Where it is not settled whether a high value is good or bad, no colour says so.
func TestNoColorJudgesTheStallRate(t *testing.T) {
	for name, stored := range dashboards(t) {
		for _, panel := range stored.allPanels() {
			for _, target := range panel.Targets {
				if slices.Equal(target.Indicators, []string{"stall_rate"}) {
					assert.NotEqual(t, "thresholds", panel.FieldConfig.Defaults.Color.Mode, "%s: %s", name, panel.Title)
				}
			}
		}
	}
}

// A range of its own would show other data than the dashboard's range says, above all when one zooms.
func TestPanelsFollowTheRangeOfTheDashboard(t *testing.T) {
	for name, stored := range dashboards(t) {
		assert.NotRegexp(t, `"timeFrom"|"timeShift"|"hideTimeOverride"`, stored.text, name)
		for _, panel := range stored.allPanels() {
			assert.NotContains(t, panel.Title, "8 h", "the data delay may be another")
		}
	}
}

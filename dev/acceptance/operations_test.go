package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// What the page on operating the plugin and its dashboard name is what the plugin serves and logs.
func TestOperatorsFindTheMetricsThatAreDocumented(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	h.query(t, 24*time.Hour, `{"indicators":["user_count"]}`)
	served, err := h.Metrics(t.Context())
	require.NoError(t, err)
	redisMetrics := declaredMetrics(t, "pkg/shared/observe.go", "pkg/quota/slots.go")

	for _, file := range []string{"docs/operations.md", "docs/plugin-health.json"} {
		content, err := os.ReadFile(filepath.Join(root, file))
		require.NoError(t, err)
		named := regexp.MustCompile(`(volcengine_rtc|grafana_plugin)_[a-z_]+`).FindAllString(string(content), -1)
		require.NotEmpty(t, named)
		for _, name := range named {
			if !strings.Contains(name, "_redis_") && !strings.Contains(name, "_slots_") {
				assert.Regexp(t, `(?m)^`+name+`(_bucket)?\{`, string(served), file)
				continue
			}
			name = strings.TrimSuffix(strings.TrimPrefix(name, "volcengine_rtc_"), "_bucket")
			assert.Contains(t, redisMetrics, name, "%s: served only where there is a Redis", file)
		}
	}
	assert.Contains(t, string(served), `volcengine_rtc_api_calls_total{action="ListOperationData",outcome="ok"} 1`)
	h.Close() // the end of the log comes with the end of the process
	assert.Regexp(t, `"Called the API".*"outcome":"ok".*"requestId":"[0-9A-Za-z]+"|Called the API.*outcome=ok.*requestId=[0-9A-Za-z]+`, h.logs.String())
}

// declaredMetrics are the names, without namespace, of those that files of the plugin declare.
func declaredMetrics(t *testing.T, files ...string) (names []string) {
	t.Helper()
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(root, file))
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`MetricNamespace, Name: "(\w+)"`).FindAllStringSubmatch(string(content), -1) {
			names = append(names, found[1])
		}
	}
	return names
}

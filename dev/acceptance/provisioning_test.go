package acceptance

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"volcengine-rtc-datasource/dev/rtcsim"
)

type datasourceFile struct {
	APIVersion  int `yaml:"apiVersion"`
	Datasources []provisioned
}

type provisioned struct {
	Name, UID, Type, Access string
	JSONData                map[string]any    `yaml:"jsonData"`
	SecureJSONData          map[string]string `yaml:"secureJsonData"`
}

const datasourcePath = "provisioning/datasources/volcengine-rtc.yaml"

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, into), name)
}

func provisionedDatasource(t *testing.T) provisioned {
	t.Helper()
	var file datasourceFile
	readYAML(t, datasourcePath, &file)
	require.Equal(t, 1, file.APIVersion)
	require.Len(t, file.Datasources, 1)
	return file.Datasources[0]
}

func TestProvisionedDatasourceIsHealthyOnTheSimulator(t *testing.T) {
	t.Parallel()
	stored := provisionedDatasource(t)
	assert.Equal(t, "volcengine-rtc-datasource", stored.Type)
	assert.Equal(t, "proxy", stored.Access)
	assert.Equal(t, "http://rtcsim:8980", stored.JSONData["endpoint"], "the compose file's simulator, at its default port")

	h := newHost(t, rtcsim.Options{})
	stored.JSONData["endpoint"] = h.instance.JSONData["endpoint"]
	h.instance.UID, h.instance.JSONData, h.instance.SecureJSONData = stored.UID, stored.JSONData, stored.SecureJSONData
	health, err := h.CheckHealth(t.Context(), h.pluginContext(t))
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
	assert.Contains(t, health.Message, stored.JSONData["defaultAppId"])
}

// The entry for the real API is commented out; without the marks it is an entry that the plugin accepts.
func TestProvisionedDatasourceOfTheRealAPI(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, datasourcePath))
	require.NoError(t, err)
	enabled := regexp.MustCompile(`(?m)^#(  )`).ReplaceAllString(string(content), "$1")
	var file datasourceFile
	require.NoError(t, yaml.Unmarshal([]byte(enabled), &file))
	require.Len(t, file.Datasources, 2)
	simulated, actual := file.Datasources[0], file.Datasources[1]
	assert.Equal(t, simulated.UID, actual.UID, "dashboards and rules work with either")
	assert.Equal(t, simulated.Type, actual.Type)
	assert.NotContains(t, actual.JSONData, "endpoint")
	for _, secret := range []string{actual.JSONData["accessKeyId"].(string), actual.SecureJSONData["secretAccessKey"]} {
		assert.Regexp(t, `^\$\{VOLC_\w+\}$`, secret)
	}

	h := newHost(t, rtcsim.Options{})
	simulatedURL := h.instance.JSONData["endpoint"]
	t.Setenv("VOLC_ACCESS_KEY_ID", rtcsim.DemoAccessKeyID)
	t.Setenv("VOLC_SECRET_ACCESS_KEY", rtcsim.DemoSecretAccessKey)
	t.Setenv("VOLC_RTC_APP_ID", app)
	expanded := datasourceFile{}
	require.NoError(t, yaml.Unmarshal([]byte(os.ExpandEnv(enabled)), &expanded))
	h.instance.JSONData, h.instance.SecureJSONData = expanded.Datasources[1].JSONData, expanded.Datasources[1].SecureJSONData
	h.instance.JSONData["endpoint"] = simulatedURL // no test calls the real API
	health, err := h.CheckHealth(t.Context(), h.pluginContext(t))
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
}

package workbench

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// The body for Grafana's HTTP API, as the page on provisioning has it, makes a data source that works.
func TestTheDocumentedBodyForTheHTTPAPI(t *testing.T) {
	sim := httptest.NewServer(rtcsim.New(rtcsim.Options{Role: rtcsim.Role{TRN: rtcsim.DemoRoleTRN}}))
	t.Cleanup(sim.Close)
	plugin, err := pluginhost.Start(pluginhost.Binary("../../dist"), io.Discard)
	require.NoError(t, err, "build the plugin first: go tool mage build")
	t.Cleanup(plugin.Close)
	const uid = "volcengine-rtc"
	server := httptest.NewServer(handler(Options{Plugin: plugin, Instance: pluginhost.Instance{
		UID: uid, Updated: time.Unix(1, 0), SecureJSONData: map[string]string{},
	}}))
	t.Cleanup(server.Close)
	path := server.URL + "/api/datasources/uid/" + uid

	status, text := call(t, http.MethodPut, path, documentedBody(t, sim.URL), map[string]string{"Content-Type": "application/json"})
	require.Equal(t, http.StatusOK, status, text)
	status, text = call(t, http.MethodGet, path, "", nil)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, map[string]bool{"secretAccessKey": true}, fieldsOf(t, text))
	require.NotContains(t, text, rtcsim.DemoSecretAccessKey)

	status, text = call(t, http.MethodGet, path+"/health", "", nil)
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "At most 1 calls a second")
}

// documentedBody is the page's with its references filled in, for a simulator in the place of Volcengine.
func documentedBody(t *testing.T, endpoint string) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/provisioning.md")
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```json\n(\\{\n  \"name\".*?)```").FindSubmatch(page)
	require.NotNil(t, block)
	filledIn := strings.NewReplacer(
		"${VOLC_ACCESS_KEY_ID}", rtcsim.DemoAccessKeyID, "${VOLC_SECRET_ACCESS_KEY}", rtcsim.DemoSecretAccessKey,
		"trn:iam::2100000000:role/rtc-reader", rtcsim.DemoRoleTRN,
	).Replace(string(block[1]))
	var body map[string]any
	require.NoError(t, json.Unmarshal([]byte(filledIn), &body))
	require.Equal(t, pluginType, body["type"])
	settings, ok := body["jsonData"].(map[string]any)
	require.True(t, ok)
	settings["endpoint"], settings["stsEndpoint"] = endpoint, endpoint+rtcsim.STSPath
	encoded, err := json.Marshal(body)
	require.NoError(t, err)
	return string(encoded)
}

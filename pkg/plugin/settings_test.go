package plugin_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/plugin"
)

func TestWrongSettingsNameTheField(t *testing.T) {
	many := make([]jsonMap, 101)
	for i := range many {
		many[i] = jsonMap{"name": "n"}
	}
	tests := []struct {
		name    string
		set     jsonMap
		secrets map[string]string
		says    string
	}{
		{"no access key", jsonMap{"accessKeyId": " "}, nil, `"accessKeyId" is missing`},
		{"no secret", nil, map[string]string{"secretAccessKey": ""}, `"secretAccessKey" is missing`},
		{"line break in the secret", nil, map[string]string{"secretAccessKey": "CANARY\nCANARY"}, `"secretAccessKey" has a line break`},
		{"line break in the token", nil, map[string]string{"sessionToken": "CANARY\r\nX-Evil: 1"}, `"sessionToken" has a line break`},
		{"region without endpoint", jsonMap{"region": "mars-1", "endpoint": ""}, nil, `"endpoint" is missing, and none is documented for region "mars-1"`},
		{"endpoint is no URL", jsonMap{"endpoint": "http://[::1"}, nil, `"endpoint" is not a URL`},
		{"endpoint without scheme", jsonMap{"endpoint": "rtc.volcengineapi.com"}, nil, `"endpoint" must start with https://`},
		{"endpoint is a file", jsonMap{"endpoint": "file:///etc/passwd"}, nil, `"endpoint" must start with https://`},
		{"endpoint without host", jsonMap{"endpoint": "https://"}, nil, `"endpoint" has no host`},
		{"endpoint with password", jsonMap{"endpoint": "https://a:CANARY@host"}, nil, `"endpoint" must not hold a user name`},
		{"endpoint with query", jsonMap{"endpoint": "https://host/?a=b"}, nil, `"endpoint" must end before any ?`},
		{"delay is no duration", jsonMap{"dataDelay": "soon"}, nil, `"dataDelay" must be a duration such as 8h`},
		{"negative delay", jsonMap{"dataDelay": "-1h"}, nil, `"dataDelay" must be a duration`},
		{"long delay", jsonMap{"dataDelay": "8d"}, nil, `"dataDelay" must be a duration`},
		{"cache is no duration", jsonMap{"cacheTTL": "5"}, nil, `"cacheTTL" must be a duration such as 5m`},
		{"timeout is no number", jsonMap{"timeout": "long"}, nil, `"timeout" must be a number of seconds`},
		{"timeout is a list", jsonMap{"timeout": []int{30}}, nil, `"timeout" must be a number of seconds`},
		{"negative timeout", jsonMap{"timeout": -1}, nil, `"timeout" must be a number of seconds`},
		{"of another type", jsonMap{"dataDelay": 8}, nil, `"jsonData" is not the JSON of this data source`},
		{"own indicator without name", jsonMap{"indicators": []jsonMap{{"name": "a"}, {"label": "b"}}}, nil, `"indicators" has an entry (number 2) whose name is empty`},
		{"too many own indicators", jsonMap{"indicators": many}, nil, `"indicators" lists more than 100`},
		{"no TRN", jsonMap{"roleTrn": "rtc-reader"}, nil, `"roleTrn" is not the TRN of a role, such as trn:iam::`},
		{"line break in the TRN", jsonMap{"roleTrn": "trn:iam::1:role/a\nb"}, nil, `"roleTrn" is not the TRN of a role`},
		{"role and session token", jsonMap{"roleTrn": "trn:iam::1:role/a"}, map[string]string{"sessionToken": "CANARY"}, `"roleTrn" cannot be set together with "sessionToken"`},
		{"STS endpoint without scheme", jsonMap{"stsEndpoint": "open.volcengineapi.com"}, nil, `"stsEndpoint" must start with https://`},
		{"STS endpoint with password", jsonMap{"stsEndpoint": "https://a:CANARY@host"}, nil, `"stsEndpoint" must not hold a user name`},
		{"no calls", jsonMap{"callsPerSecond": 0}, nil, `"callsPerSecond" must be a number from 0.01 to 100`},
		{"too few calls", jsonMap{"callsPerSecond": 0.009}, nil, `"callsPerSecond" must be`},
		{"too many calls", jsonMap{"callsPerSecond": "101"}, nil, `"callsPerSecond" must be`},
		{"calls as words", jsonMap{"callsPerSecond": "two"}, nil, `"callsPerSecond" must be`},
		{"calls that are not a number", jsonMap{"callsPerSecond": "NaN"}, nil, `"callsPerSecond" must be`},
		{"endless calls", jsonMap{"callsPerSecond": "Inf"}, nil, `"callsPerSecond" must be`},
		{"calls in a list", jsonMap{"callsPerSecond": []int{1}}, nil, `"callsPerSecond" must be`},
		{"calls as a truth", jsonMap{"callsPerSecond": true}, nil, `"callsPerSecond" must be`},
		{"line break in the default app", jsonMap{"defaultAppId": "a\x00"}, nil, `"defaultAppId" has a character that cannot be printed`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := grafana{TB: t, url: "http://127.0.0.1:1"}
			_, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(test.set, test.secrets))
			require.Error(t, err)
			assert.Contains(t, err.Error(), test.says)
			assert.True(t, backend.IsDownstreamError(err))
			assert.NotContains(t, err.Error(), "CANARY")
		})
	}
}

func TestSettingsWithoutAnythingOptional(t *testing.T) {
	for _, region := range []string{"", "cn-north-1", "ap-singapore-1", "ap-southeast-1"} {
		g := grafana{TB: t}
		instance, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(jsonMap{"region": region, "defaultAppId": ""}, nil))
		require.NoError(t, err)
		instance.(*plugin.Datasource).Dispose()
	}
}

func TestTheTimeoutIsANumberOrText(t *testing.T) {
	for _, timeout := range []any{0.05, "0.05"} {
		ended := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-ended }))
		g := grafana{TB: t, url: server.URL}
		instance, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(jsonMap{"timeout": timeout}, nil))
		require.NoError(t, err)
		g.ds = instance.(*plugin.Datasource)
		assert.Equal(t, http.StatusGatewayTimeout, g.get(t.Context(), "apps").Status)
		close(ended)
		g.ds.Dispose()
		server.Close()
	}
	for _, timeout := range []any{nil, 0, "", 30, "30", 2.5, 900, "1e9"} {
		g := grafana{TB: t, url: "http://127.0.0.1:1"}
		instance, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(jsonMap{"timeout": timeout}, nil))
		require.NoError(t, err)
		instance.(*plugin.Datasource).Dispose()
	}
}

// Grafana makes a new data source at every change of settings.
func TestAThousandSettingsChangesLeakNothing(t *testing.T) {
	g := grafana{TB: t, url: "http://127.0.0.1:1"}
	factory := plugin.NewFactory(time.Now)
	for i := range 1000 {
		instance, err := factory(t.Context(), g.settings(jsonMap{"accessKeyId": strings.Repeat("k", 1+i%50)}, nil))
		require.NoError(t, err)
		instance.(*plugin.Datasource).Dispose()
	}
}

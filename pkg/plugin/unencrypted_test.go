package plugin

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAnUnencryptedEndpointIsAWarning(t *testing.T) {
	for endpoint, warns := range map[string]bool{
		"https://rtc.volcengineapi.com": false, "http://127.0.0.1:8980": false, "http://[::1]:8980": false, "http://localhost": false,
		"http://rtcsim:8980": true, "http://10.0.0.1": true,
	} {
		parsed, err := parseSettings(backend.DataSourceInstanceSettings{
			JSONData:                []byte(`{"accessKeyId":"AK","endpoint":"` + endpoint + `"}`),
			DecryptedSecureJSONData: map[string]string{"secretAccessKey": "SK"},
		})
		require.NoError(t, err)
		assert.Equal(t, warns, parsed.unencrypted(), endpoint)

		parsed.account.STSEndpoint, parsed.account.Endpoint = endpoint, "https://rtc.volcengineapi.com"
		assert.False(t, parsed.unencrypted(), "without a role nothing is sent to STS")
		parsed.account.RoleTRN = "trn:iam::2100000000:role/rtc-reader"
		assert.Equal(t, warns, parsed.unencrypted(), endpoint)
	}
}

package plugin_test

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

func TestCheckHealth(t *testing.T) {
	t.Parallel()
	forbidden := rtcsim.Fault{Action: rtc.Apps.Action, Kind: rtcsim.APIError, Code: "AccessDenied", Message: "ListApps is not allowed"}
	tests := []struct {
		name    string
		api     rtcsim.Options
		set     jsonMap
		fault   *rtcsim.Fault
		healthy bool
		says    string
		details string
	}{
		{name: "all works", healthy: true, says: "the account has 5 apps, and data of app " + class + " can be read"},
		{name: "no default app", set: jsonMap{"defaultAppId": ""}, healthy: true, says: "the account has 5 apps. Data is read once a query names one"},
		{name: "apps cannot be listed", fault: &forbidden, healthy: true, says: "type app ids by hand"},
		{name: "apps cannot be listed, no default app", fault: &forbidden, set: jsonMap{"defaultAppId": ""}, says: "RTCReadOnlyAccess", details: "ListApps is not allowed"},
		{name: "wrong secret", api: rtcsim.Options{SecretAccessKey: "another"}, says: "check the access key ID", details: "SignatureDoesNotMatch"},
		{name: "wrong key", set: jsonMap{"accessKeyId": "AKnobody"}, says: "check the access key ID", details: "InvalidAccessKey"},
		{name: "no permission for the app", set: jsonMap{"defaultAppId": denied}, says: "RTCReadOnlyAccess", details: "AccessDenied.NoPermissionForApp"},
		{name: "no such app", set: jsonMap{"defaultAppId": "nope"}, says: "no such app", details: "NotExistAppId"},
		{name: "nobody there", set: jsonMap{"endpoint": "http://127.0.0.1:1"}, says: "cannot be reached", details: "refused"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, test.api, test.set)
			if test.fault != nil {
				g.sim.Inject(*test.fault)
			}
			result, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
			require.NoError(t, err)
			assert.Equal(t, test.healthy, result.Status == backend.HealthStatusOk, result.Message)
			assert.Contains(t, result.Message, test.says)
			assert.Contains(t, string(result.JSONDetails), test.details)
			assert.NotContains(t, result.Message+string(result.JSONDetails), "CANARY")
		})
	}
}

// Save & test tries again what passes by itself, in both calls that it makes.
func TestHealthSurvivesWhatPassesByItself(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]rtcsim.Fault{
		"429":   {Kind: rtcsim.APIError, Status: 429, Code: "FlowLimitExceeded", Message: "m", Times: 1},
		"500":   {Kind: rtcsim.APIError, Status: 500, Code: "InternalError", Message: "m", Times: 1},
		"reset": {Kind: rtcsim.ResetBeforeHeaders, Times: 1},
		"slow":  {Kind: rtcsim.Hang, Times: 1},
	} {
		for _, action := range []string{"ListApps", "ListOperationData"} {
			t.Run(name+" of "+action, func(t *testing.T) {
				t.Parallel()
				g := newGrafana(t, rtcsim.Options{}, jsonMap{"timeout": 3})
				met := fault
				met.Action = action
				g.sim.Inject(met)
				health, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
				require.NoError(t, err)
				assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
				assert.NotContains(t, health.Message, "cannot be listed")
			})
		}
	}
}

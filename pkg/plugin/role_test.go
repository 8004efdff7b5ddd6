package plugin_test

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/plugin"
	"volcengine-rtc-datasource/pkg/rtc"
)

// newRoleGrafana is newGrafana with a data source that assumes a role of the simulated API.
func newRoleGrafana(t testing.TB, api rtcsim.Options, set jsonMap) grafana {
	t.Helper()
	if api.Role.TRN == "" {
		api.Role.TRN = rtcsim.DemoRoleTRN
	}
	g := newGrafana(t, api, nil)
	all := jsonMap{"roleTrn": rtcsim.DemoRoleTRN, "stsEndpoint": g.url + rtcsim.STSPath}
	for name, value := range set {
		all[name] = value
	}
	g.use(all)
	return g
}

// use puts a data source with other settings in the place of that which there is.
func (g *grafana) use(set jsonMap) {
	g.Helper()
	instance, err := plugin.NewFactory(func() time.Time { return now })(g.Context(), g.settings(set, nil))
	require.NoError(g, err)
	g.ds = instance.(*plugin.Datasource)
	g.Cleanup(g.ds.Dispose)
}

func TestDataOfARole(t *testing.T) {
	t.Parallel()
	g := newRoleGrafana(t, rtcsim.Options{}, nil)
	health, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)

	answer := g.query(g.dataQuery("A", 24*time.Hour, jsonMap{"indicators": []string{"user_count"}}))["A"]
	require.NoError(t, answer.Error)
	assert.Len(t, answer.Frames[0].Fields, 2)
}

func TestWhatIsSaidOfARoleThatDoesNotWork(t *testing.T) {
	t.Parallel()
	refused := func(action, code string) *rtcsim.Fault {
		return &rtcsim.Fault{Action: action, Kind: rtcsim.APIError, Code: code, Message: "no"}
	}
	for name, test := range map[string]struct {
		role   rtcsim.Role
		set    jsonMap
		fault  *rtcsim.Fault
		status backend.Status
		says   []string
	}{
		"trusts somebody else": {role: rtcsim.Role{Trusts: []string{"another"}}, status: backend.StatusForbidden,
			says: []string{"trust policy", "permission sts:AssumeRole", "Cause: AssumeRole: AccessDenied: ", "RequestId 20"}},
		"no such role": {set: jsonMap{"roleTrn": "trn:iam::2100000000:role/other"}, status: backend.StatusForbidden,
			says: []string{"check roleTrn", "AccessDenied", "RequestId 20"}},
		"wrong key": {set: jsonMap{"accessKeyId": "AKnobody"}, status: backend.StatusUnauthorized,
			says: []string{"the credentials that assume the role", "InvalidAccessKey", "RequestId 20"}},
		"clock off": {fault: refused(rtc.AssumeRoleAction, "InvalidTimestamp"), status: backend.StatusBadRequest,
			says: []string{"set the clock of the host", "AssumeRole: InvalidTimestamp: no", "RequestId 20"}},
		"nobody at the STS endpoint": {set: jsonMap{"stsEndpoint": "http://127.0.0.1:1"}, status: backend.StatusBadGateway,
			says: []string{"STS cannot be reached", "check stsEndpoint", "refused"}},
		"STS answers nonsense": {fault: &rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.RawAnswer, Body: "<html>"}, status: backend.StatusBadGateway,
			says: []string{"STS gave an answer that cannot be used", "not one of the API"}},
		"the role may not read": {fault: refused(rtc.OperationData.Action, "AccessDenied"), status: backend.StatusForbidden,
			says: []string{"The role may not read this; grant the role the policy RTCReadOnlyAccess", "Cause: AccessDenied: no", "RequestId 20"}},
		"its keys are not accepted": {fault: refused(rtc.OperationData.Action, "InvalidSecretToken"), status: backend.StatusUnauthorized,
			says: []string{"the temporary keys of the role", "endpoint and stsEndpoint", "InvalidSecretToken", "RequestId 20"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newRoleGrafana(t, rtcsim.Options{Role: test.role}, test.set)
			if test.fault != nil {
				g.sim.Inject(*test.fault)
			}
			for _, answer := range []backend.DataResponse{
				g.query(g.dataQuery("A", 24*time.Hour, jsonMap{"indicators": []string{"user_count"}}))["A"],
				g.queryAsRule(g.dataQuery("A", 34*time.Hour, jsonMap{"indicators": []string{"user_count"}}))["A"],
			} {
				require.Error(t, answer.Error)
				assert.Equal(t, test.status, answer.Status)
				assert.Equal(t, backend.ErrorSourceDownstream, answer.ErrorSource)
				for _, says := range test.says {
					assert.Contains(t, answer.Error.Error(), says)
				}
				assert.NotContains(t, answer.Error.Error(), "CANARY")
			}
		})
	}
}

// The endpoint of the data is not that of STS.
func TestTheSTSEndpointOfSomethingElse(t *testing.T) {
	t.Parallel()
	g := newRoleGrafana(t, rtcsim.Options{}, nil)
	g.use(jsonMap{"roleTrn": rtcsim.DemoRoleTRN, "stsEndpoint": g.url + "/somewhere"})
	result, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusError, result.Status)
	assert.Contains(t, result.Message, "The STS endpoint is not that of Volcengine STS; check stsEndpoint")
	assert.Contains(t, string(result.JSONDetails), "ServiceNotFound")
	assert.Contains(t, string(result.JSONDetails), "RequestId")
}

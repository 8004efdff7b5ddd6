package acceptance

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Panels and rules of two data sources ask without a pause, each time past the memory, while the role's keys expire again
// and again.
func TestNoPanelNoticesThatARolesKeysExpire(t *testing.T) {
	t.Parallel()
	const lifetime, during = 2 * time.Second, 9 * time.Second
	h := newHost(t, rtcsim.Options{NoRateLimit: true, Role: rtcsim.Role{TRN: rtcsim.DemoRoleTRN, Lifetime: lifetime}})
	for name, value := range map[string]any{
		"roleTrn": rtcsim.DemoRoleTRN, "stsEndpoint": fmt.Sprint(h.instance.JSONData["endpoint"], rtcsim.STSPath),
		"callsPerSecond": 50, "dataDelay": "0s", "cacheTTL": "0s",
	} {
		h.instance.JSONData[name] = value
	}
	first := h.pluginContext(t)
	h.instance.UID = "other"
	second := h.pluginContext(t)

	var asked atomic.Int64
	var running sync.WaitGroup
	for i := range 8 {
		pluginContext, headers := first, map[string]string{}
		if i%2 == 1 {
			pluginContext = second
		}
		if i%4 >= 2 {
			headers[backend.FromAlertHeaderName] = "true"
		}
		query := fmt.Sprintf(`{"appIds":[%q],"indicators":["user_count"]}`, rtcsim.DemoApps[i%4].ID)
		running.Go(func() {
			for began := time.Now(); time.Since(began) < during; asked.Add(1) {
				response, err := h.QueryData(t.Context(), &backend.QueryDataRequest{
					PluginContext: pluginContext, Headers: headers,
					Queries: []backend.DataQuery{{
						RefID: "A", JSON: []byte(query), TimeRange: backend.TimeRange{From: time.Now().Add(-34 * time.Hour), To: time.Now()},
					}},
				})
				if !assert.NoError(t, err) {
					return
				}
				answer := response.Responses["A"]
				if !assert.NoError(t, answer.Error) {
					return
				}
				for _, notice := range answer.Frames[0].Meta.Notices {
					assert.NotEqual(t, data.NoticeSeverityError, notice.Severity, notice.Text)
				}
			}
		})
	}
	running.Wait()

	assumed, signedBy := 0, map[string]bool{}
	for _, call := range h.sim.Calls() {
		switch {
		case call.Action == rtc.AssumeRoleAction:
			assumed++
		case call.Code == "":
			signedBy[call.AccessKeyID] = true
		default:
			assert.Equal(t, "InvalidSecretToken", call.Code, "signed with the last of a key's time, and tried again")
		}
	}
	assert.Greater(t, len(signedBy), int(during/lifetime), "keys that signed calls")
	assert.NotContains(t, signedBy, rtcsim.DemoAccessKeyID)
	assert.LessOrEqual(t, assumed, int(2*during/lifetime)+2, "both data sources share the keys, which are renewed at half their life")
	assert.Greater(t, asked.Load(), int64(50))
	t.Logf("%d queries, %d calls, the role assumed %d times", asked.Load(), len(h.sim.Calls()), assumed)
	assertNoSecret(t, h)
}

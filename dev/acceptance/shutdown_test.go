package acceptance

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// soon is more than anything that ends takes, and less than anything that hangs.
const soon = 15 * time.Second

// open is a query under way.
type open struct {
	answer backend.DataResponse
	err    error
}

// start asks for apps in the background, each by a query of its own.
func (h host) start(t *testing.T, apps ...rtcsim.App) <-chan open {
	t.Helper()
	ended := make(chan open, len(apps))
	pluginContext := h.pluginContext(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	for _, asked := range apps {
		go func() {
			response, err := h.QueryData(ctx, &backend.QueryDataRequest{
				PluginContext: pluginContext,
				Queries: []backend.DataQuery{{
					RefID: "A", JSON: fmt.Appendf(nil, `{"indicators":["user_count"],"appIds":[%q]}`, asked.ID),
					TimeRange: backend.TimeRange{From: time.Now().Add(-34 * time.Hour), To: time.Now()},
				}},
			})
			if err != nil {
				ended <- open{err: err}
				return
			}
			ended <- open{answer: response.Responses["A"]}
		}()
	}
	return ended
}

// awaitCalls returns when the API has received so many calls.
func (h host) awaitCalls(t *testing.T, calls int) {
	t.Helper()
	require.Eventually(t, func() bool { return len(h.sim.Calls()) >= calls }, soon, 5*time.Millisecond)
}

// end waits for the next query to end.
func end(t *testing.T, ended <-chan open) open {
	t.Helper()
	select {
	case query := <-ended:
		return query
	case <-time.After(soon):
		require.Fail(t, "the query hangs")
		return open{}
	}
}

// The process ends in the middle of calls: one has no answer, one pauses before another try, two wait for the quota.
func TestShutdownInTheMiddleOfCalls(t *testing.T) {
	t.Parallel()
	for name, endProcess := range map[string]func(h host, pid int) error{
		"SIGTERM":       func(_ host, pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
		"SIGKILL":       func(_ host, pid int) error { return syscall.Kill(pid, syscall.SIGKILL) },
		"Grafana's own": func(h host, _ int) error { h.Close(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, rtcsim.Options{})
			h.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InternalError", Message: "Internal error.", Times: 1})
			h.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang})
			ended := h.start(t, rtcsim.DemoApps...)
			h.awaitCalls(t, 2)
			pid := h.PID()
			require.NoError(t, endProcess(h, pid))

			for range rtcsim.DemoApps {
				require.Error(t, end(t, ended).err)
			}
			require.Eventually(t, func() bool { return h.Exited() && syscall.Kill(pid, 0) == syscall.ESRCH }, soon, 5*time.Millisecond)

			h.sim.ClearFaults()
			var err error
			h.Plugin, err = pluginhost.Start(pluginhost.Binary(dist), h.logs)
			require.NoError(t, err)
			t.Cleanup(h.Close)
			require.NoError(t, end(t, h.start(t, rtcsim.DemoApps[0])).answer.Error)
		})
	}
}

// The settings change in the middle of calls. What is asked after is answered by the new data source. What was asked
// before is answered as well: when the SDK disposes of the former data source, from what the new one fetched.
func TestShutdownOfFormerSettings(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	idle := h.usualGoroutines(t)
	h.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Wait: time.Second, Times: 1})
	h.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang, Times: 1})
	slow := h.start(t, rtcsim.DemoApps[0])
	h.awaitCalls(t, 1)
	hanging := h.start(t, rtcsim.DemoApps[1])
	h.awaitCalls(t, 2)

	h.instance.Updated = h.instance.Updated.Add(time.Second)
	h.instance.JSONData["httpIdleConnTimeout"] = 1 // second: only what is left of the former data source is to be seen
	fresh := h.start(t, rtcsim.DemoApps[:2]...)
	for range 2 {
		query := end(t, fresh)
		require.NoError(t, query.err)
		require.NoError(t, query.answer.Error)
		assert.Len(t, query.answer.Frames[0].Fields, 2)
	}
	former := end(t, slow)
	require.NoError(t, former.err)
	assert.NoError(t, former.answer.Error)
	former = end(t, hanging)
	require.NoError(t, former.err)
	require.NoError(t, former.answer.Error)
	assert.Len(t, former.answer.Frames[0].Fields, 2)

	for deadline := time.Now().Add(soon); h.usualGoroutines(t) > idle; {
		require.True(t, time.Now().Before(deadline), "goroutines of the former data source remain")
	}
	assert.Zero(t, h.metric(t, "volcengine_rtc_quota_queue_length"))
}

package acceptance

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/redistest"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// canaryRedisPassword must not be seen anywhere.
const canaryRedisPassword = "CANARY-redis-password"

// sharedQueries are those of the load: every app by hour and by day, near and far.
var sharedQueries = func() (all []soakQuery) {
	for _, app := range rtcsim.DemoApps[:3] {
		for _, granularity := range []rtc.Granularity{rtc.Hour, rtc.Day} {
			for _, back := range []time.Duration{3 * 24 * time.Hour, 20 * 24 * time.Hour} {
				all = append(all, soakQuery{
					App: app.ID, AppIDs: []string{app.ID}, api: rtc.OperationData, QueryType: "operationData", Granularity: string(granularity),
					Indicators: []string{"user_count", "per_call_time"}, back: back,
				})
			}
		}
	}
	return all
}()

// replicas are plugins with the same data source on one simulated API, in the order in which they were started.
type replicas struct {
	t    *testing.T
	host host
	all  []*pluginhost.Plugin
	load sync.WaitGroup

	mu      sync.Mutex
	strange []string
	slowest time.Duration // of the answers that need no call
	answers int
}

// startReplicas starts n plugins that share a Redis.
func startReplicas(t *testing.T, n int, redis shareSettings) *replicas {
	t.Helper()
	r := &replicas{t: t, host: newHost(t, rtcsim.Options{})}
	r.host.instance.JSONData["redisUrl"] = redis.url
	r.host.instance.SecureJSONData["redisPassword"] = redis.password
	r.host.instance.SecureJSONData["redisCACert"] = redis.caCert
	r.all = append(r.all, r.host.Plugin)
	for len(r.all) < n {
		r.start()
	}
	return r
}

type shareSettings struct{ url, password, caCert string }

// start starts one more replica, which knows nothing.
func (r *replicas) start() *pluginhost.Plugin {
	r.t.Helper()
	started, err := pluginhost.Start(pluginhost.Binary(dist), r.host.logs)
	require.NoError(r.t, err)
	r.t.Cleanup(started.Close)
	r.all = append(r.all, started)
	return started
}

// ask sends all queries to a replica as one dashboard, and judges every value. Once everything is warm, no answer is in part.
func (r *replicas) ask(plugin *pluginhost.Plugin, warm bool) (whole bool) {
	pluginContext := r.host.pluginContext(r.t)
	now := time.Now()
	request := &backend.QueryDataRequest{PluginContext: pluginContext}
	for i, query := range sharedQueries {
		encoded, err := json.Marshal(query)
		if err != nil {
			r.note(err.Error(), 0)
			return false
		}
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: string(rune('A' + i)), JSON: encoded, Interval: time.Minute, TimeRange: backend.TimeRange{From: now.Add(-query.back), To: now},
		})
	}
	response, err := plugin.QueryData(r.t.Context(), request)
	took := time.Since(now)
	if err != nil {
		r.note("no response: "+err.Error(), 0)
		return false
	}
	whole = true
	for i, query := range sharedQueries {
		outcome, points, err := query.judge(response.Responses[string(rune('A'+i))], now)
		switch {
		case err != nil:
			r.note(err.Error(), 0)
		case outcome == partly && !warm:
		case outcome != answered:
			r.note("an answer is "+outcome, 0)
		case points == 0:
			r.note("an answer without a value", 0)
		default:
			continue
		}
		whole = false
	}
	if warm {
		r.note("", took)
	}
	return whole
}

func (r *replicas) note(strange string, took time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers++
	r.slowest = max(r.slowest, took)
	if strange != "" {
		r.strange = append(r.strange, strange)
	}
}

// watch has dashboards refreshed on a replica for a while. Until the first whole answer they may need calls, then none.
func (r *replicas) watch(plugin *pluginhost.Plugin, during time.Duration) {
	r.load.Go(func() {
		ends := time.Now().Add(during)
		warm := false
		for time.Now().Before(ends) {
			warm = r.ask(plugin, warm) || warm
			time.Sleep(20 * time.Millisecond)
		}
		if !warm {
			r.note("never a whole answer", 0)
		}
	})
}

// Whatever happens to Redis in the middle of load, every value is right, no answer fails, and what needs no call is not late.
func TestFaultsOfRedisUnderLoad(t *testing.T) {
	faults := redistest.Faults()
	faults["evicting"] = func(_ testing.TB, server *redistest.Server, _ time.Duration) {
		server.Do("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
		server.Do("CONFIG", "SET", "maxmemory", "1")
	}
	faults["another password"] = func(_ testing.TB, server *redistest.Server, _ time.Duration) {
		server.Do("CONFIG", "SET", "requirepass", canaryRedisPassword)
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.StartSteppable(t)
			r := startReplicas(t, 2, shareSettings{url: server.URL()})
			r.ask(r.all[0], false)
			for _, plugin := range r.all {
				r.watch(plugin, 6*time.Second)
			}
			time.Sleep(time.Second)
			r.load.Go(func() { fault(t, server, 3*time.Second) })
			r.watch(r.start(), 5*time.Second) // starts while Redis is in trouble
			r.load.Wait()
			r.check()
		})
	}
}

// check tells what was wrong with the answers, and looks for secrets.
func (r *replicas) check() {
	r.t.Helper()
	r.t.Logf("%d answers, the slowest without a call after %s, %d calls", r.answers, r.slowest, len(r.host.sim.Calls()))
	assert.Empty(r.t, slices.Compact(slices.Sorted(slices.Values(r.strange))))
	assert.Less(r.t, r.slowest, 500*time.Millisecond+busyHost)
	logs := r.host.logs.String()
	for _, secret := range []string{rtcsim.DemoSecretAccessKey, canaryRedisPassword} {
		assert.NotContains(r.t, logs, secret)
	}
}

// busyHost is what a host that runs several tests at once may add to the time of an answer.
const busyHost = time.Second

// Settings with which no Redis can be used leave the data source as it is without one.
func TestARedisThatCannotBeUsed(t *testing.T) {
	guarded := redistest.Start(t, "--requirepass", "another")
	secured := redistest.StartTLS(t)
	slow := redistest.Start(t)
	for name, settings := range map[string]shareSettings{
		"wrong password":    {url: guarded.URL(), password: canaryRedisPassword},
		"foreign authority": {url: secured.URL(), caCert: redistest.ForeignAuthority(t)},
		"slow network":      {url: slow.Slow(t, 300*time.Millisecond)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startReplicas(t, 1, settings)
			health, err := r.host.CheckHealth(t.Context(), r.host.pluginContext(t))
			require.NoError(t, err)
			assert.Equal(t, backend.HealthStatusOk, health.Status)
			assert.NotContains(t, health.Message, "CANARY")
			if name != "slow network" { // Save & test waits for longer than a query
				assert.Contains(t, health.Message, "Redis cannot be used: ")
			}
			r.ask(r.all[0], false)
			r.watch(r.all[0], 4*time.Second)
			r.load.Wait()
			r.check()
		})
	}
}

// A failover of a Sentinel pair costs no answer. What is asked for was fetched before: without a Redis, two processes on
// one quota cannot fetch it all before patience ends.
func TestAFailoverUnderLoad(t *testing.T) {
	pair := redistest.StartPair(t)
	r := startReplicas(t, 2, shareSettings{url: pair.URL()})
	r.ask(r.all[0], false)
	for _, plugin := range r.all {
		r.watch(plugin, 8*time.Second)
	}
	time.Sleep(2 * time.Second)
	pair.Master.Kill()
	pair.AwaitFailover()
	r.watch(r.start(), 3*time.Second)
	r.load.Wait()
	r.check()
	assert.NotEmpty(t, pair.Replica.Keys())
}

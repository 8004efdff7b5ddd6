package acceptance

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

var soakFor = flag.Duration("soak", 20*time.Second, "how long TestSoak asks; with more than 9 minutes raise -timeout too")

// inSoak tells that the tests are run by go tool mage soak, on a host that does nothing else.
func inSoak() bool { return *soakFor >= time.Minute }

// onlyInSoak skips what takes too long for each run of the tests.
func onlyInSoak(t *testing.T) {
	t.Helper()
	if !inSoak() {
		t.Skip("part of go tool mage soak")
	}
}

// settingsLast is how long the settings stay the same during the soak.
const settingsLast = 4 * time.Second

// keysLast is how long the temporary keys of the role last that the plugin assumes. After half of it they are renewed; the
// other half is for a busy host.
const keysLast = 8 * time.Second

// TestSoak lets viewers and rules ask as fast as the machine goes while the upstream is flaky, the settings change, the
// role's keys expire and callers leave. The plugin is built with the race detector and has a clock of its own, which each
// round of refreshes sets forward; an hour becomes final on the way.
func TestSoak(t *testing.T) {
	t.Parallel()
	s := startSoak(t)
	s.walk(t, *soakFor/4, nil)
	before := s.settle(t, math.Inf(1))
	s.walk(t, *soakFor*3/4, s.changeSettings)
	s.awaitDisposal(t)
	after := s.settle(t, before.goroutines+1)

	s.report(t, before, after)
	s.assertSound(t)
	assert.LessOrEqual(t, after.heap, before.heap*1.5+4<<20, "bytes of heap")
	assert.Zero(t, s.metric(t, "volcengine_rtc_quota_queue_length"), "calls that wait for the quota with nobody asking")
}

// soak is a plugin under load.
type soak struct {
	host
	upstream *httptest.Server
	clock    *clock
	log      *pluginLog
	settings atomic.Pointer[backend.PluginContext]
	changes  int

	asked   atomic.Int64
	mu      sync.Mutex // guards what follows
	tally   map[string]int
	times   []time.Duration // of the queries that were answered
	points  int
	strange []string
}

func startSoak(t *testing.T) *soak {
	t.Helper()
	s := &soak{clock: newClock(t), log: &pluginLog{sent: map[string][]time.Time{}}, tally: map[string]int{}}
	s.clock.advance(t, time.Until(s.clock.now().Truncate(time.Hour).Add(time.Hour))-15*time.Second)
	role := rtcsim.Role{TRN: rtcsim.DemoRoleTRN, Lifetime: keysLast}
	s.sim = rtcsim.New(rtcsim.Options{Now: s.clock.now, Indicators: []string{ownIndicator}, NoRateLimit: true, Role: role})
	s.upstream = httptest.NewServer(flaky(s.sim))
	t.Cleanup(s.upstream.Close)
	s.Plugin = s.clock.start(t, clockedBinary(t, "-race"), s.log)
	s.instance = pluginhost.Instance{
		UID: "rtc", Updated: time.Unix(1, 0),
		JSONData: map[string]any{
			"accessKeyId": rtcsim.DemoAccessKeyID, "endpoint": s.upstream.URL,
			"roleTrn": role.TRN, "stsEndpoint": s.upstream.URL + rtcsim.STSPath,
			// With less than the API's 8 h some points are not final, which is what cacheTTL is about.
			"dataDelay": "6h", "cacheTTL": "5m", "indicators": []map[string]string{{"name": ownIndicator}},
		},
		SecureJSONData: map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey},
	}
	s.use(t)
	return s
}

// use lets everybody ask with the settings as they are now.
func (s *soak) use(t *testing.T) {
	pluginContext := s.pluginContext(t)
	s.settings.Store(&pluginContext)
}

// changeSettings saves the data source again and again.
func (s *soak) changeSettings(ctx context.Context, t *testing.T) {
	t.Helper()
	ticker := time.NewTicker(settingsLast)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.changes++
			s.instance.Updated = s.instance.Updated.Add(time.Second)
			s.instance.JSONData["cacheTTL"] = []string{"5m", "5s"}[s.changes%2]
			s.use(t)
		case <-ctx.Done():
			return
		}
	}
}

// walk sends the viewers and rules through their schedule until the time is over and everybody has an answer. beside
// runs along.
func (s *soak) walk(t *testing.T, duration time.Duration, beside func(context.Context, *testing.T)) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), duration)
	defer cancel()
	var running sync.WaitGroup
	if beside != nil {
		running.Go(func() { beside(ctx, t) })
	}
	for worker := range workers {
		random := rand.New(rand.NewPCG(uint64(worker), 0))
		running.Go(func() {
			for ctx.Err() == nil {
				s.next(t, random)
			}
		})
	}
	running.Wait()
}

// assertSound looks at what must never happen, however flaky the upstream is.
func (s *soak) assertSound(t *testing.T) {
	t.Helper()
	assert.False(t, s.Exited(), "the process lives")
	assert.Empty(t, s.log.faults(), "races and panics in the log")
	assert.Empty(t, s.strange)
	assert.Positive(t, s.tally[answered])
	keys := map[string]bool{}
	for _, call := range s.sim.Calls() {
		keys[call.AccessKeyID] = true
	}
	renewals := int(*soakFor / (2 * keysLast)) // half of the most, as a renewal can fail and waits for a call
	assert.Greater(t, len(keys), 1+renewals, "keys that signed: the long-lived one, those of the role, and those after each renewal")
	// Plugin, callers and API share a few cores here, so calls arrive less evenly than they are sent.
	for _, api := range []*rtc.API{rtc.OperationData, rtc.RealTimeOperationData, rtc.Quality, rtc.Apps} {
		sent := s.log.sentBy(api.Action)
		assert.NotEmpty(t, sent, api.Action)
		perSecond := int(api.PerSecond)
		for i := perSecond; i < len(sent); i++ {
			assert.GreaterOrEqual(t, sent[i].Sub(sent[i-perSecond]), time.Second, "%s: %d calls", api.Action, perSecond+1)
		}
	}
}

func (s *soak) report(t *testing.T, before, after state) {
	faults, calls := 0, s.sim.Calls()
	for _, call := range calls {
		if call.Fault != "" {
			faults++
		}
	}
	slices.Sort(s.times)
	line := fmt.Sprintf("soak of %s: %d queries, %v, %d points checked, p50 %s, p99 %s, %d API calls, %d of them faulty, %d settings changes, %s peak resident memory, goroutines %.0f then %.0f, heap %.1f then %.1f MB",
		*soakFor, s.asked.Load(), s.tally, s.points, s.percentile(50), s.percentile(99), len(calls), faults, s.changes,
		peakMemory(s.PID()), before.goroutines, after.goroutines, before.heap/1e6, after.heap/1e6)
	t.Log(line)
	fmt.Println(line)
}

func (s *soak) percentile(percent int) time.Duration {
	if len(s.times) == 0 {
		return 0
	}
	return s.times[min(len(s.times)-1, len(s.times)*percent/100)].Round(10 * time.Microsecond)
}

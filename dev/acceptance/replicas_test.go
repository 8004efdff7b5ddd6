package acceptance

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/redistest"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// replicaIndicators are those that the panels of the replicas show; the administrator listed them.
var replicaIndicators = []string{"user_count", "per_call_time", "avg_call_time", "rooms", "publishers", "subscribers", "speakers", "screens"}

// replicaSet has plugin processes with the same data source, on one API and one Redis.
type replicaSet struct {
	hosts  []host
	sim    *rtcsim.Server
	redis  *redistest.Server
	binary string
	// instance is the data source of each replica.
	instance pluginhost.Instance
	clock    *clock // of the API and of plugins with a clock that can be set
}

// startSharing starts n of the built plugin.
func startSharing(t *testing.T, n int, api rtcsim.Options) *replicaSet {
	t.Helper()
	return startSharingOf(t, pluginhost.Binary(dist), n, api)
}

func startSharingOf(t *testing.T, binary string, n int, api rtcsim.Options) *replicaSet {
	t.Helper()
	r := &replicaSet{redis: redistest.Start(t), binary: binary, clock: newClock(t)}
	api.Indicators, api.Now = replicaIndicators, r.clock.now
	r.sim = rtcsim.New(api)
	server := httptest.NewServer(r.sim)
	t.Cleanup(server.Close)
	var own []map[string]string
	for _, name := range replicaIndicators {
		own = append(own, map[string]string{"name": name})
	}
	r.instance = pluginhost.Instance{
		UID: "rtc", Updated: time.Unix(1, 0),
		JSONData:       map[string]any{"accessKeyId": rtcsim.DemoAccessKeyID, "endpoint": server.URL, "redisUrl": r.redis.URL(), "indicators": own},
		SecureJSONData: map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey},
	}
	for range n {
		r.add(t, r.clock)
	}
	return r
}

// add starts one more replica, with a clock.
func (r *replicaSet) add(t *testing.T, of *clock) host {
	t.Helper()
	h := host{sim: r.sim, instance: r.instance, logs: &logBuffer{}}
	h.Plugin = of.start(t, r.binary, h.logs)
	h.instance.JSONData, h.instance.SecureJSONData = maps.Clone(h.instance.JSONData), maps.Clone(h.instance.SecureJSONData)
	r.hosts = append(r.hosts, h)
	return h
}

// sharedPanel is one of a dashboard that replicas show.
type sharedPanel struct {
	app        string
	indicators []string
	back       time.Duration
	rule       bool
}

// sharedPanels has 24 panels of 30 days for each app.
func sharedPanels(apps ...string) []sharedPanel {
	var panels []sharedPanel
	for _, app := range apps {
		for i := range 24 {
			var names []string
			for n := range 3 {
				names = append(names, replicaIndicators[(i+n)%len(replicaIndicators)])
			}
			panels = append(panels, sharedPanel{app: app, indicators: names, back: 30 * 24 * time.Hour})
		}
	}
	return panels
}

func (p sharedPanel) request(t *testing.T, h host, now time.Time) *backend.QueryDataRequest {
	t.Helper()
	request := &backend.QueryDataRequest{PluginContext: h.pluginContext(t), Headers: map[string]string{}, Queries: []backend.DataQuery{{
		RefID: "A", JSON: fmt.Appendf(nil, `{"appIds":[%q],"indicators":["%s"],"granularity":"1h"}`, p.app, joinNames(p.indicators)),
		TimeRange: backend.TimeRange{From: now.Add(-p.back), To: now},
	}}}
	if p.rule {
		request.Headers[backend.FromAlertHeaderName] = "true"
	}
	return request
}

func joinNames(names []string) string { return strings.Join(names, `","`) }

// show asks until the panel is whole, checks every value, and gives how many there are.
func (p sharedPanel) show(t *testing.T, h host, now time.Time) (points int, err error) {
	t.Helper()
	for {
		response, err := h.QueryData(t.Context(), p.request(t, h, now))
		if err != nil {
			return 0, err
		}
		answer := response.Responses["A"]
		if answer.Error != nil {
			return 0, answer.Error
		}
		points, err = p.judge(answer.Frames[0])
		if err != nil || answer.Frames[0].Meta.Custom == nil {
			return points, err
		}
	}
}

func (p sharedPanel) judge(frame *data.Frame) (points int, err error) {
	whole := frame.Meta.Custom == nil
	for _, field := range frame.Fields {
		if field.Type() != data.FieldTypeNullableFloat64 {
			continue
		}
		for row := range field.Len() {
			at, _ := frame.Fields[0].At(row).(time.Time)
			value, _ := field.At(row).(*float64)
			want, exists := rtcsim.Value(p.app, field.Labels["indicator"], "1h", at)
			switch {
			case value == nil && (!exists || !whole):
			case value == nil, !exists, *value != want:
				return 0, fmt.Errorf("%s of %s at %s is %v, not %v", field.Labels["indicator"], p.app, at, value, want)
			default:
				points++
			}
		}
	}
	if whole && len(frame.Fields) != 1+len(p.indicators) {
		return 0, fmt.Errorf("%d fields for %v: %v", len(frame.Fields), p.indicators, frame.Meta.Notices)
	}
	return points, nil
}

// show shows all panels on some replicas at once, six at a time on each as a browser does.
func (r *replicaSet) show(t *testing.T, hosts []host, panels []sharedPanel) {
	t.Helper()
	var all errgroup.Group
	for _, h := range hosts {
		all.Go(func() error {
			var group errgroup.Group
			group.SetLimit(6)
			for _, p := range panels {
				group.Go(func() error {
					points, err := p.show(t, h, r.clock.now())
					if err == nil && points == 0 {
						err = fmt.Errorf("%v has no point", p)
					}
					return err
				})
			}
			return group.Wait()
		})
	}
	require.NoError(t, all.Wait())
}

// calls counts those since the last time, none of which may be throttled.
func (r *replicaSet) calls(t *testing.T) int {
	t.Helper()
	count := 0
	for _, call := range r.sim.Calls() {
		assert.Empty(t, call.Code, "%s %s", call.Action, call.Body)
		if call.Action == "ListOperationData" {
			count++
		}
	}
	r.sim.ResetCalls()
	return count
}

// settle waits until what was fetched is in Redis.
func (r *replicaSet) settle(t *testing.T) {
	t.Helper()
	held := -1
	require.Eventually(t, func() bool {
		before := held
		held = len(r.redis.Keys())
		return held == before && held > 0
	}, 10*time.Second, 100*time.Millisecond)
}

func TestReplicasShareADashboard(t *testing.T) {
	r := startSharing(t, 2, rtcsim.Options{NoRateLimit: !inSoak()}) // a busy host delays calls, which come too closely then
	r.show(t, r.hosts, sharedPanels(app))
	assert.Equal(t, 5, r.calls(t))
	r.settle(t)

	more := r.add(t, r.clock)
	r.show(t, []host{more}, sharedPanels(app))
	assert.Zero(t, r.calls(t))
}

func TestReplicasShareTheCallsOfManyApps(t *testing.T) {
	onlyInSoak(t)
	apps := make([]rtcsim.App, 10)
	ids := make([]string, len(apps))
	for i := range apps {
		ids[i] = fmt.Sprintf("661e0000f6%014d", i)
		apps[i] = rtcsim.App{ID: ids[i], Name: fmt.Sprint("App ", i), Status: 1}
	}
	r := startSharing(t, 3, rtcsim.Options{Apps: apps})
	r.show(t, r.hosts, sharedPanels(ids...))
	throttled := 0
	for _, call := range r.sim.Calls() {
		if call.Code != "" {
			throttled++
		}
	}
	assert.Len(t, r.sim.Calls(), 50+throttled)
	slots := r.slots(t)
	assert.GreaterOrEqual(t, slots["used"]+slots["failed"], 50+throttled, "%v", slots)
	assert.Less(t, slots["late"], 25, "half of the calls: %v", slots)
	assert.LessOrEqual(t, throttled, slots["late"]+slots["failed"], "a host that is too busy for two slots in a row uses the third late: %v", slots)
}

// slots counts those of all replicas by outcome.
func (r *replicaSet) slots(t *testing.T) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, h := range r.hosts {
		metrics, err := h.Metrics(t.Context())
		require.NoError(t, err)
		for _, found := range regexp.MustCompile(`quota_slots_total\{.*outcome="(\w+)"\} (\d+)`).FindAllSubmatch(metrics, -1) {
			count, err := strconv.Atoi(string(found[2]))
			require.NoError(t, err)
			counts[string(found[1])] += count
		}
	}
	return counts
}

// An hour passes on all clocks; the rules are evaluated every minute.
func TestRulesOnReplicasCostTheCallsOfOne(t *testing.T) {
	t.Parallel()
	r := startSharingOf(t, clockedBinary(t), 3, rtcsim.Options{NoRateLimit: true})
	r.clock.advance(t, time.Until(time.Now().Truncate(time.Hour).Add(90*time.Minute))) // half past
	r.clock.advance(t, -time.Duration(r.clock.now().Minute()-30)*time.Minute)
	var rules []sharedPanel
	for i := range 100 {
		rules = append(rules, sharedPanel{
			app: rtcsim.DemoApps[i%4].ID, indicators: replicaIndicators[i%5 : i%5+2], back: 34 * time.Hour, rule: true,
		})
	}
	const step = time.Minute
	for past := time.Duration(0); past < time.Hour; past += step {
		r.show(t, r.hosts, rules)
		r.clock.advance(t, step)
	}
	assert.Equal(t, 8, r.calls(t), "a call for each app, and one more when another hour is final")
}

// Credentials are what opens the values of an app, not their presence in Redis.
func TestAWrongSecretReadsNothing(t *testing.T) {
	t.Parallel()
	r := startSharing(t, 1, rtcsim.Options{NoRateLimit: true, MoreKeys: map[string]string{"AKrotated": "the rotated secret"}})
	r.show(t, r.hosts, sharedPanels(app))
	require.Equal(t, 5, r.calls(t))
	r.settle(t)

	thief := r.add(t, r.clock)
	thief.instance.SecureJSONData["secretAccessKey"] = "wrong"
	p := sharedPanels(app)[0]
	response, err := thief.QueryData(t.Context(), p.request(t, thief, r.clock.now()))
	require.NoError(t, err)
	answer := response.Responses["A"]
	require.Error(t, answer.Error)
	assert.Equal(t, backend.StatusUnauthorized, answer.Status)
	assert.Contains(t, answer.Error.Error(), "RequestId")
	for _, frame := range answer.Frames {
		assert.LessOrEqual(t, len(frame.Fields), 1, "no value")
	}
	r.sim.ResetCalls()

	rotated := r.add(t, r.clock)
	rotated.instance.JSONData["accessKeyId"] = "AKrotated"
	rotated.instance.SecureJSONData["secretAccessKey"] = "the rotated secret"
	r.show(t, []host{rotated}, sharedPanels(app))
	assert.Equal(t, 1, r.calls(t), "one call for the app, and no history is lost")

	dump := r.redis.Dump()
	for _, canary := range slices.Concat(replicaIndicators, []string{
		app, rtcsim.DemoAccessKeyID, rtcsim.DemoSecretAccessKey, "the rotated secret", "AKrotated", "CANARY", "ListOperationData", "127.0.0.1",
	}) {
		assert.NotContains(t, dump, canary)
	}
}

// What a replica with a fast clock or a shorter delay fetched is not final for the others.
func TestAHastyReplicaFreezesNothingWrong(t *testing.T) {
	t.Parallel()
	r := startSharingOf(t, clockedBinary(t), 0, rtcsim.Options{NoRateLimit: true})
	fast := newClock(t)
	fast.advance(t, time.Hour)
	hasty := r.add(t, fast)
	hasty.instance.JSONData["dataDelay"] = "6h"
	r.sim.Inject(rtcsim.Fault{Action: "ListOperationData", Kind: rtcsim.MutateAnswer, Mutate: earlyValues(r.clock.now(), 1e6)})
	p := sharedPanel{app: app, indicators: []string{"user_count"}, back: 34 * time.Hour}
	response, err := hasty.QueryData(t.Context(), p.request(t, hasty, fast.now()))
	require.NoError(t, err)
	require.NoError(t, response.Responses["A"].Error)
	_, wrong := p.judge(response.Responses["A"].Frames[0])
	require.Error(t, wrong, "the hasty one shows what still changes")
	r.settle(t)

	r.sim.ClearFaults()
	r.clock.advance(t, 10*time.Hour)
	honest := r.add(t, r.clock)
	_, err = p.show(t, honest, r.clock.now().Add(-16*time.Hour))
	require.NoError(t, err)
}

// earlyValues gives the hours that are not final yet a value that changes later.
func earlyValues(now time.Time, value float64) func(answer map[string]any) {
	return func(answer map[string]any) {
		for _, indicator := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			series := indicator.(map[string]any)
			points := series["Data"].([]any)
			for age := 8; age >= 0; age-- {
				at := now.Truncate(time.Hour).Add(-time.Duration(age) * time.Hour)
				points = append(points, map[string]any{"TimeStamp": at.Format(time.RFC3339), "Value": value})
			}
			series["Data"] = points
		}
	}
}

// Whatever the values in Redis are overwritten with, they are fetched anew.
func TestGarbageInRedisIsFetchedAnew(t *testing.T) {
	t.Parallel()
	r := startSharing(t, 1, rtcsim.Options{NoRateLimit: true})
	r.show(t, r.hosts, sharedPanels(app))
	require.Equal(t, 5, r.calls(t))
	r.settle(t)
	var wg sync.WaitGroup
	for i, key := range r.redis.Keys() {
		wg.Go(func() {
			if i%2 == 0 {
				r.redis.Do("SET", key, fmt.Sprint("garbage ", i))
			} else {
				r.redis.Do("DEL", key)
				r.redis.Do("LPUSH", key, "another type")
			}
		})
	}
	wg.Wait()
	restarted := r.add(t, r.clock)
	r.show(t, []host{restarted}, sharedPanels(app))
	assert.Equal(t, 5, r.calls(t))
}

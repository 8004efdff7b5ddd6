package store_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

const hour, day = time.Hour, 24 * time.Hour

// world is a store and the simulated API behind it, in a synctest bubble: time is fake, and passes when all wait.
type world struct {
	*testing.T
	api     *rtc.API
	sim     *rtcsim.Server
	store   *store.Store
	process *store.Process
}

// inWorld runs a test with a store of operation data on the simulated API. Whatever is still running when the store is
// closed fails it.
func inWorld(t *testing.T, simulated rtcsim.Options, options store.Options, test func(w world)) {
	t.Helper()
	inWorldOf(t, rtc.OperationData, simulated, options, test)
}

// inWorldOf is inWorld for any of the APIs.
func inWorldOf(t *testing.T, api *rtc.API, simulated rtcsim.Options, options store.Options, test func(w world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := world{T: t, api: api, sim: rtcsim.New(simulated), process: store.NewProcess()}
		w.store = w.newStore(options)
		defer w.store.Close()
		test(w)
		w.throttledNever()
	})
}

// apps makes apps of the account.
func apps(n int) []rtcsim.App {
	all := make([]rtcsim.App, n)
	for i := range all {
		all[i] = rtcsim.App{ID: fmt.Sprintf("app-%02d", i), Name: fmt.Sprintf("App %d", i)}
	}
	return all
}

func idsOf(all []rtcsim.App) []string {
	ids := make([]string, len(all))
	for i, app := range all {
		ids[i] = app.ID
	}
	return ids
}

// inSharedWorld is inWorld with the stores of several processes, which may be throttled.
func inSharedWorld(t *testing.T, simulated rtcsim.Options, replicas int, test func(w world, stores []*store.Store)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(simulated)}
		var stores []*store.Store
		for range replicas {
			s := w.anew().newStore(usual)
			defer s.Close()
			stores = append(stores, s)
		}
		test(w, stores)
	})
}

// usual are the options of a data source with default settings.
var usual = store.Options{DataDelay: 8 * hour, CacheTTL: 5 * time.Minute}

var account = rtc.Account{
	AccessKeyID: rtcsim.DemoAccessKeyID, SecretAccessKey: rtcsim.DemoSecretAccessKey,
	Region: rtcsim.DefaultRegion, Endpoint: "http://rtc.simulated",
}

func (w world) newStore(options store.Options) *store.Store {
	client, err := rtc.NewClient(account, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	return store.New(client, w.api, options, w.process, time.Now)
}

// anew is the same world for a process that knows nothing.
func (w world) anew() world {
	w.process = store.NewProcess()
	return w
}

func (w world) throttledNever() {
	w.Helper()
	for _, call := range w.sim.Calls() {
		if call.Fault == "" {
			assert.NotEqual(w, "FlowLimitExceeded.QPSOverLimit", call.Code, "the store called too often")
		}
	}
}

// last is a viewer's question for the time up to now.
func last(back time.Duration, g rtc.Granularity, appID string, indicators ...string) store.Question {
	return store.Question{
		AppIDs: []string{appID}, Indicators: indicators, Granularity: g, From: time.Now().Add(-back), To: time.Now(),
	}
}

func asRule(q store.Question) store.Question {
	q.Class = quota.Rule
	return q
}

// ask asks and waits, and checks every value against the simulator's.
func (w world) ask(q store.Question) store.Answer {
	w.Helper()
	answer, err := w.store.Ask(w.Context(), q).Wait(w.Context())
	require.NoError(w, err)
	w.checkValues(answer)
	return answer
}

// askAll asks all at once.
func (w world) askAll(questions ...store.Question) {
	w.Helper()
	asks := make([]*store.Ask, len(questions))
	for i, q := range questions {
		asks[i] = w.store.Ask(w.Context(), q)
	}
	for _, a := range asks {
		answer, err := a.Wait(w.Context())
		require.NoError(w, err)
		require.Empty(w, answer.Failures)
		w.checkValues(answer)
	}
}

func (w world) checkValues(answer store.Answer) {
	w.Helper()
	for _, series := range answer.Series {
		for i, value := range series.Values {
			bucket := answer.Plan.Grid.Start(answer.Plan.Buckets.First + int64(i))
			expected, ok := rtcsim.Value(series.AppID, series.Indicator, string(answer.Plan.Grid.Granularity), bucket)
			if !ok {
				expected = math.NaN()
			}
			if math.Float64bits(expected) != math.Float64bits(value) && !(math.IsNaN(expected) && math.IsNaN(value)) {
				w.Fatalf("%s of %s at %s is %v, not %v", series.Indicator, series.AppID, bucket, value, expected)
			}
		}
	}
}

// calls counts the data calls since the last count.
func (w world) calls() int {
	count := 0
	for _, call := range w.sim.Calls() {
		if call.Action == w.api.Action {
			count++
		}
	}
	w.sim.ResetCalls()
	return count
}

// later lets time pass, and everything that is due in it happen.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// background asks in a goroutine, for tests in which askers come and go; the channel gives how it ended.
func (w world) background(ctx context.Context, q store.Question) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := w.store.Ask(ctx, q).Wait(ctx)
		ended <- err
	}()
	synctest.Wait()
	return ended
}

// answer asks and waits, whatever comes.
func (w world) answer(q store.Question) store.Answer {
	w.Helper()
	answer, err := w.store.Ask(w.Context(), q).Wait(w.Context())
	require.NoError(w, err)
	return answer
}

// pointsOf counts the values that an answer has.
func pointsOf(answer store.Answer) int {
	points := 0
	for _, series := range answer.Series {
		for _, value := range series.Values {
			if !math.IsNaN(value) {
				points++
			}
		}
	}
	return points
}

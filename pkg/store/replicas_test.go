package store_test

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// Replicas that know nothing of each other share the quota of the account: the pace gives way.
func TestReplicasShareTheQuotaWithoutKnowingOfEachOther(t *testing.T) {
	for replicas := 2; replicas <= 3; replicas++ {
		t.Run(strconv.Itoa(replicas), func(t *testing.T) {
			inSharedWorld(t, rtcsim.Options{Apps: apps(30)}, replicas, func(w world, stores []*store.Store) {
				began := time.Now()
				var asks []*store.Ask
				for _, s := range stores {
					for _, app := range apps(30) {
						asks = append(asks, s.Ask(w.Context(), last(30*day, rtc.Hour, app.ID, "user_count")))
					}
				}
				for _, ask := range asks {
					answer, err := ask.Wait(w.Context())
					require.NoError(w, err)
					require.Empty(w, answer.Failures, "no window fails")
				}
				calls, throttled := 0, 0
				for _, call := range w.sim.Calls() {
					if call.At.Sub(began) < 10*time.Second {
						continue
					}
					calls++
					if call.Code != "" {
						throttled++
					}
				}
				t.Logf("%d replicas: %d of %d calls throttled after 10 s, done after %s", replicas, throttled, calls, time.Since(began))
				assert.LessOrEqual(w, float64(throttled), 0.15*float64(calls))
			})
		})
	}
}

// inReplicas is inWorld with a store in each of several processes, which share what they know.
func inReplicas(
	t *testing.T, simulated rtcsim.Options, replicas int, test func(w world, shared *sharedMemory, replicas []world),
) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(simulated)}
		shared := newSharedMemory()
		var all []world
		for range replicas {
			replica := w.joining(shared.replica(account.SecretAccessKey), usual)
			defer func() { replica.store.Close() }()
			all = append(all, replica)
		}
		test(w, shared, all)
	})
}

// slots are those of replicas, in memory.
type slots struct {
	mu       sync.Mutex
	last     time.Time
	reserved int
}

func (s *slots) Reserve(_ context.Context, _, _ string, spacing, notBefore time.Duration) (in time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reserved++
	s.last = slices.MaxFunc([]time.Time{time.Now().Add(notBefore), s.last.Add(spacing)}, time.Time.Compare)
	return time.Until(s.last), nil
}

// What is shared is looked up before each call, sometimes slowly. No call is late for it: the API would have throttled the next.
func TestSlowLookupsThrottleNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(rtcsim.Options{Apps: apps(10)})}
		shared, options := newSharedMemory(), usual
		options.Slots = &slots{}
		var asks []*store.Ask
		for range 3 {
			replica := w.joining(shared.replica(account.SecretAccessKey), options)
			defer func() { replica.store.Close() }()
			for _, app := range apps(10) {
				asks = append(asks, replica.store.Ask(w.Context(), last(30*day, rtc.Hour, app.ID, "user_count")))
			}
		}
		var load sync.WaitGroup
		for _, ask := range asks {
			load.Go(func() {
				_, err := ask.Wait(w.Context())
				assert.NoError(w, err)
			})
		}
		for second := range 60 {
			shared.set(func(m *sharedMemory) { m.delay = time.Duration(second%4) * 40 * time.Millisecond })
			time.Sleep(time.Second)
		}
		load.Wait()
		for _, call := range w.sim.Calls() {
			assert.Empty(w, call.Code)
		}
		assert.Equal(w, 50, len(w.sim.Calls())) //nolint:testifylint // the calls themselves say nothing
	})
}

// What takes the same time before each call costs no slots, which are those of all replicas.
func TestSteadyLookupsCostNoSlots(t *testing.T) {
	for _, delay := range []time.Duration{0, 60 * time.Millisecond, 150 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(rtcsim.Options{Apps: apps(10)})}
			shared, options, reserved := newSharedMemory(), usual, &slots{}
			shared.delay, options.Slots = delay, reserved
			replica := w.joining(shared.replica(account.SecretAccessKey), options)
			defer replica.store.Close()
			var asks []*store.Ask
			for _, app := range apps(10) {
				asks = append(asks, replica.store.Ask(w.Context(), last(30*day, rtc.Hour, app.ID, "user_count")))
			}
			for _, ask := range asks {
				_, err := ask.Wait(w.Context())
				require.NoError(w, err)
			}
			calls := len(w.sim.Calls())
			assert.Equal(w, 50, calls)
			assert.LessOrEqual(w, reserved.reserved, calls+5, "lookups of %s", delay)
		})
	}
}

// joining is the same world for a process more, which shares what it knows.
func (w world) joining(shared store.Shared, options store.Options) world {
	w = w.anew()
	options.Shared = shared
	w.store = w.newStore(options)
	return w
}

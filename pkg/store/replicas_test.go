package store_test

import (
	"strconv"
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

// joining is the same world for a process more, which shares what it knows.
func (w world) joining(shared store.Shared, options store.Options) world {
	w = w.anew()
	options.Shared = shared
	w.store = w.newStore(options)
	return w
}

package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

var byHourAndByDay = []rtc.Granularity{rtc.Hour, rtc.Day}

// quarter asks for 90 days by hour and by day, as a panel does that is opened now and then.
func (w world) quarter() (answers []store.Answer) {
	for _, g := range byHourAndByDay {
		answers = append(answers, w.answer(last(90*day, g, anApp, "user_count", "5s_join_room_success_rate")))
	}
	return answers
}

// holesSince are those that are not older than a moment.
func holesSince(all []time.Time, since time.Time) []time.Time {
	return slices.DeleteFunc(slices.Clone(all), func(hole time.Time) bool { return hole.Before(since) })
}

// A panel that is opened once in three weeks has no hole that the API did not have, although the API forgets after 30 days
// and the plugin is restarted.
func TestABackfillKeepsWhatIsInUseFromBeingLost(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.quarter()
		began := time.Now().Add(-30*day + hour)
		later(25 * day)
		w.quarter()
		later(10 * day)
		w = w.keeping(shared)
		later(15 * day)
		w.quarter()
		w = w.keeping(shared)
		later(29 * day)
		w.calls()
		w = w.keeping(shared)
		later(11 * day)
		for _, answer := range w.quarter() {
			assert.Zero(t, answer.Unread)
			assert.Empty(t, holesSince(w.holes(answer), began), "%s", answer.Plan.Grid.Granularity)
		}
	})
}

// With everything lost on day 60, what is missing on day 90 is exactly what the API no longer gave then.
func TestABackfillAfterALossFetchesWhatThereStillIs(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.quarter()
		later(30 * day)
		w.quarter()
		later(30 * day)
		w.store.Close()
		w = w.keeping(shared)
		shared.set(func(m *sharedMemory) { clear(m.values) })
		w.quarter()
		lost := time.Now().Add(-30 * day)
		later(30 * day)
		for _, answer := range w.quarter() {
			assert.Zero(t, answer.Unread)
			assert.Empty(t, holesSince(w.holes(answer), lost.Add(24*hour)))
			holes := w.holes(answer)
			require.NotEmpty(t, holes)
			assert.Equal(t, answer.Plan.Grid.Start(answer.Plan.Buckets.First), holes[0])
			assert.Less(t, lost.Sub(holes[len(holes)-1]).Abs(), 25*hour)
			assert.Equal(t, holes[len(holes)-1].Add(answer.Plan.Grid.Step()), answer.KeptFrom.Earliest)
		}
	})
}

// A loss that a process survives loses nothing of what the API still gives: it writes again what it has in memory.
func TestABackfillWritesAgainWhatWasLost(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.quarter()
		later(9 * day)
		shared.set(func(m *sharedMemory) { clear(m.values) })
		w.calls()
		later(2 * day)
		calls := w.calls()
		w = w.keeping(shared)
		later(20 * day)
		for _, answer := range w.quarter() {
			assert.Empty(t, holesSince(w.holes(answer), time.Now().Add(-50*day)))
		}
		assert.LessOrEqual(t, calls, 2, "nothing is fetched for it")
	})
}

// A backfill makes one call for each seven days, and leaves nine tenths of the quota.
func TestABackfillMakesOneCallForSevenDays(t *testing.T) {
	inHistory(t, rtcsim.Options{Apps: apps(20)}, func(w world, _ *sharedMemory) {
		for _, app := range apps(20) {
			w.ask(last(day, rtc.Hour, app.ID, "user_count"))
		}
		w.calls()
		w.sim.ResetCalls()
		later(day)
		calls := w.sim.Calls()
		assert.Len(t, calls, 20*4, "of 30 days, 7 are there")
		for i := range calls[:len(calls)-1] {
			assert.GreaterOrEqual(t, calls[i+1].At.Sub(calls[i].At), 5*time.Second)
		}
		w.sim.ResetCalls()
		later(29 * day)
		assert.InDelta(t, 70, len(w.sim.Calls()), 10, "three or four weeks of 20 apps")
	})
}

// Of several replicas one at a time fills, so together they need the calls of one. A replica that knows nothing of an app
// may need one more, to prove after a day without calls that it may read what is kept.
func TestReplicasBackfillOneAtATime(t *testing.T) {
	calls := map[int]int{}
	for _, replicas := range []int{1, 3} {
		inHistory(t, rtcsim.Options{Apps: apps(10)}, func(w world, shared *sharedMemory) {
			all := []world{w}
			for len(all) < replicas {
				all = append(all, w.keeping(shared))
			}
			for i, app := range apps(10) {
				all[i%replicas].ask(last(day, rtc.Hour, app.ID, "user_count"))
			}
			w.calls()
			later(20 * day)
			sent := w.sim.Calls()
			calls[replicas] = len(sent)
			for i := range sent[:len(sent)-1] {
				assert.Greater(t, sent[i+1].At.Sub(sent[i].At), time.Second)
			}
		})
	}
	assert.Equal(t, 10*6, calls[1])
	assert.LessOrEqual(t, calls[3], calls[1]+10*2, "one for each app and each of the others")
}

// What nobody has asked for in 30 days is not fetched any more.
func TestABackfillEndsWhenNobodyAsks(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, _ *sharedMemory) {
		w.ask(last(day, rtc.Day, anApp, "user_count"))
		later(32 * day)
		assert.NotZero(t, w.calls())
		later(30 * day)
		assert.Zero(t, w.calls())
	})
}

// After a rotation of the key the list of what is in use cannot be read, and is learnt anew; history is there as before.
func TestARotationLosesNoHistory(t *testing.T) {
	const rotated = "rotated"
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.quarter()
		later(28 * day)
		w.quarter()
		w.store.Close()
		later(time.Second) // another process does not know when this one called last
		w = w.joining(shared.replica(rotated), yearly)
		defer func() { w.store.Close() }()
		w.calls()
		for _, answer := range w.quarter() {
			assert.Zero(t, answer.Unread)
			assert.Empty(t, holesSince(w.holes(answer), time.Now().Add(-57*day)))
		}
		assert.Equal(t, 1, w.calls(), "one call proves that the new key may read")
		later(29 * day)
		for _, answer := range w.quarter() {
			assert.Empty(t, holesSince(w.holes(answer), time.Now().Add(-86*day)))
		}
	})
}

// While what is shared is away, nothing is fetched that could not be kept.
func TestNoBackfillWithoutAPlaceToKeepIt(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(day, rtc.Day, anApp, "user_count"))
		w.calls()
		shared.set(func(m *sharedMemory) { m.down = true })
		later(5 * day)
		assert.Zero(t, w.calls())
		shared.set(func(m *sharedMemory) { m.down = false })
		later(hour)
		assert.NotZero(t, w.calls())
	})
}

// An app without data costs a call for seven days like another.
func TestABackfillOfAnIdleApp(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, _ *sharedMemory) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			answer["Result"].(map[string]any)["Indicators"] = []any{}
		}})
		w.answer(last(day, rtc.Hour, anApp, "user_count"))
		w.calls()
		later(28 * day)
		assert.InDelta(t, 3+4, w.calls(), 2)
	})
}

// A longer history is also that of what was kept before, even where the process that shows it need not read it again. What
// could not be read, because nobody had asked for a day, is kept longer soon after it can be.
func TestALongerHistoryKeepsLongerWhatThereIs(t *testing.T) {
	for name, quiet := range map[string]time.Duration{"asked for before": 0, "asked for after": 2 * day} {
		t.Run(name, func(t *testing.T) {
			inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
				settings := yearly
				settings.History = 40 * day
				w = w.joining(shared.replica(account.SecretAccessKey), settings)
				w.quarter()
				began := time.Now().Add(-30*day + hour)
				later(25 * day)
				w.quarter()
				later(quiet)
				w.store.Close()
				settings.History, settings.Shared = 365*day, shared.replica(account.SecretAccessKey)
				w.store = w.newStore(settings) // as Grafana does when the settings change
				later(hour)
				if quiet > 0 {
					w.quarter()
					later(2 * hour)
				}
				w.store.Close()
				later(16 * day) // past the end of the former history
				for _, answer := range w.keeping(shared).quarter() {
					assert.Zero(t, answer.Unread)
					assert.Empty(t, holesSince(w.holes(answer), began), "%s", answer.Plan.Grid.Granularity)
				}
			})
		})
	}
}

// What is in use and in memory is kept from the moment on at which a data source comes to share with others, although
// nobody asks for it again.
func TestWhatIsInMemoryIsKept(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
		w = w.anew()
		w.store = w.newStore(usual)
		w.quarter()
		w = w.thatShares(shared)
		w.calls()
		w.ask(last(day, rtc.Hour, anApp, "user_count"))
		require.Equal(t, 0, w.calls())
		later(hour)
		assert.NotEmpty(t, shared.values)
		assert.Equal(t, 1, w.calls(), "it proves that the values may be read")
	})
}

// A Redis that is full refuses what is written and answers what is read.
func TestWhatRedisRefusedIsWrittenWhenItHasRoom(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		shared.set(func(m *sharedMemory) { m.full = true })
		w.quarter()
		later(day)
		require.Empty(t, shared.values)
		shared.set(func(m *sharedMemory) { m.full = false })
		later(2 * hour)
		assert.NotEmpty(t, shared.values)
	})
}

// So is what a dashboard fetched hour by hour meanwhile, soon after each hour was final.
func TestWhatRedisRefusedOfALiveDashboardIsWrittenToo(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		shared.set(func(m *sharedMemory) { m.full = true })
		hourly := func() { w.ask(last(day, rtc.Hour, anApp, "user_count")) }
		for range 24 {
			hourly()
			later(hour)
		}
		shared.set(func(m *sharedMemory) { m.full = false })
		q := last(20*hour, rtc.Hour, anApp, "user_count")
		q.To = time.Now().Add(-12 * hour)
		later(9 * day)
		hourly() // proves for a day that what is kept may be read
		other := w.keeping(shared)
		w.calls()
		other.ask(q)
		assert.Equal(t, 0, other.calls())
	})
}

// A call that only proves something is not made again and again where it is refused.
func TestAProofThatIsRefusedIsTriedOnceAnHour(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		shared.set(func(m *sharedMemory) { m.full = true })
		w.ask(last(29*day, rtc.Hour, anApp, "user_count"))
		later(day)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "AccessDenied", Status: 403})
		shared.set(func(m *sharedMemory) { clear(m.proofs) })
		w.calls()
		later(6 * hour)
		assert.LessOrEqual(t, w.calls(), 7)
	})
}

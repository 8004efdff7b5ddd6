package store_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// askOnAll asks every replica all questions at once, and checks every value.
func askOnAll(w world, replicas []world, questions ...store.Question) {
	w.Helper()
	var wg sync.WaitGroup
	for _, replica := range replicas {
		wg.Go(func() {
			for _, ask := range replica.start(questions...) {
				answer, err := ask.Wait(w.Context())
				if assert.NoError(w, err) && assert.Empty(w, answer.Failures) {
					assert.Nil(w, answer.Pending)
					replica.checkValues(answer)
					assert.Positive(w, pointsOf(answer))
				}
			}
		})
	}
	wg.Wait()
}

func (w world) start(questions ...store.Question) []*store.Ask {
	asks := make([]*store.Ask, len(questions))
	for i, q := range questions {
		asks[i] = w.store.Ask(w.Context(), q)
	}
	return asks
}

// dashboard has 24 panels of one app.
func dashboardOf(apps ...string) []store.Question {
	var questions []store.Question
	for _, appID := range apps {
		for i := range 24 {
			questions = append(questions, last(30*day, rtc.Hour, appID, []string{"user_count", "avg_call_time", "per_call_time"}[i%3]))
		}
	}
	return questions
}

func TestReplicasFetchADashboardOnce(t *testing.T) {
	for replicas := 2; replicas <= 3; replicas++ {
		t.Run(strconv.Itoa(replicas), func(t *testing.T) {
			inReplicas(t, rtcsim.Options{NoRateLimit: true}, replicas, func(w world, _ *sharedMemory, all []world) {
				askOnAll(w, all, dashboardOf(class)...)
				assert.Equal(w, 5, w.calls())
			})
		})
	}
}

func TestReplicasFetchManyAppsOnce(t *testing.T) {
	inReplicas(t, rtcsim.Options{Apps: apps(10), NoRateLimit: true}, 3, func(w world, _ *sharedMemory, all []world) {
		askOnAll(w, all, dashboardOf(idsOf(apps(10))...)...)
		assert.Equal(w, 50, w.calls())
	})
}

func TestANewReplicaNeedsNoCall(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, dashboardOf(class)...)
		later(time.Minute)
		w.calls()
		third := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer third.store.Close()
		began := time.Now()
		askOnAll(w, []world{third}, dashboardOf(class)...)
		assert.Less(w, time.Since(began), 500*time.Millisecond)
		assert.Equal(w, 0, w.calls())
	})
}

// A hundred rules on three replicas for an hour make the calls of one: an hour becomes final in it.
func TestRulesOnReplicasMakeTheCallsOfOne(t *testing.T) {
	inReplicas(t, rtcsim.Options{Apps: apps(5), NoRateLimit: true}, 3, func(w world, _ *sharedMemory, all []world) {
		later(hour / 2)
		began := time.Now()
		for time.Since(began) < hour {
			next := time.Now().Add(time.Minute)
			var questions []store.Question
			for i := range 100 {
				questions = append(questions, asRule(last(34*hour, rtc.Hour, apps(5)[i%5].ID, []string{"user_count", "avg_call_time"}[i%2])))
			}
			askOnAll(w, all, questions...)
			later(time.Until(next))
		}
		assert.Equal(w, 10, w.calls(), "a call for each app, and one more when another hour is final")
	})
}

func TestAReplicaThatDiesLetsGo(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		dying := shared.replica(account.SecretAccessKey)
		doomed := w.joining(dying, usual)
		defer doomed.store.Close()
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang, Times: 1})
		doomed.store.Ask(w.Context(), last(day, rtc.Hour, class, "user_count"))
		later(time.Second)
		dying.die()
		began := time.Now()
		askOnAll(w, all, last(day, rtc.Hour, class, "user_count"))
		assert.Less(w, time.Since(began), 6*time.Second)
		assert.Greater(w, time.Since(began), 2*time.Second, "it had the lease")
	})
}

// A replica that lives and whose call takes for ever does not keep the others from fetching for more than ten seconds.
func TestTheLeaseOfASlowCallIsNotWaitedForForEver(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 2, func(w world, _ *sharedMemory, all []world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang, Times: 1})
		all[0].store.Ask(w.Context(), last(day, rtc.Hour, class, "user_count"))
		later(time.Second)
		began := time.Now()
		askOnAll(w, all[1:], last(day, rtc.Hour, class, "user_count"))
		assert.InDelta(w, 10, time.Since(began).Seconds(), 2)
	})
}

func TestNothingSharedIsNeeded(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		shared.set(func(m *sharedMemory) { m.down = true })
		askOnAll(w, all, dashboardOf(class)...)
		assert.Equal(w, 5, w.calls())
		shared.set(func(m *sharedMemory) { m.down = false })
		askOnAll(w, all, dashboardOf(class)...)
		assert.Equal(w, 0, w.calls(), "the memory is its own")
	})
}

func TestOtherCredentialsReadNothing(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, dashboardOf(class)...)
		wrong := account
		wrong.SecretAccessKey = "wrong"
		thief := w.anew().joiningAs(wrong, shared.replica(wrong.SecretAccessKey))
		defer thief.store.Close()
		answer := thief.answer(last(30*day, rtc.Hour, class, "user_count"))
		require.NotEmpty(w, answer.Failures)
		assert.Equal(w, rtc.KindCredentials, rtc.KindOf(answer.Failures[0].Err))
		assert.Zero(w, pointsOf(answer))
	})
}

func TestARotatedKeyCostsOneCallAnApp(t *testing.T) {
	options := rtcsim.Options{Apps: apps(3), NoRateLimit: true, MoreKeys: map[string]string{"AKnew": "new secret"}}
	inReplicas(t, options, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, dashboardOf(idsOf(apps(3))...)...)
		assert.Equal(w, 15, w.calls())
		rotated := account
		rotated.AccessKeyID, rotated.SecretAccessKey = "AKnew", "new secret"
		replica := w.anew().joiningAs(rotated, shared.replica(rotated.SecretAccessKey))
		defer replica.store.Close()
		askOnAll(w, []world{replica}, dashboardOf(idsOf(apps(3))...)...)
		assert.Equal(w, 3, w.calls())
	})
}

func (w world) joiningAs(credentials rtc.Account, shared store.Shared) world {
	client, err := rtc.NewClient(credentials, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	options := usual
	options.Shared = shared
	w.store = store.New(client, w.api, options, w.process, time.Now)
	return w
}

// What a permission that was withdrawn lets nobody read any more.
func TestADeniedAppIsNotRead(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, last(30*day, rtc.Hour, class, "user_count"))
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "AccessDenied", Status: 403})
		answer := all[0].answer(last(30*day, rtc.Day, class, "user_count"))
		require.NotEmpty(w, answer.Failures)
		later(time.Minute)
		other := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer other.store.Close()
		w.calls()
		answer = other.answer(last(30*day, rtc.Hour, class, "user_count"))
		require.NotEmpty(w, answer.Failures)
		assert.Equal(w, rtc.KindPermission, rtc.KindOf(answer.Failures[0].Err))
		assert.Zero(w, pointsOf(answer))
		assert.Zero(w, w.calls(), "the refusal is known")

		w.sim.ClearFaults()
		require.NoError(w, all[0].store.Check(w.Context(), class), "a person looks whether it is over")
		later(time.Minute)
		w.calls()
		askOnAll(w, []world{other}, last(30*day, rtc.Hour, class, "user_count"))
		assert.Zero(w, w.calls(), "and the values are there as before")
	})
}

func TestARefusedIndicatorIsSharedAndNothingElse(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 2, func(w world, _ *sharedMemory, all []world) {
		answer := all[0].answer(last(day, rtc.Hour, class, "user_count", "wrong"))
		require.Len(w, answer.Refused, 1)
		assert.Positive(w, w.calls())
		later(time.Second)
		answer = all[1].answer(last(day, rtc.Hour, class, "user_count", "wrong"))
		require.Len(w, answer.Refused, 1)
		assert.Equal(w, "wrong", answer.Refused[0].Indicator)
		assert.Positive(w, pointsOf(answer))
		assert.Zero(w, w.calls())
	})
}

func TestAnOutageStaysWithItsReplica(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 2, func(w world, _ *sharedMemory, all []world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InternalError", Status: 500, Times: 4})
		require.NotEmpty(w, all[0].answer(last(day, rtc.Hour, class, "user_count")).Failures)
		askOnAll(w, all[1:], last(day, rtc.Hour, class, "user_count"))
	})
}

func TestRoomsAndUsersAreNotShared(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
		w.api = rtc.Quality
		replica := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer replica.store.Close()
		q := last(day, rtc.FiveMinutes, class, "join_room_success_rate")
		q.Filter = rtc.Filter{RoomID: "room-1", UserIDs: []string{"user-1"}}
		replica.answer(q)
		later(time.Second)
		assert.Zero(w, shared.reads)
		assert.Empty(w, shared.values)
		assert.Empty(w, shared.leases)
	})
}

func TestRealTimeDataIsShared(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
		w.api = rtc.RealTimeOperationData
		var all []world
		for range 3 {
			replica := w.joining(shared.replica(account.SecretAccessKey), usual)
			defer replica.store.Close()
			all = append(all, replica)
		}
		began := time.Now()
		for time.Since(began) < 5*time.Minute {
			next := time.Now().Add(10 * time.Second)
			for _, replica := range all {
				replica.answer(last(15*time.Minute, rtc.HalfMinute, class, "online_user_count"))
			}
			later(time.Until(next))
		}
		assert.LessOrEqual(w, w.calls(), 11, "a call for each new bucket")
	})
}

// A total of a range is one bucket of a grid of its own.
func TestTotalsAreShared(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
		w.api = rtc.OperationDistribution
		q := last(7*day, rtc.Hour, class, "user_count")
		q.Filter = rtc.Filter{Dimension: "Province"}
		var points []int
		for range 2 {
			replica := w.joining(shared.replica(account.SecretAccessKey), usual)
			points = append(points, pointsOf(replica.answer(q)))
			later(time.Second)
			replica.store.Close()
		}
		assert.Positive(w, points[0])
		assert.Equal(w, points[0], points[1])
		assert.Equal(w, 1, w.calls())
	})
}

// ahead is a clock that is off.
func ahead(d time.Duration) func() time.Time { return func() time.Time { return time.Now().Add(d) } }

func (w world) withClock(shared store.Shared, options store.Options, now func() time.Time) world {
	w = w.anew()
	client, err := rtc.NewClient(account, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	options.Shared = shared
	w.store = store.New(client, w.api, options, w.process, now)
	return w
}

// A clock that is a few seconds behind makes what others fetched just now look like from the future.
func TestASlowClockCostsNoCall(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, dashboardOf(class)...)
		w.calls()
		later(time.Second)
		slow := w.withClock(shared.replica(account.SecretAccessKey), usual, ahead(-4*time.Second))
		defer slow.store.Close()
		askOnAll(w, []world{slow}, dashboardOf(class)...)
		assert.Equal(w, 0, w.calls())
	})
}

// A new epoch starts with nothing known, also in a process that knows what is to be purged.
func TestANewEpochStartsEmpty(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		q := last(day, rtc.Hour, class, "user_count")
		w.ask(q)
		require.Equal(w, 1, w.calls())
		purged := w
		options := usual
		options.Epoch = "2"
		purged.store = w.newStore(options)
		defer purged.store.Close()
		purged.ask(q)
		assert.Equal(w, 1, purged.calls())
	})
}

// A replica with a fast clock, or a shorter delay, takes hours for final that still change. The others do not believe it.
func TestNothingWrongIsFrozenForOthers(t *testing.T) {
	for name, hasty := range map[string]struct {
		delay time.Duration
		clock time.Duration
	}{"a fast clock": {8 * hour, 2 * hour}, "a shorter delay": {2 * hour, 0}, "both": {0, hour}} {
		t.Run(name, func(t *testing.T) {
			inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
				options := usual
				options.DataDelay = hasty.delay
				first := w.withClock(shared.replica(account.SecretAccessKey), options, ahead(hasty.clock))
				defer first.store.Close()
				w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: addEarly(1e6)})
				assert.Contains(w, valuesOf(first.answer(last(day, rtc.Hour, class, "user_count"))), 1e6, "it shows what others do not")
				w.sim.ClearFaults()
				early := last(day, rtc.Hour, class, "user_count")
				early.To = time.Now().Truncate(hour).Add(-6 * hour)
				later(time.Second)
				require.NotEmpty(w, shared.values)

				later(12 * hour) // now the hours are final for everybody
				replica := w.joining(shared.replica(account.SecretAccessKey), usual)
				defer replica.store.Close()
				replica.ask(early)
				assert.NotContains(w, valuesOf(first.answer(early)), 1e6)
			})
		})
	}
}

func valuesOf(answer store.Answer) []float64 {
	var values []float64
	for _, series := range answer.Series {
		values = append(values, series.Values...)
	}
	return values
}

// addEarly gives the hours before they are final a value that changes later.
func addEarly(value float64) func(answer map[string]any) {
	return func(answer map[string]any) {
		for _, indicator := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			series := indicator.(map[string]any)
			points := series["Data"].([]any)
			for age := 8; age >= 0; age-- {
				at := time.Now().Truncate(hour).Add(-time.Duration(age) * hour)
				points = append(points, map[string]any{"TimeStamp": at.Format(time.RFC3339), "Value": value})
			}
			series["Data"] = points
		}
	}
}

// A value that is missing may come late: it is a gap for good only when it still is missing after two days.
func TestAGapIsForGoodAfterTwoDays(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: dropAfter(time.Now().Add(-14 * hour)), Times: 1})
		whole := last(day, rtc.Hour, class, "user_count")
		few := all[0].answer(whole)
		later(time.Second)
		other := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer other.store.Close()
		w.calls()
		assert.Equal(w, pointsOf(few), pointsOf(other.answer(whole)), "a gap is believed for a while")
		assert.Zero(w, w.calls())
		later(25 * hour)
		third := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer third.store.Close()
		third.ask(whole)
		assert.Greater(w, pointsOf(third.answer(whole)), pointsOf(few))
		assert.Equal(w, 1, w.calls(), "and looked for once more")
	})
}

func dropAfter(end time.Time) func(answer map[string]any) {
	return func(answer map[string]any) {
		for _, indicator := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			var points []any
			for _, point := range indicator.(map[string]any)["Data"].([]any) {
				at, err := time.Parse(time.RFC3339, point.(map[string]any)["TimeStamp"].(string))
				if err == nil && at.Before(end) {
					points = append(points, point)
				}
			}
			indicator.(map[string]any)["Data"] = points
		}
	}
}

// What is kept may be anything by the time it is read.
func TestWhatIsKeptWrongIsAMiss(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		askOnAll(w, all, last(30*day, rtc.Hour, class, "user_count"))
		later(time.Second)
		shared.set(func(m *sharedMemory) {
			for key, held := range m.values {
				wrong := *held.kept
				switch key.Chunk % 3 {
				case 0:
					wrong.Span.End++
				case 1:
					wrong.Runs = append(wrong.Runs, wrong.Runs...)
				default:
					wrong.Series = []store.KeptSeries{{Values: []float64{1}}}
				}
				m.values[key] = sharedValue{&wrong, held.until}
			}
		})
		other := w.joining(shared.replica(account.SecretAccessKey), usual)
		defer other.store.Close()
		w.calls()
		askOnAll(w, []world{other}, last(30*day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 5, w.calls())
	})
}

// Reading does not hold those up who leave, nor a data source that is closed.
func TestReadingEndsWithItsAsker(t *testing.T) {
	inReplicas(t, rtcsim.Options{}, 1, func(w world, shared *sharedMemory, all []world) {
		shared.set(func(m *sharedMemory) { m.delay = hour })
		ctx, cancel := context.WithCancelCause(w.Context())
		left := all[0].background(ctx, last(day, rtc.Hour, class, "user_count"))
		gone := errors.New("gone")
		cancel(gone)
		require.ErrorIs(w, <-left, gone)
		stays := all[0].background(w.Context(), last(day, rtc.Hour, class, "user_count"))
		all[0].store.Close()
		require.Error(w, <-stays)
		shared.set(func(m *sharedMemory) { m.delay = 0 })
	})
}

// A panel that waits while another replica fetches shows what comes as it comes.
func TestWaitingForALeaseTakesWhatComes(t *testing.T) {
	inReplicas(t, rtcsim.Options{NoRateLimit: true}, 2, func(w world, _ *sharedMemory, all []world) {
		asks := all[0].start(last(30*day, rtc.Hour, class, "user_count"))
		later(100 * time.Millisecond)
		q := last(30*day, rtc.Hour, class, "user_count")
		q.Patience = time.Second
		q.Class = quota.Viewer
		answer := all[1].answer(q)
		require.NotNil(w, answer.Pending)
		assert.Positive(w, pointsOf(answer))
		_, err := asks[0].Wait(w.Context())
		require.NoError(w, err)
		askOnAll(w, all, last(30*day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 5, w.calls())
	})
}

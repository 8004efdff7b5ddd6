package store_test

import (
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func TestAnAppWithoutPermissionCostsOneProbeInFiveMinutes(t *testing.T) {
	all := apps(60)
	for i := range 40 {
		all[i].Denied = true
	}
	inWorld(t, rtcsim.Options{Apps: all}, usual, func(w world) {
		question := last(2*day, rtc.Hour, class, "user_count")
		question.AppIDs = idsOf(all)
		answer := w.answer(question)
		assert.Len(w, answer.Failures, 40)
		assert.Len(w, answer.Series, 20)
		assert.Equal(w, 60, w.calls())
		for range 9 {
			later(20 * time.Second)
			again := w.answer(question)
			assert.Len(w, again.Failures, 40)
			assert.Zero(w, again.Waited, "nobody waits for what is known to be refused")
		}
		assert.Zero(w, w.calls())
		later(5 * time.Minute)
		w.answer(question)
		assert.Equal(w, 40, w.calls(), "each is tried again")
	})
}

func TestCredentialsThatAreRefusedCostAFewCalls(t *testing.T) {
	inWorld(t, rtcsim.Options{Apps: apps(20), SecretAccessKey: "another"}, usual, func(w world) {
		question := last(30*day, rtc.Hour, class, "user_count")
		question.AppIDs = idsOf(apps(20))
		answer := w.answer(question)
		failed := map[string]bool{}
		for _, f := range answer.Failures {
			failed[f.AppID] = true
		}
		assert.Len(w, failed, 20)
		assert.Less(w, answer.Waited, 2*time.Second)
		assert.LessOrEqual(w, w.calls(), 3)
		for range 9 {
			later(10 * time.Second)
			assert.Equal(w, rtc.KindCredentials, rtc.KindOf(w.answer(question).Failures[0].Err))
		}
		assert.LessOrEqual(w, w.calls(), 3, "a probe in half a minute")
	})
}

// overOutage asks over a connection that fails for a while and then works.
func (w world) overOutage(fails func() (*http.Response, error), test func(s *store.Store, over func())) {
	w.Helper()
	simulated := *w.sim.Client()
	line := &breakable{next: simulated.Transport, fails: fails}
	simulated.Transport = line
	client, err := rtc.NewClient(account, &simulated, rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	s := store.New(client, w.api, usual, store.NewProcess(), time.Now)
	defer s.Close()
	test(s, func() { line.fails = nil })
}

// breakable is a connection with an outage.
type breakable struct {
	next  http.RoundTripper
	fails func() (*http.Response, error)
}

func (b *breakable) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.fails != nil {
		return b.fails()
	}
	return b.next.RoundTrip(r)
}

// An outage is named soon, to panels and rules, and its end is found soon.
func TestAnOutage(t *testing.T) {
	for name, fails := range map[string]func() (*http.Response, error){
		"refused": func() (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		},
		"503":   busy("0"),
		"reset": func() (*http.Response, error) { return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET} },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{Apps: apps(10)}, usual, func(w world) {
				w.overOutage(fails, func(s *store.Store, over func()) {
					panel, rule := last(30*day, rtc.Hour, class, "user_count"), asRule(last(2*day, rtc.Hour, class, "user_count"))
					panel.AppIDs, rule.AppIDs = idsOf(apps(10)), idsOf(apps(10))[:1]
					began := time.Now()
					asks := []*store.Ask{s.Ask(w.Context(), panel), s.Ask(w.Context(), rule)}
					for _, ask := range asks {
						answer, err := ask.Wait(w.Context())
						require.NoError(w, err)
						require.NotEmpty(w, answer.Failures)
						assert.Equal(w, rtc.KindUnavailable, rtc.KindOf(answer.Failures[0].Err))
						assert.Less(w, time.Since(began), 10*time.Second)
					}
					later(time.Minute)
					over()
					ended := time.Now()
					for {
						answer, err := s.Ask(w.Context(), panel).Wait(w.Context())
						require.NoError(w, err)
						if len(answer.Failures) == 0 {
							break
						}
						later(10 * time.Second)
						require.Less(w, time.Since(ended), time.Minute)
					}
					assert.Less(w, time.Since(ended), 30*time.Second+50*520*time.Millisecond, "found within 30 s, and then fetched")
				})
			})
		})
	}
}

// An API that does not answer at all is named when patience ends, and probed from then on.
func TestAnOutageByHanging(t *testing.T) {
	inWorld(t, rtcsim.Options{Apps: apps(10)}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang})
		question := last(2*day, rtc.Hour, class, "user_count")
		question.AppIDs = idsOf(apps(10))
		answer := w.answer(impatient(question, 25*time.Second))
		require.NotNil(w, answer.Pending)
		assert.Equal(w, rtc.KindTimeout, rtc.KindOf(answer.Pending.Err))
		later(30 * time.Second)
		for range 6 {
			began := time.Now()
			answer := w.answer(impatient(question, 25*time.Second))
			assert.NotEmpty(w, answer.Failures, "the others do not wait for the probe")
			if answer.Pending != nil {
				assert.Equal(w, rtc.KindTimeout, rtc.KindOf(answer.Pending.Err))
			}
			assert.LessOrEqual(w, time.Since(began), 25*time.Second)
			later(10*time.Second - time.Since(began))
		}
		assert.Less(w, w.calls(), 20)
		w.sim.ClearFaults()
		later(10 * time.Second)
		assert.Empty(w, w.answer(question).Failures)
	})
}

// After an outage the API may take longer than a first probe, and still less than the timeout.
func TestASlowAPIIsFoundToWork(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.ResetBeforeHeaders})
		question := last(2*day, rtc.Hour, class, "user_count")
		require.NotEmpty(w, w.answer(question).Failures)
		w.sim.ClearFaults()
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Wait: 18 * time.Second})
		began := time.Now()
		for len(w.answer(question).Series) == 0 {
			later(10 * time.Second)
			require.Less(w, time.Since(began), 2*time.Minute)
		}
	})
}

// An API that an endpoint lacks says nothing of its others.
func TestAnActionThatTheEndpointLacks(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Action: rtc.OperationData.Action, Status: http.StatusNotFound, Code: "InvalidActionOrVersion", Message: "no"})
		quality := w
		quality.api = rtc.Quality
		quality.store = quality.newStore(usual)
		defer quality.store.Close()
		for range 3 {
			answer := w.answer(last(2*day, rtc.Hour, class, "user_count"))
			require.NotEmpty(w, answer.Failures)
			assert.Equal(w, rtc.KindAction, rtc.KindOf(answer.Failures[0].Err))
			assert.Empty(w, quality.answer(last(2*day, rtc.Hour, class, "join_room_success_rate")).Failures)
			later(time.Minute)
		}
		assert.Equal(w, 1, w.calls())
	})
}

// A refusal that was a passing one, and a limit that nobody knew, convict nobody and lose nothing.
func TestAPassingRefusalLosesNoSeries(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidParameter", Message: "passing", Times: 1})
		answer := w.ask(last(2*day, rtc.Hour, class, "user_count", "per_call_time", "avg_call_time"))
		assert.Empty(w, answer.Refused)
		assert.Len(w, answer.Series, 3)
		w.calls()
		assert.Len(w, w.ask(last(2*day, rtc.Hour, class, "avg_call_time")).Series, 1)
		assert.Zero(w, w.calls())
	})
}

func TestALimitOfNamesLosesNoSeries(t *testing.T) {
	known := names(47)
	inWorld(t, rtcsim.Options{Indicators: known, MaxIndicators: 10}, usual, func(w world) {
		answer := w.ask(last(2*day, rtc.Hour, class, known...))
		assert.Empty(w, answer.Refused)
		assert.Empty(w, answer.Failures)
		assert.Len(w, answer.Series, 47)
		w.calls()
		w.ask(last(2*day, rtc.Hour, chat, known...))
		assert.LessOrEqual(w, w.calls(), 16, "the limit is known by now")
	})
}

// What memory has of an indicator is shown, even while the API refuses it.
func TestAConvictionStopsCallsNotMemory(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		before := w.ask(last(2*day, rtc.Hour, class, "avg_call_time"))
		later(3 * hour)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidParameter", Message: "no such indicator"})
		answer := w.answer(last(2*day, rtc.Hour, class, "avg_call_time"))
		assert.Len(w, answer.Refused, 1)
		require.Len(w, answer.Series, 1)
		assert.Greater(w, pointsOf(answer), pointsOf(before)-5)
	})
}

// The same API that refused an indicator for one app is asked for it for another.
func TestAnIdleAppIsNoWrongName(t *testing.T) {
	all := apps(3)
	inWorld(t, rtcsim.Options{Apps: all}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, AppID: all[0].ID, Mutate: func(answer map[string]any) {
			answer["Result"].(map[string]any)["Indicators"] = []any{}
		}})
		calls := 0
		for range 24 * 12 {
			question := asRule(last(34*hour, rtc.Hour, class, "user_count"))
			question.AppIDs = idsOf(all)
			answer := w.answer(question)
			require.Equal(w, []store.Silence{{AppID: all[0].ID, Indicator: "user_count", Proven: true}}, answer.Silent)
			for _, call := range w.sim.Calls() {
				if call.AppID == all[0].ID {
					calls++
				}
			}
			w.sim.ResetCalls()
			later(5 * time.Minute)
		}
		assert.LessOrEqual(w, calls, 25, "a call an hour")
	})
}

// Whatever the API revises, all who ask see the same from then on.
func TestARevisedValueDoesNotFlip(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		question := func() store.Question { return last(2*day, rtc.Hour, class, "user_count") }
		w.ask(question())
		later(hour)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			for _, p := range indicator(answer, 0)["Data"].([]any) {
				p.(map[string]any)["Value"] = 4711.0
			}
		}})
		first := w.answer(question())
		second := w.answer(question())
		assert.Equal(w, first.Series, second.Series)
		assert.Contains(w, first.Series[0].Values, 4711.0, "the latest answer is the authority")
	})
}

func TestCheckTriesAgainWhatPassesByItself(t *testing.T) {
	for name, fault := range map[string]rtcsim.Fault{
		"429":   {Kind: rtcsim.APIError, Status: http.StatusTooManyRequests, Code: "FlowLimitExceeded", Message: "m", Times: 1},
		"500":   {Kind: rtcsim.APIError, Status: http.StatusInternalServerError, Code: "InternalError", Message: "m", Times: 1},
		"reset": {Kind: rtcsim.ResetBeforeHeaders, Times: 1},
		"slow":  {Kind: rtcsim.Delay, Wait: 20 * time.Second, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{}, usual, func(w world) {
				w.sim.Inject(fault)
				require.NoError(w, w.store.Check(w.Context(), class))
			})
		})
	}
	inWorld(t, rtcsim.Options{SecretAccessKey: "another"}, usual, func(w world) {
		began := time.Now()
		err := w.store.Check(w.Context(), class)
		failure := new(rtc.Error)
		require.ErrorAs(w, err, &failure)
		assert.Equal(w, rtc.KindCredentials, failure.Kind())
		assert.Less(w, time.Since(began), time.Second, "what does not pass is told at once")
	})
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func TestACancelledAskerNeitherFailsNorDelaysTheOthers(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		leaving, leave := context.WithCancelCause(w.Context())
		goes := w.background(leaving, last(30*day, rtc.Hour, class, "user_count"))
		stays := w.background(w.Context(), last(30*day, rtc.Hour, class, "avg_call_time"))
		later(600 * time.Millisecond)
		why := errors.New("the panel was closed")
		leave(why)
		require.ErrorIs(w, <-goes, why)
		began := time.Now()
		require.NoError(w, <-stays)
		assert.Less(w, time.Since(began), 2*time.Second)
		assert.Equal(w, 5, w.calls())
	})
}

// Work belongs to the store: what somebody wanted is fetched, whether they still wait or not.
func TestCallsOutliveTheirAskers(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		ctx, cancel := context.WithCancel(w.Context())
		first := w.background(ctx, last(30*day, rtc.Hour, class, "user_count"))
		second := w.background(ctx, last(30*day, rtc.Hour, class, "avg_call_time"))
		later(600 * time.Millisecond)
		cancel()
		require.ErrorIs(w, <-first, context.Canceled)
		require.ErrorIs(w, <-second, context.Canceled)
		later(time.Minute)
		assert.Equal(w, 5, w.calls())

		w.ask(last(30*day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 0, w.calls(), "what came meanwhile is kept")
	})
}

func TestACallUnderWayIsJoined(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Wait: 3 * time.Second, Times: 1})
		first := w.background(w.Context(), last(day, rtc.Hour, class, "user_count"))
		later(time.Second)
		second := w.background(w.Context(), last(2*day, rtc.Hour, class, "avg_call_time"))
		require.NoError(w, <-first)
		require.NoError(w, <-second)
		assert.Equal(w, 1, w.calls(), "the second one's indicator rode along")
	})
}

func TestEachAskerHonoursItsOwnDeadline(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Wait: 10 * time.Second, Times: 1})
		hasty, cancel := context.WithTimeout(w.Context(), 3*time.Second)
		defer cancel()
		first := w.background(hasty, last(day, rtc.Hour, class, "user_count"))
		second := w.background(w.Context(), last(day, rtc.Hour, class, "user_count"))
		began := time.Now()
		require.NoError(w, <-first, "it has what there is")
		assert.Equal(w, 2*time.Second, time.Since(began), "a second before its deadline")
		require.NoError(w, <-second)
		assert.Equal(w, 1, w.calls())
	})
}

// A question for which there is no time now is answered later, from what is fetched meanwhile.
func TestAQuestionThatNeedsMoreTimeIsAnsweredLater(t *testing.T) {
	inWorld(t, rtcsim.Options{Apps: apps(90)}, usual, func(w world) {
		rule := asRule(last(2*day, rtc.Hour, class, "user_count"))
		rule.AppIDs, rule.Whole = idsOf(apps(90)), true
		evaluate := func() store.Answer {
			ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
			defer cancel()
			began := time.Now()
			answer, err := w.store.Ask(ctx, rule).Wait(ctx)
			require.NoError(w, err)
			assert.Less(w, time.Since(began), 30*time.Second)
			later(time.Minute - time.Since(began))
			return answer
		}
		pending := evaluate().Pending
		require.NotNil(w, pending)
		assert.Equal(w, 90, pending.OfApps)
		assert.Greater(w, pending.Apps, 50)
		assert.Less(w, pending.All, 30*time.Second)
		answer := evaluate()
		assert.Nil(w, answer.Pending)
		assert.Empty(w, answer.Failures)
		assert.Equal(w, 90, w.calls())
	})
}

// Nothing is refused for being large, unless it could not be done before it is given up.
func TestAQuestionThatCannotBeDoneInMinutesFailsAtOnce(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		large := last(30*day, rtc.Hour, class, "user_count")
		large.AppIDs = nil
		for i := range 250 {
			large.AppIDs = append(large.AppIDs, fmt.Sprintf("app-%d", i))
		}
		began := time.Now()
		_, err := w.store.Ask(w.Context(), large).Wait(w.Context())
		queue := new(store.QueueError)
		require.ErrorAs(w, err, &queue)
		assert.Zero(w, time.Since(began))
		assert.Equal(w, 1250, queue.Calls)
		assert.Greater(w, queue.Wait, 10*time.Minute)
		later(time.Minute)
		assert.Zero(w, w.calls(), "nothing is called for it")
	})
}

func TestTheQueueIsBounded(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		ctx, cancel := context.WithCancel(w.Context())
		var refused int
		var waiting []<-chan error
		for i := range 30 {
			q := last(30*day, rtc.Hour, class, "user_count")
			for n := range 10 {
				q.AppIDs = append(q.AppIDs, fmt.Sprintf("app-%d-%d", i, n))
			}
			waiting = append(waiting, w.background(ctx, q))
		}
		cancel()
		for _, ended := range waiting {
			if queue := new(store.QueueError); errors.As(<-ended, &queue) {
				refused++
			}
		}
		assert.Positive(w, refused)
	})
}

func TestAViewerDoesNotStandBehindASweepOfRules(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		var rules []<-chan error
		for i := range 100 {
			rules = append(rules, w.background(w.Context(), asRule(last(2*day, rtc.Hour, fmt.Sprintf("app-%d", i), "user_count"))))
		}
		later(5 * time.Second)
		w.calls()
		answer := w.ask(last(30*day, rtc.Hour, class, "user_count"))
		assert.Less(w, answer.Waited, 5*time.Second, "five calls of its own, and a rule's between")
		assert.LessOrEqual(w, w.calls(), 5+2)
		for _, ended := range rules {
			require.NoError(w, <-ended)
		}
	})
}

func TestRulesDoNotStarve(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		var viewers []<-chan error
		for i := range 98 {
			viewers = append(viewers, w.background(w.Context(), last(2*day, rtc.Hour, fmt.Sprintf("app-%d", i), "user_count")))
		}
		began := time.Now()
		w.ask(asRule(last(2*day, rtc.Hour, class, "user_count")))
		assert.Less(w, time.Since(began), 4*time.Second)
		for _, ended := range viewers {
			require.NoError(w, <-ended)
		}
	})
}

func TestASmallQuestionDoesNotStandBehindALargeOne(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		large := last(30*day, rtc.Hour, class, "user_count")
		large.AppIDs = nil
		for i := range 50 {
			large.AppIDs = append(large.AppIDs, fmt.Sprintf("app-%d", i))
		}
		ended := w.background(w.Context(), large)
		later(3 * time.Second)
		answer := w.ask(last(2*day, rtc.Hour, class, "user_count"))
		assert.Less(w, answer.Waited, 2*time.Second)
		require.NoError(w, <-ended)
	})
}

func TestARulesCallThatAViewerJoinsIsHurried(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		var rules []<-chan error
		for i := range 60 {
			appID := fmt.Sprintf("app-%d", i)
			if i == 59 {
				appID = class
			}
			rules = append(rules, w.background(w.Context(), asRule(last(2*day, rtc.Hour, appID, "user_count"))))
		}
		answer := w.ask(last(2*day, rtc.Hour, class, "user_count"))
		assert.Less(w, answer.Waited, 3*time.Second)
		for _, ended := range rules {
			require.NoError(w, <-ended)
		}
		assert.Equal(w, 60, w.calls(), "they shared it")
	})
}

// A viewer asks for another range of an app for which a rule waits.
func TestAViewerInARulesLaneIsHurried(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		var rules []<-chan error
		for i := range 60 {
			appID := fmt.Sprintf("app-%d", i)
			if i == 59 {
				appID = class
			}
			rules = append(rules, w.background(w.Context(), asRule(last(2*day, rtc.Hour, appID, "user_count"))))
		}
		q := last(20*day, rtc.Hour, class, "user_count")
		q.To = q.From.Add(day)
		answer := w.ask(q)
		assert.Less(w, answer.Waited, 3*time.Second)
		for _, e := range rules {
			require.NoError(w, <-e)
		}
	})
}

// A small question joins a call that a large one has at its end.
func TestASmallQuestionThatJoinsALargeOnesCallIsHurried(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		large := last(2*day, rtc.Hour, class, "user_count")
		large.AppIDs = nil
		for i := range 60 {
			large.AppIDs = append(large.AppIDs, fmt.Sprintf("app-%d", i))
		}
		large.AppIDs = append(large.AppIDs, class)
		ended := w.background(w.Context(), large)
		later(time.Second)
		ctx, cancel := context.WithTimeout(w.Context(), 10*time.Second)
		defer cancel()
		began := time.Now()
		_, err := w.store.Ask(ctx, last(2*day, rtc.Hour, class, "user_count")).Wait(ctx)
		require.NoError(w, err)
		assert.Less(w, time.Since(began), 3*time.Second)
		require.NoError(w, <-ended)
	})
}

// The rule's call stands far back, and so would it among the viewers.
func TestARulesCallThatAViewerJoinsLosesItsRound(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		sweep := asRule(last(2*day, rtc.Hour, class, "user_count"))
		sweep.AppIDs = nil
		large := last(2*day, rtc.Hour, class, "user_count")
		large.AppIDs = nil
		for i := range 60 {
			sweep.AppIDs = append(sweep.AppIDs, fmt.Sprintf("app-%d", i))
			large.AppIDs = append(large.AppIDs, fmt.Sprintf("bpp-%d", i))
		}
		sweep.AppIDs = append(sweep.AppIDs, class)
		a := w.background(w.Context(), sweep)
		b := w.background(w.Context(), large)
		later(time.Second)
		answer := w.ask(last(2*day, rtc.Hour, class, "user_count"))
		assert.Less(w, answer.Waited, 3*time.Second)
		require.NoError(w, <-a)
		require.NoError(w, <-b)
	})
}

// Viewers wait, but leave every fourth turn to the rule.
func TestARuleThatWillBeAnsweredInTimeIsNotTurnedAway(t *testing.T) {
	for _, deadline := range []time.Duration{0, 10 * time.Second} {
		inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
			var viewers []<-chan error
			for i := range 40 {
				viewers = append(viewers, w.background(w.Context(), last(2*day, rtc.Hour, fmt.Sprintf("app-%d", i), "user_count")))
			}
			ctx, cancel := context.WithTimeout(w.Context(), time.Hour)
			if deadline > 0 {
				ctx, cancel = context.WithTimeout(w.Context(), deadline)
			}
			defer cancel()
			_, err := w.store.Ask(ctx, asRule(last(2*day, rtc.Hour, class, "user_count"))).Wait(ctx)
			require.NoError(w, err)
			for _, e := range viewers {
				require.NoError(w, <-e)
			}
		})
	}
}

// Newcomers that keep coming do not keep a question from its second call.
func TestNobodyStarvesUnderAStreamOfSmallQuestions(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		var all []<-chan error
		for i := range 5 {
			all = append(all, w.background(w.Context(), last(2*day, rtc.Hour, fmt.Sprintf("pre-%d", i), "user_count")))
		}
		two := last(2*day, rtc.Hour, class, "user_count")
		two.AppIDs = []string{class, chat}
		ended := w.background(w.Context(), two)
		began := time.Now()
		var took time.Duration
		go func() {
			assert.NoError(w, <-ended)
			took = time.Since(began)
		}()
		for i := range 600 { // 5 minutes, 2 small ones a second
			all = append(all, w.background(w.Context(), last(2*day, rtc.Hour, fmt.Sprintf("app-%d", i), "user_count")))
			later(500 * time.Millisecond)
		}
		assert.NotZero(w, took, "not answered in 5 minutes")
		assert.Less(w, took, time.Minute)
		for _, e := range all {
			require.NoError(w, <-e)
		}
		later(time.Minute)
	})
}

// All ask for one app.
func TestARuleDoesNotStarveAmongViewersOfItsApp(t *testing.T) {
	n := names(5000)
	inWorld(t, rtcsim.Options{Indicators: n, NoRateLimit: true}, usual, func(w world) {
		var all []<-chan error
		all = append(all, w.background(w.Context(), last(2*day, rtc.Hour, class, n[:50]...)))
		all = append(all, w.background(w.Context(), last(2*day, rtc.Hour, class, n[50:100]...)))
		rule := w.background(w.Context(), asRule(last(2*day, rtc.Hour, class, "user_count")))
		began := time.Now()
		var took time.Duration
		go func() {
			assert.NoError(w, <-rule)
			took = time.Since(began)
		}()
		for i := range 40 {
			all = append(all, w.background(w.Context(), last(2*day, rtc.Hour, class, n[100+50*i:150+50*i]...)))
			later(500 * time.Millisecond)
		}
		assert.NotZero(w, took)
		assert.Less(w, took, 5*time.Second)
		for _, e := range all {
			require.NoError(w, <-e)
		}
		later(time.Second)
	})
}

// The names of one query may be split over calls.
func TestManyNamesAtOnceFillTheCalls(t *testing.T) {
	known := names(90)
	inWorld(t, rtcsim.Options{Indicators: known}, usual, func(w world) {
		w.askAll(last(30*day, rtc.Hour, class, known[:30]...), last(30*day, rtc.Hour, class, known[30:60]...), last(30*day, rtc.Hour, class, known[60:]...))
		assert.Equal(w, 2*5, w.calls(), "two for each window")
	})
}

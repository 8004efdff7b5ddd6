package store_test

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

var class, chat, conference = rtcsim.DemoApps[0].ID, rtcsim.DemoApps[1].ID, rtcsim.DemoApps[2].ID

// names makes n indicator names, which both the administrator and the API know.
func names(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("indicator_%02d", i)
	}
	return list
}

func TestColdRangesCostTheMinimum(t *testing.T) {
	for _, days := range []int{1, 2, 6, 7, 13, 14, 20, 29, 30} {
		for _, g := range []rtc.Granularity{rtc.Hour, rtc.Day} {
			t.Run(fmt.Sprintf("%d days by %s", days, g), func(t *testing.T) {
				inWorld(t, rtcsim.Options{}, usual, func(w world) {
					answer := w.ask(last(time.Duration(days)*day, g, class, "user_count", "per_call_time"))
					minimum := (answer.Plan.Buckets.Len()*int(g.Step()/hour) + 7*24 - 1) / (7 * 24)
					assert.Equal(w, minimum, w.calls())
					assert.Len(w, answer.Bodies, minimum)
					assert.Len(w, answer.Series, 2)
				})
			})
		}
	}
}

func TestMixedRangesCostWhatTheLongestCosts(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		for _, back := range []time.Duration{9 * hour, 14 * hour, 2 * day, 7 * day, 30 * day, 10 * day} {
			w.ask(last(back, rtc.Hour, class, "user_count"))
		}
		assert.Equal(w, 5, w.calls())
	})
}

func TestManyPanelsAtOnceShareTheirCalls(t *testing.T) {
	known := names(47)
	inWorld(t, rtcsim.Options{Indicators: known}, usual, func(w world) {
		var panels []store.Question
		for i, name := range known {
			panels = append(panels, last([]time.Duration{30 * day, 9 * hour, 7 * day}[i%3], rtc.Hour, class, name, "user_count"))
		}
		w.askAll(panels...)
		assert.Equal(w, 5, w.calls())
	})
}

func TestMoreIndicatorsThanACallHoldsCostOneMoreCall(t *testing.T) {
	inWorld(t, rtcsim.Options{Indicators: names(60)}, usual, func(w world) {
		w.ask(last(2*day, rtc.Hour, class, names(60)...))
		assert.Equal(w, 2, w.calls())
	})
}

// A browser sends six requests at a time, and panels below the fold ask when the user scrolls to them.
func TestPanelsThatComeLaterFindTheirIndicatorsInMemory(t *testing.T) {
	known := names(30)
	options := usual
	options.Indicators = known
	inWorld(t, rtcsim.Options{Indicators: known}, options, func(w world) {
		for first := 0; first < len(known); first += 6 {
			var six []store.Question
			for _, name := range known[first : first+6] {
				six = append(six, last(30*day, rtc.Hour, class, name, "avg_call_time"))
			}
			w.askAll(six...)
			later(3 * time.Second)
		}
		assert.Equal(w, 5, w.calls())
	})
}

// Names that only this data source's users know are learnt: the second time they ride along.
func TestIndicatorsThatAnsweredLatelyRideAlong(t *testing.T) {
	known := names(12)
	inWorld(t, rtcsim.Options{Indicators: known}, usual, func(w world) {
		w.ask(last(day, rtc.Hour, class, known...))
		w.calls()
		later(hour)
		for _, name := range known {
			w.ask(last(day, rtc.Hour, class, name))
		}
		assert.Equal(w, 1, w.calls())
	})
}

func TestRefreshCostsNothingUntilABucketIsFinal(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		later(10 * hour) // 18:00 in UTC+8
		refresh := func() int {
			w.ask(last(7*day, rtc.Hour, class, "user_count"))
			w.ask(last(30*day, rtc.Day, class, "user_count"))
			return w.calls()
		}
		assert.Equal(w, 1+5, refresh())
		later(time.Minute)
		assert.Equal(w, 0, refresh())
		later(58 * time.Minute)
		assert.Equal(w, 0, refresh())
		later(time.Minute)
		assert.Equal(w, 1, refresh(), "an hour has become final")
		later(12 * hour)
		assert.Equal(w, 1, refresh(), "several hours have, and no day: it is 07:00")
		later(hour)
		assert.Equal(w, 2, refresh(), "an hour has, and at 08:00 the day before")
	})
}

func TestSharedCallsAreToldAsSuch(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		first := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "user_count"))
		second := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "avg_call_time"))
		one, err := first.Wait(w.Context())
		require.NoError(w, err)
		two, err := second.Wait(w.Context())
		require.NoError(w, err)
		assert.Equal(w, one.Bodies, two.Bodies, "both waited for the same call")
		assert.Len(w, one.Bodies, 1)
		assert.Zero(w, one.Recalled)
		assert.Equal(w, 40, one.Wanted)
		assert.GreaterOrEqual(w, one.Waited, 40*time.Millisecond)

		again := w.ask(last(2*day, rtc.Hour, class, "avg_call_time"))
		assert.Empty(w, again.Bodies)
		assert.Equal(w, again.Wanted, again.Recalled)
		assert.Zero(w, again.Waited)
	})
}

func TestBothReadingsOfEndTimeGiveTheSame(t *testing.T) {
	for _, exclusive := range []bool{false, true} {
		inWorld(t, rtcsim.Options{ExclusiveEnd: exclusive}, usual, func(w world) {
			answer := w.ask(last(20*day, rtc.Hour, class, "user_count"))
			assert.Equal(w, 20*24-8, answer.Plan.Buckets.Len())
			assert.Equal(w, 3, w.calls())
		})
	}
}

// With a delay below the API's, the newest buckets are shown before their value is final, and fetched again and again
// until it is.
func TestLateDataIsFetchedAgainUntilItIsFinal(t *testing.T) {
	early := usual
	early.DataDelay = 2 * hour
	inWorld(t, rtcsim.Options{}, early, func(w world) {
		question := func() store.Question { return last(5*hour, rtc.Hour, class, "user_count") }
		ask := func() store.Answer {
			answer, err := w.store.Ask(w.Context(), question()).Wait(w.Context())
			require.NoError(w, err)
			return answer
		}
		assert.Equal(w, 3, ask().Plan.Buckets.Len())
		assert.Equal(w, 1, w.calls())
		later(4 * time.Minute)
		ask()
		assert.Equal(w, 0, w.calls(), "within cacheTTL")
		later(time.Minute)
		ask()
		assert.Equal(w, 1, w.calls(), "after cacheTTL")

		from, to := question().From, question().To
		later(9 * hour)
		settled := store.Question{AppIDs: []string{class}, Indicators: []string{"user_count"}, Granularity: rtc.Hour, From: from, To: to}
		w.ask(settled)
		assert.Equal(w, 1, w.calls(), "what was fetched early is fetched again once it is final")
		later(hour)
		w.ask(settled)
		assert.Equal(w, 0, w.calls(), "and then never more")
	})
}

// A data source that is made anew, or another one on the same account, knows what was known, and shares the quota.
func TestWhatIsKnownBelongsToTheAccount(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.ask(last(day, rtc.Hour, class, "user_count"))
		w.calls()
		w.store.Close()
		other := usual
		other.Indicators = []string{"own"}
		w.store = w.newStore(other)
		w.ask(last(day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 0, w.calls(), "made anew")
		w.store.Close()
		later(10 * time.Minute)
		w.store = w.newStore(usual)
		defer w.store.Close()
		w.ask(last(day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 1, w.calls(), "nobody had it for minutes")
	})
}

// Other credentials find nothing, not even where they are not the right ones.
func TestOtherCredentialsFindNothing(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.ask(last(day, rtc.Hour, class, "user_count"))
		stranger := account
		stranger.SecretAccessKey = "wrong"
		client, err := rtc.NewClient(stranger, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
		require.NoError(w, err)
		other := store.New(client, w.api, usual, w.process, time.Now)
		defer other.Close()
		answer, err := other.Ask(w.Context(), last(day, rtc.Hour, class, "user_count")).Wait(w.Context())
		require.NoError(w, err)
		assert.Empty(w, answer.Series)
		require.Len(w, answer.Failures, 1)
		assert.Equal(w, rtc.KindCredentials, rtc.KindOf(answer.Failures[0].Err))
	})
}

// A stranger asks for thousands of names once each, more than memory holds.
func TestMemoryHoldsOutAgainstStrangeNames(t *testing.T) {
	strange := names(3000)
	inWorld(t, rtcsim.Options{Indicators: strange}, usual, func(w world) {
		w.process = store.NewProcessOf(1 << 20)
		w.store.Close()
		w.store = w.newStore(usual)
		defer w.store.Close()
		panel := func() store.Answer { return w.ask(last(2*day, rtc.Day, class, "user_count", "avg_call_time")) }
		panel()
		panel()
		for first := 0; first < len(strange); first += 50 {
			w.ask(last(2*day, rtc.Day, class, strange[first:first+50]...))
		}
		w.calls()
		assert.Empty(w, panel().Bodies)
		assert.Equal(w, 0, w.calls(), "the panel's points are still there")
		w.ask(last(2*day, rtc.Day, class, strange[0]))
		assert.Equal(w, 1, w.calls(), "the stranger's first ones are not")
	})
}

func TestCloseEndsOpenQuestions(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		ended := w.background(context.Background(), last(30*day, rtc.Hour, class, "user_count"))
		later(700 * time.Millisecond)
		w.store.Close()
		require.NoError(w, <-ended) // what has come is given, what has not is told
		_, err := w.store.Ask(w.Context(), last(30*day, rtc.Hour, class, "user_count")).Wait(w.Context())
		require.Error(w, err)
		assert.Less(w, w.calls(), 4)
	})
}

func TestGapsStayGaps(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		answer := w.ask(last(30*day, rtc.Hour, class, "user_count", "per_call_time", "avg_call_time"))
		gaps := 0
		for _, series := range answer.Series {
			for _, value := range series.Values {
				if math.IsNaN(value) {
					gaps++
				}
				assert.NotZero(w, value)
			}
		}
		assert.Positive(w, gaps, "the simulator leaves out a bucket now and then")
	})
}

func TestClosingTellsWhyACallUnderWayHasNoAnswer(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Hang})
		ask := w.store.Ask(w.Context(), last(24*hour, rtc.Hour, class, "user_count"))
		later(time.Second)
		w.store.Close()
		answer, err := ask.Wait(w.Context())
		require.NoError(w, err)
		require.Len(w, answer.Failures, 1)
		require.ErrorContains(w, answer.Failures[0].Err, "the settings of the data source changed")
	})
}

// An answer that was made before the full hour and arrives after it says nothing for good of the bucket that became
// final between the two.
func TestAnAnswerOnItsWayOverTheFullHour(t *testing.T) {
	inWorld(t, rtcsim.Options{}, store.Options{DataDelay: 6 * hour, CacheTTL: time.Minute}, func(w world) {
		later(59*time.Minute + 58*time.Second)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Wait: 10 * time.Second, Times: 1})
		_, err := w.store.Ask(w.Context(), last(24*hour, rtc.Hour, class, "user_count")).Wait(w.Context())
		require.NoError(w, err)
		later(hour / 2)

		final := time.Now().Truncate(hour).Add(-9 * hour)
		question := last(0, rtc.Hour, class, "user_count")
		question.From, question.To = final, final.Add(hour)
		answer, err := w.store.Ask(w.Context(), question).Wait(w.Context())
		require.NoError(w, err)
		value, ok := rtcsim.Value(class, "user_count", "1h", final)
		require.True(w, ok)
		require.Equal(w, []float64{value}, answer.Series[0].Values)
	})
}

// What is known for good outlives an odd answer for the same time.
func TestAnOddAnswerTakesNoFinalPointAway(t *testing.T) {
	for name, m := range map[string]func(map[string]any){
		"null result": func(a map[string]any) { a["Result"] = nil },
		"left out": func(a map[string]any) {
			r := a["Result"].(map[string]any)
			r["Indicators"] = r["Indicators"].([]any)[1:]
		},
		"nearly all points left out": func(a map[string]any) {
			data := indicator(a, 0)["Data"].([]any)
			indicator(a, 0)["Data"] = data[len(data)-1:]
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{}, usual, func(w world) {
				q := func() store.Question { return last(6*day, rtc.Hour, class, "user_count") }
				before := pointsOf(w.answer(q()))
				later(hour)
				w.sim.Inject(mutated(m))
				assert.Greater(w, pointsOf(w.answer(q())), before-5, "in the odd answer")
				a := w.answer(q())
				assert.Greater(w, pointsOf(a), before-5, "points held before are still there")
				later(11 * time.Minute)
				a = w.answer(q())
				assert.Greater(w, pointsOf(a), before-5, "after 11 min")
			})
		})
	}
}

// That there is nothing is believed for minutes.
func TestAnEmptyAnswerIsNotKeptForGood(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		q := func() store.Question { return last(6*day, rtc.Hour, class, "user_count") }
		w.sim.Inject(mutated(func(a map[string]any) { a["Result"] = nil }))
		w.answer(q())
		w.calls()
		later(hour)
		w.answer(q())
		assert.Equal(w, 1, w.calls(), "the newest week is asked for again")
	})
}

// Questions that come and go must not make room for more calls.
func TestThoseWhoLeaveDoNotWidenTheQuota(t *testing.T) {
	inWorld(t, rtcsim.Options{NoRateLimit: true}, usual, func(w world) {
		for i := range 8 {
			w.answer(last(day, rtc.Hour, fmt.Sprintf("app-%d", i), "user_count"))
			for n := range 14 {
				ctx, cancel := context.WithCancel(w.Context())
				ended := w.background(ctx, last(day, rtc.Hour, fmt.Sprintf("gone-%d-%d", i, n), "user_count"))
				cancel()
				require.ErrorIs(w, <-ended, context.Canceled)
				later(0)
			}
		}
		calls := w.sim.Calls()
		for i := 2; i < len(calls); i++ {
			assert.GreaterOrEqual(w, calls[i].At.Sub(calls[i-2].At), time.Second)
		}
	})
}

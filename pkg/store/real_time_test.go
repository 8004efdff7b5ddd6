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

func live(app string) store.Question {
	return last(15*time.Minute, rtc.HalfMinute, app, "online_user_count", "online_room_count")
}

// edge is the end of what an answer shows.
func edge(answer store.Answer) time.Time { return answer.Plan.Grid.Start(answer.Plan.Buckets.End) }

// However often panels refresh, an app costs a call for each bucket of 30 s.
func TestALiveDashboardCostsACallPerBucket(t *testing.T) {
	inWorldOf(t, rtc.RealTimeOperationData, rtcsim.Options{}, usual, func(w world) {
		w.ask(live(class))
		assert.Equal(w, 1, w.calls())
		for range 60 { // ten minutes
			later(10 * time.Second)
			w.askAll(live(class), live(class), last(time.Hour, rtc.HalfMinute, class, "online_room_count"))
		}
		assert.Equal(w, 20, w.calls())
	})
}

func TestRealTimeDataIsShownAsSoonAsItsDelayHasPassed(t *testing.T) {
	for api, delay := range map[*rtc.API]time.Duration{rtc.RealTimeOperationData: 20 * time.Second, rtc.RealTimeQuality: time.Minute} {
		inWorldOf(t, api, rtcsim.Options{}, usual, func(w world) {
			later(7 * time.Second)
			answer := w.answer(last(5*time.Minute, rtc.HalfMinute, class, api.Indicators[0].Name))
			assert.Equal(w, time.Now().Add(-delay).Truncate(30*time.Second).Unix(), edge(answer).Unix())
			assert.Equal(w, delay, answer.Plan.Delay, "whatever the data source's setting")
			require.Len(w, answer.Series, 1)
		})
	}
}

// A bucket that is late is neither shown as a gap nor taken for one, and costs no call of its own.
func TestALateBucketIsWaitedFor(t *testing.T) {
	simulated := rtcsim.Options{LateBuckets: 1}
	inWorldOf(t, rtc.RealTimeOperationData, simulated, usual, func(w world) {
		for range 10 {
			answer := w.ask(live(class))
			assert.Equal(w, time.Now().Add(-50*time.Second).Truncate(30*time.Second).Unix(), edge(answer).Unix())
			later(30 * time.Second)
		}
		assert.Equal(w, 10, w.calls())
	})
}

// behind makes the API answer without the newest points of a series, or of all if none is named.
func behind(by time.Duration, series string) rtcsim.Fault {
	return rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
		for i := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			late := indicator(answer, i)
			if series == "" || late["Name"] == series {
				late["Data"] = slices.DeleteFunc(late["Data"].([]any), func(point any) bool {
					at, err := time.Parse(time.RFC3339, point.(map[string]any)["TimeStamp"].(string))
					return err != nil || time.Since(at) < by
				})
			}
		}
	}}
}

// Points that come later than anybody waits for are kept all the same.
func TestPointsThatComeVeryLateAreKept(t *testing.T) {
	for name, late := range map[string]struct {
		api       *rtc.API
		indicator string
		fault     rtcsim.Fault
	}{
		"all of them":   {rtc.RealTimeOperationData, "online_user_count", behind(6*time.Minute, "")},
		"one of series": {rtc.RealTimeQuality, "stall_rate", behind(4*time.Minute, "video_stall_rate")},
	} {
		t.Run(name, func(t *testing.T) {
			inWorldOf(t, late.api, rtcsim.Options{}, usual, func(w world) {
				w.sim.Inject(late.fault)
				ask := func() store.Answer { return w.answer(last(15*time.Minute, rtc.HalfMinute, class, late.indicator)) }
				for range 12 {
					ask()
					later(30 * time.Second)
				}
				w.sim.ClearFaults()
				ask()
				w.calls()
				recalled := ask()
				assert.Zero(w, w.calls())
				missing := len(recalled.Series)*recalled.Plan.Buckets.Len() - pointsOf(recalled)
				assert.LessOrEqual(w, missing, 1, "but for a gap that the API has")
			})
		})
	}
}

// The hour moves on while a call waits for its turn or for the server.
func TestACallThatWaitedAsksForTheHourAsItIsThen(t *testing.T) {
	inWorldOf(t, rtc.RealTimeOperationData, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.RawAnswer, Status: 503, RetryAfter: "30", Body: "busy", Times: 2})
		answer := w.answer(last(time.Hour, rtc.HalfMinute, class, "online_user_count"))
		assert.Empty(w, answer.Failures)
		assert.Greater(w, pointsOf(answer), 110)
	})
}

// Somebody who is silent now may speak in the next half minute.
func TestAnIndicatorWithoutASeriesIsAskedForAgain(t *testing.T) {
	inWorldOf(t, rtc.RealTimeOperationData, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Times: 1, Mutate: func(answer map[string]any) {
			answer["Result"].(map[string]any)["Indicators"] = []any{}
		}})
		assert.Len(w, w.answer(live(class)).Silent, 2)
		later(30 * time.Second)
		assert.Len(w, w.ask(live(class)).Series, 2)
	})
}

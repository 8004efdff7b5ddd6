package store_test

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// impatient lets a question be answered with what there is after a while.
func impatient(q store.Question, patience time.Duration) store.Question {
	q.Patience = patience
	return q
}

// A panel that is refreshed and does not wait for the end shows more each time, and costs what it costs to wait.
func TestAnAnswerHasWhatThereIsWhenPatienceEnds(t *testing.T) {
	inWorld(t, rtcsim.Options{Apps: apps(20)}, usual, func(w world) {
		question := last(7*day, rtc.Hour, class, "user_count")
		question.AppIDs = idsOf(apps(20))
		shown := 0
		for range 20 {
			answer := w.ask(impatient(question, 2*time.Second))
			assert.GreaterOrEqual(w, len(answer.Series), shown)
			shown = len(answer.Series)
			if answer.Pending == nil {
				break
			}
			assert.Equal(w, shown, answer.Pending.Apps, "apps that are whole")
			assert.Equal(w, 20, answer.Pending.OfApps)
			assert.InDelta(w, float64(20-shown)*0.52, answer.Pending.All.Seconds(), 1.1)
			later(answer.Pending.More)
		}
		assert.Equal(w, 20, shown)
		assert.Equal(w, 20, w.calls())
	})
}

// The browser asks a live panel of 60 apps every 10 s, which is more than the quota brings in that time.
func TestALivePanelOfManyAppsShowsMostOfThem(t *testing.T) {
	inWorldOf(t, rtc.RealTimeOperationData, rtcsim.Options{Apps: apps(60)}, usual, func(w world) {
		for refresh := range 30 {
			question := last(15*time.Minute, rtc.HalfMinute, class, "online_user_count")
			question.AppIDs = idsOf(apps(60))
			began := time.Now()
			answer := w.answer(impatient(question, 8*time.Second))
			later(10*time.Second - time.Since(began))
			if refresh < 4 {
				continue
			}
			fresh := 0
			for _, series := range answer.Series {
				end := answer.Plan.Grid.Start(answer.Plan.Buckets.First + lastValue(series.Values) + 1)
				if began.Sub(end) <= answer.Plan.Delay+time.Minute { // fetched within the last minute
					fresh++
				}
			}
			assert.GreaterOrEqual(w, fresh, 40)
			assert.Len(w, answer.Series, fresh, "none is older")
		}
	})
}

// lastValue is the place of the last value.
func lastValue(values []float64) int64 {
	for i := len(values) - 1; i >= 0; i-- {
		if !math.IsNaN(values[i]) {
			return int64(i)
		}
	}
	return -1
}

// A rule on more live apps than one evaluation can fetch is judged by the newest bucket that all of them have.
func TestALiveRuleOfManyAppsHasTheNewestCommonBucket(t *testing.T) {
	inWorldOf(t, rtc.RealTimeOperationData, rtcsim.Options{Apps: apps(80)}, usual, func(w world) {
		for evaluation := range 8 {
			question := asRule(last(15*time.Minute, rtc.HalfMinute, class, "online_user_count"))
			question.AppIDs, question.Whole = idsOf(apps(80)), true
			ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
			began := time.Now()
			answer, err := w.store.Ask(ctx, question).Wait(ctx)
			cancel()
			require.NoError(w, err)
			later(time.Minute - time.Since(began))
			if evaluation == 0 {
				assert.NotNil(w, answer.Pending)
				continue
			}
			require.Nil(w, answer.Pending)
			assert.Len(w, answer.Series, 80)
			assert.LessOrEqual(w, began.Add(30*time.Second).Sub(edge(answer)), 2*time.Minute)
			w.checkValues(answer)
		}
	})
}

// Grafana gives up on a request now and then; whoever asks must not be left with a fetch that nobody makes.
func TestWhatNobodyWaitsForGoesLast(t *testing.T) {
	inWorld(t, rtcsim.Options{Apps: apps(100)}, usual, func(w world) {
		large := last(7*day, rtc.Hour, class, "user_count")
		large.AppIDs = idsOf(apps(60))
		w.ask(impatient(large, time.Second))
		small := last(7*day, rtc.Hour, class, "user_count")
		small.AppIDs = []string{"app-80", "app-81"}
		answer := w.ask(asRule(small))
		assert.Less(w, answer.Waited, 2*time.Second)
		later(time.Minute)
		assert.Equal(w, 62, w.calls(), "all was fetched in the end")
	})
}

// Twenty apps on five operating systems with all indicators by five minutes fit: a part of them is measured here.
func TestMemoryServesFiveMinutesOfManyFilters(t *testing.T) {
	const apps20, systems, part = 20, 5, 2
	inWorldOf(t, rtc.Quality, rtcsim.Options{Apps: apps(part), NoRateLimit: true}, usual, func(w world) {
		ask := func() {
			question := last(30*day, rtc.FiveMinutes, class, w.api.Documented()...)
			question.AppIDs, question.Filter.OS = idsOf(apps(part)), []string{"iOS"}
			answer := w.answer(question)
			require.Empty(w, answer.Failures)
			require.Len(w, answer.Series, part*9, "audio and video of four indicators, and joining")
		}
		ask()
		later(time.Second)
		w.calls()
		ask()
		assert.Zero(w, w.calls())
		assert.Less(w, w.process.Bytes()/part*apps20*systems, store.MemoryBytes)
	})
}

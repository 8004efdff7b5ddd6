package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// by asks for totals by a dimension.
func by(dimension string, q store.Question) store.Question {
	q.Filter.Dimension = dimension
	return q
}

func TestATotalIsOneCallAndShared(t *testing.T) {
	inWorldOf(t, rtc.OperationDistribution, rtcsim.Options{}, usual, func(w world) {
		ask := func(dimension string, back time.Duration) store.Answer {
			return w.answer(by(dimension, last(back, rtc.Hour, class, "user_count")))
		}
		week := ask("Province", 7*day)
		require.NotEmpty(w, week.Series)
		assert.Equal(w, "user_num", week.Series[0].Name)
		assert.NotEmpty(w, week.Series[0].Place)
		assert.Equal(w, 1, w.calls())

		later(10 * time.Minute)
		assert.Len(w, ask("Province", 7*day).Series, len(week.Series))
		assert.Zero(w, w.calls())

		ask("Country", 7*day)
		ask("Province", 2*day)
		assert.Equal(w, 2, w.calls(), "neither another dimension nor another range comes of the first")
	})
}

// The users of two weeks are not those of the first and those of the second.
func TestATotalLongerThanACallIsCut(t *testing.T) {
	inWorldOf(t, rtc.OperationDistribution, rtcsim.Options{}, usual, func(w world) {
		answer := w.answer(by("Province", last(14*day, rtc.Hour, class, "user_count")))
		assert.Equal(w, 1, w.calls())
		assert.Equal(w, 7*day, answer.Plan.Grid.Step())
		assert.Equal(w, answer.Plan.Grid.Start(0), answer.Plan.TooLong.To)
		assert.Positive(w, answer.Plan.TooLong.Len())
	})
}

// A distribution takes one indicator per call.
func TestSeveralIndicatorsOfATotal(t *testing.T) {
	inWorldOf(t, rtc.QualityDistribution, rtcsim.Options{}, usual, func(w world) {
		answer := w.answer(by("OS", last(2*day, rtc.Hour, class, "join_room_success_rate", "stall_rate", "wrong")))
		names := map[string]bool{}
		for _, series := range answer.Series {
			names[series.Name] = true
		}
		assert.Len(w, names, 3, "stall_rate is two")
		require.Len(w, answer.Refused, 1)
		assert.Equal(w, "wrong", answer.Refused[0].Indicator)
		assert.Equal(w, 3, w.calls())
	})
}

// The documents do not say whether a place has several time stamps.
func TestEveryTimeStampOfAPlaceIsKept(t *testing.T) {
	inWorldOf(t, rtc.RealTimeQualityDistribution, rtcsim.Options{DistributionTimes: true}, usual, func(w world) {
		answer := w.answer(by("OS", last(10*time.Minute, rtc.HalfMinute, class, "join_room_success_rate")))
		times := map[int64]bool{}
		for _, series := range answer.Series {
			times[series.At] = true
		}
		assert.Greater(w, len(times), 1)
	})
}

func TestTheLastHourByPlaceIsAskedForAgainAsItMoves(t *testing.T) {
	inWorldOf(t, rtc.RealTimeQualityDistribution, rtcsim.Options{}, usual, func(w world) {
		for range 6 { // three minutes
			for range 3 {
				w.answer(by("Access", last(20*time.Minute, rtc.HalfMinute, class, "stall_rate")))
				later(10 * time.Second)
			}
		}
		assert.Equal(w, 6, w.calls())
	})
}

// A wrong name is remembered whatever the range.
func TestARefusedIndicatorOfATotalIsRemembered(t *testing.T) {
	inWorldOf(t, rtc.RealTimeQualityDistribution, rtcsim.Options{}, usual, func(w world) {
		for range 10 { // five minutes
			assert.Len(w, w.answer(by("OS", last(20*time.Minute, rtc.HalfMinute, class, "wrong"))).Refused, 1)
			later(30 * time.Second)
		}
		assert.Equal(w, 1, w.calls())
	})
}

func TestATotalWithoutAnyPlace(t *testing.T) {
	inWorldOf(t, rtc.RealTimeQualityDistribution, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(mutated(func(answer map[string]any) { indicator(answer, 0)["Data"] = []any{} }))
		answer := w.answer(by("OS", last(20*time.Minute, rtc.HalfMinute, class, "join_room_success_rate")))
		assert.Empty(w, answer.Series)
		assert.Equal(w, 1, answer.Plan.Buckets.Len())
	})
}

// What a dashboard of all the apps of an account shows fits in memory.
func TestTotalsOfManyAppsAreKept(t *testing.T) {
	apps := make([]rtcsim.App, 100)
	ids := make([]string, len(apps))
	for i := range apps {
		ids[i] = fmt.Sprintf("app-%d", i)
		apps[i].ID = ids[i]
	}
	for api, question := range map[*rtc.API]func() store.Question{
		rtc.OperationDistribution: func() store.Question { return by("Province", last(2*day, rtc.Hour, "", "user_count")) },
		rtc.Quality:               func() store.Question { return last(6*day, rtc.Day, "", "stall_rate", "network_trans_delay") },
	} {
		inWorldOf(t, api, rtcsim.Options{Apps: apps}, usual, func(w world) {
			for _, back := range []time.Duration{0, day, 2 * day, 0, day, 2 * day} {
				q := question()
				q.AppIDs, q.From = ids, q.From.Add(back/2)
				w.answer(q)
			}
			calls := w.calls()
			for _, back := range []time.Duration{0, day, 2 * day} {
				q := question()
				q.AppIDs, q.From = ids, q.From.Add(back/2)
				w.answer(q)
			}
			assert.Positive(w, calls)
			assert.Zero(w, w.calls())
		})
	}
}

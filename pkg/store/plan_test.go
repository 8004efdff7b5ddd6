package store_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// at reads a moment of UTC+8.
func at(t require.TestingT, text string) time.Time {
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("", 8*60*60))
	require.NoError(t, err)
	return moment
}

func all(int64) bool { return true }

// spans writes the plan's windows as their first and last buckets.
func spans(g rtc.Granularity, windows []rtc.Span) []string {
	texts := make([]string, len(windows))
	for i, w := range windows {
		texts[i] = g.Grid().Start(w.First).Format("01-02 15") + " to " + g.Grid().Start(w.End).Format("01-02 15")
	}
	return texts
}

func TestPlan(t *testing.T) {
	const now = "2026-03-10 12:30" // so hours are final before 03-10 04:00, days before 03-10
	tests := []struct {
		name         string
		from, to     string
		granularity  rtc.Granularity
		first, end   string // of the buckets shown; empty if there is none
		windows      []string
		tooOld       int
		notFinalFrom string
		finalAt      string
	}{
		{name: "exactly seven days", from: "2026-03-03 04:00", to: "2026-03-10 04:00", granularity: rtc.Hour,
			first: "2026-03-03 04:00", end: "2026-03-10 04:00", windows: []string{"03-03 04 to 03-10 04"}},
		{name: "seven days and a minute", from: "2026-03-03 03:59", to: "2026-03-10 04:00", granularity: rtc.Hour,
			first: "2026-03-03 03:00", end: "2026-03-10 04:00", windows: []string{"03-03 04 to 03-10 04", "02-24 04 to 03-03 04"}},
		{name: "last hour is not final", from: "2026-03-10 11:30", to: now, granularity: rtc.Hour,
			notFinalFrom: "2026-03-10 11:00", finalAt: "2026-03-10 20:00"},
		{name: "last 24 hours", from: "2026-03-09 12:30", to: now, granularity: rtc.Hour,
			first: "2026-03-09 12:00", end: "2026-03-10 04:00", windows: []string{"03-03 04 to 03-10 04"},
			notFinalFrom: "2026-03-10 04:00", finalAt: "2026-03-10 13:00"},
		{name: "a day overlaps the last 24 hours", from: "2026-03-09 12:30", to: now, granularity: rtc.Day,
			first: "2026-03-09 00:00", end: "2026-03-10 00:00", windows: []string{"03-03 00 to 03-10 00"},
			notFinalFrom: "2026-03-10 00:00", finalAt: "2026-03-11 08:00"},
		{name: "shorter than a bucket, inside one", from: "2026-03-05 10:10", to: "2026-03-05 10:20", granularity: rtc.Hour,
			first: "2026-03-05 10:00", end: "2026-03-05 11:00", windows: []string{"03-03 04 to 03-10 04"}},
		{name: "a range in the past needs one call although it crosses the shared grid", from: "2026-02-27 00:00", to: "2026-03-05 00:00",
			granularity: rtc.Day, first: "2026-02-27 00:00", end: "2026-03-05 00:00", windows: []string{"02-26 00 to 03-05 00"}},
		{name: "month end", from: "2026-02-27 23:00", to: "2026-03-01 01:00", granularity: rtc.Day,
			first: "2026-02-27 00:00", end: "2026-03-02 00:00", windows: []string{"02-24 00 to 03-03 00"}},
		{name: "thirty days by the hour", from: "2026-02-08 12:30", to: now, granularity: rtc.Hour,
			first: "2026-02-08 13:00", end: "2026-03-10 04:00", tooOld: 1, notFinalFrom: "2026-03-10 04:00", finalAt: "2026-03-10 13:00",
			windows: []string{"03-03 04 to 03-10 04", "02-24 04 to 03-03 04", "02-17 04 to 02-24 04", "02-10 04 to 02-17 04", "02-08 13 to 02-10 04"}},
		{name: "older than thirty days", from: "2026-01-01 00:00", to: "2026-02-01 00:00", granularity: rtc.Day, tooOld: 31},
		{name: "future", from: "2026-03-11 00:00", to: "2026-03-12 00:00", granularity: rtc.Hour},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := store.NewPlan(rtc.OperationData, at(t, test.from), at(t, test.to), test.granularity, at(t, now), 8*time.Hour, 0)
			if test.first == "" {
				assert.Zero(t, plan.Buckets.Len())
			} else {
				assert.Equal(t, at(t, test.first).Unix(), plan.Grid.Start(plan.Buckets.First).Unix())
				assert.Equal(t, at(t, test.end).Unix(), plan.Grid.Start(plan.Buckets.End).Unix())
			}
			assert.ElementsMatch(t, test.windows, spans(test.granularity, plan.Windows(all)))
			assert.Equal(t, time.Duration(test.tooOld)*test.granularity.Step(), plan.TooOld.Len())
			if test.notFinalFrom == "" {
				assert.Zero(t, plan.NotFinal.Len())
				return
			}
			assert.Equal(t, at(t, test.notFinalFrom).Unix(), plan.NotFinal.From.Unix())
			assert.Equal(t, at(t, test.finalAt).Unix(), plan.FinalAt.Unix())
		})
	}
}

// History adds what may have been kept to what is shown, and nothing to what is asked for.
func TestPlanWithHistory(t *testing.T) {
	const now = "2026-03-10 12:30"
	tests := []struct {
		name        string
		api         *rtc.API
		from, to    string
		granularity rtc.Granularity
		history     time.Duration
		first, end  string // of the buckets shown
		kept        int    // of them are no longer the API's
		windows     []string
		tooOldTo    string
	}{
		{name: "ninety days by day", from: "2025-12-10 12:30", to: now, granularity: rtc.Day, history: 365 * day,
			first: "2025-12-10 00:00", end: "2026-03-10 00:00", kept: 61,
			windows: []string{"03-03 00 to 03-10 00", "02-24 00 to 03-03 00", "02-17 00 to 02-24 00", "02-10 00 to 02-17 00", "02-09 00 to 02-10 00"}},
		{name: "nothing that the API has", from: "2025-12-10 12:30", to: "2025-12-11 12:30", granularity: rtc.Hour, history: 365 * day,
			first: "2025-12-10 12:00", end: "2025-12-11 13:00", kept: 25},
		{name: "longer than the history", from: "2025-11-01 00:00", to: "2026-01-01 00:00", granularity: rtc.Day, history: 90 * day,
			first: "2025-12-11 00:00", end: "2026-01-01 00:00", kept: 21, tooOldTo: "2025-12-11 00:00"},
		{name: "before the history", from: "2025-11-01 00:00", to: "2025-11-08 00:00", granularity: rtc.Day, history: 90 * day,
			tooOldTo: "2025-11-08 00:00"},
		{name: "the last hour of the look-back's margin", from: "2026-02-08 12:30", to: "2026-02-08 14:00", granularity: rtc.Hour, history: 31 * day,
			first: "2026-02-08 12:00", end: "2026-02-08 14:00", kept: 1, windows: []string{"02-08 13 to 02-10 04"}},
		{name: "a history like the look-back", from: "2026-02-01 12:30", to: "2026-02-08 14:00", granularity: rtc.Hour, history: 30 * day,
			first: "2026-02-08 13:00", end: "2026-02-08 14:00", windows: []string{"02-08 13 to 02-10 04"}, tooOldTo: "2026-02-08 13:00"},
		{name: "a total has none", api: rtc.OperationDistribution, from: "2025-12-10 12:30", to: "2026-02-08 14:00", granularity: rtc.Hour,
			history: 365 * day, first: "2026-02-08 13:00", end: "2026-02-08 14:00", windows: []string{"02-08 13 to 02-08 14"}, tooOldTo: "2026-02-08 13:00"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			api := cmp.Or(test.api, rtc.OperationData)
			plan := store.NewPlan(api, at(t, test.from), at(t, test.to), test.granularity, at(t, now), 8*time.Hour, test.history)
			if test.first == "" {
				assert.Zero(t, plan.Buckets.Len())
			} else {
				assert.Equal(t, at(t, test.first).Unix(), plan.Grid.Start(plan.Buckets.First).Unix())
				assert.Equal(t, at(t, test.end).Unix(), plan.Grid.Start(plan.Buckets.End).Unix())
			}
			assert.Equal(t, test.kept, plan.Kept.Len())
			if test.kept > 0 {
				assert.Equal(t, plan.Buckets.First, plan.Kept.First)
			}
			if api.Total {
				assert.Len(t, plan.Windows(all), len(test.windows))
			} else {
				assert.ElementsMatch(t, test.windows, spans(test.granularity, plan.Windows(all)))
			}
			if test.tooOldTo == "" {
				assert.Zero(t, plan.TooOld.Len())
			} else {
				assert.Equal(t, at(t, test.tooOldTo).Unix(), plan.TooOld.To.Unix())
			}
		})
	}
}

// Whatever the history, the API is asked for what it would be asked for without, and what is shown reaches further back.
func TestHistoryAsksTheAPIForNothingMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		without := drawPlan(t, overTime)
		history := drawLength(t, without.API, "history") * 2
		with := store.NewPlan(without.API, without.from, without.to, without.Grid.Granularity, without.now, without.Delay, history)
		assert.Equal(t, without.Windows(all), with.Windows(all))
		for moment := without.from; moment.Before(without.to); moment = moment.Add(with.Grid.Step() / 3) {
			bucket := bucketOf(with.Grid, moment)
			start, end := with.Grid.Start(bucket), with.Grid.Start(bucket+1)
			isKept := !start.Before(without.now.Add(-history)) && history > with.API.LookBack && !end.Add(with.Delay).After(without.now)
			assert.Equal(t, isKept || without.Buckets.Contains(bucket), with.Buckets.Contains(bucket), "bucket %s", start)
			assert.Equal(t, isKept && !without.isDue(start, end), with.Kept.Contains(bucket), "bucket %s", start)
		}
	})
}

// overTime are the APIs whose plans have buckets, totals those whose plans have one.
var (
	overTime = []*rtc.API{rtc.OperationData, rtc.RealTimeOperationData, rtc.Quality, rtc.RealTimeQuality, rtc.Usages}
	totals   = []*rtc.API{rtc.OperationDistribution, rtc.QualityDistribution, rtc.RealTimeQualityDistribution}
)

// drawn is a plan and what it was made for.
type drawn struct {
	store.Plan
	from, to, now time.Time
}

// drawPlan draws an API, a range, a moment and a delay, and plans for them.
func drawPlan(t *rapid.T, apis []*rtc.API) drawn {
	api := rapid.SampledFrom(apis).Draw(t, "api")
	now := time.Unix(rapid.Int64Range(1_600_000_000, 2_000_000_000).Draw(t, "now"), 0)
	from := now.Add(-drawLength(t, api, "back"))
	to := from.Add(drawLength(t, api, "length"))
	delay := time.Duration(rapid.Int64Range(0, int64(api.LookBack/time.Second/15)).Draw(t, "delay")) * time.Second
	g := rapid.SampledFrom(api.Granularities).Draw(t, "granularity")
	return drawn{store.NewPlan(api, from, to, g, now, delay, 0), from, to, now}
}

// drawLength draws a time near one that matters; drawn evenly, nearly all would be short.
func drawLength(t *rapid.T, api *rtc.API, label string) time.Duration {
	near := rapid.SampledFrom([]int64{1, 3, 12, 24, 84, 96, 168, 348, 360, 372, 480}).Draw(t, label)
	unit := api.LookBack / 360
	return max(time.Second, time.Duration(near)*unit+time.Duration(rapid.Int64Range(-100, 100).Draw(t, label+" and"))*unit/100)
}

// isDue tells by the definition, not by the plan, whether a bucket of the range can be shown.
func (d drawn) isDue(start, end time.Time) bool {
	margin := min(10*time.Minute, d.API.LookBack/60)
	return !start.Before(d.now.Add(margin-d.API.LookBack)) && !end.Add(d.Delay).After(d.now)
}

func TestPlanCallsEachFinalBucketOnceWithinTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, overTime)
		called := map[int64]int{}
		for _, w := range plan.Windows(all) {
			assert.LessOrEqual(t, time.Duration(w.Len())*plan.Grid.Step(), plan.API.Span)
			assert.False(t, plan.Grid.Start(w.First).Before(plan.now.Add(-plan.API.LookBack)), "nothing older than the look-back")
			assert.False(t, plan.Grid.Start(w.End).Add(plan.Delay).After(plan.now), "nothing that is not final")
			for bucket := w.First; bucket < w.End; bucket++ {
				called[bucket]++
			}
		}
		// Walk the range in steps of a part of the bucket and ask the definition, not the plan.
		for moment := plan.from; moment.Before(plan.to); moment = moment.Add(plan.Grid.Step() / 3) {
			bucket := bucketOf(plan.Grid, moment)
			start, end := plan.Grid.Start(bucket), plan.Grid.Start(bucket+1)
			due := plan.isDue(start, end)
			assert.Equal(t, due, plan.Buckets.Contains(bucket), "bucket %s", start)
			if due {
				assert.Equal(t, 1, called[bucket], "bucket %s", start)
			}
		}
	})
}

// bucketOf finds the bucket of a moment by looking, independently of the code's arithmetic.
func bucketOf(grid rtc.Grid, moment time.Time) int64 {
	local := moment.UTC().Add(8 * time.Hour)
	return int64(local.Truncate(grid.Step()).Sub(time.Unix(0, 0)) / grid.Step())
}

// A total is one bucket of one call: all of the range that the API has, or the newest part that a call may ask for.
func TestPlanOfATotalIsOneCall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, totals)
		windows := plan.Windows(all)
		if len(windows) == 0 {
			assert.Zero(t, plan.Buckets.Len())
			return
		}
		require.Equal(t, []rtc.Span{{First: 0, End: 1}}, windows)
		start, end := plan.Grid.Start(0), plan.Grid.Start(1)
		unit := plan.API.Granularities[0].Grid()
		assert.LessOrEqual(t, end.Sub(start), plan.API.Span)
		assert.True(t, plan.isDue(start, end))
		newest := unit.Start(bucketOf(unit, plan.to.Add(-time.Second)) + 1)
		if newest.After(end) {
			assert.False(t, plan.isDue(start, end.Add(unit.Step())), "what comes after it is not final")
		}
		oldest := unit.Start(bucketOf(unit, plan.from))
		if oldest.Before(start) && plan.TooLong.Len() == 0 {
			assert.False(t, plan.isDue(start.Add(-unit.Step()), start), "what comes before it is too old")
		}
		if plan.TooLong.Len() > 0 {
			assert.Equal(t, plan.API.Span, end.Sub(start))
			assert.Equal(t, start.Unix(), plan.TooLong.To.Unix())
		}
	})
}

// Whatever is missing, no cover of the range needs fewer calls than the plan.
func TestPlanNeedsTheFewestCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plan := drawPlan(t, overTime)
		holes := rapid.SliceOfN(rapid.Bool(), 97, 97).Draw(t, "missing")
		missing := func(bucket int64) bool { return holes[bucket%97] }
		perCall := int64(plan.API.Span / plan.Grid.Step())

		fewest := 0
		for bucket := plan.Buckets.First; bucket < plan.Buckets.End; bucket++ {
			if missing(bucket) {
				fewest++
				bucket += perCall - 1
			}
		}
		windows := plan.Windows(missing)
		assert.Len(t, windows, fewest)
		for bucket := plan.Buckets.First; bucket < plan.Buckets.End; bucket++ {
			if !missing(bucket) {
				continue
			}
			covered := 0
			for _, w := range windows {
				if w.Contains(bucket) {
					covered++
				}
			}
			assert.Equal(t, 1, covered)
		}
	})
}

// Shorter and longer ranges up to now, in any order, together cost what the longest costs.
func TestPlansOfRangesUpToNowShareTheirCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		api := rapid.SampledFrom(overTime).Draw(t, "api")
		now := time.Unix(rapid.Int64Range(1_600_000_000, 2_000_000_000).Draw(t, "now"), 0)
		g := rapid.SampledFrom(api.Granularities).Draw(t, "granularity")
		lengths := rapid.SliceOfN(rapid.IntRange(1, 31*24), 1, 8).Draw(t, "parts")
		have := map[int64]bool{}
		missing := func(bucket int64) bool { return !have[bucket] }
		calls, longest := 0, 0
		for _, length := range lengths {
			from := now.Add(-time.Duration(length) * api.LookBack / (30 * 24))
			plan := store.NewPlan(api, from, now, g, now, api.Delay, 0)
			longest = max(longest, len(plan.Windows(all)))
			for _, w := range plan.Windows(missing) {
				calls++
				for bucket := w.First; bucket < w.End; bucket++ {
					have[bucket] = true
				}
			}
		}
		assert.Equal(t, longest, calls)
	})
}

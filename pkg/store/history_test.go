package store_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// yearly are the options of a data source that keeps values for a year.
var yearly = store.Options{DataDelay: 8 * hour, CacheTTL: 5 * time.Minute, History: 365 * day}

// inHistory runs a test with a replica that keeps values for a year, and what it shares.
func inHistory(t *testing.T, simulated rtcsim.Options, test func(w world, shared *sharedMemory)) {
	t.Helper()
	inReplicas(t, simulated, 0, func(w world, shared *sharedMemory, _ []world) {
		w = w.keeping(shared)
		test(w, shared)
		w.throttledNever()
	})
}

// keeping is the same world for a new process that keeps values for a year.
func (w world) keeping(shared *sharedMemory) world {
	w = w.joining(shared.replica(account.SecretAccessKey), yearly)
	w.Cleanup(sync.OnceFunc(w.store.Close))
	return w
}

// holes are the buckets of an answer in which some series has no value although the API had one.
func (w world) holes(answer store.Answer) []time.Time {
	w.Helper()
	missing := map[int64]bool{}
	for _, series := range answer.Series {
		for i, value := range series.Values {
			bucket := answer.Plan.Buckets.First + int64(i)
			expected, ok := rtcsim.Value(series.AppID, series.Indicator, string(answer.Plan.Grid.Granularity), answer.Plan.Grid.Start(bucket))
			switch {
			case math.IsNaN(value) && ok && !math.IsNaN(expected):
				missing[bucket] = true
			case !math.IsNaN(value):
				require.InDelta(w, expected, value, 0, "%s at %s", series.Indicator, answer.Plan.Grid.Start(bucket))
			}
		}
	}
	var holes []time.Time
	for bucket := answer.Plan.Buckets.First; bucket < answer.Plan.Buckets.End; bucket++ {
		if missing[bucket] {
			holes = append(holes, answer.Plan.Grid.Start(bucket))
		}
	}
	return holes
}

const anApp, otherApp = "661e0000a1c05f0001543cf1", "661e0000c3e27f0001543cf3"

func TestHistoryShowsWhatTheAPINoLongerGives(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		for _, g := range []rtc.Granularity{rtc.Hour, rtc.Day} {
			w.ask(last(29*day, g, anApp, "user_count"))
		}
		later(25 * day)
		for _, g := range []rtc.Granularity{rtc.Hour, rtc.Day} {
			w.ask(last(29*day, g, anApp, "user_count"))
		}
		w.calls()
		for name, w := range map[string]world{"the same process": w, "a new one": w.keeping(shared)} {
			for _, g := range []rtc.Granularity{rtc.Hour, rtc.Day} {
				answer := w.ask(last(50*day, g, anApp, "user_count")) // checks every value
				assert.GreaterOrEqual(t, answer.Plan.Grid.Period(answer.Plan.Buckets).Len(), 49*day, name)
				assert.Equal(t, answer.Plan.Grid.Start(answer.Plan.Buckets.First), answer.KeptFrom.Latest, name)
				assert.Zero(t, answer.Unread)
				assert.Equal(t, answer.Wanted, answer.Recalled, name)
			}
		}
		assert.Zero(t, w.calls())
	})
}

// What was never kept is a gap, and the answer says from when on there is something.
func TestHistoryThatWasNeverKeptIsAGap(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, _ *sharedMemory) {
		answer := w.answer(last(90*day, rtc.Day, anApp, "user_count"))
		assert.Zero(t, answer.Unread)
		assert.Equal(t, answer.Plan.Grid.Start(answer.Plan.Kept.End), answer.KeptFrom.Earliest)
		assert.Len(t, w.holes(answer), answer.Plan.Kept.Len())
		assert.Equal(t, 5, w.calls())

		answer = w.answer(last(90*day, rtc.Day, anApp, "user_count"))
		assert.Zero(t, answer.Unread)
		assert.Zero(t, w.calls())
	})
}

// Which of several begins when matters to a rule.
func TestHistoryTellsWhenEverythingBegins(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, _ *sharedMemory) {
		w.ask(last(7*day, rtc.Day, anApp, "user_count"))
		began := time.Now()
		later(60 * day)
		both := last(90*day, rtc.Day, anApp, "user_count")
		both.AppIDs = append(both.AppIDs, otherApp)
		answer := w.answer(both)
		assert.Less(t, answer.KeptFrom.Earliest.Sub(began).Abs(), 40*day)
		assert.Equal(t, answer.Plan.Grid.Start(answer.Plan.Kept.End), answer.KeptFrom.Latest)
	})
}

// What cannot be read is no gap: it is told, and shown as soon as it can be read again.
func TestHistoryThatCannotBeReadIsNotAGap(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Hour, anApp, "user_count"))
		later(20 * day)
		w.ask(last(29*day, rtc.Hour, anApp, "user_count"))
		later(hour)
		w = w.keeping(shared)
		shared.set(func(m *sharedMemory) { m.down = true })
		answer := w.answer(last(45*day, rtc.Hour, anApp, "user_count"))
		assert.Equal(t, answer.Plan.Grid.Period(answer.Plan.Kept), answer.Unread.Period)
		require.ErrorIs(t, answer.Unread.Err, errSharedDown)
		assert.Zero(t, answer.KeptFrom)
		assert.NotEmpty(t, answer.Series, "what the API gives is there")

		shared.set(func(m *sharedMemory) { m.down = false })
		answer = w.ask(last(45*day, rtc.Hour, anApp, "user_count"))
		assert.Zero(t, answer.Unread)

		shared.set(func(m *sharedMemory) { m.down = true })
		answer = w.ask(last(45*day, rtc.Hour, anApp, "user_count"))
		assert.Zero(t, answer.Unread, "it is in memory now")
	})
}

// longAgo is a question for what only history has.
func longAgo(granularity rtc.Granularity) store.Question {
	q := last(60*day, granularity, anApp, "user_count")
	q.To = time.Now().Add(-45 * day)
	return q
}

// onlyProven asks for what only history has, and sees that the one call was made that proves that it may be read.
func (w world) onlyProven() {
	w.Helper()
	w.calls()
	for range 2 {
		answer := w.ask(longAgo(rtc.Day))
		assert.Zero(w, answer.Unread)
		assert.NotEmpty(w, answer.Series)
		assert.Empty(w, answer.Failures)
	}
	assert.Equal(w, 1, w.calls())
}

// thatShares is the same process with other settings: it keeps values for a year, where others find them.
func (w world) thatShares(shared *sharedMemory) world {
	w.store.Close()
	settings := yearly
	settings.Shared = shared.replica(account.SecretAccessKey)
	w.store = w.newStore(settings)
	w.Cleanup(sync.OnceFunc(w.store.Close))
	return w
}

// A range that only history has needs one call, if the credentials were not accepted for a day.
func TestHistoryAloneNeedsAProof(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Day, anApp, "user_count"))
		later(40 * day)
		w = w.keeping(shared)
		shared.set(func(m *sharedMemory) { clear(m.proofs) })
		w.onlyProven()
	})
}

// One of several replicas proves it for all.
func TestReplicasNeedOneProof(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Day, anApp, "user_count"))
		later(40 * day)
		w.store.Close()
		all := []world{w.keeping(shared), w.keeping(shared), w.keeping(shared)}
		shared.set(func(m *sharedMemory) { clear(m.proofs) })
		w.calls()
		askOnAll(w, all, longAgo(rtc.Day))
		assert.Equal(t, 1, w.calls())
	})
}

// Memory may have all that the API gives when a data source comes to share with others: the call is made for the proof alone.
func TestHistoryAloneNeedsAProofWhateverIsInMemory(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Day, anApp, "user_count"))
		later(40 * day)
		w.store.Close()
		w = w.anew()
		w.store = w.newStore(usual)
		w.ask(last(29*day, rtc.Day, anApp, "user_count"))
		shared.set(func(m *sharedMemory) { clear(m.proofs) })
		w.thatShares(shared).onlyProven()
	})
}

// Data sources with the same credentials have one memory, and may keep values for another time.
func TestAShorterHistoryTakesNothingFromALongerOne(t *testing.T) {
	inHistory(t, rtcsim.Options{}, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Hour, anApp, "user_count"))
		later(40 * day)
		w.ask(last(day, rtc.Hour, anApp, "user_count"))
		old := longAgo(rtc.Hour)
		require.Zero(t, w.ask(old).Unread)

		shorter := w
		shorter.store = w.newStore(usual)
		defer shorter.store.Close()
		later(2 * hour)
		shorter.ask(last(day, rtc.Hour, anApp, "user_count"))
		shared.set(func(m *sharedMemory) { m.down = true })
		answer := w.ask(old)
		assert.Zero(t, answer.Unread)
		assert.NotEmpty(t, answer.Series)
	})
}

// Without a proof nothing is shown of what others may read.
func TestHistoryIsNotForWhoTheAPIRefuses(t *testing.T) {
	simulated := rtcsim.Options{}
	inHistory(t, simulated, func(w world, shared *sharedMemory) {
		w.ask(last(29*day, rtc.Day, anApp, "user_count"))
		later(40 * day)
		w = w.keeping(shared)
		shared.set(func(m *sharedMemory) { clear(m.proofs) })
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "AccessDenied.NoPermissionForApp", Message: "m"})
		old := longAgo(rtc.Day)
		answer := w.answer(old)
		assert.Empty(t, answer.Series)
		assert.NotZero(t, answer.Unread.Period.Len())
		assert.Equal(t, rtc.KindPermission, rtc.KindOf(answer.Unread.Err))
	})
}

// Five minutes, real time, totals and what is filtered by room are not kept longer than the API gives them.
func TestOnlyHoursAndDaysHaveAHistory(t *testing.T) {
	for name, c := range map[string]struct {
		api         *rtc.API
		granularity rtc.Granularity
		filter      rtc.Filter
		kept        bool
	}{
		"hours":         {api: rtc.OperationData, granularity: rtc.Hour, kept: true},
		"days":          {api: rtc.Quality, granularity: rtc.Day, kept: true},
		"usage":         {api: rtc.Usages, granularity: rtc.Day, kept: true},
		"iOS":           {api: rtc.Quality, granularity: rtc.Day, filter: rtc.Filter{OS: []string{"iOS"}}, kept: true},
		"a room":        {api: rtc.Quality, granularity: rtc.Day, filter: rtc.Filter{RoomID: "room"}},
		"five minutes":  {api: rtc.Quality, granularity: rtc.FiveMinutes},
		"real time":     {api: rtc.RealTimeQuality, granularity: rtc.HalfMinute},
		"totals":        {api: rtc.OperationDistribution, granularity: rtc.Hour, filter: rtc.Filter{Dimension: "Province"}},
		"live by place": {api: rtc.RealTimeQualityDistribution, granularity: rtc.HalfMinute, filter: rtc.Filter{Dimension: "Province"}},
	} {
		t.Run(name, func(t *testing.T) {
			inReplicas(t, rtcsim.Options{}, 0, func(w world, shared *sharedMemory, _ []world) {
				w.api = c.api
				w = w.keeping(shared)
				q := last(90*day, c.granularity, anApp, c.api.Indicators[0].Name)
				q.Filter = c.filter
				answer := w.answer(q)
				assert.Equal(t, c.kept, answer.Plan.Kept.Len() > 0)
				assert.Equal(t, c.kept, !answer.KeptFrom.Earliest.IsZero())
			})
		})
	}
}

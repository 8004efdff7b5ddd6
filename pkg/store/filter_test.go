package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func filtered(filter rtc.Filter, indicators ...string) store.Question {
	q := last(day, rtc.FiveMinutes, class, indicators...)
	q.Filter = filter
	return q
}

func TestEveryFilterHasDataOfItsOwn(t *testing.T) {
	inWorldOf(t, rtc.Quality, rtcsim.Options{}, usual, func(w world) {
		filters := []rtc.Filter{
			{},
			{OS: []string{"iOS"}},
			{OS: []string{"android", "iOS"}},
			{Access: []string{"wifi"}},
			{RoomID: "room"},
			{RoomID: "room", UserIDs: []string{"anna"}},
			{ProductType: "web"},
		}
		seen := map[float64]bool{}
		for range 2 {
			for _, filter := range filters {
				answer := w.answer(filtered(filter, "join_room_success_rate"))
				require.Len(w, answer.Series, 1)
				seen[answer.Series[0].Values[0]] = true
			}
		}
		assert.Greater(w, len(seen), 1)
		sent := w.sim.Calls()
		require.Len(w, sent, len(filters), "each once")
		assert.Equal(w, []string{"android", "iOS"}, sent[2].OS)
		assert.Equal(w, "room", sent[5].RoomID)
		assert.Equal(w, []string{"anna"}, sent[5].UserIDs)
		assert.Equal(w, "web", sent[6].ProductType)
	})
}

// A refusal of names that are known to be right is that of the filter: no search for a wrong name is worth a call, and no
// other window of the range either.
func TestARefusedFilterIsNotBlamedOnTheIndicators(t *testing.T) {
	refused := rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidParameter", Message: "no such room"}
	own := store.Options{DataDelay: 8 * hour, CacheTTL: 5 * time.Minute, Indicators: []string{"mos"}}
	tests := []struct {
		name    string
		api     *rtc.API
		options store.Options
		filter  rtc.Filter
		calls   int
	}{
		{"room", rtc.Quality, usual, rtc.Filter{RoomID: "gone"}, 1},
		{"room, and an own indicator rides along", rtc.Quality, own, rtc.Filter{RoomID: "gone"}, 2},
		{"platform", rtc.QualityDistribution, usual, rtc.Filter{Dimension: "OS", Platform: "Symbian"}, 1},
		{"dimension", rtc.QualityDistribution, usual, rtc.Filter{Dimension: "Planet"}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorldOf(t, test.api, rtcsim.Options{Indicators: own.Indicators}, test.options, func(w world) {
				w.sim.Inject(refused)
				q := last(30*day, test.api.Granularities[0], class, "stall_rate")
				q.Filter = test.filter
				answer := w.answer(q)
				assert.Empty(w, answer.Refused)
				require.NotEmpty(w, answer.Failures)
				failure := new(rtc.Error)
				require.ErrorAs(w, answer.Failures[0].Err, &failure)
				assert.Equal(w, rtc.KindParameter, failure.Kind())
				assert.Equal(w, test.calls, w.calls())
			})
		})
	}
}

func TestPlatformsOfADistributionAreKeptApart(t *testing.T) {
	inWorldOf(t, rtc.QualityDistribution, rtcsim.Options{}, usual, func(w world) {
		for _, platform := range []string{"", "Android", "iOS", "Android"} {
			q := by("Province", last(day, rtc.Hour, class, "stall_rate"))
			q.Filter.Platform = platform
			w.answer(q)
		}
		assert.Equal(w, 3, w.calls())
	})
}

func TestUsageHasAllKindsInOneCall(t *testing.T) {
	inWorldOf(t, rtc.Usages, rtcsim.Options{}, usual, func(w world) {
		answer := w.answer(last(30*day, rtc.Day, class))
		assert.Equal(w, 1, w.calls())
		var names []string
		for _, series := range answer.Series {
			names = append(names, series.Name)
		}
		assert.Equal(w, []string{"Audio", "VideoSDM", "VideoSD", "VideoHD"}, names)
		assert.GreaterOrEqual(w, pointsOf(answer), 4*28)
	})
}

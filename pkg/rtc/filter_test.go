package rtc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

func filtered(filter rtc.Filter, indicators ...string) rtc.Question {
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

// A refusal of names that are known to be right is that of the filter, and no search for a wrong name is worth a call.
func TestARefusedFilterIsNotBlamedOnTheIndicators(t *testing.T) {
	inWorldOf(t, rtc.Quality, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidParameter", Message: "no such room"})
		answer := w.answer(filtered(rtc.Filter{RoomID: "gone"}, "stall_rate"))
		assert.Empty(w, answer.Refused)
		require.Len(w, answer.Failures, 1)
		failure := new(rtc.Error)
		require.ErrorAs(w, answer.Failures[0].Err, &failure)
		assert.Equal(w, rtc.KindParameter, failure.Kind())
		assert.Equal(w, 1, w.calls())
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

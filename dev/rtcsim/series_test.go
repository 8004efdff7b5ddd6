package rtcsim

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBucketsThatAreAnswered(t *testing.T) {
	const day, next = "2026-03-12T00:00:00+08:00", "2026-03-13T00:00:00+08:00"
	const operation, quality, online = actionListOperationData, actionListQuality, actionListRealTimeOperationData
	for name, c := range map[string]struct {
		options     Options
		action      string
		changes     []change
		first, last string
		count       int
	}{
		"days, end included":           {Options{}, operation, nil, day, next, 2},
		"days, end excluded":           {Options{ExclusiveEnd: true}, operation, nil, day, day, 1},
		"one moment, end included":     {Options{}, operation, []change{between(day, day)}, day, day, 1},
		"one moment, end excluded":     {Options{ExclusiveEnd: true}, operation, []change{between(day, day)}, "", "", 0},
		"start inside a day":           {Options{}, operation, []change{between("2026-03-12T00:00:01+08:00", next)}, next, next, 1},
		"UTC midnight is inside a day": {Options{}, operation, []change{between("2026-03-12T00:00:00Z", "2026-03-13T00:00:00Z")}, next, next, 1},
		"hours, end included":          {Options{}, operation, []change{by("1h")}, day, next, 25},
		"hours, end excluded":          {Options{ExclusiveEnd: true}, operation, []change{by("1h")}, day, "2026-03-12T23:00:00+08:00", 24},
		"start inside an hour": {Options{ExclusiveEnd: true}, operation, []change{by("1h"), between("2026-03-12T20:30:00+08:00", next)},
			"2026-03-12T21:00:00+08:00", "2026-03-12T23:00:00+08:00", 3},
		"hours of the last 8 are missing": {Options{}, operation, []change{by("1h"), between("2026-03-15T00:00:00+08:00", "2026-03-15T12:00:00+08:00")},
			"2026-03-15T00:00:00+08:00", "2026-03-15T03:00:00+08:00", 4},
		"yesterday has arrived, not today": {Options{}, operation, []change{between("2026-03-14T00:00:00+08:00", "2026-03-16T00:00:00+08:00")},
			"2026-03-14T00:00:00+08:00", "2026-03-14T00:00:00+08:00", 1},
		"5 minutes": {Options{}, quality, []change{by("5min"), between(day, "2026-03-12T01:00:00+08:00")},
			day, "2026-03-12T01:00:00+08:00", 13},
		"start inside 30 s": {Options{}, online, []change{between("2026-03-15T11:30:01+08:00", "2026-03-15T11:32:29+08:00")},
			"2026-03-15T11:30:30+08:00", "2026-03-15T11:32:00+08:00", 4},
		"newest 30 s": {Options{}, online, []change{between("2026-03-15T11:58:00+08:00", "2026-03-15T12:00:00+08:00")},
			"2026-03-15T11:58:00+08:00", "2026-03-15T11:59:00+08:00", 3},
		"newest 30 s are late": {Options{LateBuckets: 2}, online, []change{between("2026-03-15T11:58:00+08:00", "2026-03-15T12:00:00+08:00")},
			"2026-03-15T11:58:00+08:00", "2026-03-15T11:58:00+08:00", 1},
		"late buckets are those of real time": {Options{LateBuckets: 2}, operation, []change{by("1h"), between("2026-03-15T03:00:00+08:00", "2026-03-15T12:00:00+08:00")},
			"2026-03-15T03:00:00+08:00", "2026-03-15T03:00:00+08:00", 1},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Now = atNoon

			data := indicatorsOf(t, ask(t, New(c.options), c.action, c.changes...))[0].Data

			require.Len(t, data, c.count)
			if c.count > 0 {
				assert.Equal(t, c.first, data[0].TimeStamp)
				assert.Equal(t, c.last, data[c.count-1].TimeStamp)
			}
		})
	}
}

func TestSeriesAreTheValues(t *testing.T) {
	filters := []change{
		with("OS", []string{"iOS"}), with("Access", []string{"4g", "wifi"}), with("ProductType", "native"),
		with("RoomId", "r1"), with("UserId", []string{"u1", "u2"}),
	}
	for _, c := range []struct {
		action      string
		indicators  []string
		answered    []string
		granularity string
		filter      Filter // what the action makes of the filters
	}{
		{actionListOperationData, []string{joinSuccessRate, userCount, "rooms"}, []string{joinSuccessRate, userCount, "rooms"}, "1h", Filter{}},
		{actionListRealTimeOperationData, []string{onlineRoomCount, onlineUserCount}, []string{onlineRoomCount, onlineUserCount}, "30s", Filter{}},
		{
			actionListQuality, []string{networkTransDelay, stallRate, "rooms"},
			[]string{"audio_network_trans_delay", "video_network_trans_delay", "80ms_audio_stall_rate", "video_stall_rate", "rooms"}, "5min",
			Filter{OS: []string{"iOS"}, Access: []string{"4g", "wifi"}, ProductType: "native", RoomID: "r1", UserIDs: []string{"u1", "u2"}},
		},
		{
			actionListRealTimeQuality, []string{stallRate, joinRoomSuccessRate},
			[]string{"80ms_audio_stall_rate", "video_stall_rate", "5s_join_room_success_rate"}, "30s",
			Filter{ProductType: "native", RoomID: "r1", UserIDs: []string{"u1", "u2"}},
		},
	} {
		t.Run(c.action, func(t *testing.T) {
			s := New(Options{Now: atNoon, Indicators: []string{"rooms"}})

			got := indicatorsOf(t, ask(t, s, c.action, append(filters, by(c.granularity), of(DemoApps[2].ID, c.indicators...))...))

			require.Len(t, got, len(c.answered))
			for i, name := range c.answered {
				assert.Equal(t, name, got[i].Name)
				require.NotEmpty(t, got[i].Data)
				for _, p := range got[i].Data {
					want, ok := Filtered(DemoApps[2].ID, name, c.granularity, at(t, p.TimeStamp), c.filter)
					assert.True(t, ok)
					assert.InDelta(t, want, p.Value, 0)
				}
			}
		})
	}
}

func TestShapesOfSeries(t *testing.T) {
	night := between("2026-03-15T04:00:00+08:00", "2026-03-15T05:00:00+08:00") // too new for a day
	room, users := with("RoomId", "r1"), with("UserId", []string{"u1"})
	for action, c := range map[string]struct {
		changes []change
		shape   string
	}{
		actionListOperationData:         {[]change{night}, `{"AggregateGranularity":"1d","Indicators":[{"Name":"user_count","Data":[]}]}`},
		actionListQuality:               {[]change{night, room, users}, `{"AggregateGranularity":"1d","Indicators":[{"Name":"5s_join_room_success_rate","Data":[]}]}`},
		actionListRealTimeOperationData: {[]change{from(0, 0)}, `{"Indicators":[{"Name":"online_user_count","Data":[]}]}`},
		actionListRealTimeQuality: {
			[]change{from(0, 0), room, users},
			`{"RoomId":"r1","UserId":["u1"],"Indicators":[{"Name":"5s_join_room_success_rate","Data":[]}]}`,
		},
	} {
		assert.JSONEq(t, c.shape, string(ask(t, New(Options{Now: atNoon}), action, c.changes...).Result), action)
	}
}

func TestUnknownIndicatorDropped(t *testing.T) {
	s := New(Options{Now: atNoon, DropUnknown: true})

	mixed := indicatorsOf(t, ask(t, s, actionListOperationData, of(DemoApps[0].ID, "rooms", userCount)))
	require.Len(t, mixed, 1)
	assert.Equal(t, userCount, mixed[0].Name)

	for action, c := range map[string]struct {
		asked any
		empty string
	}{
		actionListOperationData:         {[]string{"rooms"}, `{"AggregateGranularity":"1d","Indicators":[]}`},
		actionListRealTimeQuality:       {[]string{"rooms"}, `{"Indicators":[]}`},
		actionListOperationDistribution: {"rooms", `{"Name":"","Dimension":"Province","Data":[]}`},
		actionListQualityDistribution:   {"rooms", `{"Indicators":[]}`},
	} {
		assert.JSONEq(t, c.empty, string(ask(t, s, action, with("Indicator", c.asked)).Result), action)
	}
}

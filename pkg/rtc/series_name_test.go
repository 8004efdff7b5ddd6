package rtc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/pkg/rtc"
)

func TestSeriesNamesAreTakenApart(t *testing.T) {
	for name, want := range map[string]rtc.SeriesName{
		"5s_join_room_success_rate": {Tier: "5s", Indicator: "join_room_success_rate"},
		"80ms_audio_stall_rate":     {Tier: "80ms", Medium: "audio", Indicator: "stall_rate"},
		"audio_stall_rate":          {Medium: "audio", Indicator: "stall_rate"},
		"video_stall_rate":          {Medium: "video", Indicator: "stall_rate"},
		"video_200ms_stall_rate":    {Tier: "200ms", Medium: "video", Indicator: "stall_rate"},
		"400ms_network_trans_delay": {Tier: "400ms", Indicator: "network_trans_delay"},
		"user_count":                {Indicator: "user_count"},
		"Audio":                     {Indicator: "Audio"},
		"80ms":                      {Indicator: "80ms"},
		"80ms_":                     {Indicator: "80ms_"},
		"audio_":                    {Indicator: "audio_"},
		"80p_per_call_time":         {Indicator: "80p_per_call_time"},
		"80ms_screen_stall_rate":    {Tier: "80ms", Indicator: "screen_stall_rate"},
		"80ms_90ms_audio_x":         {Tier: "80ms", Indicator: "90ms_audio_x"},
		"":                          {},
	} {
		assert.Equal(t, want, rtc.ParseSeriesName(name), name)
	}
}

func TestWhatANameHasBesidesItsIndicator(t *testing.T) {
	for _, c := range []struct {
		name, indicator, rest string
		ok                    bool
	}{
		{"audio_stall_rate", "stall_rate", "", true},
		{"80ms_screen_stall_rate", "stall_rate", "screen", true},
		{"video_stall_rate_p95", "stall_rate", "p95", true},
		{"screen_stall_rate_p95", "stall_rate", "screen_p95", true},
		{"stall_rates", "stall_rate", "", false},
		{"install_rate", "stall_rate", "", false},
		{"user_num", "user_count", "", false},
		{"user_count", "", "", false},
	} {
		rest, ok := rtc.ParseSeriesName(c.name).Without(c.indicator)
		assert.Equal(t, c.ok, ok, c.name)
		assert.Equal(t, c.rest, rest, c.name)
	}
}

func TestWhichIndicatorANameAnswers(t *testing.T) {
	for _, c := range []struct {
		name, indicator string
		answers         bool
	}{
		{"80ms_audio_stall_rate", "stall_rate", true},
		{"80ms_audio_stall_rate", "audio_stall_rate", true},
		{"80ms_audio_stall_rate", "80ms_stall_rate", true},
		{"80ms_audio_stall_rate", "80ms_audio_stall_rate", true},
		{"80ms_audio_stall_rate", "video_stall_rate", false},
		{"80ms_audio_stall_rate", "200ms_audio_stall_rate", false},
		{"80ms_audio_stall_rate", "rate", false},
		{"stall_rate", "audio_stall_rate", false},
		{"3s_join_room_success_rate", "join_room_success_rate", true},
	} {
		assert.Equal(t, c.answers, rtc.ParseSeriesName(c.name).Answers(c.indicator), "%s of %s", c.name, c.indicator)
	}
}

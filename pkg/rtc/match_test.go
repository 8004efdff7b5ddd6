package rtc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// rename makes the API answer indicators under names of its own, for as long as the test.
func (w world) rename(names map[string]string) {
	w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
		for _, entry := range answer["Result"].(map[string]any)["Indicators"].([]any) {
			series := entry.(map[string]any)
			if name, ok := names[series["Name"].(string)]; ok {
				series["Name"] = name
			}
		}
	}})
}

func namesOf(answer rtc.Answer) map[string]string {
	names := map[string]string{}
	for _, series := range answer.Series {
		names[series.Indicator] += series.Name
	}
	return names
}

// What the name of the one asked for is part of needs no further call.
func TestAnAnswerUnderALongerName(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.rename(map[string]string{"per_call_time": "80p_per_call_time", "user_count": "user_count_total"})
		answer := w.answer(last(2*day, rtc.Hour, class, "user_count", "per_call_time", "avg_call_time"))
		assert.Equal(w, map[string]string{
			"user_count": "user_count_total", "per_call_time": "80p_per_call_time", "avg_call_time": "avg_call_time",
		}, namesOf(answer))
		assert.Equal(w, 1, w.calls())
	})
}

// Where it cannot be told which series is whose, each is asked for alone, once for all.
func TestAnswersUnderOtherNamesAreLearned(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.rename(map[string]string{"per_call_time": "alpha", "avg_call_time": "beta"})
		learned := map[string]string{"user_count": "user_count", "per_call_time": "alpha", "avg_call_time": "beta"}
		ask := func(app string) rtc.Answer {
			return w.answer(last(2*day, rtc.Hour, app, "user_count", "per_call_time", "avg_call_time"))
		}
		answer := ask(class)
		assert.Equal(w, learned, namesOf(answer))
		assert.Equal(w, 3, w.calls())
		assert.Len(w, answer.Bodies, 3)

		assert.Equal(w, learned, namesOf(ask(chat)))
		assert.Equal(w, 1, w.calls(), "the names are known by now")
	})
}

// A name that comes back as several series has them all, one beside the other.
func TestOneIndicatorWithSeveralSeries(t *testing.T) {
	inWorldOf(t, rtc.Quality, rtcsim.Options{}, usual, func(w world) {
		answer := w.answer(last(day, rtc.FiveMinutes, class, "stall_rate"))
		require.Len(w, answer.Series, 2)
		assert.Equal(w, "80ms_audio_stall_rate", answer.Series[0].Name)
		assert.True(w, strings.HasSuffix(answer.Series[1].Name, "video_stall_rate"))
		assert.Equal(w, 1, w.calls())

		w.answer(last(day, rtc.FiveMinutes, class, "join_room_success_rate", "network_trans_delay"))
		assert.Zero(w, w.calls(), "the documented ones ride along")
	})
}

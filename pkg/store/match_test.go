package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
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

func namesOf(answer store.Answer) map[string]string {
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

// Whatever tiers the API names, and whether it has audio and video apart, one call serves all indicators of quality.
func TestAnswersInEveryNaming(t *testing.T) {
	for name, naming := range map[string]rtcsim.Naming{
		"page": rtcsim.PageNaming, "untiered": rtcsim.UntieredNaming, "other tiers": rtcsim.OtherTierNaming,
	} {
		inWorldOf(t, rtc.Quality, rtcsim.Options{Naming: naming}, usual, func(w world) {
			for app, video := range map[string]bool{class: true, chat: false} {
				want := map[string]string{}
				for _, asked := range rtc.Quality.Documented() {
					want[asked] = asked
					for i, answered := range naming[asked] {
						switch {
						case i == 0:
							want[asked] = answered
						case video:
							want[asked] += answered
						}
					}
				}
				answer := w.answer(last(day, rtc.FiveMinutes, app, rtc.Quality.Documented()...))
				assert.Equal(w, want, namesOf(answer), name)
				assert.Empty(w, answer.Silent)
				assert.Equal(w, 1, w.calls())
				later(time.Second)
			}
		})
	}
}

// An answer may be that of the indicator and of somebody's name for one medium of it.
func TestAnAnswerToTwoNames(t *testing.T) {
	inWorldOf(t, rtc.Quality, rtcsim.Options{Indicators: []string{"audio_stall_rate"}}, usual, func(w world) {
		w.rename(map[string]string{"audio_stall_rate": "80ms_audio_stall_rate"})
		answer := w.answer(last(day, rtc.FiveMinutes, class, "stall_rate", "audio_stall_rate"))
		assert.Equal(w, map[string]string{
			"stall_rate": "80ms_audio_stall_ratevideo_stall_rate", "audio_stall_rate": "80ms_audio_stall_rate",
		}, namesOf(answer))
		assert.Equal(w, 1, w.calls())
	})
}

// A name of which several are part belongs to the longest.
func TestTheLongestNameInAnAnswerCounts(t *testing.T) {
	inWorldOf(t, rtc.Quality, rtcsim.Options{DropUnknown: true}, usual, func(w world) {
		answer := w.answer(last(day, rtc.FiveMinutes, class, "rate", "stall_rate"))
		assert.Equal(w, map[string]string{"stall_rate": "80ms_audio_stall_ratevideo_stall_rate"}, namesOf(answer))
		assert.Equal(w, []store.Silence{{AppID: class, Indicator: "rate"}}, answer.Silent)
	})
}

// Where it cannot be told which series is whose, each is asked for alone, once for all.
func TestAnswersUnderOtherNamesAreLearned(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.rename(map[string]string{"per_call_time": "alpha", "avg_call_time": "beta"})
		learned := map[string]string{"user_count": "user_count", "per_call_time": "alpha", "avg_call_time": "beta"}
		ask := func(app string) store.Answer {
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

// A series that contains no name of the call is that of one whose other series does.
func TestASecondSeriesUnderAnyName(t *testing.T) {
	for _, api := range []*rtc.API{rtc.Quality, rtc.QualityDistribution} {
		inWorldOf(t, api, rtcsim.Options{}, usual, func(w world) {
			w.rename(map[string]string{"video_stall_rate": "video_freeze"})
			for _, app := range []string{class, conference} {
				q := last(day, api.Granularities[0], app, "stall_rate")
				if api.Total {
					q = by("OS", q)
				}
				names := map[string]bool{}
				for _, series := range w.answer(q).Series {
					names[series.Name] = true
				}
				assert.Equal(w, map[string]bool{"80ms_audio_stall_rate": true, "video_freeze": true}, names)
			}
			assert.LessOrEqual(w, w.calls(), 2+5, "two, and one for each documented indicator: the series may belong to any of them")
		})
	}
}

// Somebody types the name that the API answers with, and the API leaves out what it does not know.
func TestATypedAnswerNameTakesNothingFromTheDocumentedOne(t *testing.T) {
	for _, drop := range []bool{false, true} {
		inWorldOf(t, rtc.Quality, rtcsim.Options{DropUnknown: drop}, usual, func(w world) {
			w.answer(last(day, rtc.FiveMinutes, class, "80ms_audio_stall_rate"))
			for _, app := range []string{class, conference} {
				assert.Len(w, w.answer(last(day, rtc.FiveMinutes, app, "stall_rate")).Series, 2)
				later(3 * hour)
			}
		})
	}
}

// While a name is asked for alone, and when that fails, nobody is told that it has no series.
func TestANameInDoubtIsNotSilent(t *testing.T) {
	names := map[string]string{"per_call_time": "alpha", "avg_call_time": "beta"}
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.rename(names)
		first := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "user_count", "per_call_time", "avg_call_time"))
		later(400 * time.Millisecond)
		assert.Len(w, w.answer(last(2*day, rtc.Hour, class, "per_call_time")).Series, 1)
		_, err := first.Wait(w.Context())
		require.NoError(w, err)
	})
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.rename(names)
		w.answer(last(2*day, rtc.Hour, class, "user_count"))
		w.sim.ClearFaults()
		store := w.anew().newStore(usual)
		defer store.Close()
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Times: 1, Mutate: func(answer map[string]any) {
			for i, name := range []string{"alpha", "beta"} {
				indicator(answer, i)["Name"] = name
			}
		}})
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Code: "InternalError", Message: "m"})
		answer, err := store.Ask(w.Context(), last(2*day, rtc.Hour, class, "per_call_time")).Wait(w.Context())
		require.NoError(w, err)
		assert.Empty(w, answer.Silent)
		assert.Len(w, answer.Failures, 1)
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

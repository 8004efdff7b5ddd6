package store_test

import (
	"fmt"
	"math/bits"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func TestARefusedIndicatorDoesNotSpoilTheOthers(t *testing.T) {
	for _, count := range []int{1, 2, 3, 4, 7, 8, 20, 47} {
		known := names(count)
		for _, place := range []int{0, count / 2, count - 1} {
			inWorld(t, rtcsim.Options{Indicators: slices.Delete(slices.Clone(known), place, place+1)}, usual, func(w world) {
				answer := w.ask(last(2*day, rtc.Hour, class, known...))
				require.Len(w, answer.Refused, 1)
				assert.Equal(w, known[place], answer.Refused[0].Indicator)
				refusal := new(rtc.Error)
				require.ErrorAs(w, answer.Refused[0].Err, &refusal)
				assert.Equal(w, rtc.KindParameter, refusal.Kind())
				assert.NotEmpty(w, refusal.RequestID)
				assert.Len(w, answer.Series, count-1)
				assert.Empty(w, answer.Failures)

				sent := count + 3 // the catalogue's ride along
				// The search, the suspect alone, and what is still missing.
				assert.LessOrEqual(w, w.calls(), 1+bits.Len(uint(sent-1))+2, "%d indicators", sent)
			})
		}
	}
}

func TestARefusalIsRememberedForMinutes(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		ask := func() store.Answer { return w.ask(last(30*day, rtc.Hour, class, "user_count", "wrong")) }
		assert.Len(w, ask().Refused, 1)
		assert.LessOrEqual(w, w.calls(), 5+4)
		assert.Len(w, ask().Refused, 1)
		assert.Equal(w, 0, w.calls())
		later(11 * time.Minute)
		assert.Len(w, ask().Refused, 1)
		assert.Positive(w, w.calls(), "it is tried again")
	})
}

func TestSeveralRefusedIndicatorsAreAllNamed(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		answer := w.ask(last(2*day, rtc.Hour, class, "wrong", "user_count", "false", "avg_call_time", "amiss"))
		assert.Len(w, answer.Refused, 3)
		assert.Len(w, answer.Series, 2)
	})
}

// The administrator's name rides along on everybody's calls, and the API does not know it.
func TestWhatRidesAlongCausesNoErrorThatItsAskerDidNotEarn(t *testing.T) {
	options := usual
	options.Indicators = []string{"mistyped"}
	inWorld(t, rtcsim.Options{}, options, func(w world) {
		answer := w.ask(last(30*day, rtc.Hour, class, "user_count"))
		assert.Empty(w, answer.Refused)
		assert.Empty(w, answer.Failures)
		assert.Empty(w, answer.Silent)
		assert.Len(w, answer.Series, 1)
		assert.LessOrEqual(w, w.calls(), 5+3)

		w.ask(last(30*day, rtc.Hour, chat, "user_count"))
		assert.Equal(w, 5, w.calls(), "another app is spared the search")
	})
}

func TestADroppedIndicatorIsToldAsSilent(t *testing.T) {
	inWorld(t, rtcsim.Options{DropUnknown: true}, usual, func(w world) {
		ask := func() store.Answer { return w.ask(last(2*day, rtc.Hour, class, "user_count", "wrong")) }
		answer := ask()
		assert.Equal(w, []store.Silence{{AppID: class, Indicator: "wrong"}}, answer.Silent, "not proven")
		assert.Len(w, answer.Series, 1)
		assert.Equal(w, 1, w.calls())
		assert.Equal(w, answer.Silent, ask().Silent)
		assert.Equal(w, 0, w.calls(), "remembered")
		later(hour)
		ask()
		assert.Equal(w, 1, w.calls(), "for an hour")
	})
}

func TestManyWrongNamesDoNotSpoilAnotherQuestion(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		bad := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "w1", "w2", "w3", "w4", "w5"))
		good := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "user_count"))
		_, err := bad.Wait(w.Context())
		require.NoError(w, err)
		a, err := good.Wait(w.Context())
		require.NoError(w, err)
		assert.Empty(w, a.Failures)
	})
}

// More wrong names than one fetch searches for spoil no question for others, however often they are asked for.
func TestManyWrongNamesDoNotSpoilLaterQuestions(t *testing.T) {
	for _, wrong := range []int{5, 6, 12} {
		inWorld(t, rtcsim.Options{}, usual, func(w world) {
			names := []string{"user_count"}
			for i := range wrong {
				names = append(names, fmt.Sprint("w", i))
			}
			for range 12 {
				answer := w.answer(last(30*day, rtc.Hour, class, names...))
				assert.Len(w, answer.Series, 1)
				good := w.ask(last(2*day, rtc.Hour, class, "per_call_time"))
				assert.Empty(w, good.Failures)
				assert.Len(w, good.Series, 1)
				later(5 * time.Minute)
			}
			assert.Less(w, w.calls(), 50*wrong)
			w.answer(last(30*day, rtc.Hour, class, names...)) // some are found by this call
			answer := w.answer(last(30*day, rtc.Hour, class, names...))
			assert.Empty(w, answer.Failures)
			assert.Len(w, answer.Refused, wrong)
		})
	}
}

func TestNothingIsSentForRidersAlone(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.answer(last(30*day, rtc.Hour, class, "wrong"))
		assert.LessOrEqual(w, w.calls(), 1+2+1)
	})
}

func TestAMistypedSettingIsPaidForOnce(t *testing.T) {
	o := usual
	o.Indicators = []string{"mistyped"}
	var apps []rtcsim.App
	for i := range 20 {
		apps = append(apps, rtcsim.App{ID: fmt.Sprintf("app-%d", i)})
	}
	inWorld(t, rtcsim.Options{Apps: apps}, o, func(w world) {
		var qs []store.Question
		for _, a := range apps {
			qs = append(qs, last(2*day, rtc.Hour, a.ID, "user_count"))
		}
		w.askAll(qs...)
		n := w.calls()
		assert.LessOrEqual(w, n, 20+3)
	})
}

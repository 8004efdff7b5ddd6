package store_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// indicator finds one in a decoded answer.
func indicator(answer map[string]any, place int) map[string]any {
	return answer["Result"].(map[string]any)["Indicators"].([]any)[place].(map[string]any)
}

// point finds one of the first indicator.
func point(answer map[string]any, number int) map[string]any {
	return indicator(answer, 0)["Data"].([]any)[number].(map[string]any)
}

// Whatever an answer has that is optional, odd or too much, its points are not lost.
func TestOddAnswersLoseNoPoint(t *testing.T) {
	tests := []struct {
		name   string
		mutate func(answer map[string]any)
		gaps   int // that the oddity makes
	}{
		{"unit is an object", func(a map[string]any) { indicator(a, 0)["Unit"] = map[string]any{"id": "%"} }, 0},
		{"overview is null", func(a map[string]any) { indicator(a, 0)["overview"] = nil }, 0},
		{"overview is a list", func(a map[string]any) { indicator(a, 0)["overview"] = []any{1} }, 0},
		{"overview.Value is a number", func(a map[string]any) { indicator(a, 0)["overview"] = map[string]any{"Value": 12.5, "Alias": 7} }, 0},
		{"StreamId is a number", func(a map[string]any) { point(a, 3)["StreamId"] = 4 }, 0},
		{"granularity is missing", func(a map[string]any) { delete(a["Result"].(map[string]any), "AggregateGranularity") }, 0},
		{"metadata is of an odd type", func(a map[string]any) { a["ResponseMetadata"].(map[string]any)["RequestId"] = 5 }, 0},
		{"a value is text", func(a map[string]any) {
			for _, p := range indicator(a, 0)["Data"].([]any) {
				value := p.(map[string]any)
				value["Value"] = jsonNumber(value["Value"].(float64))
			}
		}, 0},
		{"a value is null", func(a map[string]any) { point(a, 160)["Value"] = nil }, 1},
		{"a value is a list", func(a map[string]any) { point(a, 160)["Value"] = []any{} }, 1},
		{"a value is a word", func(a map[string]any) { point(a, 160)["Value"] = "NaN" }, 1},
		{"a time is a number", func(a map[string]any) { point(a, 160)["TimeStamp"] = 5 }, 1},
		{"points are out of order and twice", func(a map[string]any) {
			data := indicator(a, 0)["Data"].([]any)
			data[0], data[150] = data[150], data[0]
			indicator(a, 0)["Data"] = append(data, data[7], data[99])
		}, 0},
		{"an indicator comes twice", func(a map[string]any) {
			result := a["Result"].(map[string]any)
			result["Indicators"] = append(result["Indicators"].([]any), indicator(a, 0))
		}, 0},
		{"times are in UTC", func(a map[string]any) {
			for _, p := range indicator(a, 0)["Data"].([]any) {
				p.(map[string]any)["TimeStamp"] = inUTC(p.(map[string]any)["TimeStamp"].(string))
			}
		}, 0},
		{"points of other times", func(a map[string]any) {
			data := indicator(a, 0)["Data"].([]any)
			indicator(a, 0)["Data"] = append(data, map[string]any{"TimeStamp": "1970-01-01T00:00:00Z", "Value": 1}, nil, 4,
				map[string]any{"TimeStamp": "9999-12-31T23:00:00+08:00", "Value": 1})
		}, 0},
		{"an indicator that nobody asked for", func(a map[string]any) {
			result := a["Result"].(map[string]any)
			result["Indicators"] = append(result["Indicators"].([]any), map[string]any{"Name": "surprise"}, map[string]any{}, nil, 7)
		}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{}, usual, func(w world) {
				before := gapsOf(w.ask(last(7*day, rtc.Hour, class, "user_count")))
				w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: test.mutate, Times: 1})
				store := w.anew().newStore(usual)
				defer store.Close()
				answer, err := store.Ask(w.Context(), last(7*day, rtc.Hour, class, "user_count")).Wait(w.Context())
				require.NoError(w, err)
				require.Empty(w, answer.Failures)
				require.Len(w, answer.Series, 1)
				assert.Equal(w, before+test.gaps, gapsOf(answer))
				if test.gaps == 0 {
					w.checkValues(answer)
				}
			})
		})
	}
}

func gapsOf(answer store.Answer) int {
	gaps := 0
	for _, value := range answer.Series[0].Values {
		if math.IsNaN(value) {
			gaps++
		}
	}
	return gaps
}

func TestAnswersWithoutWhatWasAskedFor(t *testing.T) {
	tests := []struct {
		name   string
		fault  rtcsim.Fault
		silent []string
		fails  bool
	}{
		{"an indicator is missing", mutated(func(a map[string]any) {
			result := a["Result"].(map[string]any)
			result["Indicators"] = result["Indicators"].([]any)[1:]
		}), []string{"user_count"}, false},
		{"Result is null", mutated(func(a map[string]any) { a["Result"] = nil }), []string{"user_count", "avg_call_time"}, false},
		{"Result is missing", mutated(func(a map[string]any) { delete(a, "Result") }), []string{"user_count", "avg_call_time"}, false},
		{"Indicators is empty", mutated(func(a map[string]any) { a["Result"].(map[string]any)["Indicators"] = []any{} }), []string{"user_count", "avg_call_time"}, false},
		{"Indicators is null", mutated(func(a map[string]any) { a["Result"].(map[string]any)["Indicators"] = nil }), []string{"user_count", "avg_call_time"}, false},
		{"Indicators is text", mutated(func(a map[string]any) { a["Result"].(map[string]any)["Indicators"] = "x" }), nil, true},
		{"Result is text", mutated(func(a map[string]any) { a["Result"] = "x" }), nil, true},
		{"the answer is a list", rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: "[]", Times: 1}, nil, true},
		{"the answer is another server's", rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: `{"status":"ok"}`, Times: 1}, nil, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{}, usual, func(w world) {
				w.sim.Inject(test.fault)
				answer := w.ask(last(2*day, rtc.Hour, class, "user_count", "avg_call_time"))
				assert.Equal(w, test.fails, len(answer.Failures) > 0)
				var silent []string
				for _, s := range answer.Silent {
					silent = append(silent, s.Indicator)
				}
				assert.Equal(w, test.silent, silent)
			})
		})
	}
}

func mutated(mutate func(answer map[string]any)) rtcsim.Fault {
	return rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: mutate, Times: 1}
}

// The API may answer an indicator under other names, even several.
func TestAnswersUnderOtherNames(t *testing.T) {
	inWorld(t, rtcsim.Options{Indicators: []string{"stall_rate"}}, usual, func(w world) {
		w.sim.Inject(mutated(func(a map[string]any) {
			audio := indicator(a, 1)
			audio["Name"], audio["Unit"] = "80ms_audio_stall_rate", "%"
			video := map[string]any{"Name": "500ms_video_stall_rate", "overview": map[string]any{"Alias": "Video stalls"}, "Data": audio["Data"]}
			result := a["Result"].(map[string]any)
			result["Indicators"] = append(result["Indicators"].([]any), video)
		}))
		ask := func() store.Answer {
			answer, err := w.store.Ask(w.Context(), last(2*day, rtc.Hour, class, "user_count", "stall_rate")).Wait(w.Context())
			require.NoError(w, err)
			assert.Empty(w, answer.Silent)
			require.Len(w, answer.Series, 3)
			audio, video := answer.Series[1], answer.Series[2]
			assert.Equal(w, []string{"stall_rate", "80ms_audio_stall_rate", "%"}, []string{audio.Indicator, audio.Name, audio.Unit})
			assert.Equal(w, []string{"stall_rate", "500ms_video_stall_rate", "Video stalls"}, []string{video.Indicator, video.Name, video.Alias})
			return answer
		}
		assert.Len(w, ask().Bodies, 1)
		assert.Empty(w, ask().Bodies, "memory has them under the name asked for")
	})
}

func jsonNumber(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }

func inUTC(timeStamp string) string {
	moment, err := time.Parse(time.RFC3339, timeStamp)
	if err != nil {
		return err.Error()
	}
	return moment.UTC().Format(time.RFC3339)
}

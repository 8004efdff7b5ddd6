package store_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func TestThrottledAnyway(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusOK, http.StatusBadRequest} {
		throttled := rtcsim.Fault{Kind: rtcsim.APIError, Status: status, Code: "AccountFlowLimitExceeded", Message: "too many", Times: 2}
		inWorld(t, rtcsim.Options{}, usual, func(w world) {
			w.sim.Inject(throttled)
			answer := w.ask(last(day, rtc.Hour, class, "user_count"))
			assert.Empty(w, answer.Failures)
			assert.Len(w, answer.Bodies, 3, "the tries are told")
			calls := w.sim.Calls()
			require.Len(w, calls, 3)
			assert.GreaterOrEqual(w, calls[1].At.Sub(calls[0].At), time.Second)
			assert.GreaterOrEqual(w, calls[2].At.Sub(calls[1].At), 2*time.Second)
		})
	}
}

func TestTriesAreBounded(t *testing.T) {
	tests := []struct {
		name  string
		fault rtcsim.Fault
		kind  rtc.Kind
		tries int
	}{
		{"throttled", rtcsim.Fault{Kind: rtcsim.APIError, Code: "FlowLimitExceeded", Message: "m"}, rtc.KindThrottled, 12},
		{"internal error", rtcsim.Fault{Kind: rtcsim.APIError, Code: "InternalError.Storage", Message: "m"}, rtc.KindUnavailable, 3},
		{"502 of a gateway", rtcsim.Fault{Kind: rtcsim.RawAnswer, Status: 502, ContentType: "text/html", Body: "<html>Bad Gateway"}, rtc.KindUnavailable, 3},
		{"reset before headers", rtcsim.Fault{Kind: rtcsim.ResetBeforeHeaders}, rtc.KindUnavailable, 3},
		{"body cut", rtcsim.Fault{Kind: rtcsim.CutBody}, rtc.KindUnavailable, 3},
		{"no permission", rtcsim.Fault{Kind: rtcsim.APIError, Code: "AccessDenied.NoPermissionForApp", Message: "m"}, rtc.KindPermission, 1},
		{"wrong key", rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidAccessKey", Message: "m"}, rtc.KindCredentials, 1},
		{"wrong clock", rtcsim.Fault{Kind: rtcsim.APIError, Code: "InvalidTimestamp", Message: "m"}, rtc.KindClock, 1},
		{"not JSON", rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: "{\"ResponseMetadata\":"}, rtc.KindOther, 1},
		{"nothing", rtcsim.Fault{Kind: rtcsim.RawAnswer}, rtc.KindOther, 1},
		{"redirect", rtcsim.Fault{Kind: rtcsim.Redirect, URL: "http://elsewhere.simulated/"}, rtc.KindEndpoint, 1},
		{"10 MB", rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: string(make([]byte, 10<<20))}, rtc.KindOther, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, rtcsim.Options{}, usual, func(w world) {
				w.sim.Inject(test.fault)
				answer := w.ask(last(day, rtc.Hour, class, "user_count"))
				require.Len(w, answer.Failures, 1)
				failure := new(rtc.Error)
				require.ErrorAs(w, answer.Failures[0].Err, &failure)
				assert.Equal(w, test.kind, failure.Kind(), failure.Error())
				assert.Len(w, w.sim.Calls(), test.tries)

				w.sim.ClearFaults()
				later(5 * time.Minute)
				assert.Empty(w, w.ask(last(day, rtc.Hour, class, "user_count")).Failures, "a failure is not kept for long")
			})
		})
	}
}

// When one window of the range fails, the points of the others are given.
func TestAPartOfTheRangeFails(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: "not JSON", Times: 1})
		answer, err := w.store.Ask(w.Context(), last(14*day, rtc.Hour, class, "user_count")).Wait(w.Context())
		require.NoError(w, err)
		require.Len(w, answer.Failures, 1)
		assert.Equal(w, 7*day, answer.Failures[0].Period.Len())
		require.Len(w, answer.Series, 1)
		w.calls()
		w.ask(last(14*day, rtc.Hour, class, "user_count"))
		assert.Equal(w, 1, w.calls(), "only what failed is fetched again")
	})
}

// What no other call of the app would escape ends them all.
func TestAHopelessErrorSparesTheOtherCalls(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		answer, err := w.store.Ask(w.Context(), last(30*day, rtc.Hour, "unknown", "user_count")).Wait(w.Context())
		require.NoError(w, err)
		assert.Len(w, answer.Failures, 5)
		assert.Equal(w, 1, w.calls())
	})
}

func TestOneFailingAppLeavesTheOthers(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		q := last(2*day, rtc.Hour, class, "user_count")
		q.AppIDs = []string{class, "unknown", chat}
		answer := w.ask(q)
		assert.Len(w, answer.Series, 2)
		assert.Len(w, answer.Failures, 1)
	})
}

// A gateway may repeat what it was sent.
func TestSecretsThatComeBackAreNotPassedOn(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(rtcsim.Fault{
			Kind: rtcsim.APIError, Code: "AccessDenied", Message: "Key " + rtcsim.DemoSecretAccessKey + " may not.",
		})
		answer := w.ask(last(day, rtc.Hour, class, "user_count"))
		assert.Contains(w, answer.Failures[0].Err.Error(), "Key *** may not.")
	})
}

// One hour of seven days did not come.
func TestAFailureNamesOnlyWhatIsMissing(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		q := func() store.Question { return last(7*day, rtc.Hour, class, "user_count") }
		w.answer(q())
		later(hour)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: "no"})
		a := w.answer(q())
		w.sim.ClearFaults()
		require.Len(w, a.Failures, 1)
		assert.Equal(w, hour, a.Failures[0].Period.Len())
	})
}

func TestWhatFailsIsNoSeriesWithoutValues(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.answer(last(day, rtc.Hour, class, "user_count"))
		later(3 * day)
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.RawAnswer, Body: "no"})
		a := w.answer(last(day, rtc.Hour, class, "user_count"))
		w.sim.ClearFaults()
		assert.Empty(w, a.Series)
	})
}

func TestAnAnswerOfAHundredThousandNamesIsBounded(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		w.sim.Inject(mutated(func(a map[string]any) {
			var l []any
			for i := range 100000 {
				l = append(l, map[string]any{"Name": strconv.Itoa(i)})
			}
			a["Result"].(map[string]any)["Indicators"] = append(a["Result"].(map[string]any)["Indicators"].([]any)[1:], l...)
		}))
		a := w.answer(last(7*day, rtc.Hour, class, "user_count"))
		assert.LessOrEqual(w, len(a.Series), 100)
	})
}

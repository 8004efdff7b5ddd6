package store_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// inWorldOfRate is inWorld with an account that has a rate of its own.
func inWorldOfRate(t *testing.T, rate float64, test func(w world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(rtcsim.Options{CallsPerSecond: rate}), process: store.NewProcess()}
		paced := account
		paced.CallsPerSecond = rate
		var end func()
		w.store, end = w.storeOf(paced, rtc.NewRoles())
		defer end()
		test(w)
		w.throttledNever()
	})
}

func TestAnAccountWithARateOfItsOwnIsNeverThrottled(t *testing.T) {
	for _, rate := range []float64{0.16, 0.5, 1, 5, 20, 100} {
		inWorldOfRate(t, rate, func(w world) {
			began := time.Now()
			w.whole(last(7*day, rtc.Hour, class, "user_count"))
			assert.Equal(w, 1, w.calls(), "a week by the hour")
			assert.Less(w, time.Since(began), time.Second)

			var questions []store.Question
			for _, app := range rtcsim.DemoApps {
				questions = append(questions, last(30*day, rtc.Hour, app.ID, "user_count"))
			}
			w.askAll(questions...)
			calls := w.calls()
			assert.Greater(w, calls, 15)
			assert.Less(w, time.Since(began).Seconds(), 1+1.1*float64(calls+1)/rate, "and no slower than it has to be")
		})
	}
}

func TestTheQueueTellsTheRateInForce(t *testing.T) {
	for rate, says := range map[float64]string{
		0.01: "10 calls are waiting for the API's quota of 0.01 a second, which takes 17m20s",
		0:    "1250 calls are waiting for the API's quota of 2 a second, which takes 10m50s",
	} {
		inWorldOfRate(t, rate, func(w world) {
			question := last(30*day, rtc.Hour, class, "user_count")
			if rate == 0 {
				question.AppIDs = idsOf(apps(250))
			} else {
				question.AppIDs = []string{class, chat}
			}
			_, err := w.store.Ask(w.Context(), question).Wait(w.Context())
			queue := new(store.QueueError)
			require.ErrorAs(w, err, &queue)
			assert.Equal(w, says, queue.Error())
		})
	}
}

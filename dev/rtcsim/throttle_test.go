package rtcsim

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestThrottle(t *testing.T) {
	for name, c := range map[string]struct {
		options Options
		status  int
	}{
		"with HTTP 429": {Options{}, 429},
		"with HTTP 200": {Options{ThrottleWithOK: true}, 200},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.options.Now = atNoon
				s := New(c.options)
				ask := func() reply { return call(t, s, actionListOperationData, question()) }

				assert.Empty(t, ask().code())
				time.Sleep(600 * time.Millisecond)
				assert.Empty(t, ask().code())

				refused := ask()
				assert.Equal(t, "FlowLimitExceeded.QPSOverLimit", refused.code())
				assert.Equal(t, c.status, refused.status)
				assert.Empty(t, refused.Result)

				time.Sleep(399 * time.Millisecond)
				assert.NotEmpty(t, ask().code(), "999 ms after the first call")
				time.Sleep(time.Millisecond)
				assert.Empty(t, ask().code(), "refused calls do not count")
				assert.NotEmpty(t, ask().code())
				time.Sleep(time.Second)
				assert.Empty(t, ask().code())
				assert.Empty(t, ask().code(), "no burst is needed to use both calls at once")
			})
		})
	}
}

func TestThrottleIsPerAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		for range 2 {
			assert.Empty(t, call(t, s, actionListOperationData, question()).code())
		}
		for range 20 {
			assert.Empty(t, call(t, s, actionListApps, "{}").code())
		}
		assert.NotEmpty(t, call(t, s, actionListApps, "{}").code())
		assert.NotEmpty(t, call(t, s, actionListOperationData, question()).code())
	})
}

func TestNoRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon, NoRateLimit: true})
		for range 50 {
			assert.Empty(t, call(t, s, actionListOperationData, question()).code())
		}
	})
}

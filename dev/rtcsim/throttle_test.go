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
				again := func() reply { return ask(t, s, actionListOperationData) }

				assert.Empty(t, again().code())
				time.Sleep(600 * time.Millisecond)
				assert.Empty(t, again().code())

				refused := again()
				assert.Equal(t, "FlowLimitExceeded.QPSOverLimit", refused.code())
				assert.Equal(t, c.status, refused.status)
				assert.Empty(t, refused.Result)

				time.Sleep(399 * time.Millisecond)
				assert.NotEmpty(t, again().code(), "999 ms after the first call")
				time.Sleep(time.Millisecond)
				assert.Empty(t, again().code(), "refused calls do not count")
				assert.NotEmpty(t, again().code())
				time.Sleep(time.Second)
				assert.Empty(t, again().code())
				assert.Empty(t, again().code(), "no burst is needed to use both calls at once")
			})
		})
	}
}

func TestThrottleIsPerAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		for name, a := range actions {
			rate := 2
			switch name {
			case actionListApps:
				rate = 20
			case actionListRoomInfo, actionListUserInfo, actionListCallDetail:
				rate = 10
			}
			assert.Equal(t, rate, a.rate, name)
			for range rate {
				assert.Empty(t, ask(t, s, name).code(), name)
			}
			assert.Equal(t, "FlowLimitExceeded.QPSOverLimit", ask(t, s, name).code(), name)
		}
	})
}

func TestNoRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon, NoRateLimit: true})
		for range 50 {
			assert.Empty(t, ask(t, s, actionListOperationData).code())
		}
	})
}

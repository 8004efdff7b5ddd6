package rtcsim

import (
	"net/http"
	"slices"
	"time"
)

// window lets limit calls through in any sliding second. The documents give the
// rate only; a window without any burst above it is the strictest reading.
type window struct {
	limit  int
	passed []time.Time
}

// admit says whether a call at now passes. A refused call leaves no trace, so
// waiting a second after any refusal is always enough.
func (w *window) admit(now time.Time) bool {
	w.passed = slices.DeleteFunc(w.passed, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(w.passed) >= w.limit {
		return false
	}
	w.passed = append(w.passed, now)
	return true
}

// throttle enforces the rate of an action for the account, whose one access key
// is the only one that gets this far.
func (s *Server) throttle(action string, now time.Time) *apiError {
	w := s.windows[action]
	if s.options.NoRateLimit || w.admit(now) {
		return nil
	}
	err := errorf("FlowLimitExceeded.QPSOverLimit", "The request rate of %s is over its limit of %d per second.", action, w.limit)
	if s.options.ThrottleWithOK {
		err.status = http.StatusOK
	}
	return err
}

package rtcsim

import (
	"net/http"
	"slices"
	"time"
)

// window lets limit calls through in any sliding span, a second as a rule. The
// documents give the rate only; a window without any burst above it is the
// strictest reading.
type window struct {
	limit  int
	span   time.Duration
	passed []time.Time
}

// documentedRate is that of the actions for data, in calls a second.
const documentedRate = 2

// newWindow is for an action, on an account with callsPerSecond of its own unless
// that is 0.
func newWindow(a action, callsPerSecond float64) *window {
	if a.ratePer != 0 && (callsPerSecond == 0 || callsPerSecond*a.ratePer.Seconds() >= float64(a.rate)) {
		return &window{limit: a.rate, span: a.ratePer}
	}
	perSecond := float64(a.rate)
	if callsPerSecond != 0 && (a.rate == documentedRate || callsPerSecond < perSecond) {
		perSecond = callsPerSecond
	}
	limit := max(1, int(perSecond))
	return &window{limit: limit, span: time.Duration(float64(limit) / perSecond * float64(time.Second))}
}

// admit says whether a call at now passes. A refused call leaves no trace, so
// waiting for the span after any refusal is always enough.
func (w *window) admit(now time.Time) bool {
	w.passed = slices.DeleteFunc(w.passed, func(t time.Time) bool { return now.Sub(t) >= w.span })
	if len(w.passed) >= w.limit {
		return false
	}
	w.passed = append(w.passed, now)
	return true
}

// throttle enforces the rate of an action for the account, all of its keys
// together.
func (s *Server) throttle(action string, now time.Time) *apiError {
	w := s.windows[action]
	if s.options.NoRateLimit || w.admit(now) {
		return nil
	}
	err := errorf("FlowLimitExceeded.QPSOverLimit", "The request rate of %s is over its limit of %d per %s.", action, w.limit, w.span)
	if s.options.ThrottleWithOK {
		err.status = http.StatusOK
	}
	return err
}

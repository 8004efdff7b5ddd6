package store

import (
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// failuresOfAnOutage is how many calls in a row have to fail before the API is taken to be down. With the pauses between
// the tries of one call that takes less than ten seconds.
const failuresOfAnOutage = 3

// firstProbe is how long the first call may take that looks whether an outage is over. Each one that fails doubles it: so an
// API that has become slow is found to work in the end.
const (
	firstProbe   = 5 * time.Second
	maxDoublings = 10
)

// outage counts the calls to one action that failed in a row, whoever made them.
type outage struct {
	mu     sync.Mutex
	failed int
}

// observe counts the outcome of a call, and tells whether the API is down.
func (o *outage) observe(err error) (down bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch rtc.KindOf(err) {
	case rtc.KindUnavailable, rtc.KindTimeout:
		o.failed++
	default: // also an answer that refuses the call comes from an API that works
		o.failed = 0
	}
	return o.failed >= failuresOfAnOutage
}

// probeTimeout is how long the next call may take that looks whether the outage is over.
func (o *outage) probeTimeout(longest time.Duration) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	doublings := min(max(o.failed-failuresOfAnOutage, 0), maxDoublings)
	return min(firstProbe<<doublings, longest)
}

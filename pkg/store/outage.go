package store

import (
	"sync"

	"volcengine-rtc-datasource/pkg/rtc"
)

// failuresOfAnOutage is how many calls in a row have to fail before the API is taken to be down. With the pauses between
// the tries of one call that takes less than ten seconds.
const failuresOfAnOutage = 3

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

package store

import (
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Pending says what an answer is still without.
type Pending struct {
	// Apps of OfApps have all that was asked for, and Calls of OfCalls that the question needs are done.
	Apps, OfApps, Calls, OfCalls int
	// More is when there is more to show, All when there is everything; both from now and estimated.
	More, All time.Duration
	// PerSecond is how many calls a second the account is said to have.
	PerSecond float64
	// Err is what keeps the calls: throttling, a failing API, or one that does not answer. nil if only the quota does.
	Err error
}

// unansweredFor is how long a call may take before it is named as what an answer waits for.
const unansweredFor = 5 * time.Second

// troubleOf is what keeps the fetches from being done.
func troubleOf(open []*fetch) error {
	for _, f := range open {
		if f.trouble != nil {
			return f.trouble
		}
	}
	for _, f := range open {
		if since := time.Since(f.sent); !f.sent.IsZero() && since > unansweredFor {
			return rtc.NoAnswer(since)
		}
	}
	return nil
}

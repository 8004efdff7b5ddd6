package store

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// retry tries throttling, a failing server and a broken connection again, and nothing else. It pauses 1 to 2 s after
// the first failure, the least that throttling asks for, and about twice as long after each further one; the jitter
// keeps replicas from meeting again. A server that asks for a longer pause gets it. Each attempt waits for a turn of its
// own first: turn's error ends it at once.
func retry[T any](ctx context.Context, queue *quota.Queue, turn func() error, attempt func() (T, error)) (T, error) {
	pauses := &pauses{growing: backoff.NewExponentialBackOff()}
	pauses.growing.InitialInterval = 1500 * time.Millisecond
	pauses.growing.RandomizationFactor = 1.0 / 3
	pauses.growing.Multiplier = 2
	return backoff.Retry(ctx, func() (T, error) {
		if err := turn(); err != nil {
			return *new(T), backoff.Permanent(err)
		}
		queue.Leaves()
		result, err := attempt()
		failure := new(rtc.Error)
		if err != nil && (!errors.As(err, &failure) || !failure.Retryable()) {
			return result, backoff.Permanent(err)
		}
		pauses.asked = failure.RetryAfter
		return result, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries))
}

// pauses are the growing ones, or what the server asks for where that is longer.
type pauses struct {
	growing *backoff.ExponentialBackOff
	asked   time.Duration
}

func (p *pauses) Reset() { p.growing.Reset() }

func (p *pauses) NextBackOff() time.Duration { return max(p.growing.NextBackOff(), p.asked) }

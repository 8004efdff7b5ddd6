package rtc

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// retry tries throttling, a failing server and a broken connection again, and nothing else. It pauses 1 to 2 s after
// the first failure, the least that throttling asks for, and about twice as long after each further one; the jitter
// keeps replicas from meeting again. Each attempt waits for a turn of its own first: turn's error ends it at once.
func retry[T any](ctx context.Context, turn func() error, attempt func() (T, error)) (T, error) {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = 1500 * time.Millisecond
	pauses.RandomizationFactor = 1.0 / 3
	pauses.Multiplier = 2
	return backoff.Retry(ctx, func() (T, error) {
		if err := turn(); err != nil {
			return *new(T), backoff.Permanent(err)
		}
		result, err := attempt()
		if failure := new(Error); err != nil && (!errors.As(err, &failure) || !failure.retryable()) {
			return result, backoff.Permanent(err)
		}
		return result, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(maxTries))
}

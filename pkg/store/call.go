package store

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// maxTries is how often a call is sent that fails, before its error is the answer; maxThrottled is that of a call in the
	// background that is throttled. Others that use the account in bursts throttle the same call eight times in a row about
	// once in some hundred full dashboards.
	maxTries     = 4
	maxThrottled = 12
)

// caller is the one way to an action of the API: a call waits for its turn, is tried again where that may help, and what it
// meets is remembered.
type caller struct {
	client  *rtc.Client
	action  string
	quota   *quota.Queue
	known   *knowledge
	outage  *outage
	timeout time.Duration // of an attempt

	// attended tells that a person waits for this very call: it has a short timeout, after which it is tried again, and
	// fails soon where it is throttled.
	attended bool
}

func newCaller(client *rtc.Client, api *rtc.API, queue *quota.Queue, known *knowledge, timeout time.Duration) caller {
	return caller{client: client, action: api.Action, quota: queue, known: known, outage: &known.of(api).outage, timeout: timeout}
}

// call makes a call. turn gives a ticket whose turn has come; its error ends the call.
func call[T any](
	ctx context.Context, c caller, turn func(context.Context) (*quota.Ticket, error), try func(ctx context.Context, send func() time.Time) (T, error),
) (T, error) {
	return retry(ctx, c, func() (T, error) { return attempt(ctx, c, turn, try) })
}

// retry tries throttling, a failing server and a broken connection again: after 1 to 2 s, the least that throttling asks
// for, then about twice as long each time. The jitter keeps replicas from meeting again. A server that asks for a longer
// pause gets it.
func retry[T any](ctx context.Context, c caller, attempt func() (T, error)) (T, error) {
	pauses := &pauses{growing: backoff.NewExponentialBackOff()}
	pauses.growing.InitialInterval = 1500 * time.Millisecond
	pauses.growing.RandomizationFactor = 1.0 / 3
	pauses.growing.Multiplier = 2
	pauses.growing.MaxInterval = 5 * time.Second
	failed := 0
	return backoff.Retry(ctx, func() (T, error) {
		result, err := attempt()
		failure := new(rtc.Error)
		if !errors.As(err, &failure) {
			return result, permanent(err)
		}
		if failure.Kind() != rtc.KindThrottled {
			failed++
		}
		pauses.asked = failure.RetryAfter
		if failed == maxTries || !c.passes(failure, failed) {
			return result, permanent(err)
		}
		return result, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(c.mostTries()))
}

func (c caller) mostTries() uint {
	if c.attended {
		return maxTries
	}
	return maxThrottled
}

// permanent marks an error that is not tried again.
func permanent(err error) error {
	if err == nil {
		return nil
	}
	return backoff.Permanent(err)
}

// passes tells that a failure may pass by itself, unless it is known to last. A call with a short timeout is tried once
// more after it.
func (c caller) passes(failure *rtc.Error, failed int) bool {
	retryable := failure.Retryable() || c.attended && failure.Kind() == rtc.KindTimeout && failed == 1
	return retryable && c.known.negative.find(c.outageScope()) == nil
}

func (c caller) outageScope() scope { return scope{kind: scopeOutage, action: c.action} }

// attempt makes a call once. During an outage only one attempt at a time is made, and with a timeout that is short at first.
func attempt[T any](
	ctx context.Context, c caller, turn func(context.Context) (*quota.Ticket, error), try func(ctx context.Context, send func() time.Time) (T, error),
) (result T, err error) {
	// The turn comes last: calls that wait for keys after it would be sent all together.
	if err := c.client.Ready(ctx); err != nil {
		return result, err
	}
	ticket, err := awaitSlot(ctx, turn)
	if err != nil {
		return result, err
	}
	defer ticket.Release() // if nothing was sent
	leave, probe, err := c.known.negative.enter(c.outageScope())
	if err != nil {
		return result, err
	}
	defer leave()
	timeout := c.timeout
	if probe {
		timeout = c.outage.probeTimeout(timeout)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var sent time.Time
	result, err = try(ctx, func() time.Time {
		sent = ticket.Send()
		return sent
	})
	c.observe(sent, err)
	return result, err
}

// awaitSlot waits for a turn and its moment. If that has passed, because what replicas have was looked up for too long, it
// does so once more, when nothing is looked up.
func awaitSlot(ctx context.Context, turn func(context.Context) (*quota.Ticket, error)) (*quota.Ticket, error) {
	ticket, err := turn(ctx)
	if err != nil {
		return nil, err
	}
	if err := ticket.Ready(ctx); err != nil || !ticket.Missed() {
		return ticket, err
	}
	ticket.Release()
	if ticket, err = turn(ctx); err != nil {
		return nil, err
	}
	return ticket, ticket.Ready(ctx)
}

// observe learns from the outcome of an attempt.
func (c caller) observe(sent time.Time, err error) {
	failure := new(rtc.Error)
	switch {
	case err != nil && !errors.As(err, &failure): // the call was given up, which says nothing of the API
		return
	case err == nil:
		c.quota.Accepted()
	case failure.Kind() == rtc.KindThrottled:
		c.quota.Throttled(sent)
	}
	if c.outage.observe(err) {
		c.known.refused(c.outageScope(), err)
	} else {
		c.known.negative.remove(c.outageScope())
	}
}

// alone takes a ticket for a call that stands alone, and returns when its turn has come.
func (c caller) alone(ctx context.Context) (*quota.Ticket, error) {
	ticket := c.quota.Join(quota.Order{Class: quota.Viewer, Round: c.quota.Round(quota.Viewer), Since: time.Now()})
	return ticket, ticket.Wait(ctx)
}

// pauses are the growing ones, or what the server asks for where that is longer.
type pauses struct {
	growing *backoff.ExponentialBackOff
	asked   time.Duration
}

func (p *pauses) Reset() { p.growing.Reset() }

func (p *pauses) NextBackOff() time.Duration { return max(p.growing.NextBackOff(), p.asked) }

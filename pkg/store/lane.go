package store

import (
	"cmp"
	"context"
	"slices"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// lane is an app on a grid with a filter: the calls that it needs go one after the other, so that a question that comes while
// one is under way can still join the rest, and so that what one call teaches (a refused indicator, a missing
// permission) spares the rest. Lanes exist while they have calls; the Store's lock guards them.
type lane struct {
	key     laneKey
	filter  rtc.Filter
	waiting []*call
	sent    *call
	ticket  *quota.Ticket
	giveUp  context.CancelFunc // ends the wait for a first call's turn
	hasTurn bool               // the worker's alone

	viewersInARow int
}

type laneKey struct {
	appID  string
	grid   rtc.Grid
	filter string
}

// call is one request to the API, from the first who needs it to its answer.
type call struct {
	window     rtc.Span
	indicators []string // asked for; riders join them when the call is sent
	most       int      // indicators
	class      quota.Class
	round      int
	askers     int
	trace      trace.SpanContext // of the first who asked

	order int // of sending
	done  chan struct{}
	// What follows is final when done is closed.
	bodies  []string
	series  map[string][]rtc.Series // by the indicator asked for
	refused map[string]error        // likewise
	unclear []string                // indicators that the answer may have under names of its own
	err     error                   // why every other indicator has no answer
}

func newCall(window rtc.Span, a *Ask, most, round int) *call {
	return &call{
		window: window, most: most, class: a.question.Class, round: round, trace: a.trace,
		done: make(chan struct{}), series: map[string][]rtc.Series{}, refused: map[string]error{},
	}
}

// add makes the call ask for more indicators, if it can hold them all.
func (c *call) add(indicators []string) bool {
	joined := slices.Clone(c.indicators)
	for _, name := range indicators {
		if !slices.Contains(joined, name) {
			joined = append(joined, name)
		}
	}
	if len(joined) > c.most {
		return false
	}
	c.indicators = joined
	return true
}

// hasAll tells whether the call asks for every one of the indicators.
func (c *call) hasAll(indicators []string) bool {
	return !slices.ContainsFunc(indicators, func(name string) bool { return !slices.Contains(c.indicators, name) })
}

// waitsIn tells that the call is not sent yet.
func (c *call) waitsIn(l *lane) bool { return slices.Contains(l.waiting, c) }

// join adds a question to the lane's calls that bring something it misses: the one under way as it is, those that
// wait also with indicators that they did not ask for yet.
func (l *lane) join(a *Ask, names []string, missing func(bucket int64) bool) (joined []*call) {
	brings := func(c *call) bool { return anyMissing(c.window.Intersect(a.plan.Buckets), missing) }
	if c := l.sent; c != nil && c.hasAll(names) && brings(c) {
		joined = append(joined, c)
	}
	for _, c := range l.waiting {
		if brings(c) && c.add(names) {
			joined = append(joined, c)
		}
	}
	for _, c := range joined {
		a.await(l, c, names, missing)
	}
	return joined
}

// next is the waiting call that should go first, nil if there is none. A rule's goes after quota.ViewerTurns of the viewers.
func (l *lane) next() *call {
	if len(l.waiting) == 0 {
		return nil
	}
	first := slices.MinFunc(l.waiting, inOrder)
	if first.class == quota.Viewer && l.viewersInARow >= quota.ViewerTurns {
		if last := slices.MaxFunc(l.waiting, func(a, b *call) int { return int(a.class - b.class) }); last.class == quota.Rule {
			return last
		}
	}
	return first
}

// inOrder compares calls by class, then by round.
func inOrder(a, b *call) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.round, b.round))
}

// raise lets a call be served earlier, for somebody who would be.
func (c *call) raise(class quota.Class, round int) {
	if quota.Earlier(class, round, c.class, c.round) {
		c.class, c.round = class, round
	}
}

// hurry lets the lane's ticket stand where its most urgent call would.
func (l *lane) hurry() {
	c := l.sent
	if c == nil {
		c = l.next()
	}
	if c != nil && l.ticket != nil {
		l.ticket.Hurry(c.class, c.round)
	}
}

// drop takes back a call that nobody waits for any more.
func (l *lane) drop(c *call) {
	l.waiting = slices.DeleteFunc(l.waiting, func(other *call) bool { return other == c })
	if len(l.waiting) == 0 && l.giveUp != nil {
		l.giveUp()
	}
}

// work sends the lane's calls until none is left.
func (s *Store) work(l *lane) {
	for {
		turn, ok := s.queue(l)
		if !ok {
			return
		}
		if turn() != nil {
			continue
		}
		if c := s.take(l); c != nil {
			l.hasTurn = true
			s.finish(l, c, s.fetch(l, c))
		}
	}
}

// queue takes a ticket for the call that should go first; turn waits for it, as long as the lane has anything to send.
// false ends the lane.
func (s *Store) queue(l *lane) (turn func() error, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		l.failWaiting(errClosed)
	}
	c := l.next()
	if c == nil {
		delete(s.lanes, l.key)
		return nil, false
	}
	t := s.quota.Join(c.class, c.round)
	ctx, cancel := context.WithCancel(trace.ContextWithSpanContext(s.ctx, c.trace))
	l.ticket, l.giveUp = t, cancel
	return func() error {
		defer cancel()
		return t.Wait(ctx)
	}, true
}

// take removes the call to send and settles what it asks for: what was refused meanwhile is left out, and what others
// are likely to ask next rides along.
func (s *Store) take(l *lane) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := l.next()
	if c == nil {
		return nil
	}
	l.waiting = slices.DeleteFunc(l.waiting, func(other *call) bool { return other == c })
	l.sent = c
	l.viewersInARow++
	if c.class == quota.Rule {
		l.viewersInARow = 0
	}
	s.sent++
	c.order = s.sent
	now := s.now()
	c.indicators = slices.DeleteFunc(c.indicators, func(name string) bool {
		err := s.memory.refused(l.key, name, now)
		if err != nil {
			c.refused[name] = err
		}
		return err != nil
	})
	if len(c.indicators) == 0 {
		return c // nothing is sent for what rides along alone
	}
	c.indicators = append(c.indicators, s.memory.riders(l.key, c.window, c.indicators, now)...)
	return c
}

// finish hands the call's outcome to those who wait. An error that no other call of the lane would escape ends these
// as well, unsent.
func (s *Store) finish(l *lane, c *call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.err = err
	l.sent = nil
	close(c.done)
	switch rtc.KindOf(err) {
	case rtc.KindCredentials, rtc.KindSessionToken, rtc.KindPermission, rtc.KindClock, rtc.KindApp, rtc.KindEndpoint, rtc.KindTimeout:
		l.failWaiting(err)
	case rtc.KindParameter:
		if l.key.filter != rtc.NoFilter { // which is that of them all
			l.failWaiting(err)
		}
	}
}

func (l *lane) failWaiting(err error) {
	for _, c := range l.waiting {
		c.err = err
		close(c.done)
	}
	l.waiting = nil
}

package store

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// appQueue has the fetches of an app on a grid with a filter. They go one after the other, so that a query that comes while
// one is under way can still join the rest, and so that what one call teaches (a refused indicator, a missing permission)
// spares the rest. It exists while it has fetches, and has a worker as long. The Store's lock guards it.
type appQueue struct {
	key     seriesKey
	filter  rtc.Filter
	waiting []*fetch
	sent    *fetch
	ticket  *quota.Ticket
	giveUp  context.CancelFunc // ends the wait for the ticket's turn
	rota    quota.Rota

	// What follows is the worker's own.
	look    bool   // other replicas may have fetched meanwhile what waits
	overdue string // who has the lease and was waited for long enough
}

// all are the fetches that can still bring something: the one under way, then those that wait.
func (q *appQueue) all() []*fetch {
	if q.sent == nil {
		return slices.Clone(q.waiting)
	}
	return append([]*fetch{q.sent}, q.waiting...)
}

// next is the fetch that goes first, nil if none waits. What is over is dropped.
func (q *appQueue) next(now time.Time) *fetch {
	q.waiting = slices.DeleteFunc(q.waiting, func(f *fetch) bool {
		over := f.isOver(now)
		if over {
			f.end(errUnwanted)
		}
		return over
	})
	first := map[quota.Class]*fetch{}
	for _, f := range q.waiting {
		class := f.order().Class
		if first[class] == nil || f.order().Compare(first[class].order()) < 0 {
			first[class] = f
		}
	}
	rota := q.rota // looking does not use the turn up
	class, _ := rota.Next(func(c quota.Class) bool { return first[c] != nil })
	return first[class]
}

// reorder gives the ticket the place of the most urgent fetch.
func (q *appQueue) reorder(now time.Time) {
	f := q.sent
	if f == nil {
		f = q.next(now)
	}
	switch {
	case f != nil && q.ticket != nil:
		q.ticket.Move(f.order())
	case f == nil && q.giveUp != nil:
		q.giveUp()
	}
}

// fail ends all that waits.
func (q *appQueue) fail(err error) {
	for _, f := range q.waiting {
		f.end(err)
	}
	q.waiting = nil
	if q.sent == nil && q.giveUp != nil {
		q.giveUp()
	}
}

// work sends the fetches of a queue until none is left.
func (s *Store) work(q *appQueue) {
	for {
		s.awaitKeys(q)
		s.lookFirst(q)
		ticket, ctx, ok := s.takeTicket(q)
		if !ok {
			return
		}
		if s.awaitTurn(ctx, q, ticket) != nil {
			continue
		}
		lease, ok := s.enter(q, ticket)
		if !ok {
			s.giveBack(q, ticket)
			continue
		}
		f, leave := s.take(q)
		if f == nil {
			ticket.Release()
			s.write(nil, lease)
			continue
		}
		s.finish(q, f, s.fetch(q, f, ticket, lease), leave)
	}
}

// giveBack lets others have the turn.
func (s *Store) giveBack(q *appQueue, ticket *quota.Ticket) {
	ticket.Release()
	s.mu.Lock()
	defer s.mu.Unlock()
	q.giveUp()
	q.giveUp, q.ticket = nil, nil
}

// awaitKeys waits for the keys to sign with, before a turn is asked for. Without any, no call can be made.
func (s *Store) awaitKeys(q *appQueue) {
	_, err := retry(s.ctx, s.caller, func() (struct{}, error) { return struct{}{}, s.client.Ready(s.ctx) })
	if err == nil {
		return
	}
	s.mu.Lock()
	q.fail(err)
	s.mu.Unlock()
	if concerned, ok := s.concerned(q.key, err); ok {
		s.refused(concerned, err)
	}
}

// takeTicket joins the quota's queue for the fetch that goes first. ok is false when there is none; then the appQueue is
// gone. The context ends when nothing waits any more.
func (s *Store) takeTicket(q *appQueue) (ticket *quota.Ticket, ctx context.Context, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		q.fail(errClosed)
	}
	f := q.next(s.now())
	if f == nil {
		delete(s.queues, q.key)
		return nil, nil, false
	}
	ctx, q.giveUp = context.WithCancel(trace.ContextWithSpanContext(s.ctx, f.trace))
	q.ticket = s.quota.Join(f.order())
	return q.ticket, ctx, true
}

// take removes the fetch to send and settles what it asks for: what was refused meanwhile is left out, and what is likely
// to be asked for next is prefetched. It is nil when there is nothing to send. leave must be called when it has ended.
func (s *Store) take(q *appQueue) (f *fetch, leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.giveUp()
	q.giveUp = nil
	now := s.now()
	f = q.next(now)
	if f == nil {
		return nil, nil
	}
	if err := s.known.negative.find(s.caller.outageScope()); err != nil {
		q.fail(err)
		return nil, nil
	}
	leave, _, err := s.known.negative.enter(s.scopes(q.key)...)
	if err != nil {
		q.fail(err)
		return nil, nil
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(other *fetch) bool { return other == f })
	q.rota.Next(func(c quota.Class) bool { return c == f.order().Class })
	f.indicators = slices.DeleteFunc(f.indicators, func(name string) bool {
		err := s.known.negative.find(s.indicatorScope(q.key, name))
		if err != nil {
			f.refused[name] = err
		}
		return err != nil
	})
	f.window = s.windowOf(q, f, now)
	if s.hasEnough(q.key, f) {
		f.end(errEnough)
		leave()
		return nil, nil
	}
	if !s.lacks(q.key, f, f.window, now) { // nothing is sent for prefetched indicators alone
		f.end(nil)
		leave()
		return nil, nil
	}
	f.indicators = append(f.indicators, s.prefetched(q.key, f.window, f.indicators, now)...)
	f.start()
	q.sent = f
	return f, leave
}

// lacks tells that memory is still without something of a fetch, or that it is for the proof alone. Another data source of
// the account may have brought the values.
func (s *Store) lacks(key seriesKey, f *fetch, window rtc.Span, now time.Time) bool {
	return f.proves && len(f.indicators) > 0 || slices.ContainsFunc(f.indicators, func(name string) bool {
		return len(s.missing(key, name, window, now)) > 0
	})
}

// windowOf is what a fetch would ask for at a moment: of real-time data the newest.
func (s *Store) windowOf(q *appQueue, f *fetch, now time.Time) rtc.Span {
	if s.api.RealTime && !s.api.Total {
		return s.newestWindow(q.key.grid, now)
	}
	return f.window
}

// newestWindow is the newest that a real-time API has at a moment. A fetch may have waited for a while, and a call costs
// the same whatever it brings.
func (s *Store) newestWindow(grid rtc.Grid, now time.Time) rtc.Span {
	available := NewPlan(s.api, now.Add(-s.api.LookBack), now, grid.Granularity, now, s.options.DataDelay, 0)
	window := available.available
	return rtc.Span{First: max(window.First, window.End-int64(available.perCall)), End: window.End}
}

// finish hands the outcome of a fetch to those who wait, and remembers what it says of others.
func (s *Store) finish(q *appQueue, f *fetch, err error, leave func()) {
	leave()
	s.mu.Lock()
	q.sent = nil
	f.end(err)
	if rtc.KindOf(err) == rtc.KindTimeout {
		q.fail(err) // each of them would hang as long
	}
	s.mu.Unlock()
	if concerned, ok := s.concerned(q.key, err); ok {
		s.refused(concerned, err)
	}
}

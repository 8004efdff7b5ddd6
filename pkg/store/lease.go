package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// leasePoll is how often it is looked whether another replica has fetched what is wanted here.
	leasePoll = 200 * time.Millisecond

	// lookAgain is how often that is looked while the quota is waited for, maxLooks how often in one turn.
	lookAgain = 500 * time.Millisecond
	maxLooks  = 3

	// leasePatience is how long a replica waits for one call of another before it makes the call itself.
	leasePatience = 10 * time.Second
)

// shares tells that what a queue fetches is of use for other replicas.
func (s *Store) shares(q *appQueue) bool {
	return s.options.Shared != nil && s.api.List == nil && sharable(q.filter)
}

// lookFirst takes over what other replicas have fetched meanwhile, and waits while one of them fetches for the same app. It
// is for a queue that was held up, and returns when a call of its own may be due.
func (s *Store) lookFirst(q *appQueue) {
	if !q.look {
		return
	}
	q.look = false
	holder, since := "", time.Now()
	for s.ctx.Err() == nil {
		wishes := s.headWishes(q)
		if len(wishes) == 0 {
			return
		}
		lease := s.leaseKey(q.key)
		found := s.read(s.ctx, wishes, &lease, false)
		ended := s.endSatisfied(q)
		switch {
		case found.Holder == "":
			if !ended {
				return
			}
		case found.Holder != holder:
			holder, since = found.Holder, time.Now()
		case time.Since(since) >= leasePatience:
			q.overdue = holder
			return
		}
		if found.Holder != "" {
			pause(s.ctx, leasePoll)
		}
	}
}

// pause waits for a while, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// enter is called when the turn of a queue has come: it takes the lease for the app, so that no other replica fetches the
// same, and then what others have fetched until now. ok is false while another one has the lease.
func (s *Store) enter(q *appQueue, ticket *quota.Ticket) (lease Lease, ok bool) {
	if !s.shares(q) {
		return nil, true
	}
	wishes := s.headWishes(q)
	if len(wishes) == 0 {
		return nil, true
	}
	key := s.leaseKey(q.key)
	found := s.read(s.ctx, wishes, &key, true)
	if found.Lease == nil && found.Holder != "" && found.Holder != q.overdue {
		q.look = true
		return nil, false
	}
	// A slot that is not used is lost to all replicas, so what goes next is looked up in the same turn.
	for range maxLooks {
		if !s.endSatisfied(q) {
			break
		}
		s.read(s.ctx, s.headWishes(q), nil, false)
	}
	ticket.LookedUp()
	return found.Lease, true
}

// awaitTurn waits for the turn of a queue. Meanwhile it takes over what other replicas fetch, so that no turn comes for
// what is known by then.
func (s *Store) awaitTurn(ctx context.Context, q *appQueue, ticket *quota.Ticket) error {
	if !s.shares(q) {
		return ticket.Wait(ctx)
	}
	looking, stop := context.WithCancel(ctx)
	var looks sync.WaitGroup
	looks.Go(func() {
		for pause(looking, lookAgain); looking.Err() == nil; pause(looking, lookAgain) {
			s.read(looking, s.headWishes(q), nil, false)
			s.endSatisfied(q)
		}
	})
	err := ticket.Wait(ctx)
	stop()
	looks.Wait()
	return err
}

// headWishes are what replicas may have of the fetch that goes first.
func (s *Store) headWishes(q *appQueue) []wish {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	f := q.next(now)
	if f == nil {
		return nil
	}
	window := s.windowOf(q, f, now)
	var wishes []wish
	for _, name := range f.indicators {
		held := s.values.peek(valueKey{s.known, q.key, name})
		if gone := held.missing(window, s.freshness(q.key.grid), now); len(gone) > 0 {
			wishes = append(wishes, wish{q.key, name, gone})
		}
	}
	return wishes
}

// endSatisfied ends the fetches of a queue that memory lacks nothing of any more, and tells whether there are any.
func (s *Store) endSatisfied(q *appQueue) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	before := len(q.waiting)
	q.waiting = slices.DeleteFunc(q.waiting, func(f *fetch) bool {
		satisfied := !s.lacks(q.key, f, s.windowOf(q, f, now), now)
		if satisfied {
			f.end(nil)
		}
		return satisfied
	})
	q.reorder(now)
	return len(q.waiting) < before
}

// write hands over what other replicas are to have, and after that the lease.
func (s *Store) write(values []KeptWrite, lease Lease) {
	if len(values) > 0 || lease != nil {
		s.options.Shared.Write(values, lease)
	}
}

// share notes what is to be kept of an answer for other replicas.
func (to *sender) share(settled map[string][]rtc.Series, cut bool, latest run) {
	latest.fetched = latest.asOf
	for name, series := range settled {
		to.writes = append(to.writes, to.keptWrites(to.queue.key, name, latest, series, cut)...)
	}
}

// keptWrites put a run of buckets with their series where other replicas find them.
func (s *Store) keptWrites(series seriesKey, indicator string, latest run, answered []rtc.Series, cut bool) []KeptWrite {
	var writes []KeptWrite
	parts := chunks(series.grid, latest.Span)
	for chunk := parts.First; chunk < parts.End; chunk++ {
		key := s.keptKey(series, indicator, chunk)
		writes = append(writes, KeptWrite{key, func(held *Kept) *Kept { return s.mergeKept(held, key, latest, answered, cut) }})
	}
	return writes
}

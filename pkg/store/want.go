package store

import (
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// want finds or makes the fetches that bring what an app's indicators miss.
func (s *Store) want(a *Ask, key seriesKey, all []missing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		a.err = errClosed
		return
	}
	q := s.queueLocked(key, a.question.Filter)
	now, round := s.now(), s.quota.Round(a.question.Class)
	for i, f := range q.all() {
		s.joinLocked(a, q, f, all, round+i)
	}
	all = slices.DeleteFunc(all, func(m missing) bool { return len(m.buckets.within(a.plan.Buckets)) == 0 })
	for part := range slices.Chunk(all, s.action.indicatorsPerCall()) {
		var names []string
		var buckets spans
		for _, m := range part {
			names = append(names, m.indicator)
			buckets = buckets.union(m.buckets)
		}
		for _, window := range s.windows(a.plan, key, buckets) {
			f := newFetch(s.api.Action, window, names, s.action.indicatorsPerCall(), now, a.trace)
			f.left = s.pagesOf(key, window)
			q.waiting = append(q.waiting, f)
			a.await(q, f, names, buckets.within(window), round+a.created, true)
			a.created++
		}
	}
	s.startLocked(q)
	q.reorder(now)
}

// wantWindow lets a question wait for the next call for an app, and makes it one for a window if there is none yet. It is
// made even if memory has the window. Otherwise it is not, where another replica brings the window and so the proof.
func (s *Store) wantWindow(a *Ask, key seriesKey, window rtc.Span) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		a.err = errClosed
		return
	}
	q := s.queueLocked(key, a.question.Filter)
	now, round := s.now(), s.quota.Round(a.question.Class)
	names := a.question.Indicators[:min(len(a.question.Indicators), s.action.indicatorsPerCall())]
	if all := q.all(); len(all) > 0 {
		a.await(q, all[0], nil, nil, round, false)
	} else {
		f := newFetch(s.api.Action, window, names, s.action.indicatorsPerCall(), now, a.trace)
		f.proves = !s.lacks(key, f, window, now)
		q.waiting = append(q.waiting, f)
		a.await(q, f, names, nil, round+a.created, true)
		a.created++
	}
	s.startLocked(q)
	q.reorder(now)
}

// queueLocked is the queue of an app. A new one is the store's only when it is started.
func (s *Store) queueLocked(key seriesKey, filter rtc.Filter) *appQueue {
	if q := s.queues[key]; q != nil {
		return q
	}
	return &appQueue{key: key, filter: filter}
}

// startLocked gives a queue that has something to do a worker.
func (s *Store) startLocked(q *appQueue) {
	if s.queues[q.key] == nil && len(q.waiting) > 0 {
		s.queues[q.key] = q
		s.workers.Go(func() { s.work(q) })
	}
}

// joinLocked lets a question wait for a fetch that brings something of what it misses. What the fetch brings is taken off
// what is missing.
func (s *Store) joinLocked(a *Ask, q *appQueue, f *fetch, all []missing, round int) {
	var names []string
	var brings spans
	for i := range all {
		buckets := all[i].buckets.within(f.window)
		if len(buckets.within(a.plan.Buckets)) == 0 || !f.takes(all[i].indicator) {
			continue
		}
		names = append(names, all[i].indicator)
		brings = brings.union(buckets)
		all[i].buckets = all[i].buckets.without(f.window)
	}
	if len(names) > 0 {
		a.await(q, f, names, brings, round, false)
	}
}

func (a *Ask) await(q *appQueue, f *fetch, indicators []string, brings spans, round int, created bool) {
	f.await(a.question.Class, round, a.store.now())
	f.until = min(f.until, a.plan.Buckets.End)
	a.waits = append(a.waits, wait{q.key, q, f, indicators, brings.within(a.plan.Buckets).hull(), created})
}

// judgeLength refuses a question that could not be answered before its fetches are given up.
func (s *Store) judgeLength(a *Ask) error {
	if a.err != nil || len(a.waits) == 0 {
		return a.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	distance := s.quota.Distance()
	calls, _ := s.positionLocked(a)
	if wait := time.Duration(calls) * distance; wait > wantedFor {
		s.takeBackLocked(a)
		return &QueueError{Calls: calls, Wait: wait, PerSecond: s.quota.Rate()}
	}
	s.makeRoomLocked(int(wantedFor / distance))
	return nil
}

// takeBackLocked drops the fetches that only this question wanted.
func (s *Store) takeBackLocked(a *Ask) {
	for _, w := range a.waits {
		w.fetch.letGo(a.question.Class)
		if w.created && w.fetch.order().Class == quota.Unattended {
			w.fetch.wanted = time.Time{}
		}
		w.queue.reorder(s.now())
	}
	a.waits = nil
}

// positionLocked counts the calls up to the last that the question waits for, and up to the first.
func (s *Store) positionLocked(a *Ask) (last, first int) {
	var latest, earliest quota.Order
	for _, w := range a.waits {
		order := w.fetch.order()
		if w.fetch.isDone() {
			continue
		}
		if !w.fetch.sent.IsZero() {
			last += w.fetch.left
			continue
		}
		if latest == (quota.Order{}) || order.Compare(latest) > 0 {
			latest = order
		}
		if earliest == (quota.Order{}) || order.Compare(earliest) < 0 {
			earliest = order
		}
	}
	if latest == (quota.Order{}) {
		return last, min(last, 1)
	}
	for _, q := range s.queues {
		for _, f := range q.waiting {
			if f.order().Compare(latest) <= 0 {
				last += f.left
			}
			if f.order().Compare(earliest) <= 0 {
				first += f.left
			}
		}
	}
	return last, first
}

// makeRoomLocked drops the oldest fetches that nobody waits for, so that no more than most wait.
func (s *Store) makeRoomLocked(most int) {
	type place struct {
		queue *appQueue
		fetch *fetch
	}
	var unattended []place
	count := 0
	for _, q := range s.queues {
		count += len(q.waiting)
		for _, f := range q.waiting {
			if f.order().Class == quota.Unattended {
				unattended = append(unattended, place{q, f})
			}
		}
	}
	slices.SortFunc(unattended, func(a, b place) int { return a.fetch.wanted.Compare(b.fetch.wanted) })
	for _, p := range unattended[:max(0, min(len(unattended), count-most))] {
		p.queue.waiting = slices.DeleteFunc(p.queue.waiting, func(f *fetch) bool { return f == p.fetch })
		p.fetch.end(errUnwanted)
		p.queue.reorder(s.now())
	}
}

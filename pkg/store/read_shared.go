package store

import (
	"context"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// wish is what is to be read of an indicator that replicas may have fetched.
type wish struct {
	key       seriesKey
	indicator string
	buckets   spans
}

// inquiry makes one question of many wishes. about tells which wish each key is for.
func (s *Store) inquiry(wishes []wish) (inquiry Inquiry, about []wish) {
	var asked []seriesKey
	for _, w := range wishes {
		var last int64
		for i, span := range w.buckets {
			parts := chunks(w.key.grid, span)
			if i > 0 {
				parts.First = max(parts.First, last) // two spans may lie in one chunk
			}
			for chunk := parts.First; chunk < parts.End; chunk++ {
				inquiry.Values = append(inquiry.Values, s.keptKey(w.key, w.indicator, chunk))
				about = append(about, w)
			}
			last = parts.End
		}
		if !slices.Contains(asked, w.key) {
			asked = append(asked, w.key)
			for _, concerned := range s.scopes(w.key) {
				inquiry.Refusals = appendRefusal(inquiry.Refusals, concerned)
			}
		}
		inquiry.Refusals = appendRefusal(inquiry.Refusals, s.indicatorScope(w.key, w.indicator))
	}
	return inquiry, about
}

func (s *Store) leaseKey(key seriesKey) LeaseKey {
	return LeaseKey{Action: s.api.Action, AppID: key.appID, Grid: key.grid, Filter: key.filter}
}

func (s *Store) keptKey(key seriesKey, indicator string, chunk int64) KeptKey {
	return KeptKey{LeaseKey: s.leaseKey(key), Indicator: indicator, Chunk: chunk}
}

// read looks for what replicas have fetched or were refused, and takes it over. It tells how much.
func (s *Store) read(ctx context.Context, wishes []wish, lease *LeaseKey, take bool) Finding {
	if len(wishes) == 0 {
		return Finding{}
	}
	inquiry, about := s.inquiry(wishes)
	inquiry.Lease, inquiry.Take = lease, take
	found := s.options.Shared.Read(ctx, inquiry)
	for i, refusal := range found.Refusals {
		if refusal != nil {
			s.adopt(inquiry.Refusals[i], refusal)
		}
	}
	for first := 0; first < len(about); {
		w, end := about[first], first
		var kept []*Kept
		var known spans
		for ; end < len(about) && about[end].key == w.key && about[end].indicator == w.indicator; end++ {
			if k := found.Values[end].Kept; k != nil && k.isOf(inquiry.Values[end]) {
				kept = append(kept, k)
			}
			if found.Values[end].Err == nil {
				known = known.add(inquiry.Values[end].Span())
			}
		}
		if len(kept) > 0 {
			s.absorb(w.key, w.indicator, kept)
		}
		s.noteAbsent(w.key, w.indicator, known)
		first = end
	}
	return found
}

// absorb takes over what replicas have fetched of an indicator.
func (s *Store) absorb(key seriesKey, indicator string, kept []*Kept) {
	now, f := s.now(), s.freshness(key.grid)
	oldest := s.oldestKept(key.grid, now)
	s.values.update(valueKey{s.known, key, indicator}, func(held *result) *result {
		if next := held.absorb(kept, f, now, oldest, seriesPerIndicator(s.api)); next != nil {
			return next
		}
		return &result{}
	})
	s.action.names.learnKept(indicator, kept)
}

// oldestKept is the first bucket that the memory has of a grid: what the data source with the longest history needs.
func (s *Store) oldestKept(grid rtc.Grid, now time.Time) int64 {
	longest := s.known.longestHistory(s.api, grid.Granularity)
	return grid.Bucket(now.Add(-max(s.api.LookBack, longest)))
}

// readThenWant reads what replicas have of what the question misses, and then wants the rest. It takes as long as what is
// shared may take, and ends with the store or when nobody waits for it any more.
func (a *Ask) readThenWant(wishes []wish) {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		a.err = errClosed
		return
	}
	a.read = make(chan struct{})
	ctx, stop := context.WithCancel(s.ctx)
	a.stopReading = stop
	s.workers.Go(func() {
		defer close(a.read)
		defer stop()
		found := s.read(ctx, wishes, nil, false)
		a.noteUnread(found)
		a.want() //nolint:contextcheck // a call may outlive the one who asked for it first
	})
}

// wishes are what of the question replicas may have fetched.
func (a *Ask) wishes() []wish {
	s := a.store
	if s.options.Shared == nil || s.api.List != nil || !sharable(a.question.Filter) {
		return nil
	}
	var wishes []wish
	for _, appID := range a.question.AppIDs {
		key := a.key(appID)
		inVain := s.inVain(key) != nil
		for _, name := range a.question.Indicators {
			buckets := a.plan.Buckets
			if inVain || s.known.negative.find(s.indicatorScope(key, name)) != nil {
				buckets = a.plan.Kept // what is refused now may have been kept before
			}
			held := s.values.peek(valueKey{s.known, key, name})
			if gone := held.missing(buckets, s.freshness(key.grid), a.asked); len(gone) > 0 {
				wishes = append(wishes, wish{key, name, gone})
			}
		}
	}
	return wishes
}

// awaitReading returns when what replicas have was read. Where ctx ends before, it is not waited for.
func (a *Ask) awaitReading(ctx context.Context) {
	if a.read == nil {
		return
	}
	select {
	case <-a.read:
	case <-ctx.Done():
		a.stopReading()
		<-a.read
	}
}

package store

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// collect tells what became of the fetches.
func (a *Ask) collect(answer *Answer) {
	s := a.store
	s.mu.Lock()
	defer s.mu.Unlock()
	var done, open []*fetch
	waiting := map[string]bool{}
	for _, w := range a.waits {
		a.coming[w.key.appID] = append(a.coming[w.key.appID], w.fetch.rows...)
		switch {
		case !w.fetch.isDone():
			open = append(open, w.fetch)
			waiting[w.key.appID] = true
		default:
			done = append(done, w.fetch)
			a.collectOne(w)
		}
	}
	answer.Refused, answer.Failures = a.refused, a.failures
	slices.SortStableFunc(done, func(x, y *fetch) int { return x.sent.Compare(y.sent) })
	for i, f := range done {
		if !slices.Contains(done[:i], f) {
			answer.Bodies = append(answer.Bodies, f.bodies...)
			answer.Calls += f.calls
		}
	}
	if len(open) == 0 {
		return
	}
	last, first := s.positionLocked(a)
	distance := s.quota.Distance()
	answer.Pending = &Pending{
		Apps: len(a.question.AppIDs) - len(waiting), OfApps: len(a.question.AppIDs), Calls: len(done), OfCalls: len(a.waits),
		More: time.Duration(first) * distance, All: time.Duration(max(1, last)) * distance, PerSecond: s.quota.Rate(),
		Err: troubleOf(open),
	}
}

// collectOne tells what a fetch did not bring.
func (a *Ask) collectOne(w wait) {
	var missed []string
	if errors.Is(w.fetch.err, errEnough) {
		a.cutRows = true
		return
	}
	for _, name := range w.indicators {
		switch {
		case w.fetch.refused[name] != nil:
			a.refuse(w.key.appID, name, w.fetch.refused[name])
		case !w.fetch.answered[name] && a.lacks(w, name):
			missed = append(missed, name)
		}
	}
	if len(missed) > 0 {
		a.fail(w.key, missed, w.brings, cmp.Or(w.fetch.err, errUnwanted))
	}
}

// lacks tells that memory does not have what a fetch was to bring; another one may have brought it.
func (a *Ask) lacks(w wait, indicator string) bool {
	return len(a.store.missing(w.key, indicator, w.brings, a.asked)) > 0
}

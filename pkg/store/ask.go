package store

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Question asks for indicators of apps over a range of time.
type Question struct {
	AppIDs []string
	// Indicators are ignored by an API that takes none.
	Indicators  []string
	Granularity rtc.Granularity
	Filter      rtc.Filter
	From, To    time.Time
	Class       quota.Class
	// Patience is how long the answer waits for calls; then it has what there is. It ends before the deadline of the context
	// in any case. 0 is no limit.
	Patience time.Duration
	// Whole tells that a part is of no use, as for an alert rule. Of real-time data, the newest bucket that every app has
	// is as good as the newest of all.
	Whole bool
}

// everything stands for the indicator where the API takes none and gives all that it has.
const everything = "all kinds"

// beforeDeadline is how long before the deadline of its context a question is answered.
const beforeDeadline = time.Second

// Ask is a question that is being answered.
type Ask struct {
	store    *Store
	question Question
	plan     Plan
	asked    time.Time // by the clock of the data
	patience time.Time // when it ends
	trace    trace.SpanContext
	waits    []wait
	refused  []Refusal
	failures []Failure
	recalled int
	created  int // fetches that nobody else wanted so far
	err      error
}

// wait is a fetch that brings some of the question's indicators.
type wait struct {
	key        seriesKey
	queue      *appQueue
	fetch      *fetch
	indicators []string
	brings     rtc.Span // the first to the last bucket that the question misses of the fetch's
	created    bool     // nobody else wanted it so far
}

// Ask starts to answer a question, without waiting, so that questions asked one after the other share their calls.
// Wait must be called on what it returns.
func (s *Store) Ask(ctx context.Context, question Question) *Ask {
	now := s.now()
	if s.api.Form == rtc.NoIndicator {
		question.Indicators = []string{everything}
	}
	a := &Ask{
		store: s, question: question, asked: now, trace: trace.SpanContextFromContext(ctx),
		patience: patienceOf(ctx, question.Patience),
		plan:     NewPlan(s.api, question.From, question.To, question.Granularity, now, s.options.DataDelay),
	}
	for _, appID := range question.AppIDs {
		key := seriesKey{s.api, appID, a.plan.Grid, question.Filter.Key()}
		if missing := a.recall(key); len(missing) > 0 {
			s.want(a, key, missing) //nolint:contextcheck // a call may outlive the one who asked for it first
		}
	}
	a.err = s.judgeLength(a)
	return a
}

// patienceOf is when the patience of a question ends that is asked now, the zero Time if it does not.
func patienceOf(ctx context.Context, patience time.Duration) (end time.Time) {
	if patience > 0 {
		end = time.Now().Add(patience)
	}
	if deadline, ok := ctx.Deadline(); ok && (end.IsZero() || deadline.Add(-beforeDeadline).Before(end)) {
		end = deadline.Add(-beforeDeadline)
	}
	return end
}

// missing has what is missing of each indicator, of all that is available.
type missing struct {
	indicator string
	buckets   spans
}

// recall counts what memory has and returns the indicators that miss something of the plan.
func (a *Ask) recall(key seriesKey) []missing {
	s, f := a.store, a.store.freshness(key.grid)
	var all []missing
	for _, name := range a.question.Indicators {
		held := s.values.use(valueKey{s.known, key, name})
		buckets := held.missing(a.plan.available, f, a.asked)
		gone := buckets.within(a.plan.Buckets)
		a.recalled += a.plan.Buckets.Len() - gone.buckets()
		if len(gone) == 0 {
			continue
		}
		if err := s.known.negative.find(s.indicatorScope(key, name)); err != nil {
			a.refuse(key.appID, name, err)
			continue
		}
		all = append(all, missing{name, buckets})
	}
	if err := s.inVain(key); err != nil && len(all) > 0 {
		for _, m := range all {
			a.fail(key, []string{m.indicator}, m.buckets.within(a.plan.Buckets).hull(), err)
		}
		return nil
	}
	return all
}

func (a *Ask) refuse(appID, indicator string, err error) {
	known := func(r Refusal) bool { return r.AppID == appID && r.Indicator == indicator }
	if !slices.ContainsFunc(a.refused, known) {
		a.refused = append(a.refused, Refusal{appID, indicator, err})
	}
}

// fail notes that indicators of an app did not come, for one reason.
func (a *Ask) fail(key seriesKey, indicators []string, buckets rtc.Span, err error) {
	period := a.plan.Grid.Period(buckets)
	for i := range a.failures {
		if f := &a.failures[i]; f.AppID == key.appID && f.Period == period && f.Err == err { //nolint:errorlint // the very same error
			f.Indicators = append(f.Indicators, indicators...)
			return
		}
	}
	a.failures = append(a.failures, Failure{key.appID, indicators, period, err})
}

// want finds or makes the fetches that bring what an app's indicators miss.
func (s *Store) want(a *Ask, key seriesKey, all []missing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		a.err = errClosed
		return
	}
	q := s.queues[key]
	if q == nil {
		q = &appQueue{key: key, filter: a.question.Filter}
	}
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
		for _, window := range a.plan.windows(buckets) {
			f := newFetch(window, names, s.action.indicatorsPerCall(), now, a.trace)
			q.waiting = append(q.waiting, f)
			a.await(q, f, names, buckets.within(window), round+a.created, true)
			a.created++
		}
	}
	if s.queues[key] == nil && len(q.waiting) > 0 {
		s.queues[key] = q
		s.workers.Go(func() { s.work(q) })
	}
	q.reorder(now)
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
		w.fetch.waiting[a.question.Class]--
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
		if w.fetch.isDone() || !w.fetch.sent.IsZero() {
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
		return 0, 0
	}
	for _, q := range s.queues {
		for _, f := range q.waiting {
			if f.order().Compare(latest) <= 0 {
				last++
			}
			if f.order().Compare(earliest) <= 0 {
				first++
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

// Wait returns when every call has ended that the question needs, or when its patience ends. The error is ctx's, a
// *QueueError, or that the store was closed; what went wrong with a call is in the answer.
func (a *Ask) Wait(ctx context.Context) (Answer, error) {
	defer a.release()
	ctx, span := tracer().Start(ctx, "await the answer", trace.WithAttributes(attribute.Int("rtc.apps", len(a.question.AppIDs)),
		attribute.StringSlice("rtc.indicators", a.question.Indicators), attribute.Int("rtc.calls", len(a.waits))))
	defer span.End()
	if a.err != nil {
		return Answer{}, a.err
	}
	if err := a.waitForFetches(ctx); err != nil {
		return Answer{}, err
	}
	return a.answer(), nil
}

// waitForFetches returns when all have ended, or when patience ends.
func (a *Ask) waitForFetches(ctx context.Context) error {
	var impatient <-chan time.Time
	if !a.patience.IsZero() {
		timer := time.NewTimer(time.Until(a.patience))
		defer timer.Stop()
		impatient = timer.C
	}
	for _, w := range a.waits {
		select {
		case <-w.fetch.done:
		case <-impatient:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// release lets go of the fetches that the question waited for. They stay wanted for a while.
func (a *Ask) release() {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	for _, w := range a.waits {
		w.fetch.waiting[a.question.Class]--
		w.queue.reorder(a.store.now())
	}
	a.waits = nil
}

package store

import (
	"context"
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
	// Count asks an API that lists entries how many of them began in the range, instead of for the entries.
	Count bool
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
	known    map[line]bool // that have a Refusal
	failures []Failure
	cutRows  bool                 // there are more entries than one answer has
	coming   map[string][]rtc.Row // entries by app, of fetches that are not done or failed
	recalled int
	created  int    // fetches that nobody else wanted so far
	only     string // the room whose entries are picked out of those of all rooms; empty if they were asked for by themselves
	err      error

	read        chan struct{} // closed when what replicas have was read; nil if nothing is
	stopReading context.CancelFunc

	// unreadErr is why something could not be read that the API no longer gives.
	unreadErr error
}

// line is an indicator of an app.
type line struct{ appID, indicator string }

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
		patience: patienceOf(ctx, question.Patience), known: map[line]bool{}, coming: map[string][]rtc.Row{},
		plan: s.plan(question, now),
	}
	a.pickOutOfAllRooms()
	if wishes := a.wishes(); len(wishes) > 0 {
		a.readThenWant(wishes) //nolint:contextcheck // what is read serves others as well
	} else {
		a.want() //nolint:contextcheck // a call may outlive the one who asked for it first
	}
	return a
}

// want takes what memory has and wants what it misses.
func (a *Ask) want() {
	for _, appID := range a.question.AppIDs {
		key := a.key(appID)
		if missing := a.recall(key); len(missing) > 0 {
			a.store.want(a, key, missing)
		}
		a.wantProof(key)
	}
	a.err = a.store.judgeLength(a)
}

func (a *Ask) key(appID string) seriesKey {
	return seriesKey{a.store.api, appID, a.plan.Grid, a.question.Filter.Key()}
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

// plan is that of a question.
func (s *Store) plan(q Question, now time.Time) Plan {
	switch {
	case s.api.List == nil:
		history := s.historyOf(q.Granularity)
		if !sharable(q.Filter) {
			history = 0
		}
		return NewPlan(s.api, q.From, q.To, q.Granularity, now, s.options.DataDelay, history)
	case q.Count:
		return newCountPlan(s.api, q.From, q.To, now)
	default:
		return newListPlan(s.api, q.From, q.To, now)
	}
}

// missing has what is missing of each indicator, of all that is available.
type missing struct {
	indicator string
	buckets   spans
}

// recall counts what memory has and returns the indicators that miss something of the plan.
func (a *Ask) recall(key seriesKey) []missing {
	s := a.store
	var all []missing
	for _, name := range a.question.Indicators {
		if a.question.Class != quota.Backfill { // which is no use that keeps something in memory
			s.use(key, name)
		}
		buckets := s.missing(key, name, a.plan.available, a.asked)
		gone := buckets.within(a.plan.Buckets)
		a.recalled += a.plan.Buckets.Len() - gone.buckets() - s.missing(key, name, a.plan.Kept, a.asked).buckets()
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
	if key := (line{appID, indicator}); !a.known[key] {
		a.known[key] = true
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

// Wait returns when every call has ended that the question needs, or when its patience ends. The error is ctx's, a
// *QueueError, or that the store was closed; what went wrong with a call is in the answer.
func (a *Ask) Wait(ctx context.Context) (Answer, error) {
	defer a.release()
	a.awaitReading(ctx)
	ctx, span := tracer().Start(ctx, "await the answer", trace.WithAttributes(attribute.Int("rtc.apps", len(a.question.AppIDs)),
		attribute.StringSlice("rtc.indicators", a.question.Indicators), attribute.Int("rtc.calls", len(a.waits))))
	defer span.End()
	if a.err != nil {
		return Answer{}, a.err
	}
	if err := a.waitForFetches(ctx); err != nil {
		return Answer{}, err
	}
	a.readAgain(ctx)
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
		w.fetch.letGo(a.question.Class)
		w.queue.reorder(a.store.now())
	}
	a.waits = nil
}

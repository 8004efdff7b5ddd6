// Package store answers questions from what is known and fetches what is missing with the fewest calls. It knows nothing of
// Grafana and nothing of HTTP.
package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Options say how a Store treats its data.
type Options struct {
	// DataDelay is the time after its end at which a bucket is taken for final; only final buckets are given. A real-time
	// API has its own.
	DataDelay time.Duration
	// CacheTTL is how long what is not final for good is served from memory; of real-time data, a bucket's length at most.
	CacheTTL time.Duration
	// Indicators are names that the administrator knows to be used, besides the documented ones.
	Indicators []string
}

// of are the options as the API lets them be.
func (o Options) of(api *rtc.API) Options {
	if api.RealTime {
		o.DataDelay, o.CacheTTL = api.Delay, min(o.CacheTTL, api.Granularities[0].Step())
	}
	return o
}

// Store answers questions to one API from memory and, for what is not there, with as few calls as the API's limits
// allow: questions share the calls that wait, and a call brings what others are likely to ask next.
//
// A Store belongs to one account at one endpoint, and shares with others of the account only the Quota.
type Store struct {
	api          *rtc.API
	client       *rtc.Client
	options      Options
	quota        *quota.Queue
	releaseQuota func()
	now          func() time.Time

	ctx     context.Context
	stop    context.CancelCauseFunc
	workers sync.WaitGroup

	mu     sync.Mutex // guards what follows, and all lanes and calls
	memory *memory
	lanes  map[laneKey]*lane
	sent   int // calls, ever
}

// errClosed is the answer to questions that were open when the Store was closed.
var errClosed = errors.New("the settings of the data source changed while the query waited: run it again")

// NewStore starts an empty store. now tells which buckets are final, quotas are those of the process.
func NewStore(client *rtc.Client, api *rtc.API, options Options, quotas *quota.Registry, now func() time.Time) *Store {
	queue, release := quotas.Acquire(client.AccessKeyID(), api)
	ctx, stop := context.WithCancelCause(context.Background())
	options = options.of(api)
	return &Store{
		api: api, client: client, options: options, quota: queue, releaseQuota: release, now: now,
		ctx: ctx, stop: stop, memory: newMemory(api, options), lanes: map[laneKey]*lane{},
	}
}

// Close ends all calls and waits until they have ended. Open questions get an error.
func (s *Store) Close() {
	s.mu.Lock()
	s.stop(errClosed) // under the lock: no worker starts after it
	s.mu.Unlock()
	s.workers.Wait()
	s.releaseQuota()
}

// Check makes one small call past the memory, to see whether the data of an app can be read.
func (s *Store) Check(ctx context.Context, appID string) error {
	if err := s.quota.Wait(ctx, quota.Viewer); err != nil {
		return err
	}
	grid := s.api.Granularities[len(s.api.Granularities)-1].Grid()
	newest := grid.Bucket(s.now().Add(-s.api.Delay)) - 1
	_, err := s.client.Fetch(ctx, rtc.Request{
		API: s.api, AppID: appID, Grid: grid, Window: rtc.Span{First: newest, End: newest + 1},
		Indicators: []string{s.api.Indicators[0].Name},
	})
	return err
}

// Question asks for indicators of apps over a range of time.
type Question struct {
	AppIDs []string
	// Indicators are ignored by an API that takes none.
	Indicators  []string
	Granularity rtc.Granularity
	Filter      rtc.Filter
	From, To    time.Time
	Class       quota.Class
}

// everything stands for the indicator where the API takes none and gives all that it has.
const everything = "all kinds"

// QueueError says that the answer could not come before the asker's deadline.
type QueueError struct {
	// Calls is the number of calls that the answer needs or that come before them.
	Calls int
	// Wait is how long the account's quota makes these take, at least.
	Wait time.Duration
}

func (e *QueueError) Error() string {
	return fmt.Sprintf("%d calls are waiting for the API's quota, which takes %s", e.Calls, e.Wait.Round(time.Second))
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
		plan: NewPlan(s.api, question.From, question.To, question.Granularity, now, s.options.DataDelay),
	}
	a.sheet = newSheet(question, a.plan)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		a.err = errClosed
		return a
	}
	for _, appID := range question.AppIDs {
		key := laneKey{appID, a.plan.Grid, question.Filter.Key()}
		missing := s.recallLocked(a, key, now)
		for names := range slices.Chunk(missing, indicatorsPerCall(s.api)) { //nolint:contextcheck // a call may outlive the one who asked for it first
			s.enlistLocked(a, key, names, now)
		}
	}
	if a.err = s.judgeWaitLocked(ctx, a); a.err != nil {
		s.releaseLocked(a)
	}
	return a
}

// recallLocked fills the sheet from memory and returns the indicators that miss something.
func (s *Store) recallLocked(a *Ask, key laneKey, now time.Time) (missing []string) {
	for _, name := range a.question.Indicators {
		if err := s.memory.refused(key, name, now); err != nil {
			a.refuse(key.appID, name, err)
			continue
		}
		held := s.memory.use(key, name)
		if recalled := a.sheet.recall(key.appID, name, held, func(bucket int64) bool {
			return s.memory.has(held, bucket, now)
		}); recalled < a.plan.Buckets.Len() {
			missing = append(missing, name)
		}
	}
	return missing
}

// enlistLocked finds or makes the calls that bring what the indicators miss.
func (s *Store) enlistLocked(a *Ask, key laneKey, names []string, now time.Time) {
	held := make([]*track, len(names))
	for i, name := range names {
		held[i] = s.memory.track(key, name)
	}
	missing := func(bucket int64) bool {
		return slices.ContainsFunc(held, func(t *track) bool { return !s.memory.has(t, bucket, now) })
	}
	l := s.lanes[key]
	if l == nil {
		l = &lane{key: key, filter: a.question.Filter}
	}
	joined := l.join(a, names, missing)
	windows := a.plan.Windows(func(bucket int64) bool {
		return missing(bucket) && !slices.ContainsFunc(joined, func(c *call) bool { return c.window.Contains(bucket) })
	})
	for _, window := range windows {
		c := newCall(window, a, indicatorsPerCall(s.api), s.quota.Round(a.question.Class)+a.newCalls)
		a.newCalls++
		c.indicators = slices.Clone(names)
		l.waiting = append(l.waiting, c)
		a.await(l, c, names, missing)
	}
	if s.lanes[key] == nil && len(l.waiting) > 0 {
		s.lanes[key] = l
		s.workers.Go(func() { s.work(l) })
	}
	for i, c := range joined {
		c.raise(a.question.Class, s.quota.Round(a.question.Class)+i)
	}
	l.hurry()
}

// judgeWaitLocked fails a question at once whose calls cannot end in time, or for which the queue has no room.
func (s *Store) judgeWaitLocked(ctx context.Context, a *Ask) error {
	calls := s.callsBeforeLocked(a)
	if calls == 0 {
		return nil
	}
	wait := time.Duration(calls-1) * s.quota.Distance()
	deadline, bounded := ctx.Deadline()
	if (bounded && time.Until(deadline) < wait) || calls > maxWaitingCalls {
		return &QueueError{Calls: calls, Wait: wait}
	}
	return nil
}

// callsBeforeLocked counts the calls that have to be sent before the question has its answer, its own included. It may
// count too few, as calls of others can still come before, so that no question fails that could be Series in time.
func (s *Store) callsBeforeLocked(a *Ask) int {
	last, own := 0, 0
	for _, w := range a.waits {
		if w.call.waitsIn(w.lane) {
			own++
			last = max(last, w.call.round)
		}
	}
	if own == 0 {
		return 0
	}
	waiting := 0
	for _, l := range s.lanes {
		for _, c := range l.waiting {
			if c.class == a.question.Class && c.round <= last {
				waiting++
			}
		}
	}
	return max(waiting, own, s.quota.Ahead(a.question.Class, last))
}

// releaseLocked lets go of the calls that a question waited for.
func (s *Store) releaseLocked(a *Ask) {
	for _, w := range a.waits {
		w.call.askers--
		if w.call.askers == 0 && w.call.waitsIn(w.lane) {
			w.lane.drop(w.call)
		}
	}
	a.waits = nil
}

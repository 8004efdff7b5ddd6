// Package store answers queries from what is known and fetches what is missing with the fewest calls. It knows what was
// fetched, what is in vain, what is wanted, and by whom. It knows nothing of Grafana, nothing of HTTP and signatures, and
// leaves it to package quota whose turn it is.
//
// Asking, fetching and knowing have three lifetimes: an Ask lives as long as a request, a fetch until it is done or nobody
// has wanted it for minutes, and a result as long as there is room for it, whatever becomes of the data source.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Options say how a Store treats its data.
type Options struct {
	// DataDelay is the time after its end at which a bucket is taken for final; only final buckets are given. A real-time
	// API has its own.
	DataDelay time.Duration
	// CacheTTL is how long what is not final is served from memory; of real-time data, a bucket's length at most.
	CacheTTL time.Duration
	// Timeout is that of an attempt to call the API, DefaultTimeout if it is 0.
	Timeout time.Duration
	// Indicators are names that the administrator knows to be used, besides the documented ones.
	Indicators []string
	// Shared is what the store has in common with other replicas, nil if there are none.
	Shared Shared
	// History is how long final values by hour and by day are kept in Shared; up to the API's look-back it makes no
	// difference.
	History time.Duration
	// BackfillEvery is how often it is looked whether something in use would be lost, backfillEvery if it is 0.
	BackfillEvery time.Duration
	// Epoch is any text. With a new one nothing is known.
	Epoch string
	// Slots are those of the replicas that share the account's quota; nil without replicas.
	Slots quota.Slots
}

// DefaultTimeout is that of an attempt to call the API.
const DefaultTimeout = 30 * time.Second

// of are the options as the API lets them be.
func (o Options) of(api *rtc.API) Options {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.BackfillEvery <= 0 {
		o.BackfillEvery = backfillEvery
	}
	if api.RealTime {
		o.DataDelay, o.CacheTTL = api.Delay, min(o.CacheTTL, api.Granularities[0].Step())
	}
	if api.List != nil {
		o.Shared = nil // ids of rooms and users stay in the process
	}
	return o
}

// Store answers queries to one API for one data source. What it knows is that of the account, and shared with the other
// data sources of the account; so is the quota. The calls it makes are its own.
type Store struct {
	api     *rtc.API
	client  *rtc.Client
	options Options
	now     func() time.Time

	quota  *quota.Queue
	known  *knowledge
	action *actionKnowledge
	values *values
	lists  *listings
	caller caller
	let    func() // go of quota and knowledge

	ctx     context.Context
	stop    context.CancelCauseFunc
	workers sync.WaitGroup

	mu     sync.Mutex // guards what follows, and all queues and fetches
	queues map[seriesKey]*appQueue
}

// errClosed is the answer to queries that were open when the Store was closed, errUnwanted ends a fetch that nobody waits
// for.
var (
	errClosed   = errors.New("the settings of the data source changed while the query waited: run it again")
	errUnwanted = errors.New("nobody waits for this call any more")
)

// New starts a store. now tells which buckets are final.
func New(client *rtc.Client, api *rtc.API, options Options, process *Process, now func() time.Time) *Store {
	queue, releaseQueue := process.quotas.Acquire(client.AccountID(), client.CallsPerSecond(), options.Slots, api)
	known, releaseKnown := process.acquire(client.Fingerprint() + options.Epoch)
	ctx, stop := context.WithCancelCause(context.Background())
	options = options.of(api)
	s := &Store{
		api: api, client: client, options: options, now: now,
		quota: queue, known: known, action: known.of(api), values: process.values, lists: process.lists,
		caller: newCaller(client, api, queue, known, options.Timeout),
		let:    func() { releaseQueue(); releaseKnown() },
		ctx:    ctx, stop: stop, queues: map[seriesKey]*appQueue{},
	}
	known.join(s)
	s.startBackfill()
	metricPartial.WithLabelValues(api.Action) // so that it is there before the first
	return s
}

// Close ends all calls and waits until they have ended. Open queries get an error.
func (s *Store) Close() {
	s.known.leave(s)
	s.mu.Lock()
	s.stop(errClosed) // under the lock: no worker starts after it
	s.mu.Unlock()
	s.workers.Wait()
	s.let()
}

// checkTimeout is that of an attempt of Check.
const checkTimeout = 8 * time.Second

// Check makes one small call past the memory, to see whether the data of an app can be read. What passes by itself is
// tried again; what does not is told at once. A refusal that is over is forgotten.
func (s *Store) Check(ctx context.Context, appID string) error {
	grid := s.api.Granularities[len(s.api.Granularities)-1].Grid()
	newest := grid.Bucket(s.now().Add(-s.api.Delay)) - 1
	small := rtc.Request{
		API: s.api, AppID: appID, Grid: grid, Window: rtc.Span{First: newest, End: newest + 1},
		Indicators: []string{s.api.Indicators[0].Name},
	}
	s.known.negative.remove(s.caller.outageScope())
	checking := s.caller
	checking.timeout, checking.attended = min(s.options.Timeout, checkTimeout), true
	_, err := call(ctx, checking, checking.alone, func(ctx context.Context, send func() time.Time) (rtc.Answer, error) {
		return s.client.Fetch(ctx, small, send)
	})
	s.prove(appID, err)
	if err == nil {
		s.allow(s.scopes(seriesKey{s.api, appID, grid, rtc.NoFilter})...)
	}
	return err
}

// Rate is how many calls a second the account is said to have.
func (s *Store) Rate() float64 { return s.quota.Rate() }

// freshness judges what was fetched on a grid.
func (s *Store) freshness(grid rtc.Grid) freshness {
	f := freshness{
		grid: grid, settled: max(s.options.DataDelay, s.api.Delay), ttl: s.options.CacheTTL, realTime: s.api.RealTime,
		oldest: grid.BucketFrom(s.now().Add(s.api.LookBackMargin() - s.api.LookBack)),
	}
	if s.options.Shared != nil && !s.api.RealTime {
		f.gaps, f.merges = gapSettles, gapSettles
	}
	return f
}

// QueueError says that the queue is too long for a query.
type QueueError struct {
	// Calls is the number of calls that the query needs or that come before them.
	Calls int
	// Wait is how long the account's quota makes these take, at least.
	Wait time.Duration
	// PerSecond is how many calls a second the account is said to have.
	PerSecond float64
}

func (e *QueueError) Error() string {
	return fmt.Sprintf("%d calls are waiting for the API's quota of %g a second, which takes %s", e.Calls, e.PerSecond, e.Wait.Round(time.Second))
}

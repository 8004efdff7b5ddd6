package store

import (
	"context"
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// namesPatience is how long data waits for the names of apps, and that only once.
	namesPatience = 2 * time.Second

	// namesPause is how long after a failure nobody asks for the names again who did not ask for the list itself: a key may
	// be allowed to read data and not to list apps.
	namesPause = time.Minute

	// maxAppPages bounds a list; an account holds one page of apps at most.
	maxAppPages = 10
)

// appList is what is known of the apps of an account. A list that was once fetched is kept when a later one fails.
type appList struct {
	mu      sync.Mutex
	apps    []rtc.App
	fetched time.Time // zero before the first list
	failed  time.Time // zero unless the last attempt failed
}

// Apps lists the apps of an account for one data source. Lists are fetched in the background and shared by those who ask
// meanwhile.
type Apps struct {
	client *rtc.Client
	caller caller
	list   *appList
	ttl    time.Duration
	now    func() time.Time
	let    func() // go of quota and knowledge

	ctx     context.Context
	stop    context.CancelCauseFunc
	workers sync.WaitGroup

	mu       sync.Mutex
	fetching *appFetch // nil while nobody fetches
}

// appFetch is a list on its way.
type appFetch struct {
	since time.Time
	done  chan struct{} // closed when what follows is final
	apps  []rtc.App
	err   error
}

// NewApps starts a list that is good for CacheTTL once it is fetched.
func NewApps(client *rtc.Client, options Options, process *Process, now func() time.Time) *Apps {
	options = options.of(rtc.Apps)
	queue, releaseQueue := process.quotas.Acquire(client.AccountID(), client.CallsPerSecond(), options.Slots, rtc.Apps)
	known, releaseKnown := process.acquire(client.Fingerprint() + options.Epoch)
	ctx, stop := context.WithCancelCause(context.Background())
	calls := newCaller(client, rtc.Apps, queue, known, min(options.Timeout, checkTimeout))
	calls.attended = true
	return &Apps{
		client: client, caller: calls, list: &known.apps, ttl: options.CacheTTL, now: now,
		let: func() { releaseQueue(); releaseKnown() }, ctx: ctx, stop: stop,
	}
}

// Close ends a list on its way.
func (a *Apps) Close() {
	a.mu.Lock()
	a.stop(errClosed) // under the lock: no worker starts after it
	a.mu.Unlock()
	a.workers.Wait()
	a.let()
}

// List gives the account's apps, from memory while that is fresh.
func (a *Apps) List(ctx context.Context) ([]rtc.App, error) {
	if apps, fresh := a.known(); fresh {
		return apps, nil
	}
	return a.Refresh(ctx)
}

// Refresh gives the account's apps as they are now. It always makes a call, unless one is under way.
func (a *Apps) Refresh(ctx context.Context) ([]rtc.App, error) {
	f := a.fetch()
	select {
	case <-f.done:
		return f.apps, f.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Names maps the ids of apps to their names as far as known, and sees to it that they stay so. It waits for the first
// list, but not for long and not again.
func (a *Apps) Names(ctx context.Context) map[string]string {
	apps, fresh := a.known()
	if failed, lately := a.failed(); !fresh && !lately {
		f := a.fetch()
		if apps == nil && !failed {
			a.waitFor(ctx, f)
			apps, _ = a.known()
		}
	}
	names := make(map[string]string, len(apps))
	for _, app := range apps {
		names[app.ID] = app.Name
	}
	return names
}

func (a *Apps) waitFor(ctx context.Context, f *appFetch) {
	patience := time.NewTimer(namesPatience - time.Since(f.since))
	defer patience.Stop()
	select {
	case <-f.done:
	case <-patience.C:
	case <-ctx.Done():
	}
}

func (a *Apps) known() (apps []rtc.App, fresh bool) {
	a.list.mu.Lock()
	defer a.list.mu.Unlock()
	return a.list.apps, !a.list.fetched.IsZero() && a.now().Sub(a.list.fetched) < a.ttl
}

func (a *Apps) failed() (failed, lately bool) {
	a.list.mu.Lock()
	defer a.list.mu.Unlock()
	return !a.list.failed.IsZero(), !a.list.failed.IsZero() && a.now().Sub(a.list.failed) < namesPause
}

// fetch is the list on its way, or a new one.
func (a *Apps) fetch() *appFetch {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fetching != nil {
		return a.fetching
	}
	f := &appFetch{since: time.Now(), done: make(chan struct{})}
	if a.ctx.Err() != nil {
		f.err = errClosed
		close(f.done)
		return f
	}
	a.fetching = f
	a.workers.Go(func() {
		f.apps, f.err = a.fetchPages()
		a.keep(f)
		close(f.done)
	})
	return f
}

func (a *Apps) keep(f *appFetch) {
	a.mu.Lock()
	a.fetching = nil
	a.mu.Unlock()
	if a.ctx.Err() != nil {
		return // which says nothing of the API
	}
	a.list.mu.Lock()
	defer a.list.mu.Unlock()
	if f.err != nil {
		a.list.failed = a.now()
		return
	}
	a.list.apps, a.list.fetched, a.list.failed = f.apps, a.now(), time.Time{}
}

func (a *Apps) fetchPages() ([]rtc.App, error) {
	apps := []rtc.App{}
	for range maxAppPages {
		page, total, err := a.fetchPage(len(apps))
		if err != nil {
			return nil, err
		}
		apps = append(apps, page...)
		if len(page) == 0 || len(apps) >= total {
			break
		}
	}
	return apps, nil
}

// fetchPage makes one call.
func (a *Apps) fetchPage(offset int) (page []rtc.App, total int, err error) {
	a.caller.known.negative.remove(a.caller.outageScope()) // a person may have asked to try again
	page, err = call(a.ctx, a.caller, a.caller.alone, func(ctx context.Context, send func() time.Time) ([]rtc.App, error) {
		var page []rtc.App
		page, total, err = a.client.ListApps(ctx, offset, send)
		return page, err
	})
	return page, total, err
}

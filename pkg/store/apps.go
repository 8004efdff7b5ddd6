package store

import (
	"context"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// AppList keeps the apps of an account for a while; it asks the API when somebody needs them.
type AppList struct {
	client  *rtc.Client
	quota   *quota.Queue
	release func()
	ttl     time.Duration
	now     func() time.Time

	fetching chan struct{} // held by the one who fetches, and guards what follows
	apps     []rtc.App
	failure  error
	fetched  time.Time
}

// NewAppList starts an empty list, good for ttl once it is fetched.
func NewAppList(client *rtc.Client, ttl time.Duration, quotas *quota.Registry, now func() time.Time) *AppList {
	queue, release := quotas.Acquire(client.AccessKeyID(), rtc.Apps)
	return &AppList{client: client, quota: queue, release: release, ttl: ttl, now: now, fetching: make(chan struct{}, 1)}
}

// Close lets go of the quota.
func (l *AppList) Close() { l.release() }

// Apps gives the account's apps. Of several who ask at once one fetches, under its own context, and the others wait.
func (l *AppList) Apps(ctx context.Context) ([]rtc.App, error) { return l.youngerThan(ctx, l.ttl) }

// Refresh gives the account's apps as they are now.
func (l *AppList) Refresh(ctx context.Context) ([]rtc.App, error) { return l.youngerThan(ctx, 0) }

func (l *AppList) youngerThan(ctx context.Context, age time.Duration) ([]rtc.App, error) {
	select {
	case l.fetching <- struct{}{}:
		defer func() { <-l.fetching }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if l.failure != nil {
		age = min(age, failedAppsFor)
	}
	if !l.fetched.IsZero() && l.now().Sub(l.fetched) < age {
		return l.apps, l.failure
	}
	apps, err := l.fetch(ctx)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // which says nothing of the API
	}
	l.apps, l.failure, l.fetched = apps, err, l.now()
	return apps, err
}

// failedAppsFor is how long a failure stands in for the list, so that a key that may not list apps does not make every
// query ask.
const failedAppsFor = time.Minute

// maxAppPages bounds a list; an account holds one page of apps at most.
const maxAppPages = 10

func (l *AppList) fetch(ctx context.Context) ([]rtc.App, error) {
	apps := []rtc.App{}
	for range maxAppPages {
		page, total, err := l.fetchPage(ctx, len(apps))
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
func (l *AppList) fetchPage(ctx context.Context, offset int) (page []rtc.App, total int, err error) {
	type apps struct {
		page  []rtc.App
		total int
	}
	result, err := retry(ctx, l.quota,
		func() error { return l.quota.Wait(ctx, quota.Viewer) },
		func() (apps, error) {
			page, total, err := l.client.ListApps(ctx, offset)
			return apps{page, total}, err
		})
	return result.page, result.total, err
}

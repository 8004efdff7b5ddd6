package rtc

import (
	"context"
	"fmt"
	"time"
)

// App is an app of the account. The AppKey and SecondaryAppKey that the API sends along are never read.
type App struct {
	ID   string
	Name string
	// Status is the API's own number; the documents at hand do not say what it means.
	Status int
}

// AppList keeps the apps of an account for a while; it asks the API when somebody needs them.
type AppList struct {
	client  *Client
	quota   *Quota
	release func()
	ttl     time.Duration
	now     func() time.Time

	fetching chan struct{} // held by the one who fetches, and guards what follows
	apps     []App
	failure  error
	fetched  time.Time
}

// NewAppList starts an empty list, good for ttl once it is fetched.
func NewAppList(client *Client, ttl time.Duration, quotas *Quotas, now func() time.Time) *AppList {
	quota, release := quotas.acquire(client.credentials.AccessKeyID, Apps)
	return &AppList{client: client, quota: quota, release: release, ttl: ttl, now: now, fetching: make(chan struct{}, 1)}
}

// Close lets go of the quota.
func (l *AppList) Close() { l.release() }

// Apps gives the account's apps. Of several who ask at once one fetches, under its own context, and the others wait.
func (l *AppList) Apps(ctx context.Context) ([]App, error) { return l.youngerThan(ctx, l.ttl) }

// Refresh gives the account's apps as they are now.
func (l *AppList) Refresh(ctx context.Context) ([]App, error) { return l.youngerThan(ctx, 0) }

func (l *AppList) youngerThan(ctx context.Context, age time.Duration) ([]App, error) {
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

const (
	// appsPerPage is the API's maximum, and also the most apps that an account can hold.
	appsPerPage = 100
	maxAppPages = 10
)

func (l *AppList) fetch(ctx context.Context) ([]App, error) {
	apps := []App{}
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

// fetchPage makes one ListApps call. Limit and Offset are strings, by the documents.
func (l *AppList) fetchPage(ctx context.Context, offset int) (page []App, total int, err error) {
	body := fmt.Appendf(nil, `{"Limit":"%d","Offset":"%d"}`, appsPerPage, offset)
	result, err := retry(ctx, l.quota,
		func() error { return l.quota.wait(ctx, Viewer) },
		func() (appsResult, error) { return do[appsResult](ctx, l.client, Apps, body) })
	if err != nil {
		return nil, 0, err
	}
	return result.apps(), result.Total, nil
}

// appsResult has what is used of the answer.
type appsResult struct {
	Total   int
	AppList []struct {
		AppID   string `json:"AppId"`
		AppName string
		Status  int
	}
}

func (r appsResult) empty() bool { return r.AppList == nil }

func (r appsResult) apps() []App {
	var apps []App
	for _, app := range r.AppList {
		if app.AppID != "" {
			apps = append(apps, App{ID: clip(app.AppID), Name: clip(app.AppName), Status: app.Status})
		}
	}
	return apps
}

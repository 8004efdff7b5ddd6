package rtc

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"
)

// Roles has the temporary keys of each role that the data sources of a process assume, so that those with the same role
// and the same keys to assume it share them. They are kept in memory only.
type Roles struct {
	mu    sync.Mutex
	roles map[Account]*role
}

// NewRoles makes the registry; a process needs one.
func NewRoles() *Roles { return &Roles{roles: map[Account]*role{}} }

// acquire gives the keys of the account's role, until they are closed. Who has other long-lived keys has other
// temporary ones: a wrong secret must not read what a right one may.
func (rs *Roles) acquire(account Account, client *http.Client, log Log) *roleKeys {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	shared := Account{
		AccessKeyID: account.AccessKeyID, SecretAccessKey: account.SecretAccessKey, RoleTRN: account.RoleTRN, STSEndpoint: account.STSEndpoint,
	}
	r, ok := rs.roles[shared]
	if !ok {
		r = &role{account: shared}
		rs.roles[shared] = r
	}
	r.users++
	ctx, stop := context.WithCancelCause(context.Background())
	return &roleKeys{role: r, client: client, log: log, ctx: ctx, stop: stop, release: func() { rs.release(shared, r) }}
}

func (rs *Roles) release(shared Account, r *role) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	r.users--
	if r.users == 0 {
		delete(rs.roles, shared)
	}
}

// role is one that several data sources may assume together.
type role struct {
	account Account
	users   int // guarded by Roles

	mu        sync.Mutex
	keys      *temporaryKeys // nil before the first
	renewal   chan struct{}  // closed at the end of the renewal under way, nil without
	failure   error          // of the last renewal
	nextTry   time.Time      // not to be renewed before
	discarded keys           // refused by the API
}

// temporaryKeys are what AssumeRole gave.
type temporaryKeys struct {
	keys
	obtained, expires time.Time
}

// renewAt is five minutes before the keys expire, or half their life if that is shorter.
func (t *temporaryKeys) renewAt() time.Time {
	return t.expires.Add(-min(renewBefore, t.expires.Sub(t.obtained)/2))
}

// roleKeys are one data source's hold on a role. It owns the renewals that its calls start: they use its connections,
// and end with it.
type roleKeys struct {
	role    *role
	client  *http.Client
	log     Log
	ctx     context.Context
	stop    context.CancelCauseFunc
	work    sync.WaitGroup
	release func()
}

// errReleased ends the calls of a data source that is no more.
var errReleased = errors.New("the settings of the data source changed while the query waited: run it again")

// close ends the renewals that were started here and waits for their end. Others who wait for one start their own.
func (k *roleKeys) close() {
	k.role.mu.Lock()
	k.stop(errReleased) // under the lock: no renewal starts after it
	k.role.mu.Unlock()
	k.work.Wait()
	k.release()
}

// current gives the role's keys as long as they last. From five minutes before their end on it has them renewed in the
// background; keys that have ended, or that never were, are waited for.
func (k *roleKeys) current(ctx context.Context) (keys, error) {
	for {
		held, renewal, err := k.look()
		if held != nil {
			return held.keys, nil
		}
		if renewal == nil {
			return keys{}, err
		}
		select {
		case <-renewal:
		case <-ctx.Done():
			return keys{}, context.Cause(ctx)
		}
	}
}

// look gives the keys that can be used, or the renewal to wait for, or the error of the last one.
func (k *roleKeys) look() (held *temporaryKeys, renewal <-chan struct{}, err error) {
	r := k.role
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := context.Cause(k.ctx); err != nil {
		return nil, nil, err
	}
	now := time.Now()
	if (r.keys == nil || !now.Before(r.keys.renewAt())) && !now.Before(r.nextTry) {
		k.renewLocked()
	}
	if r.keys != nil && now.Before(r.keys.expires) {
		return r.keys, nil, nil
	}
	return nil, r.renewal, r.failure
}

// refused drops keys that the API did not accept and has new ones fetched: the role's sessions may have been revoked.
// Keys that were new would only be followed by others that are refused as well.
func (k *roleKeys) refused(used keys) bool {
	r := k.role
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case used == r.discarded, r.keys != nil && used != r.keys.keys:
		return true // others are there or under way already
	case r.keys == nil:
		return false
	}
	lifetime := r.keys.expires.Sub(r.keys.obtained)
	if time.Since(r.keys.obtained) < min(newKeysFor, lifetime/2) {
		return false
	}
	r.discarded, r.keys = used, nil
	k.renewLocked()
	return true
}

// renewLocked starts a renewal unless one is under way.
func (k *roleKeys) renewLocked() {
	r := k.role
	if r.renewal != nil || k.ctx.Err() != nil {
		return
	}
	ended := make(chan struct{})
	r.renewal = ended
	k.work.Go(func() {
		began := time.Now()
		renewed, err := assumeRole(k.ctx, r.account, k.client, k.log)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.renewal = nil
		close(ended)
		switch {
		case err == nil:
			r.keys, r.failure, r.nextTry = renewed, nil, time.Time{}
		case k.ctx.Err() == nil: // otherwise it says nothing of the role
			r.failure, r.nextTry = err, began.Add(pauseAfter(err))
		}
	})
}

// pauseAfter is how long a failed renewal stands in for another one, so that not each query makes one.
func pauseAfter(err error) time.Duration {
	if failure := new(Error); errors.As(err, &failure) && failure.Retryable() {
		return max(brokenRenewalFor, failure.RetryAfter)
	}
	return refusedRenewalFor
}

const (
	// renewBefore is how long before their end temporary keys are renewed.
	renewBefore = 5 * time.Minute

	// newKeysFor is how long keys that the API refuses are too new to try others.
	newKeysFor = time.Minute

	// brokenRenewalFor is the pause after a renewal that may well succeed a little later, refusedRenewalFor after one
	// that somebody has to do something about.
	brokenRenewalFor  = time.Second
	refusedRenewalFor = 10 * time.Second
)

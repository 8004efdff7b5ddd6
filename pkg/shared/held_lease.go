package shared

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"volcengine-rtc-datasource/pkg/store"
)

const (
	// leaseFor is how long a lease outlives its process.
	leaseFor = 4 * time.Second

	// extendAfter is how often a lease is extended while its call takes.
	extendAfter = time.Second
)

// heldLease is one that a call of this process has. It is extended until it is released.
type heldLease struct {
	*Lease
	replica *Replica
	once    sync.Once

	mu    sync.Mutex
	timer *time.Timer
	over  bool
}

func (r *Replica) leaseName(key store.LeaseKey) string {
	return r.redis.Key("lease", r.endpoint, key.AppID, key.Action, gridText(key.Grid), key.Filter)
}

// lease tells who has the lease, and takes it if nobody has and it is wanted.
func (r *Replica) lease(ctx context.Context, key store.LeaseKey, take bool) (lease store.Lease, holder string, err error) {
	name := r.leaseName(key)
	if !take {
		holder, err = r.redis.holder(ctx, name)
		return nil, holder, err
	}
	taken, holder, err := r.redis.leaseOrHolder(ctx, name, leaseFor)
	if err != nil || taken == nil {
		return nil, holder, err
	}
	held := &heldLease{Lease: taken, replica: r}
	r.mu.Lock()
	closed := r.closed
	r.leases[held] = struct{}{}
	r.mu.Unlock()
	if closed {
		held.Release()
		return nil, "", nil
	}
	held.mu.Lock()
	held.timer = time.AfterFunc(extendAfter, held.extend)
	held.mu.Unlock()
	return held, holder, nil
}

// extend holds the lease for a while more, off the way of those who write values.
func (l *heldLease) extend() {
	ctx, cancel := context.WithTimeout(context.Background(), l.redis.timeout)
	defer cancel()
	held, err := l.Extend(ctx, leaseFor)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over && (held || err != nil) {
		l.timer.Reset(extendAfter)
	}
}

// Release gives the lease back.
func (l *heldLease) Release() {
	l.once.Do(func() {
		l.mu.Lock()
		l.over = true
		if l.timer != nil {
			l.timer.Stop()
		}
		l.mu.Unlock()
		l.replica.mu.Lock()
		delete(l.replica.leases, l)
		l.replica.mu.Unlock()
		l.redis.Later(func(ctx context.Context) { _ = l.Lease.Release(ctx) })
	})
}

// holder gives the token of the lease, empty if nobody has it.
func (r *Redis) holder(ctx context.Context, key string) (token string, err error) {
	err = r.do(ctx, "lease", func(ctx context.Context) error {
		token, err = r.client.Get(ctx, key).Result()
		return err
	})
	return clip(token), err
}

// leaseOrHolder takes the lease of a key for a while, or tells who has it. Either way holder is the token.
func (r *Redis) leaseOrHolder(ctx context.Context, key string, holdFor time.Duration) (lease *Lease, holder string, err error) {
	mine := &Lease{redis: r, key: key, token: rand.Text()}
	err = r.do(ctx, "lease", func(ctx context.Context) error {
		var taken *redis.BoolCmd
		var held *redis.StringCmd
		_, err := r.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			taken, held = p.SetNX(ctx, key, mine.token, holdFor), p.Get(ctx, key)
			return nil
		})
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		if taken.Val() {
			lease, holder = mine, mine.token
		} else {
			holder = clip(held.Val())
		}
		return nil
	})
	return lease, holder, err
}

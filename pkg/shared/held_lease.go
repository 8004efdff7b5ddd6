package shared

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"

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

// maxToken is longer than any token. Of a longer text, which is not ours, only the start is read.
const maxToken = 64

// holder gives the token of the lease, empty if nobody has it.
func (r *Redis) holder(ctx context.Context, key string) (token string, err error) {
	err = r.do(ctx, "lease", func(ctx context.Context) error {
		token, err = redis.String(r.client.do(ctx, "GETRANGE", key, 0, maxToken-1))
		return err
	})
	return clip(token), err
}

// leaseOrHolder takes the lease of a key for a while, or tells who has it. Either way holder is the token.
func (r *Redis) leaseOrHolder(ctx context.Context, key string, holdFor time.Duration) (lease *Lease, holder string, err error) {
	mine := &Lease{redis: r, key: key, token: rand.Text()}
	err = r.do(ctx, "lease", func(ctx context.Context) error {
		taken, held, err := r.client.setAndGet(ctx, key, mine.token, holdFor)
		if err != nil {
			return err
		}
		if taken {
			lease, holder = mine, mine.token
		} else {
			holder = clip(held)
		}
		return nil
	})
	return lease, holder, err
}

// setAndGet sets a key that is not there, and gives the text that it then has, in one round trip.
func (c *client) setAndGet(ctx context.Context, key, token string, keep time.Duration) (set bool, text string, err error) {
	err = c.run(ctx, func(connected redis.Conn) error {
		if err := connected.Send("SET", key, token, "PX", milliseconds(keep), "NX"); err != nil {
			return err
		}
		if err := connected.Send("GETRANGE", key, 0, maxToken-1); err != nil {
			return err
		}
		replies, err := redis.Values(redis.DoContext(connected, ctx, "")) // takes the replies to both
		if err != nil {
			return err
		}
		for _, reply := range replies {
			if refused, ok := reply.(redis.Error); ok {
				return refused
			}
		}
		set = replies[0] != nil
		text, err = redis.String(replies[1], nil)
		return err
	})
	return set, text, err
}

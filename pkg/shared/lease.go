package shared

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/gomodule/redigo/redis"
)

// Lease is the right to do what one replica at a time does. It ends by itself when its holder dies.
type Lease struct {
	redis *Redis
	key   string
	token string
}

// Lease takes the lease of a key for a while. It is nil if another replica has it.
func (r *Redis) Lease(ctx context.Context, key string, holdFor time.Duration) (*Lease, error) {
	lease := &Lease{redis: r, key: key, token: rand.Text()}
	err := r.do(ctx, "lease", func(ctx context.Context) error {
		taken, err := r.client.do(ctx, "SET", key, lease.token, "PX", milliseconds(holdFor), "NX")
		if err == nil && taken == nil {
			lease = nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return lease, nil
}

var (
	// A lease that has expired may be another replica's by now.
	releaseScript = newScript(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`)

	extendScript = newScript(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`)
)

// Release gives the lease back. One that has ended meanwhile is not touched.
func (l *Lease) Release(ctx context.Context) error {
	return l.redis.do(ctx, "release", func(ctx context.Context) error {
		_, err := l.redis.client.script(ctx, releaseScript, []string{l.key}, l.token)
		return err
	})
}

// Extend holds the lease for a while from now. held is false if it has ended meanwhile.
func (l *Lease) Extend(ctx context.Context, holdFor time.Duration) (held bool, err error) {
	err = l.redis.do(ctx, "extend", func(ctx context.Context) error {
		done, err := redis.Int(l.redis.client.script(ctx, extendScript, []string{l.key}, l.token, milliseconds(holdFor)))
		held = done == 1
		return err
	})
	return held, err
}

package shared

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/redis/go-redis/v9"
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
		taken, err := r.client.SetNX(ctx, key, lease.token, max(holdFor, time.Millisecond)).Result()
		if err == nil && !taken {
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
	releaseScript = redis.NewScript(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`)

	extendScript = redis.NewScript(`
if redis.pcall('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`)
)

// Release gives the lease back. One that has ended meanwhile is not touched.
func (l *Lease) Release(ctx context.Context) error {
	return l.redis.do(ctx, "release", func(ctx context.Context) error {
		return releaseScript.Run(ctx, l.redis.client, []string{l.key}, l.token).Err()
	})
}

// Extend holds the lease for a while from now. held is false if it has ended meanwhile.
func (l *Lease) Extend(ctx context.Context, holdFor time.Duration) (held bool, err error) {
	err = l.redis.do(ctx, "extend", func(ctx context.Context) error {
		done, err := extendScript.Run(ctx, l.redis.client, []string{l.key}, l.token, milliseconds(holdFor)).Int()
		held = done == 1
		return err
	})
	return held, err
}

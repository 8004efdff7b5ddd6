package shared

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	// dialTimeout is longer than an operation may take: a connection that is made too late for one is there for the next.
	dialTimeout = 2 * time.Second

	// poolSize is how many operations are under way at once.
	poolSize = 16

	// idleConnection is how long an unused connection is kept, well below the five minutes of usual load balancers.
	idleConnection = 2 * time.Minute
)

// client sends commands on a bounded pool of connections. It does not try anything twice.
type client struct {
	pool   *redis.Pool
	failed atomic.Pointer[time.Time] // when a command last failed in a way that concerns all connections

	ctx   context.Context // ends when the client is closed
	stop  context.CancelFunc
	dials sync.WaitGroup
}

// client makes the client. It dials nothing before the first command.
func (c Config) client(t target) *client {
	made := &client{}
	made.ctx, made.stop = context.WithCancel(context.Background())
	made.pool = &redis.Pool{
		MaxActive: poolSize, MaxIdle: poolSize, Wait: true, IdleTimeout: idleConnection,
		DialContext: c.poolDialer(t), TestOnBorrow: made.check,
	}
	return made
}

// poolDialer connects to the only Redis, or to the master that the Sentinels name.
func (c Config) poolDialer(t target) func(ctx context.Context) (redis.Conn, error) {
	login := []redis.DialOption{redis.DialUsername(t.user), redis.DialPassword(c.Password), redis.DialDatabase(t.db)}
	dial := c.dialer(t)
	if t.master == "" {
		return func(ctx context.Context) (redis.Conn, error) { return dialNode(ctx, dial, t.addresses[0], login) }
	}
	s := sentinels{master: t.master, addresses: t.addresses, dial: dial, login: login}
	if t.sentinelAuth {
		s.sentinelLogin = []redis.DialOption{redis.DialPassword(c.Password)}
	}
	return s.dialMaster
}

// node is a connection to a Redis or a Sentinel.
type node struct {
	redis.ConnWithContext
	network net.Conn
}

func dialNode(ctx context.Context, dial Dial, address string, login []redis.DialOption) (redis.Conn, error) {
	var network net.Conn
	options := append([]redis.DialOption{redis.DialContextFunc(func(ctx context.Context, kind, address string) (net.Conn, error) {
		made, err := dial(ctx, kind, address)
		if err != nil {
			return nil, err
		}
		network = made
		return &bounded{Conn: made}, nil
	})}, login...)
	connected, err := redis.DialContext(ctx, "tcp", address, options...)
	if err != nil {
		return nil, err
	}
	return node{connected.(redis.ConnWithContext), network}, nil
}

// check refuses a connection that Redis has closed, or that may lead to what failed since it was last used: a node that is
// frozen, or no longer the master.
func (c *client) check(connected redis.Conn, used time.Time) error {
	if failed := c.failed.Load(); failed != nil && used.Before(*failed) {
		return net.ErrClosed
	}
	if one, ok := connected.(node); ok && !isOpen(one.network) {
		return net.ErrClosed
	}
	return nil
}

// run uses a connection until the end of ctx.
func (c *client) run(ctx context.Context, use func(connected redis.Conn) error) error {
	connected, err := c.take(ctx)
	if err == nil {
		err = use(connected)
		_ = connected.Close() // back to the pool
	}
	if concernsAll(err) {
		now := time.Now()
		c.failed.Store(&now)
	}
	return err
}

// take waits for a connection until the end of ctx. One that is made later goes to the pool.
func (c *client) take(ctx context.Context) (redis.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type result struct {
		connected redis.Conn
		err       error
	}
	taken := make(chan result)
	c.dials.Go(func() {
		limited, cancel := context.WithTimeout(c.ctx, dialTimeout)
		defer cancel()
		connected, err := c.pool.GetContext(limited) //nolint:contextcheck // what is connected too late for ctx is there for the next
		select {
		case taken <- result{connected, err}:
		case <-ctx.Done():
			_ = connected.Close()
		}
	})
	select {
	case got := <-taken:
		return got.connected, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// do sends a command.
func (c *client) do(ctx context.Context, command string, args ...any) (reply any, err error) {
	err = c.run(ctx, func(connected redis.Conn) error {
		reply, err = redis.DoContext(connected, ctx, command, args...)
		return err
	})
	return reply, err
}

// script runs a script, which Redis gets only if it does not know it yet.
func (c *client) script(ctx context.Context, script *redis.Script, keys []string, args ...any) (reply any, err error) {
	all := redis.Args{len(keys)}.AddFlat(keys).Add(args...)
	err = c.run(ctx, func(connected redis.Conn) error {
		reply, err = script.DoContext(ctx, connected, all...)
		return err
	})
	return reply, err
}

// newScript makes a script that takes as many keys as it is given.
func newScript(source string) *redis.Script { return redis.NewScript(-1, source) }

func (c *client) close() {
	c.stop()
	_ = c.pool.Close()
	c.dials.Wait()
}

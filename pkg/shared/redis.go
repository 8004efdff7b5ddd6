// Package shared is what the replicas of Grafana have in common, kept in a Redis of the administrator's: the slots in which
// calls are sent, values, leases and refusals. It knows keys, bytes and Redis; packages quota and store say what they need
// of it, and work without it. Only history older than the API's look-back needs it: each operation has a short time and is not tried
// again, and after a few failures none is tried for a while.
package shared

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	// failuresInARow is after how many failures Redis is left alone for a while: so few that an answer that needs several
	// operations is not late by the time limit of each. Those of operations that were under way together are one.
	failuresInARow = 2

	// leftAloneFor is for how long. Then a single operation tries again.
	leftAloneFor = 2 * time.Second
)

// Connections are those of a process. Data sources with the same Redis share one.
type Connections struct {
	mu   sync.Mutex
	open map[string]*connection // by Config.identity
}

// NewConnections makes the registry; a process needs one.
func NewConnections() *Connections { return &Connections{open: map[string]*connection{}} }

// Open gives the Redis of a Config, until Close is called. Nothing is dialled before the first operation.
func (cs *Connections) Open(config Config) (*Redis, error) {
	to, err := config.target()
	if err != nil {
		return nil, err
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	identity := config.identity()
	c, ok := cs.open[identity]
	if !ok {
		c = newConnection(config, to)
		cs.open[identity] = c
	}
	c.users++
	return &Redis{connection: c, prefix: prefixOf(config.Epoch), release: sync.OnceFunc(func() { cs.close(identity, c) })}, nil
}

func (cs *Connections) close(identity string, c *connection) {
	cs.mu.Lock()
	c.users--
	unused := c.users == 0
	if unused {
		delete(cs.open, identity)
	}
	cs.mu.Unlock()
	if unused {
		c.close()
	}
}

// connection is one Redis with the connections to it.
type connection struct {
	users    int // guarded by Connections
	client   *client
	password string
	timeout  time.Duration // of an operation
	breaker  *gobreaker.CircuitBreaker[struct{}]
	writer   *writer
	codec    *codec

	mu     sync.Mutex
	failed time.Time // when the breaker last counted a failure
}

func newConnection(config Config, to target) *connection {
	c := &connection{client: config.client(to), password: config.Password, timeout: config.timeout()}
	c.breaker = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout:       leftAloneFor,
		ReadyToTrip:   func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= failuresInARow },
		IsSuccessful:  func(err error) bool { return !concernsAll(err) },
		IsExcluded:    func(err error) bool { return errors.Is(err, context.Canceled) || errors.As(err, new(countedFailure)) },
		OnStateChange: func(_ string, from, to gobreaker.State) { countBreaker(from, to) },
	})
	c.writer = newWriter(2 * c.timeout)
	c.codec = newCodec()
	return c
}

// countBreaker counts a half-open breaker as open: all operations but one are held back.
func countBreaker(from, to gobreaker.State) {
	switch {
	case from == gobreaker.StateClosed:
		metricBreakers.Inc()
	case to == gobreaker.StateClosed:
		metricBreakers.Dec()
	}
}

func (c *connection) close() {
	c.writer.close()
	c.codec.close()
	if c.breaker.State() != gobreaker.StateClosed {
		metricBreakers.Dec()
	}
	c.client.close()
}

// do is the one way for every operation on Redis. ctx can make its time limit shorter; a request that is given up says
// nothing of Redis.
func (c *connection) do(ctx context.Context, operation string, try func(ctx context.Context) error) error {
	began := time.Now()
	tried := false
	_, err := c.breaker.Execute(func() (struct{}, error) {
		tried = true
		limited, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		err := try(limited)
		switch {
		case err != nil && ctx.Err() != nil:
			err = fmt.Errorf("%w: %w", context.Canceled, err)
		case concernsAll(err) && c.alreadyCounted(began):
			err = countedFailure{err}
		}
		return struct{}{}, err
	})
	metricOperations.WithLabelValues(operation, outcomeOf(err)).Inc()
	if !tried {
		return ErrUnavailable
	}
	metricSeconds.WithLabelValues(operation).Observe(time.Since(began).Seconds())
	return c.readable(err)
}

// countedFailure is one of an operation that began before the last failure: a single hiccup fails all that are under way.
type countedFailure struct{ error }

func (f countedFailure) Unwrap() error { return f.error }

// alreadyCounted tells that the failure of an operation comes with one that the breaker has counted already, and notes it if not.
func (c *connection) alreadyCounted(began time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	counted := began.Before(c.failed)
	if !counted {
		c.failed = time.Now()
	}
	return counted
}

// Check tells why Redis cannot be used, whatever became of the last operations. It does what the others do: it runs a
// script on several keys, and writes.
func (r *Redis) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	keys := []string{r.Key("check", "1"), r.Key("check", "2")}
	_, err := r.client.script(ctx, readScript, keys, batchBytes, maxValueBytes, nonceBytes)
	if err == nil {
		_, err = r.client.do(ctx, "SET", keys[0], "", "PX", milliseconds(time.Minute))
	}
	return r.readable(err)
}

// checkTimeout is that of Check: somebody waits for what it says.
const checkTimeout = 2 * time.Second

// Redis is a Redis as a data source uses it.
type Redis struct {
	*connection
	prefix  string
	release func()
}

// Close gives the Redis back. What was to be written is still written if that is quick.
func (r *Redis) Close() { r.release() }

// formatVersion is part of every key: another format has other keys.
const formatVersion = "vrtc:v1:"

// prefixOf is the start of the keys of an epoch.
func prefixOf(epoch string) string { return formatVersion + hashOf(epoch)[:8] + ":" }

// Key is the key of what the parts name together. It is a hash, which shows none of them.
func (r *Redis) Key(parts ...string) string { return r.prefix + hashOf(parts...) }

func hashOf(parts ...string) string {
	hash := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return base64.RawURLEncoding.EncodeToString(hash[:])
}

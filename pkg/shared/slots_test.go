package shared_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/shared"
)

const spacing = 520 * time.Millisecond

// reserve takes a slot as a replica does.
func reserve(t *testing.T, redis *shared.Redis, spacing time.Duration) time.Duration {
	t.Helper()
	in, err := redis.Reserve(t.Context(), "account", "Action", spacing, 0)
	require.NoError(t, err)
	return in
}

func TestSlotsFollowEachOther(t *testing.T) {
	server := startMini(t)
	clock := time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC)
	server.SetTime(clock)
	a, b := open(t, configOf(server.Addr())), open(t, configOf(server.Addr()))
	assert.Equal(t, time.Duration(0), reserve(t, a, spacing))
	assert.Equal(t, spacing, reserve(t, b, spacing))
	assert.Equal(t, 2*spacing, reserve(t, a, spacing))
	server.SetTime(clock.Add(spacing))
	assert.Equal(t, 2*spacing, reserve(t, b, spacing))
	server.SetTime(clock.Add(time.Minute))
	assert.Equal(t, time.Duration(0), reserve(t, b, spacing), "what nobody used is not saved up")

	in, err := a.Reserve(t.Context(), "account", "Action", spacing, 2*time.Second)
	require.NoError(t, err)
	assert.Equal(t, 2*time.Second, in)
	for _, other := range [][2]string{{"another account", "Action"}, {"account", "Another"}} {
		in, err := a.Reserve(t.Context(), other[0], other[1], spacing, 0)
		require.NoError(t, err)
		assert.Zero(t, in)
	}
	for _, key := range server.Keys() {
		assert.NotContains(t, key, "ccount")
	}
}

// Data sources with another epoch have the same account.
func TestSlotsDoNotDependOnTheEpoch(t *testing.T) {
	server := startMini(t)
	server.SetTime(time.Now())
	config := configOf(server.Addr())
	a := open(t, config)
	config.Epoch = "another"
	b := open(t, config)
	assert.Zero(t, reserve(t, a, spacing))
	assert.Equal(t, spacing, reserve(t, b, spacing))
}

func TestTheWidestSpacingOfTheReplicasHolds(t *testing.T) {
	server := startMini(t)
	clock := time.Now()
	pass := func(d time.Duration) {
		clock = clock.Add(d)
		server.SetTime(clock)
	}
	pass(0)
	a, b := open(t, configOf(server.Addr())), open(t, configOf(server.Addr()))
	reserve(t, a, spacing)
	assert.Equal(t, 3*spacing, reserve(t, b, 3*spacing))
	assert.Equal(t, 6*spacing, reserve(t, a, spacing))
	pass(10 * time.Second)
	assert.Zero(t, reserve(t, a, spacing))
	assert.Equal(t, 3*spacing, reserve(t, a, spacing), "for a while")
	pass(31 * time.Second)
	assert.Zero(t, reserve(t, a, spacing))
	assert.Equal(t, spacing, reserve(t, a, spacing), "until the other replica has not been heard of for half a minute")
}

// After a failover or a step of Redis's clock, nobody may wait for ever.
func TestASlotFarAheadIsDropped(t *testing.T) {
	server := startMini(t)
	clock := time.Now()
	server.SetTime(clock)
	redis := open(t, configOf(server.Addr()))
	for i := range 34 {
		in := reserve(t, redis, spacing)
		if i <= 33 {
			assert.Equal(t, time.Duration(i)*spacing, in)
		}
	}
	assert.Zero(t, reserve(t, redis, spacing), "33 spacings ahead")

	reserve(t, redis, spacing)
	server.SetTime(clock.Add(-time.Hour))
	assert.Zero(t, reserve(t, redis, spacing), "the clock steps back")
	assert.Equal(t, spacing, reserve(t, redis, spacing))
	server.SetTime(clock.Add(time.Hour))
	assert.Zero(t, reserve(t, redis, spacing), "the clock steps forward")
	assert.Equal(t, spacing, reserve(t, redis, spacing))
}

func TestASlotThatCannotBeReadIsNone(t *testing.T) {
	server := startMini(t)
	server.SetTime(time.Now())
	redis := open(t, configOf(server.Addr()))
	reserve(t, redis, spacing)
	key := server.Keys()[0]
	for name, garbage := range map[string]func(){
		"text":  func() { require.NoError(t, server.Set(key, "garbage")) },
		"empty": func() { require.NoError(t, server.Set(key, "")) },
		"long":  func() { require.NoError(t, server.Set(key, strings.Repeat("1", 4<<20))) },
		"huge numbers": func() {
			require.NoError(t, server.Set(key, strings.TrimSpace(strings.Repeat("99999999999999999 ", 4))))
		},
		"a far spacing": func() {
			require.NoError(t, server.Set(key, fmt.Sprintf("1 %d 9999999999999 1", time.Now().UnixMicro())))
		},
		"negative":        func() { require.NoError(t, server.Set(key, "-1 -1 -1 -1")) },
		"one with spaces": func() { require.NoError(t, server.Set(key, "1  2 3 4")) },
		"a list":          func() { server.Del(key); _, err := server.Push(key, "a"); require.NoError(t, err) },
	} {
		t.Run(name, func(t *testing.T) {
			garbage()
			assert.Zero(t, reserve(t, redis, spacing))
			assert.Equal(t, spacing, reserve(t, redis, spacing))
		})
	}
}

// calls are the moments at which calls were sent, by all replicas.
type calls struct {
	mu   sync.Mutex
	sent []time.Time
}

// load has a replica send calls as fast as it may, until ctx ends.
func (c *calls) load(ctx context.Context, queue *quota.Queue) {
	for {
		ticket := queue.Join(quota.Order{Class: quota.Viewer, Round: queue.Round(quota.Viewer), Since: time.Now()})
		if ticket.Wait(ctx) != nil {
			return
		}
		sent := ticket.Send()
		c.mu.Lock()
		c.sent = append(c.sent, sent)
		c.mu.Unlock()
	}
}

// distances are those between calls that follow each other.
func (c *calls) distances() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.SortFunc(c.sent, time.Time.Compare)
	var all []time.Duration
	for i := range len(c.sent) - 1 {
		all = append(all, c.sent[i+1].Sub(c.sent[i]))
	}
	return all
}

// replica is the queue of a process of its own.
func replica(t *testing.T, config shared.Config, api *rtc.API, callsPerSecond float64) *quota.Queue {
	queue, release := quota.NewRegistry().Acquire("account", callsPerSecond, open(t, config), api)
	t.Cleanup(release)
	return queue
}

// Replicas together are as one process: never faster than the rate, and not much slower.
func TestReplicasKeepTheRateTogether(t *testing.T) {
	onlyInSoak(t)
	for _, replicas := range []int{1, 2, 3} {
		t.Run(strconv.Itoa(replicas), func(t *testing.T) {
			t.Parallel()
			server := startMini(t)
			ctx, stop := context.WithTimeout(t.Context(), 6*time.Second)
			defer stop()
			var all calls
			var work sync.WaitGroup
			for range replicas {
				queue := replica(t, configOf(server.Addr()), rtc.OperationData, 10)
				work.Go(func() { all.load(ctx, queue) })
			}
			work.Wait()
			distances := all.distances()
			t.Logf("%d calls, the closest %s apart", len(all.sent), slices.Min(distances))
			assert.LessOrEqual(t, len(all.sent), 60)
			assert.Greater(t, len(all.sent), 45)
			short := slices.DeleteFunc(distances, func(d time.Duration) bool { return d >= 80*time.Millisecond })
			assert.LessOrEqual(t, len(short), len(all.sent)/20, "%v", short)
		})
	}
}

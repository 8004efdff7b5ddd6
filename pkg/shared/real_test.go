package shared_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/redistest"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/shared"
)

const canaryPassword = "CANARY-redis-password"

func TestWhatCheckSays(t *testing.T) {
	plain := redistest.Start(t)
	secured := redistest.StartTLS(t)
	guarded := redistest.Start(t, "--requirepass", canaryPassword)
	users := redistest.Start(t, "--user", "grafana", "on", ">"+canaryPassword, "~vrtc:*", "+@read", "+@write", "+@scripting", "+@connection")
	for name, test := range map[string]struct {
		config shared.Config
		says   string // empty where all is well
	}{
		"plain":                {shared.Config{URL: plain.URL()}, ""},
		"another database":     {shared.Config{URL: plain.URL() + "/3"}, ""},
		"no such database":     {shared.Config{URL: plain.URL() + "/99"}, "DB index is out of range"},
		"TLS":                  {shared.Config{URL: secured.URL(), CACert: secured.CACert}, ""},
		"foreign authority":    {shared.Config{URL: secured.URL(), CACert: redistest.ForeignAuthority(t)}, "certificate signed by unknown authority"},
		"system's authorities": {shared.Config{URL: secured.URL()}, "certificate signed by unknown authority"},
		"TLS asked in plain":   {shared.Config{URL: "redis://" + secured.Address}, "connection"},
		"password":             {shared.Config{URL: guarded.URL(), Password: canaryPassword}, ""},
		"wrong password":       {shared.Config{URL: guarded.URL(), Password: "CANARY-wrong"}, "WRONGPASS"},
		"no password":          {shared.Config{URL: guarded.URL()}, "NOAUTH"},
		"user":                 {shared.Config{URL: strings.Replace(users.URL(), "://", "://grafana@", 1), Password: canaryPassword}, ""},
		"password repeated":    {shared.Config{URL: "redis://" + repeats(t), Password: canaryPassword}, "args beginning with: '***'"},
		"Cluster":              {shared.Config{URL: redistest.Start(t, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf").URL()}, "Redis Cluster, which is not supported"},
		"full":                 {shared.Config{URL: redistest.Start(t, "--maxmemory", "1").URL()}, "OOM"},
		"too slow":             {shared.Config{URL: plain.Slow(t, 3*time.Second)}, "no answer within"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := open(t, test.config).Check(t.Context())
			if test.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.says)
			assert.NotContains(t, err.Error(), "CANARY")
		})
	}
}

// repeats is the address of a server that repeats the password in its errors, as Redis does for a command that it does not
// know.
func repeats(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var work sync.WaitGroup
	work.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Read(make([]byte, 1000))
			_, _ = fmt.Fprintf(connection, "-ERR unknown command 'AUTH', with args beginning with: '%s'\r\n", canaryPassword)
			_, _ = fmt.Fprintf(connection, "-ERR unknown command 'AUTH', with args beginning with: '%s'\r\n", canaryPassword)
			_ = connection.Close()
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		work.Wait()
	})
	return listener.Addr().String()
}

// A memory that is full takes nothing, but what it has can be read.
func TestAFullRedisCanBeRead(t *testing.T) {
	server := redistest.Start(t)
	redis := open(t, configOf(server.Address))
	require.NoError(t, redis.Set(t.Context(), redis.Key("a"), []byte("value"), time.Hour))
	server.Do("CONFIG", "SET", "maxmemory", "1")
	for range 5 {
		require.ErrorContains(t, redis.Set(t.Context(), redis.Key("b"), []byte("value"), time.Hour), "OOM")
	}
	values, err := redis.Read(t.Context(), redis.Key("a"))
	require.NoError(t, err)
	assert.Equal(t, "value", string(values[0]))
}

// A Redis that hung is found back.
func TestARedisThatDoesNotAnswerIsFoundBack(t *testing.T) {
	server := redistest.Start(t)
	redis := open(t, shared.Config{URL: server.URL()})
	require.NoError(t, redis.Check(t.Context()))
	server.Freeze()
	for range 2 {
		_, err := redis.Read(t.Context(), redis.Key("a"))
		require.ErrorContains(t, err, "no answer within 200ms")
	}
	_, err := redis.Read(t.Context(), redis.Key("a"))
	require.ErrorIs(t, err, shared.ErrUnavailable)
	server.Thaw()
	require.Eventually(t, func() bool {
		_, err := redis.Read(t.Context(), redis.Key("a"))
		return err == nil
	}, 10*time.Second, 50*time.Millisecond)
}

// hangs is a network on which nothing can be reached.
func hangs(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// silent is a network on which everything is reached and nothing is answered.
func silent(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() { _, _ = io.Copy(io.Discard, server) }() // ends with the connection
	return client, nil
}

// After two failures nobody waits for Redis any more: nothing that is slow is waited for a third time.
func TestARedisThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	for name, dial := range map[string]func(context.Context, string, string) (net.Conn, error){"hangs": hangs, "is silent": silent} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				redis := open(t, shared.Config{URL: "redis://redis.example.com", Dial: dial})
				began := time.Now()
				for range 100 {
					_, err := redis.Read(t.Context(), redis.Key("a"))
					require.Error(t, err)
				}
				assert.Equal(t, 400*time.Millisecond, time.Since(began))
			})
		})
	}
}

// One hiccup fails all operations that are under way. It is one failure, and Redis is asked again.
func TestFailuresTogetherAreOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		redis := open(t, shared.Config{URL: "redis://redis.example.com", Dial: hangs})
		together := func(n int) (tried int) {
			errs := make([]error, n)
			var reads sync.WaitGroup
			for i := range n {
				reads.Go(func() { _, errs[i] = redis.Read(t.Context(), redis.Key("a")) })
			}
			reads.Wait()
			for _, err := range errs {
				require.Error(t, err)
				if !errors.Is(err, shared.ErrUnavailable) {
					tried++
				}
			}
			return tried
		}
		assert.Equal(t, 6, together(6))
		assert.Equal(t, 6, together(6))
		assert.Zero(t, together(6))
	})
}

// A request that is given up says nothing of Redis.
func TestGivingUpIsNoFailure(t *testing.T) {
	redis := open(t, configOf(redistest.Start(t).Address))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		_, err := redis.Read(ctx, redis.Key("a"))
		require.ErrorIs(t, err, context.Canceled)
	}
	_, err := redis.Read(t.Context(), redis.Key("a"))
	require.NoError(t, err)
}

// Whatever happens to Redis while replicas send calls, none of them waits long for it, and none faster than alone.
func TestFaultsWhileReplicasSendCalls(t *testing.T) {
	onlyInSoak(t)
	const rate = 5
	alone := time.Duration(float64(time.Second) / rate)
	for name, fault := range redistest.Faults() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.StartSteppable(t)
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
			defer stop()
			each := make([]calls, 2)
			var work sync.WaitGroup
			for i := range each {
				queue := replica(t, shared.Config{URL: server.URL()}, rtc.OperationData, rate)
				work.Go(func() { each[i].load(ctx, queue) })
			}
			time.Sleep(3 * time.Second)
			fault(t, server, 3*time.Second)
			work.Wait()
			for i := range each {
				distances := each[i].distances()
				require.NotEmpty(t, distances)
				t.Logf("%d calls, %s to %s apart", len(distances)+1, slices.Min(distances), slices.Max(distances))
				assert.GreaterOrEqual(t, slices.Min(distances), alone)
				// The other replica has every second turn, and a busy host can be late for two in a row.
				assert.LessOrEqual(t, slices.Max(distances), 3*2*alone+500*time.Millisecond)
			}
		})
	}
}

// After a step of Redis's clock nobody waits for a slot that is far ahead, and what is kept stays. A lease may end, or seem to
// last; either way another one can be taken when it is given back.
func TestTheClockOfRedisIsSet(t *testing.T) {
	const wide = time.Minute // so that the time that passes does not matter
	for name, step := range map[string]time.Duration{"forward": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.StartSteppable(t)
			redis := open(t, configOf(server.Address))
			reserve(t, redis, wide)
			assert.InDelta(t, wide, reserve(t, redis, wide), float64(wide/2))
			require.NoError(t, redis.Set(t.Context(), redis.Key("value"), []byte("kept"), 30*24*time.Hour))
			lease, err := redis.Lease(t.Context(), redis.Key("lease"), 4*time.Second)
			require.NoError(t, err)

			server.Step(step)
			assert.Zero(t, reserve(t, redis, wide))
			assert.InDelta(t, wide, reserve(t, redis, wide), float64(wide/2))
			values, err := redis.Read(t.Context(), redis.Key("value"))
			require.NoError(t, err)
			assert.Equal(t, "kept", string(values[0]))
			held, err := lease.Extend(t.Context(), 4*time.Second)
			require.NoError(t, err)
			assert.Equal(t, step < 0, held)
			require.NoError(t, lease.Release(t.Context()))
			lease, err = redis.Lease(t.Context(), redis.Key("lease"), 4*time.Second)
			require.NoError(t, err)
			assert.NotNil(t, lease)
		})
	}
}

// After a failover slots are reserved with the new master, without a new setting.
func TestASentinelPairFailsOver(t *testing.T) {
	pair := redistest.StartPair(t)
	a, b := open(t, shared.Config{URL: pair.URL()}), open(t, shared.Config{URL: pair.URL()})
	require.NoError(t, a.Check(t.Context()))
	reserve(t, a, spacing)
	assert.Positive(t, reserve(t, b, spacing))
	pair.Master.Kill()
	pair.AwaitFailover()
	require.Eventually(t, func() bool { return a.Check(t.Context()) == nil }, 20*time.Second, 100*time.Millisecond)
	require.Eventually(t, func() bool {
		_, err := a.Reserve(t.Context(), "account", "Action", spacing, 0)
		return err == nil
	}, 20*time.Second, 100*time.Millisecond)
	require.Eventually(t, func() bool {
		in, err := b.Reserve(t.Context(), "account", "Action", spacing, 0)
		return err == nil && in > 0
	}, 20*time.Second, 50*time.Millisecond)
	assert.NotEmpty(t, pair.Replica.Keys())
}

func TestSlotsAndLeasesShowNothing(t *testing.T) {
	server := redistest.Start(t)
	redis := open(t, shared.Config{URL: server.URL(), Epoch: "CANARY-epoch"})
	_, err := redis.Reserve(t.Context(), "CANARY-account", "CANARY-action", spacing, 0)
	require.NoError(t, err)
	lease, err := redis.Lease(t.Context(), redis.Key("CANARY-lease"), time.Minute)
	require.NoError(t, err)
	require.NotNil(t, lease)
	dump := server.Dump()
	assert.Len(t, strings.Split(strings.TrimSpace(dump), "\n"), 2, "%q", dump)
	assert.NotContains(t, dump, "CANARY")
}

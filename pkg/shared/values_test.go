package shared_test

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/shared"
)

func TestSwapReplacesOnlyWhatWasRead(t *testing.T) {
	server := startMini(t)
	ours, theirs := open(t, configOf(server.Addr())), open(t, configOf(server.Addr()))
	key := ours.Key("value", "a")
	done, err := ours.Swap(t.Context(), shared.Swap{Key: key, Value: []byte("nonce001 one"), For: time.Hour})
	require.NoError(t, err)
	assert.Equal(t, []bool{true}, done)
	assert.Equal(t, time.Hour, server.TTL(key))

	held, err := theirs.Read(t.Context(), key, ours.Key("value", "b"))
	require.NoError(t, err)
	assert.Equal(t, [][]byte{[]byte("nonce001 one"), nil}, held)
	done, err = theirs.Swap(t.Context(),
		shared.Swap{Key: key, Held: shared.Nonce(held[0]), Value: []byte("nonce002 two"), For: time.Hour},
		shared.Swap{Key: ours.Key("value", "b"), Held: shared.Nonce(held[1]), Value: []byte("nonce003 three"), For: time.Hour})
	require.NoError(t, err)
	assert.Equal(t, []bool{true, true}, done)

	done, err = ours.Swap(t.Context(), shared.Swap{Key: key, Held: []byte("nonce001"), Value: []byte("nonce004 four"), For: time.Hour})
	require.NoError(t, err)
	assert.Equal(t, []bool{false}, done, "another replica wrote meanwhile")
	held, err = ours.Read(t.Context(), key)
	require.NoError(t, err)
	assert.Equal(t, "nonce002 two", string(held[0]))
}

// Whatever somebody else wrote under a key can be replaced.
func TestGarbageIsReplaced(t *testing.T) {
	server := startMini(t)
	redis := open(t, configOf(server.Addr()))
	for name, garbage := range map[string]func(key string){
		"short":  func(key string) { require.NoError(t, server.Set(key, "abc")) },
		"empty":  func(key string) { require.NoError(t, server.Set(key, "")) },
		"large":  func(key string) { require.NoError(t, server.Set(key, strings.Repeat("x", 3<<20))) },
		"a list": func(key string) { _, err := server.Push(key, "a", "b"); require.NoError(t, err) },
		"a hash": func(key string) { server.HSet(key, "a", "b") },
	} {
		t.Run(name, func(t *testing.T) {
			key := redis.Key("value", name)
			garbage(key)
			held, err := redis.Read(t.Context(), key)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(held[0]), 8)
			done, err := redis.Swap(t.Context(), shared.Swap{Key: key, Held: shared.Nonce(held[0]), Value: []byte("nonce001 one"), For: time.Hour})
			require.NoError(t, err)
			assert.Equal(t, []bool{true}, done)
			held, err = redis.Read(t.Context(), key)
			require.NoError(t, err)
			assert.Equal(t, "nonce001 one", string(held[0]))
		})
	}
}

func TestReadsAndSwapsGoInBatches(t *testing.T) {
	server := startMini(t)
	redis := open(t, configOf(server.Addr()))
	var swaps []shared.Swap
	var keys []string
	for i := range 300 {
		value := []byte(fmt.Sprintf("nonce%03d", i))
		if i%50 == 0 {
			value = append(value, bytes.Repeat([]byte{byte(i)}, 200<<10)...)
		}
		swaps = append(swaps, shared.Swap{Key: redis.Key("value", strconv.Itoa(i)), Value: value, For: time.Hour})
		keys = append(keys, swaps[i].Key)
	}
	done, err := redis.Swap(t.Context(), swaps...)
	require.NoError(t, err)
	assert.NotContains(t, done, false)
	values, err := redis.Read(t.Context(), keys...)
	require.NoError(t, err)
	for i, value := range values {
		require.Equal(t, swaps[i].Value, value)
	}
}

func TestALeaseHasOneHolder(t *testing.T) {
	server := startMini(t)
	ours, theirs := open(t, configOf(server.Addr())), open(t, configOf(server.Addr()))
	key := ours.Key("lease")
	lease, err := ours.Lease(t.Context(), key, 5*time.Second)
	require.NoError(t, err)
	require.NotNil(t, lease)
	other, err := theirs.Lease(t.Context(), key, 5*time.Second)
	require.NoError(t, err)
	assert.Nil(t, other)

	server.FastForward(4 * time.Second)
	held, err := lease.Extend(t.Context(), 5*time.Second)
	require.NoError(t, err)
	assert.True(t, held)
	server.FastForward(4 * time.Second)
	other, err = theirs.Lease(t.Context(), key, 5*time.Second)
	require.NoError(t, err)
	assert.Nil(t, other)

	server.FastForward(2 * time.Second) // its holder died
	other, err = theirs.Lease(t.Context(), key, 5*time.Second)
	require.NoError(t, err)
	require.NotNil(t, other)
	held, err = lease.Extend(t.Context(), 5*time.Second)
	require.NoError(t, err)
	assert.False(t, held)
	require.NoError(t, lease.Release(t.Context()))
	assert.True(t, server.Exists(key), "the lease of the other one")
	require.NoError(t, other.Release(t.Context()))
	assert.False(t, server.Exists(key))
}

func TestSetAndDelete(t *testing.T) {
	server := startMini(t)
	redis := open(t, configOf(server.Addr()))
	key := redis.Key("proof")
	require.NoError(t, redis.Set(t.Context(), key, []byte("1"), time.Hour))
	assert.Equal(t, time.Hour, server.TTL(key))
	require.NoError(t, redis.Delete(t.Context(), key))
	assert.False(t, server.Exists(key))
}

func TestAnEpochIsAKeySpace(t *testing.T) {
	server := startMini(t)
	config := configOf(server.Addr())
	before := open(t, config)
	config.Epoch = "after the purge"
	after := open(t, config)
	assert.NotEqual(t, before.Key("value"), after.Key("value"))
	assert.Regexp(t, `^vrtc:v1:[\w-]{8}:[\w-]{43}$`, after.Key("value"))
	assert.NotEqual(t, before.Key("a", "bc"), before.Key("ab", "c"))
}

// What is queued when the data source goes is still written; what comes later is not.
func TestWritesAreBounded(t *testing.T) {
	server := startMini(t)
	redis := open(t, configOf(server.Addr()))
	block := make(chan struct{})
	taken := 0
	for range 1000 {
		if redis.Later(func(ctx context.Context) {
			<-block
			assert.NoError(t, redis.Set(ctx, redis.Key("late"), []byte("1"), time.Hour))
		}) {
			taken++
		}
	}
	assert.GreaterOrEqual(t, taken, 256)
	assert.LessOrEqual(t, taken, 260)
	close(block)
	redis.Close()
	assert.True(t, server.Exists(redis.Key("late")))
	assert.False(t, redis.Later(func(context.Context) { t.Error("written after the end") }))
}

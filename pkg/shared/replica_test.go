package shared_test

import (
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/shared"
	"volcengine-rtc-datasource/pkg/store"
)

var account = rtc.Account{
	AccessKeyID: "AKcanary", SecretAccessKey: "CANARY-secret", SessionToken: "CANARY-token", RoleTRN: "trn:iam::2100000000:role/canary",
	Endpoint: "https://canary.example.com", Region: "cn-north-1",
}

const canaryApp = "661e0000a1c05f00015canary"

// keyOf names a chunk of hours.
func keyOf(indicator string, chunk int64) store.KeptKey {
	return store.KeptKey{
		LeaseKey:  store.LeaseKey{Action: "ListOperationData", AppID: canaryApp, Grid: rtc.Hour.Grid(), Filter: rtc.NoFilter},
		Indicator: indicator, Chunk: chunk,
	}
}

func valuesOf(key store.KeptKey, name string, value float64) *store.Kept {
	k := &store.Kept{Span: key.Span(), Keep: time.Hour, Runs: []store.KeptRun{{Span: key.Span(), Fetched: time.Unix(1.7e9, 0)}}}
	values := rtc.NoValues(k.Span.Len())
	values[0] = value
	k.Series = []store.KeptSeries{{SeriesID: rtc.SeriesID{Name: name}, Values: values}}
	return k
}

func writeOf(key store.KeptKey, name string, value float64) store.KeptWrite {
	return store.KeptWrite{Key: key, Merge: func(*store.Kept) *store.Kept { return valuesOf(key, name, value) }}
}

// replicaOf is a process more.
func replicaOf(t *testing.T, server *miniredis.Miniredis, account rtc.Account) *shared.Replica {
	t.Helper()
	replica := shared.NewReplica(open(t, configOf(server.Addr())), account)
	t.Cleanup(replica.Close)
	return replica
}

func read(t *testing.T, replica *shared.Replica, keys ...store.KeptKey) []store.Reading {
	t.Helper()
	return replica.Read(t.Context(), store.Inquiry{Values: keys}).Values
}

// eventually is for what is written in the background.
func eventually(t *testing.T, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, patience, 5*time.Millisecond)
}

func TestValuesAreReadByOtherReplicasWithAProof(t *testing.T) {
	server := startMini(t)
	one, two := replicaOf(t, server, account), replicaOf(t, server, account)
	key, other := keyOf("user_count", 2800), keyOf("user_count", 2801)

	require.ErrorIs(t, read(t, two, key)[0].Err, store.ErrUnproven)
	assert.True(t, one.Accepted(key.AppID, key.Action), "for the first time")
	assert.False(t, one.Accepted(key.AppID, key.Action))
	one.Write([]store.KeptWrite{writeOf(key, "user_count", 42)}, nil)
	eventually(t, func() bool { return len(server.Keys()) == 2 })

	found := read(t, two, key, other)
	require.NotNil(t, found[0].Kept)
	assert.InDelta(t, 42, found[0].Kept.Series[0].Values[0], 0)
	assert.True(t, math.IsNaN(found[0].Kept.Series[0].Values[1]))
	assert.Equal(t, store.Reading{}, found[1], "nothing is kept there")

	for name, change := range map[string]func(*rtc.Account){
		"secret": func(a *rtc.Account) { a.SecretAccessKey = "wrong" }, "endpoint": func(a *rtc.Account) { a.Endpoint = "https://other.example.com" },
		"role": func(a *rtc.Account) { a.RoleTRN = "" }, "key": func(a *rtc.Account) { a.AccessKeyID = "other" },
	} {
		changed := account
		change(&changed)
		require.ErrorIs(t, read(t, replicaOf(t, server, changed), key)[0].Err, store.ErrUnproven, name)
	}

	rotated := account
	rotated.SecretAccessKey = "rotated"
	third := replicaOf(t, server, rotated)
	assert.True(t, third.Accepted(key.AppID, key.Action))
	assert.NotNil(t, read(t, third, key)[0].Kept, "a rotated key loses no history")

	two.Denied(key.AppID, key.Action)
	eventually(t, func() bool { return read(t, replicaOf(t, server, account), key)[0].Err != nil })
}

func TestAProofIsGoodForADay(t *testing.T) {
	server := startMini(t)
	key := keyOf("user_count", 2800)
	replicaOf(t, server, account).Accepted(key.AppID, key.Action)
	eventually(t, func() bool { return len(server.Keys()) == 1 })
	require.NoError(t, read(t, replicaOf(t, server, account), key)[0].Err)
	server.FastForward(24*time.Hour + time.Second)
	require.ErrorIs(t, read(t, replicaOf(t, server, account), key)[0].Err, store.ErrUnproven)
}

// Nothing of what a dump must not show is in it, and what is in it helps nobody.
func TestADumpShowsNothing(t *testing.T) {
	server := startMini(t)
	replica := replicaOf(t, server, account)
	key := keyOf("canary_indicator", 2800)
	replica.Accepted(key.AppID, key.Action)
	replica.Write([]store.KeptWrite{writeOf(key, "canary_series", 42)}, nil)
	replica.Refuse(store.RefusalKey{Kind: "indicator", AppID: canaryApp, Indicator: "canary_indicator"},
		&rtc.Error{Code: "InvalidParameter", Message: "canary message"}, time.Minute)
	replica.Read(t.Context(), store.Inquiry{Lease: &key.LeaseKey, Take: true})
	eventually(t, func() bool { return len(server.Keys()) == 4 })
	dump := strings.ToLower(server.Dump())
	assert.NotContains(t, dump, "canary")
	assert.NotContains(t, dump, "2100000000")
	for _, name := range server.Keys() {
		assert.Regexp(t, `^vrtc:v1:[\w-]{8}:[\w-]{43}$`, name)
	}
}

func TestWhatIsNotOursIsAMiss(t *testing.T) {
	server := startMini(t)
	replica := replicaOf(t, server, account)
	keys := []store.KeptKey{keyOf("user_count", 1), keyOf("user_count", 2), keyOf("user_count", 3), keyOf("user_count", 4)}
	var writes []store.KeptWrite
	for _, key := range keys {
		writes = append(writes, writeOf(key, "user_count", float64(key.Chunk)))
	}
	replica.Accepted(canaryApp, keys[0].Action)
	eventually(t, func() bool { return len(server.Keys()) == 1 })
	proof := server.Keys()[0]
	replica.Write(writes, nil)
	eventually(t, func() bool { return len(server.Keys()) == 5 })
	var names []string
	for _, name := range server.Keys() {
		if name != proof {
			names = append(names, name)
		}
	}
	moved, err := server.Get(names[0])
	require.NoError(t, err)
	require.NoError(t, server.Set(names[1], moved)) // a record of another key
	require.NoError(t, server.Set(names[2], "garbage"))
	server.Del(names[3])
	_, err = server.Lpush(names[3], "a list")
	require.NoError(t, err)
	kept := 0
	for i, found := range read(t, replica, keys...) {
		require.NoError(t, found.Err)
		if found.Kept != nil {
			kept++
			assert.InDelta(t, keys[i].Chunk, found.Kept.Series[0].Values[0], 0)
		}
	}
	assert.Equal(t, 1, kept)

	replica.Write(writes, nil) // writes over what cannot be read
	eventually(t, func() bool {
		for _, found := range read(t, replica, keys...) {
			if found.Kept == nil {
				return false
			}
		}
		return true
	})
}

// Replicas that write the same key at once lose nothing of each other.
func TestWritesAtOnceAreMerged(t *testing.T) {
	server := startMini(t)
	key := keyOf("user_count", 2800)
	const replicas = 3
	var wg sync.WaitGroup
	for i := range replicas {
		replica := replicaOf(t, server, account)
		wg.Go(func() {
			replica.Write([]store.KeptWrite{{Key: key, Merge: func(held *store.Kept) *store.Kept {
				next := valuesOf(key, strconv.Itoa(i), float64(i))
				if held != nil {
					next.Series = append(next.Series, held.Series...)
				}
				return next
			}}}, nil)
		})
	}
	wg.Wait()
	reader := replicaOf(t, server, account)
	reader.Accepted(key.AppID, key.Action)
	eventually(t, func() bool {
		found := read(t, reader, key)[0].Kept
		return found != nil && len(found.Series) == replicas
	})
}

func TestALeaseIsHeldWhileItsCallTakes(t *testing.T) {
	server := startMini(t)
	one, two := replicaOf(t, server, account), replicaOf(t, server, account)
	key := keyOf("user_count", 2800).LeaseKey
	taken := one.Read(t.Context(), store.Inquiry{Lease: &key, Take: true})
	require.NotNil(t, taken.Lease)
	found := two.Read(t.Context(), store.Inquiry{Lease: &key, Take: true})
	assert.Nil(t, found.Lease)
	assert.NotEmpty(t, found.Holder)
	assert.Equal(t, found.Holder, two.Read(t.Context(), store.Inquiry{Lease: &key}).Holder)

	server.FastForward(3 * time.Second)
	name := server.Keys()[0]
	eventually(t, func() bool { return server.TTL(name) > 3*time.Second }) // it is extended

	one.Write(nil, taken.Lease)
	eventually(t, func() bool { return two.Read(t.Context(), store.Inquiry{Lease: &key}).Holder == "" })
	taken = two.Read(t.Context(), store.Inquiry{Lease: &key, Take: true})
	require.NotNil(t, taken.Lease)
	two.Close()
	eventually(t, func() bool { return one.Read(t.Context(), store.Inquiry{Lease: &key}).Holder == "" })
}

func TestRefusalsAreKnownToThoseWithTheSameSecret(t *testing.T) {
	server := startMini(t)
	one, two := replicaOf(t, server, account), replicaOf(t, server, account)
	wrong := account
	wrong.SecretAccessKey = "wrong"
	key := store.RefusalKey{Kind: "permission", Action: "ListOperationData", AppID: canaryApp}
	refused := &rtc.Error{Code: "AccessDenied", Message: "no", RequestID: "2026", HTTPStatus: 403, Action: "ListOperationData"}
	one.Refuse(key, refused, time.Minute)
	find := func(replica *shared.Replica) *rtc.Error {
		return replica.Read(t.Context(), store.Inquiry{Refusals: []store.RefusalKey{key}}).Refusals[0]
	}
	eventually(t, func() bool { return find(two) != nil })
	assert.Equal(t, refused, find(two))
	assert.Nil(t, find(replicaOf(t, server, wrong)))
	two.Allow(key)
	eventually(t, func() bool { return find(one) == nil })
	one.Refuse(key, &rtc.Error{HTTPStatus: 403}, time.Minute) // by a gateway
	assert.Nil(t, find(two))
}

func TestReadingTellsWhatCouldNotBeRead(t *testing.T) {
	server := startMini(t)
	replica := replicaOf(t, server, account)
	key := keyOf("user_count", 2800)
	replica.Accepted(key.AppID, key.Action)
	server.SetError("ERR away")
	found := replica.Read(t.Context(), store.Inquiry{Values: []store.KeptKey{key}, Lease: &key.LeaseKey, Take: true})
	require.Error(t, found.Values[0].Err)
	require.NotErrorIs(t, found.Values[0].Err, store.ErrUnproven)
	assert.Nil(t, found.Lease)
	assert.Empty(t, found.Holder)
}

package shared

import (
	"context"
	"strconv"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// Replica is what a data source of one process shares with those of others that have the same credentials: values of the
// apps that these may read, leases, and what the API refused.
type Replica struct {
	redis    *Redis
	endpoint string
	secret   secret
	refusals seal

	mu     sync.Mutex
	proofs *lru.Cache[proof, provenUntil]
	leases map[*heldLease]struct{}
	closed bool
}

var _ store.Shared = (*Replica)(nil)

// NewReplica shares what an account has on a Redis. Close gives its leases back; the Redis stays open.
func NewReplica(redis *Redis, account rtc.Account) *Replica {
	proofs, _ := lru.New[proof, provenUntil](maxProofs) // fails only on a size below one
	own := newSecret(account)
	return &Replica{
		redis: redis, endpoint: account.Endpoint, secret: own, refusals: own.seal("refusals"), proofs: proofs,
		leases: map[*heldLease]struct{}{},
	}
}

// Close lets other replicas have the leases.
func (r *Replica) Close() {
	r.mu.Lock()
	r.closed = true
	var held []*heldLease
	for lease := range r.leases {
		held = append(held, lease)
	}
	r.mu.Unlock()
	for _, lease := range held {
		lease.Release()
	}
}

// Read looks for a lease first, and then for the values: were it the other way round, another replica could fetch and let
// go in between.
func (r *Replica) Read(ctx context.Context, inquiry store.Inquiry) store.Finding {
	found := store.Finding{Values: make([]store.Reading, len(inquiry.Values)), Refusals: make([]*rtc.Error, len(inquiry.Refusals))}
	if inquiry.Lease != nil {
		var err error
		if found.Lease, found.Holder, err = r.lease(ctx, *inquiry.Lease, inquiry.Take); err != nil {
			for i := range found.Values {
				found.Values[i].Err = err
			}
			return found
		}
	}
	unproven, proofKeys := r.unproven(inquiry.Values)
	keys := proofKeys
	for _, key := range inquiry.Refusals {
		keys = append(keys, r.refusalKey(key))
	}
	for _, key := range inquiry.Values {
		keys = append(keys, r.valueKey(key))
	}
	records, complete, err := r.redis.readAll(ctx, keys)
	for i, about := range unproven {
		if records[i] != nil {
			r.remember(about)
		}
	}
	r.openRefusals(found.Refusals, keys[len(unproven):], records[len(unproven):])
	first := len(unproven) + len(inquiry.Refusals)
	seals := map[string]seal{}
	for i, key := range inquiry.Values {
		switch {
		case first+i >= complete:
			found.Values[i].Err = err
		case !r.isProven(proof{key.AppID, key.Action}):
			found.Values[i].Err = store.ErrUnproven
		case records[first+i] != nil:
			if _, ok := seals[key.AppID]; !ok {
				seals[key.AppID] = appSeal(r.endpoint, key.AppID)
			}
			found.Values[i].Kept = r.openValue(seals[key.AppID], keys[first+i], records[first+i])
		}
	}
	return found
}

// gridText tells grids apart.
func gridText(grid rtc.Grid) string {
	return string(grid.Granularity) + " " + strconv.FormatInt(grid.Start(0).Unix(), 10) + " " + grid.Step().String()
}

func (r *Replica) valueKey(key store.KeptKey) string {
	return r.redis.Key("value", r.endpoint, key.AppID, key.Action, gridText(key.Grid), key.Filter, key.Indicator, strconv.FormatInt(key.Chunk, 10))
}

// openValue is nil for what is not a record of the key.
func (r *Replica) openValue(of seal, key string, record []byte) *store.Kept {
	compressed, err := of.open(key, record)
	if err != nil {
		return nil
	}
	kept, err := r.redis.codec.decode(compressed)
	if err != nil {
		return nil
	}
	return kept
}

// maxMerges is how often a value is merged anew because another replica wrote meanwhile.
const maxMerges = 4

// Write merges values into those of Redis, while nobody waits for it.
func (r *Replica) Write(values []store.KeptWrite, lease store.Lease) {
	queued := r.redis.Later(func(ctx context.Context) {
		r.write(ctx, values)
		if lease != nil {
			lease.Release()
		}
	})
	if !queued && lease != nil {
		lease.Release()
	}
}

func (r *Replica) write(ctx context.Context, values []store.KeptWrite) {
	left := values
	for range maxMerges {
		var again []store.KeptWrite
		var swaps []Swap
		var of []store.KeptWrite
		keys := make([]string, len(left))
		for i, write := range left {
			keys[i] = r.valueKey(write.Key)
		}
		records, complete, err := r.redis.readAll(ctx, keys)
		seen := map[string]bool{}
		for i, write := range left[:complete] {
			if seen[keys[i]] { // two answers about the same buckets, one after the other
				again = append(again, write)
				continue
			}
			seen[keys[i]] = true
			if swap, ok := r.swap(write, keys[i], records[i]); ok {
				swaps, of = append(swaps, swap), append(of, write)
			}
		}
		if err != nil || len(swaps) == 0 {
			return
		}
		done, err := r.redis.Swap(ctx, swaps...)
		if err != nil {
			return
		}
		for i, ok := range done {
			if !ok {
				again = append(again, of[i])
			}
		}
		if left = again; len(left) == 0 {
			return
		}
	}
}

// swap is what a write comes to, if it changes anything.
func (r *Replica) swap(write store.KeptWrite, key string, record []byte) (Swap, bool) {
	of := appSeal(r.endpoint, write.Key.AppID)
	next := write.Merge(r.openValue(of, key, record))
	if next == nil {
		return Swap{}, false
	}
	value := of.close(key, r.redis.codec.encode(next))
	return Swap{Key: key, Held: Nonce(record), Value: value, For: next.Keep}, len(value) <= maxValueBytes
}

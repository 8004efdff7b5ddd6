package store_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// errSharedDown is the error of reading while what is shared is away.
var errSharedDown = errors.New("what is shared is away")

// sharedMemory is what replicas share, in memory: the promises of store.Shared without a server. Its clock is that of
// the bubble.
type sharedMemory struct {
	mu      sync.Mutex
	values  map[store.KeptKey]sharedValue
	proofs  map[string]time.Time // until when, by credentials, app and action
	refused map[string]sharedRefusal
	leases  map[store.LeaseKey]*memoryLease
	used    map[string][]store.Use // by credentials and action
	taken   int
	reads   int
	writes  int
	down    bool
	full    bool          // what is written is refused
	delay   time.Duration // of every read
}

type sharedValue struct {
	kept  *store.Kept
	until time.Time
}

type sharedRefusal struct {
	err   *rtc.Error
	until time.Time
}

func newSharedMemory() *sharedMemory {
	return &sharedMemory{
		values: map[store.KeptKey]sharedValue{}, proofs: map[string]time.Time{}, refused: map[string]sharedRefusal{},
		leases: map[store.LeaseKey]*memoryLease{}, used: map[string][]store.Use{},
	}
}

// leaseFor is how long a lease outlives its process.
const leaseFor = 4 * time.Second

// memoryLease is held until it is released, or for a while after its replica died.
type memoryLease struct {
	memory  *sharedMemory
	key     store.LeaseKey
	holder  string
	replica *sharedReplica
}

func (l *memoryLease) Release() {
	l.memory.mu.Lock()
	defer l.memory.mu.Unlock()
	if l.memory.leases[l.key] == l && l.replica.died.IsZero() {
		delete(l.memory.leases, l.key)
	}
}

// sharedReplica is sharedMemory as one process with some credentials sees it.
type sharedReplica struct {
	*sharedMemory
	credentials string
	died        time.Time // zero while it lives
}

// replica gives what a process with these credentials shares.
func (m *sharedMemory) replica(credentials string) *sharedReplica {
	return &sharedReplica{sharedMemory: m, credentials: credentials}
}

// die ends the replica: what it writes is lost, and its leases run out.
func (r *sharedReplica) die() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.died = time.Now()
}

func (m *sharedMemory) set(change func(m *sharedMemory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m)
}

func (r *sharedReplica) proof(appID, action string) string {
	return fmt.Sprintf("%q", []string{r.credentials, appID, action})
}

func (r *sharedReplica) Read(ctx context.Context, inquiry store.Inquiry) store.Finding {
	r.mu.Lock()
	delay := r.delay
	r.mu.Unlock()
	if delay > 0 {
		select {
		case <-time.After(delay):
		case <-ctx.Done():
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.reads++
	found := store.Finding{Values: make([]store.Reading, len(inquiry.Values)), Refusals: make([]*rtc.Error, len(inquiry.Refusals))}
	if r.down || ctx.Err() != nil {
		for i := range found.Values {
			found.Values[i].Err = errSharedDown
		}
		return found
	}
	if inquiry.Lease != nil {
		found.Holder, found.Lease = r.leaseLocked(*inquiry.Lease, inquiry.Take, now)
	}
	for i, key := range inquiry.Values {
		held, ok := r.values[key]
		switch {
		case !now.Before(r.proofs[r.proof(key.AppID, key.Action)]):
			found.Values[i].Err = store.ErrUnproven
		case ok && now.Before(held.until):
			found.Values[i].Kept = held.kept
		}
	}
	for i, key := range inquiry.Refusals {
		if held, ok := r.refused[r.refusal(key)]; ok && now.Before(held.until) {
			found.Refusals[i] = held.err
		}
	}
	return found
}

func (r *sharedReplica) leaseLocked(key store.LeaseKey, take bool, now time.Time) (holder string, lease store.Lease) {
	held := r.leases[key]
	if held != nil && (held.replica.died.IsZero() || now.Sub(held.replica.died) < leaseFor) {
		return held.holder, nil
	}
	delete(r.leases, key)
	if !take {
		return "", nil
	}
	r.taken++
	taken := &memoryLease{memory: r.sharedMemory, key: key, holder: strconv.Itoa(r.taken), replica: r}
	r.leases[key] = taken
	return taken.holder, taken
}

func (r *sharedReplica) Write(values []store.KeptWrite, lease store.Lease) {
	r.mu.Lock()
	for _, write := range values {
		if r.down || r.full || !r.died.IsZero() {
			break
		}
		now := time.Now()
		held := r.values[write.Key]
		if !now.Before(held.until) {
			held.kept = nil
		}
		if next := write.Merge(held.kept); next != nil {
			r.writes++
			r.values[write.Key] = sharedValue{next, now.Add(next.Keep)}
		}
	}
	r.mu.Unlock()
	if lease != nil {
		lease.Release()
	}
}

func (r *sharedReplica) Accepted(appID, action string) (first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return false
	}
	key := r.proof(appID, action)
	first = !time.Now().Before(r.proofs[key])
	r.proofs[key] = time.Now().Add(day)
	return first
}

func (r *sharedReplica) Denied(appID, action string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.proofs, r.proof(appID, action))
}

func (r *sharedReplica) refusal(key store.RefusalKey) string {
	return fmt.Sprintf("%q %v", r.credentials, key)
}

func (r *sharedReplica) Refuse(key store.RefusalKey, err *rtc.Error, lasting time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused[r.refusal(key)] = sharedRefusal{err, time.Now().Add(lasting)}
}

func (r *sharedReplica) Allow(keys ...store.RefusalKey) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range keys {
		delete(r.refused, r.refusal(key))
	}
}

func (r *sharedReplica) Used(_ context.Context, action string) ([]store.Use, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down {
		return nil, errSharedDown
	}
	return r.used[r.credentials+action], nil
}

func (r *sharedReplica) NoteUse(action string, merge func(held []store.Use) []store.Use) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if key := r.credentials + action; !r.down && r.died.IsZero() {
		r.used[key] = merge(r.used[key])
	}
}

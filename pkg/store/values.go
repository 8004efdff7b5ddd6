package store

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"volcengine-rtc-datasource/pkg/rtc"
)

// memoryBytes bounds the values that a process keeps, for all accounts together: about 30 million of them.
const memoryBytes = 256 << 20

// values keeps results up to a number of bytes. What was asked for at least twice is kept apart from the rest, and the
// rest goes first: a million names that somebody asks for once, or that were only prefetched, push each other out, not
// what dashboards ask for again and again.
type values struct {
	mu       sync.Mutex
	budget   int
	recent   *generation
	frequent *generation
}

// valueKey says whose values a result has.
type valueKey struct {
	account   *knowledge
	series    seriesKey
	indicator string
}

// seriesKey is an app on a grid with a filter, of one API.
type seriesKey struct {
	api    *rtc.API
	appID  string
	grid   rtc.Grid
	filter string
}

// generation is one of the two parts, in the order of use.
type generation struct {
	entries *simplelru.LRU[valueKey, *result]
	bytes   int
}

func newGeneration() *generation {
	g := &generation{}
	// The constructor fails only on a size below one; the bound is that of bytes.
	g.entries, _ = simplelru.NewLRU(math.MaxInt, func(_ valueKey, r *result) { g.bytes -= r.bytes() })
	return g
}

func (g *generation) put(key valueKey, r *result) {
	g.entries.Remove(key)
	g.entries.Add(key, r)
	g.bytes += r.bytes()
}

func newValues(budget int) *values {
	return &values{budget: budget, recent: newGeneration(), frequent: newGeneration()}
}

// use gives the result for somebody who asks for it, nil if there is none.
func (v *values) use(key valueKey) *result {
	v.mu.Lock()
	defer v.mu.Unlock()
	if held, ok := v.frequent.entries.Get(key); ok {
		return held
	}
	held, ok := v.recent.entries.Peek(key)
	if ok {
		v.recent.entries.Remove(key)
		v.frequent.put(key, held)
	}
	return held
}

// peek gives the result without counting that as use.
func (v *values) peek(key valueKey) *result {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.peekLocked(key)
}

func (v *values) peekLocked(key valueKey) *result {
	if held, ok := v.frequent.entries.Peek(key); ok {
		return held
	}
	held, _ := v.recent.entries.Peek(key)
	return held
}

// update replaces a result by the one that change makes of it.
func (v *values) update(key valueKey, change func(*result) *result) {
	v.mu.Lock()
	defer v.mu.Unlock()
	next := change(v.peekLocked(key))
	if v.frequent.entries.Contains(key) {
		v.frequent.put(key, next)
	} else {
		v.recent.put(key, next)
	}
	v.evictLocked()
}

// evictLocked drops what nobody asked for lately, until the rest fits.
func (v *values) evictLocked() {
	for v.recent.bytes+v.frequent.bytes > v.budget {
		if v.recent.bytes > v.budget/4 || v.frequent.entries.Len() == 0 {
			v.recent.entries.RemoveOldest()
		} else {
			v.frequent.entries.RemoveOldest()
		}
	}
}

// forget drops the results of an account.
func (v *values) forget(account *knowledge) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, g := range []*generation{v.recent, v.frequent} {
		for _, key := range g.entries.Keys() {
			if key.account == account {
				g.entries.Remove(key)
			}
		}
	}
}

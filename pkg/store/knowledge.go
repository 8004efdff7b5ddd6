package store

import (
	"slices"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Process has what the data sources of a process share: the quotas, and what is known of each account. It outlives the
// data sources, because Grafana makes a new one whenever a setting changes. A process needs one.
type Process struct {
	quotas *quota.Registry
	values *values
	lists  *listings

	mu       sync.Mutex
	accounts map[string]*knowledge // by rtc.Client.Fingerprint and Options.Epoch
}

// NewProcess starts with nothing known.
func NewProcess() *Process {
	return &Process{quotas: quota.NewRegistry(), values: newValues(memoryBytes), lists: newListings(listBytes), accounts: map[string]*knowledge{}}
}

// unusedFor is how long the knowledge of an account is kept that no data source has any more.
const unusedFor = 5 * time.Minute

// acquire gives what is known of the account at the endpoint, until release is called. Other credentials find nothing, nor
// does another epoch.
func (p *Process) acquire(fingerprint string) (known *knowledge, release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known = p.accounts[fingerprint]
	if known == nil {
		known = &knowledge{negative: newNegative(), actions: map[string]*actionKnowledge{}, stores: map[*Store]struct{}{}}
		p.accounts[fingerprint] = known
	}
	if known.expiry != nil {
		known.expiry.Stop()
	}
	known.users++
	return known, sync.OnceFunc(func() { p.release(fingerprint, known) })
}

func (p *Process) release(fingerprint string, known *knowledge) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known.users--
	if known.users > 0 {
		return
	}
	known.expiry = time.AfterFunc(unusedFor, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if known.users == 0 {
			delete(p.accounts, fingerprint)
			p.values.forget(known)
			p.lists.forget(known)
		}
	})
}

// knowledge is what is known of an account at an endpoint, beside the values.
type knowledge struct {
	users  int         // guarded by Process
	expiry *time.Timer // likewise; runs while there is no user

	negative *negative
	apps     appList

	mu      sync.Mutex
	actions map[string]*actionKnowledge
	stores  map[*Store]struct{} // that have to hear of a refusal
}

// of is what is known of an action.
func (k *knowledge) of(api *rtc.API) *actionKnowledge {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.actions[api.Action] == nil {
		used, _ := lru.New2Q[string, struct{}](maxIndicatorsPerCall) // fails only on a size below one
		k.actions[api.Action] = &actionKnowledge{api: api, names: newAnsweredNames(api), used: used, inUse: newInUse()}
	}
	return k.actions[api.Action]
}

// refused tells every data source of the account about a new refusal, so that none waits for calls in vain.
func (k *knowledge) refused(s scope, err error) {
	k.negative.add(s, err)
	k.mu.Lock()
	var stores []*Store
	for s := range k.stores {
		stores = append(stores, s)
	}
	k.mu.Unlock()
	for _, s := range stores {
		s.failInVain()
	}
}

func (k *knowledge) join(s *Store) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stores[s] = struct{}{}
}

func (k *knowledge) leave(s *Store) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.stores, s)
}

// longestHistory is the longest time for which a data source of the account keeps values of an API that it no longer gives.
func (k *knowledge) longestHistory(api *rtc.API, granularity rtc.Granularity) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	longest := time.Duration(0)
	for s := range k.stores {
		if s.api == api {
			longest = max(longest, s.historyOf(granularity))
		}
	}
	return longest
}

// actionKnowledge is what is known of an action of the account.
type actionKnowledge struct {
	api    *rtc.API
	outage outage
	names  *answeredNames
	used   *lru.TwoQueueCache[string, struct{}] // indicators that were asked for and answered, for prefetching
	inUse  *inUse

	mu        sync.Mutex
	most      int       // indicators in a call
	mostUntil time.Time // then the usual number is tried again
}

// limitedFor is how long a limit is believed that the API seems to have.
const limitedFor = 10 * time.Minute

// indicatorsPerCall is the most that a call may ask for, as far as known.
func (k *actionKnowledge) indicatorsPerCall() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if time.Now().After(k.mostUntil) {
		return indicatorsPerCall(k.api)
	}
	return k.most
}

// limit remembers that the API refuses calls for more indicators. The documents state no maximum.
func (k *actionKnowledge) limit(most int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.most, k.mostUntil = max(1, most), time.Now().Add(limitedFor)
}

// proven tells that the API is known to have the indicator.
func (k *actionKnowledge) proven(indicator string) bool {
	return slices.Contains(k.api.Documented(), indicator) || k.used.Contains(indicator)
}

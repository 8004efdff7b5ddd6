package quota

import (
	"sync"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Registry has the quota of each account and API of the process. It outlives the data sources, because the quota of
// the account does.
type Registry struct {
	mu     sync.Mutex
	quotas map[quotaKey]*Queue
}

type quotaKey struct{ account, action string }

// NewRegistry makes the registry; a process needs one.
func NewRegistry() *Registry { return &Registry{quotas: map[quotaKey]*Queue{}} }

// Acquire gives the quota of an account for an API, until release is called. callsPerSecond is the rate of its own that
// the data source says the account has, 0 if it says nothing; of several that say something the lowest counts.
func (qs *Registry) Acquire(account string, callsPerSecond float64, api *rtc.API) (quota *Queue, release func()) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	for key, other := range qs.quotas {
		if other.users == 0 && other.idle() {
			delete(qs.quotas, key)
		}
	}
	key := quotaKey{account, api.Action}
	quota, ok := qs.quotas[key]
	if !ok {
		quota = newQueue(api)
		qs.quotas[key] = quota
	}
	if quota.users == 0 {
		quota.forgetRates()
	}
	quota.users++
	quota.addRate(callsPerSecond)
	return quota, sync.OnceFunc(func() {
		qs.mu.Lock()
		defer qs.mu.Unlock()
		quota.users--
		if quota.users > 0 { // a quota that nobody uses any more keeps its pace
			quota.removeRate(callsPerSecond)
		}
	})
}

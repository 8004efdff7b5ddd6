package rtc

import "sync"

// Quotas has the quota of each access key and API of the process. It outlives the data sources, because the quota of
// the account does.
type Quotas struct {
	mu     sync.Mutex
	quotas map[quotaKey]*Quota
}

type quotaKey struct{ accessKeyID, action string }

// NewQuotas makes the registry; a process needs one.
func NewQuotas() *Quotas { return &Quotas{quotas: map[quotaKey]*Quota{}} }

// acquire gives the quota of an access key for an API, until release is called.
func (qs *Quotas) acquire(accessKeyID string, api *API) (quota *Quota, release func()) {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	for key, other := range qs.quotas {
		if other.users == 0 && other.idle() {
			delete(qs.quotas, key)
		}
	}
	key := quotaKey{accessKeyID, api.Action}
	quota, ok := qs.quotas[key]
	if !ok {
		quota = newQuota(api)
		qs.quotas[key] = quota
	}
	quota.users++
	return quota, sync.OnceFunc(func() {
		qs.mu.Lock()
		defer qs.mu.Unlock()
		quota.users--
	})
}

package quota

import (
	"sync"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Registry has the quota of each access key and API of the process. It outlives the data sources, because the quota of
// the account does.
type Registry struct {
	mu     sync.Mutex
	quotas map[quotaKey]*Queue
}

type quotaKey struct{ accessKeyID, action string }

// NewRegistry makes the registry; a process needs one.
func NewRegistry() *Registry { return &Registry{quotas: map[quotaKey]*Queue{}} }

// Acquire gives the quota of an access key for an API, until release is called.
func (qs *Registry) Acquire(accessKeyID string, api *rtc.API) (quota *Queue, release func()) {
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
		quota = newQueue(api)
		qs.quotas[key] = quota
	}
	quota.users++
	return quota, sync.OnceFunc(func() {
		qs.mu.Lock()
		defer qs.mu.Unlock()
		quota.users--
	})
}

package quota

import (
	"sync"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Registry has the queue of each account and API of the process. It outlives the data sources, because the quota of the
// account does.
type Registry struct {
	mu     sync.Mutex
	queues map[queueKey]*Queue
}

type queueKey struct{ account, action string }

// NewRegistry makes the registry; a process needs one.
func NewRegistry() *Registry { return &Registry{queues: map[queueKey]*Queue{}} }

// Acquire gives the queue of an account for an API, until release is called.
func (r *Registry) Acquire(account string, api *rtc.API) (queue *Queue, release func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, other := range r.queues {
		if other.users == 0 && other.idle() {
			delete(r.queues, key)
		}
	}
	key := queueKey{account, api.Action}
	queue, ok := r.queues[key]
	if !ok {
		queue = newQueue(api.Action, float64(api.PerSecond))
		r.queues[key] = queue
	}
	queue.users++
	return queue, sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		queue.users--
	})
}

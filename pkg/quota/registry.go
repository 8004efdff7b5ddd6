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

// Acquire gives the queue of an account for an API, until release is called. callsPerSecond is the rate of its own that
// the data source says the account has, 0 if it says nothing; of several that say something the lowest counts. slots are
// those of the data source's replicas, nil if it has none.
func (r *Registry) Acquire(account string, callsPerSecond float64, slots Slots, api *rtc.API) (queue *Queue, release func()) {
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
		queue = newQueue(account, api)
		r.queues[key] = queue
	}
	if queue.users == 0 {
		queue.forgetRates()
	}
	queue.users++
	queue.addRate(callsPerSecond)
	queue.addSlots(slots)
	return queue, sync.OnceFunc(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		queue.users--
		queue.removeSlots(slots)
		if queue.users > 0 { // a queue that nobody uses any more keeps its pace
			queue.removeRate(callsPerSecond)
		}
	})
}

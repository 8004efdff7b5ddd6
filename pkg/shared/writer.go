package shared

import (
	"context"
	"sync"
	"time"
)

const (
	// maxQueuedWrites bounds the writes that wait; more are dropped, and what they bring is fetched again by others.
	maxQueuedWrites = 256

	// writers is how many are made at once.
	writers = 4
)

// writer makes writes that nobody waits for.
type writer struct {
	ctx     context.Context
	stop    context.CancelFunc
	workers sync.WaitGroup

	// finishWithin is how long the last writes may take when the Redis is closed.
	finishWithin time.Duration

	mu     sync.Mutex
	queue  chan func(context.Context)
	closed bool
}

func newWriter(finishWithin time.Duration) *writer {
	w := &writer{finishWithin: finishWithin, queue: make(chan func(context.Context), maxQueuedWrites)}
	w.ctx, w.stop = context.WithCancel(context.Background())
	for range writers {
		w.workers.Go(w.work)
	}
	return w
}

func (w *writer) work() {
	for write := range w.queue {
		if w.ctx.Err() != nil {
			metricDropped.Inc()
			continue
		}
		write(w.ctx)
	}
}

// later queues a write, or drops it.
func (w *writer) later(write func(context.Context)) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		select {
		case w.queue <- write:
			return true
		default:
		}
	}
	metricDropped.Inc()
	return false
}

// close makes what is queued as far as there is time, and waits for its end.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	close(w.queue)
	w.mu.Unlock()
	late := time.AfterFunc(w.finishWithin, w.stop)
	w.workers.Wait()
	late.Stop()
	w.stop()
}

// Later has something written that nobody waits for. Writes may overtake each other. It is dropped, and counted, when too
// many wait; then the result is false.
func (r *Redis) Later(write func(ctx context.Context)) bool { return r.writer.later(write) }

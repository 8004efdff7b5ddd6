package quota

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/rtc"
)

var metricWait = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Namespace: rtc.MetricNamespace, Name: "quota_wait_seconds",
	Help:    "How long calls waited for the account's quota, by action and who waited.",
	Buckets: []float64{0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300},
}, []string{"action", "class"})

// Ticket is one call's place in the queue.
type Ticket struct {
	queue *Queue
	taken Class // the class that it was taken for; Move may change the order
	order Order
	turn  chan struct{} // closed when it comes
}

// Wait returns when the ticket's turn has come, or gives the ticket back when ctx ends first. Whoever has the turn must
// call Ready and Send, or Release, without delay: nobody else has one meanwhile.
func (t *Ticket) Wait(ctx context.Context) error {
	ctx, span := otel.Tracer("volcengine-rtc-datasource/pkg/quota").Start(ctx, "wait for the quota", trace.WithAttributes(
		attribute.String("rtc.action", t.queue.api.Action), attribute.Stringer("rtc.class", t.taken)))
	defer span.End()
	timer := prometheus.NewTimer(metricWait.WithLabelValues(t.queue.api.Action, t.taken.String()))
	defer timer.ObserveDuration()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
		t.leave()
		return context.Cause(ctx)
	}
}

// leave gives the ticket back, also one whose turn came at the same moment.
func (t *Ticket) leave() {
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.removeLocked(t) && q.holder == t {
		q.holder = nil
		q.dropSlotLocked(time.Now(), "late")
	}
	q.armLocked(0)
}

// LookedUp tells that what other replicas have was looked up in this turn. The next turns come before their slots by as much as
// that took.
func (t *Ticket) LookedUp() {
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.reserved.slot.IsZero() {
		q.reserved.lead = min(max(time.Since(q.granted), q.reserved.lead/2), q.pace.distance()/2)
	}
}

// Ready returns at the moment at which the call may be sent, shortly after the turn or at once, or gives the turn back when
// ctx ends first.
func (t *Ticket) Ready(ctx context.Context) error {
	q := t.queue
	q.mu.Lock()
	timer := time.NewTimer(time.Until(q.freeLocked()))
	q.mu.Unlock()
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		t.leave()
		return context.Cause(ctx)
	}
}

// Missed tells that the slot of the turn has passed. The turn is to be given back then, and another one to be waited for.
func (t *Ticket) Missed() bool {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	return t.queue.missedSlotLocked(time.Now())
}

// Send uses the turn up: the call is sent now. It gives the moment from which the distance to the next call counts.
func (t *Ticket) Send() time.Time {
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.holder = nil
	q.useSlotLocked()
	q.pace.sent(now)
	if t.order.Class == Backfill {
		q.filled = now
	}
	q.armLocked(0)
	return now
}

// Release gives the turn back if it was not used; the next one in the queue has it at once.
func (t *Ticket) Release() { t.leave() }

// Move changes the place of a ticket that waits.
func (t *Ticket) Move(order Order) {
	q := t.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if order == t.order || !q.removeLocked(t) {
		return
	}
	heldBack := t.order.Class == Backfill && order.Class != Backfill
	t.order = order
	q.insertLocked(t)
	if heldBack { // and is not any more
		q.armLocked(gatherPause)
	}
}

// Package quota says whose turn it is to call an API, at the rate that the API grants the account. It knows who waits and
// since when, and what the API throttled. It does not know what a call asks for, nor what it brings.
package quota

import (
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"volcengine-rtc-datasource/pkg/rtc"
)

var metricQueue = promauto.NewGaugeVec(prometheus.GaugeOpts{
	Namespace: rtc.MetricNamespace, Name: "quota_queue_length",
	Help: "Calls that wait for the account's quota, one for each app, granularity and filter, by action and who waits.",
}, []string{"action", "class"})

// gatherPause is how long the first call after a quiet time waits, so that the burst of queries of a dashboard that
// opens can share it.
const gatherPause = 40 * time.Millisecond

// Queue lets the calls of one account to one API through, evenly spaced and without a burst: the documents do not say how
// the API counts its second. Whoever calls takes a Ticket and waits for its turn.
//
// A turn is over when its call is sent, not when it was granted: on a busy host that can be much later, and calls that
// were granted their turns in time would leave together.
type Queue struct {
	account string
	api     *rtc.API

	mu       sync.Mutex
	rates    []float64 // that the data sources say the account has
	pace     *pace
	reserved reservation
	wait     [Classes][]*Ticket // by Order
	rounds   [Classes]int       // that are being served
	rota     Rota
	filled   time.Time   // when the last call of a backfill was sent
	holder   *Ticket     // has its turn and has not sent its call yet
	granted  time.Time   // when the last turn came
	timer    *time.Timer // runs while anybody waits, nobody holds the turn and no slot is being reserved
	users    int         // guarded by Registry
}

func newQueue(account string, api *rtc.API) *Queue {
	return &Queue{account: account, api: api, pace: newPace(api.Action, api.Rate(0))}
}

// Throttled tells that the API throttled a call that was sent at that moment: the queue slows down.
func (q *Queue) Throttled(sent time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pace.throttled(sent, time.Now())
}

// Accepted tells that a call was not throttled: the queue grows faster again, up to its full rate.
func (q *Queue) Accepted() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pace.accepted()
}

// Round is the one after that which is being served; a query's calls are for this round and those that follow. Were
// newcomers to enter the round that is being served, it might never end.
func (q *Queue) Round(class Class) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.rounds[class] + 1
}

// Join takes a ticket.
func (q *Queue) Join(order Order) *Ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := &Ticket{queue: q, taken: order.Class, order: order, turn: make(chan struct{})}
	idle := q.holder == nil && q.waitingLocked() == len(q.wait[Backfill])
	q.insertLocked(t)
	if idle {
		q.forgetSlotLocked(time.Now())
		q.armLocked(gatherPause)
	}
	return t
}

func (q *Queue) insertLocked(t *Ticket) {
	waiting := &q.wait[t.order.Class]
	place, _ := slices.BinarySearchFunc(*waiting, t.order, func(other *Ticket, order Order) int {
		if other.order.Compare(order) <= 0 {
			return -1
		}
		return 1
	})
	*waiting = slices.Insert(*waiting, place, t)
	metricQueue.WithLabelValues(q.api.Action, t.order.Class.String()).Inc()
}

func (q *Queue) removeLocked(t *Ticket) bool {
	waiting := &q.wait[t.order.Class]
	place := slices.Index(*waiting, t)
	if place < 0 {
		return false
	}
	*waiting = slices.Delete(*waiting, place, place+1)
	metricQueue.WithLabelValues(q.api.Action, t.order.Class.String()).Dec()
	return true
}

func (q *Queue) waitingLocked() int {
	count := 0
	for _, waiting := range q.wait {
		count += len(waiting)
	}
	return count
}

// armLocked sets the timer for the next turn, no earlier than after a pause, or has the slot for it reserved.
func (q *Queue) armLocked(pause time.Duration) {
	if q.timer != nil {
		q.timer.Stop()
	}
	switch {
	case q.holder != nil || q.waitingLocked() == 0:
	case q.heldBackLocked() > 0: // no slot is reserved meanwhile: the calls of other replicas would come after it
		q.timer = time.AfterFunc(max(pause, q.heldBackLocked()), q.grant)
	case q.needsSlotLocked():
		q.reserveLocked(pause)
	default:
		q.timer = time.AfterFunc(max(pause, time.Until(q.dueLocked())), q.grant)
	}
}

// heldBackLocked is how long no call is sent although some wait, because they are all those of a backfill.
func (q *Queue) heldBackLocked() time.Duration {
	if q.waitingLocked() > len(q.wait[Backfill]) {
		return 0
	}
	return time.Until(q.filled.Add(backfillShare * q.pace.distance()))
}

// grant gives the turn to who is next. A timer that was stopped too late comes here as well.
func (q *Queue) grant() {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if q.holder != nil || q.heldBackLocked() > 0 || q.needsSlotLocked() || now.Before(q.dueLocked()) || q.dropLateSlotLocked(now) {
		q.armLocked(0)
		return
	}
	class, ok := q.rota.Next(func(c Class) bool { return len(q.wait[c]) > 0 })
	if !ok {
		return
	}
	q.holder = q.wait[class][0]
	q.removeLocked(q.holder)
	q.granted = now
	q.rounds[class] = max(q.rounds[class], q.holder.order.Round)
	close(q.holder.turn)
}

// idle tells that nothing would be lost if the queue were forgotten.
func (q *Queue) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waitingLocked() == 0 && q.holder == nil && !time.Now().Before(q.pace.free())
}

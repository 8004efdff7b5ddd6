// Package quota says whose turn it is to call an API, at the rate that the API grants the account.
package quota

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/rtc"
)

var (
	metricWait = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: rtc.MetricNamespace, Name: "quota_wait_seconds",
		Help:    "How long calls waited for the account's quota, by action and who waited.",
		Buckets: []float64{0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300},
	}, []string{"action", "class"})

	metricQueue = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: rtc.MetricNamespace, Name: "quota_queue_length",
		Help: "Calls that wait for the account's quota, one for each app, granularity and filter, by action and who waits.",
	}, []string{"action", "class"})
)

const (
	// paceMargin widens the distance between calls, so that two that leave in time still arrive in time.
	paceMargin = 1.04

	// gatherPause is how long the first call after a quiet time waits, so that the burst of queries of a dashboard that
	// opens can share it.
	gatherPause = 40 * time.Millisecond

	// ViewerTurns is how many calls that a person waits for may go before one of an alert rule that waits as well.
	ViewerTurns = 3
)

// Class says who waits for a call.
type Class int

// The classes, the more urgent first.
const (
	Viewer Class = iota // a person looks at a panel
	Rule                // an alert rule is evaluated
)

// String is the name of the class in metrics, traces and logs.
func (c Class) String() string { return [...]string{"viewer", "rule"}[c] }

// Queue lets the calls of one access key to one API through at the rate that the API grants. Everybody who calls takes
// a ticket and waits for its turn.
//
// Of two classes that wait, viewers get ViewerTurns turns for each one of the rules. Within a class turns go by round:
// everybody's first call comes before anybody's second one, so a small question does not stand behind a large one, and
// as newcomers start in the next round, nobody starves.
type Queue struct {
	action   string
	distance time.Duration // between two calls

	mu      sync.Mutex
	classes [2]struct {
		waiting []*Ticket // by round, then by arrival
		round   int       // that is being served
	}
	viewersInARow int
	timer         *time.Timer // runs while anybody waits
	free          time.Time   // when the next turn may come
	users         int         // guarded by Registry
}

// Ticket is one call's place in the queue.
type Ticket struct {
	quota *Queue
	taken Class // the class that it was taken for; hurry may change class
	class Class
	round int
	turn  chan struct{} // closed when it comes
}

func newQueue(api *rtc.API) *Queue {
	distance := time.Duration(float64(time.Second) / float64(api.PerSecond) * paceMargin)
	return &Queue{action: api.Action, distance: distance}
}

// Distance is the time between two calls.
func (q *Queue) Distance() time.Duration { return q.distance }

// idle tells that nothing would be lost if the quota were forgotten.
func (q *Queue) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waitingLocked() == 0 && !time.Now().Before(q.free)
}

// Round is the one after that which is being served; a question's calls are for this round and those that follow. Were
// newcomers to enter the round that is being served, it might never end.
func (q *Queue) Round(class Class) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.classes[class].round + 1
}

// Wait takes a ticket for a call that stands alone, and returns when its turn has come.
func (q *Queue) Wait(ctx context.Context, class Class) error {
	return q.Join(class, q.Round(class)).Wait(ctx)
}

// Ahead counts the tickets that come before another one of that class and round.
func (q *Queue) Ahead(class Class, round int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	count := 0
	for _, t := range q.classes[class].waiting {
		if t.round <= round {
			count++
		}
	}
	return count
}

// Join takes a ticket for a round.
func (q *Queue) Join(class Class, round int) *Ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := &Ticket{quota: q, taken: class, class: class, round: round, turn: make(chan struct{})}
	idle := q.waitingLocked() == 0
	q.insertLocked(t)
	if idle {
		q.armLocked(gatherPause)
	}
	return t
}

// Wait returns when the ticket's turn has come, or gives the ticket back when ctx ends first.
func (t *Ticket) Wait(ctx context.Context) error {
	ctx, span := otel.Tracer("volcengine-rtc-datasource/pkg/quota").Start(ctx, "wait for the quota", trace.WithAttributes(
		attribute.String("rtc.action", t.quota.action), attribute.Stringer("rtc.class", t.taken)))
	defer span.End()
	timer := prometheus.NewTimer(metricWait.WithLabelValues(t.quota.action, t.taken.String()))
	defer timer.ObserveDuration()
	select {
	case <-t.turn:
		return nil
	case <-ctx.Done():
		t.leave()
		return context.Cause(ctx)
	}
}

// leave gives the ticket back.
func (t *Ticket) leave() {
	t.quota.mu.Lock()
	defer t.quota.mu.Unlock()
	t.quota.removeLocked(t)
	if t.quota.waitingLocked() == 0 && t.quota.timer != nil {
		t.quota.timer.Stop()
	}
}

// Hurry moves a ticket forward to a class and round, when somebody has come to wait who is served earlier.
func (t *Ticket) Hurry(class Class, round int) {
	q := t.quota
	q.mu.Lock()
	defer q.mu.Unlock()
	if !Earlier(class, round, t.class, t.round) || !q.removeLocked(t) {
		return
	}
	t.class, t.round = class, round
	q.insertLocked(t)
}

// Earlier tells that a call of the first class and round is served before one of the second.
func Earlier(class Class, round int, thanClass Class, thanRound int) bool {
	return class < thanClass || class == thanClass && round < thanRound
}

func (q *Queue) insertLocked(t *Ticket) {
	queue := &q.classes[t.class].waiting
	place, _ := slices.BinarySearchFunc(*queue, t.round, func(other *Ticket, round int) int {
		if other.round <= round {
			return -1
		}
		return 1
	})
	*queue = slices.Insert(*queue, place, t)
	metricQueue.WithLabelValues(q.action, t.class.String()).Inc()
}

func (q *Queue) removeLocked(t *Ticket) bool {
	queue := &q.classes[t.class].waiting
	place := slices.Index(*queue, t)
	if place < 0 {
		return false
	}
	*queue = slices.Delete(*queue, place, place+1)
	metricQueue.WithLabelValues(q.action, t.class.String()).Dec()
	return true
}

func (q *Queue) waitingLocked() int {
	return len(q.classes[Viewer].waiting) + len(q.classes[Rule].waiting)
}

// armLocked sets the timer for the next turn, after a pause if the queue was empty.
func (q *Queue) armLocked(pause time.Duration) {
	if q.timer != nil {
		q.timer.Stop()
	}
	q.timer = time.AfterFunc(max(pause, time.Until(q.free)), q.grant)
}

// grant gives the turn to who is next, and sees to the one after. A timer that was stopped too late comes here as well.
func (q *Queue) grant() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waitingLocked() == 0 {
		return
	}
	if time.Now().Before(q.free) {
		q.armLocked(0)
		return
	}
	class := &q.classes[q.nextClassLocked()]
	first := class.waiting[0]
	q.removeLocked(first)
	class.round = max(class.round, first.round)
	close(first.turn)
	q.free = time.Now().Add(q.distance)
	if q.waitingLocked() > 0 {
		q.armLocked(0)
	}
}

// Leaves tells that a call is sent now: on a busy host that can be a while after its turn came, and the distance to the
// next one counts from here.
func (q *Queue) Leaves() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if free := time.Now().Add(q.distance); free.After(q.free) {
		q.free = free
	}
}

func (q *Queue) nextClassLocked() Class {
	viewers, rules := len(q.classes[Viewer].waiting), len(q.classes[Rule].waiting)
	if viewers > 0 && (rules == 0 || q.viewersInARow < ViewerTurns) {
		q.viewersInARow++
		return Viewer
	}
	q.viewersInARow = 0
	return Rule
}

package rtc

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Class says who waits for a call.
type Class int

// The classes, the more urgent first.
const (
	Viewer Class = iota // a person looks at a panel
	Rule                // an alert rule is evaluated
)

// Quota lets the calls of one access key to one API through at the rate that the API grants. Everybody who calls takes
// a ticket and waits for its turn.
//
// Of two classes that wait, viewers get viewerTurns turns for each one of the rules. Within a class turns go by round:
// everybody's first call comes before anybody's second one, so a small question does not stand behind a large one, and
// as newcomers start in the next round, nobody starves.
type Quota struct {
	action   string
	distance time.Duration // between two calls

	mu      sync.Mutex
	classes [2]struct {
		waiting []*ticket // by round, then by arrival
		round   int       // that is being served
	}
	viewersInARow int
	timer         *time.Timer // runs while anybody waits
	free          time.Time   // when the next turn may come
	users         int         // guarded by Quotas
}

// ticket is one call's place in the queue.
type ticket struct {
	quota *Quota
	taken Class // the class that it was taken for; hurry may change class
	class Class
	round int
	turn  chan struct{} // closed when it comes
}

func newQuota(api *API) *Quota {
	distance := time.Duration(float64(time.Second) / float64(api.PerSecond) * paceMargin)
	return &Quota{action: api.Action, distance: distance}
}

// idle tells that nothing would be lost if the quota were forgotten.
func (q *Quota) idle() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waitingLocked() == 0 && !time.Now().Before(q.free)
}

// round is the one after that which is being served; a question's calls are for this round and those that follow. Were
// newcomers to enter the round that is being served, it might never end.
func (q *Quota) round(class Class) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.classes[class].round + 1
}

// wait takes a ticket for a call that stands alone, and returns when its turn has come.
func (q *Quota) wait(ctx context.Context, class Class) error {
	return q.join(class, q.round(class)).wait(ctx)
}

// ahead counts the tickets that come before another one of that class and round.
func (q *Quota) ahead(class Class, round int) int {
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

// join takes a ticket for a round.
func (q *Quota) join(class Class, round int) *ticket {
	q.mu.Lock()
	defer q.mu.Unlock()
	t := &ticket{quota: q, taken: class, class: class, round: round, turn: make(chan struct{})}
	idle := q.waitingLocked() == 0
	q.insertLocked(t)
	if idle {
		q.armLocked(gatherPause)
	}
	return t
}

// wait returns when the ticket's turn has come, or gives the ticket back when ctx ends first.
func (t *ticket) wait(ctx context.Context) error {
	ctx, span := tracer().Start(ctx, "wait for the quota", trace.WithAttributes(
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
func (t *ticket) leave() {
	t.quota.mu.Lock()
	defer t.quota.mu.Unlock()
	t.quota.removeLocked(t)
	if t.quota.waitingLocked() == 0 && t.quota.timer != nil {
		t.quota.timer.Stop()
	}
}

// hurry moves a ticket forward to a class and round, when somebody has come to wait who is served earlier.
func (t *ticket) hurry(class Class, round int) {
	q := t.quota
	q.mu.Lock()
	defer q.mu.Unlock()
	if !earlier(class, round, t.class, t.round) || !q.removeLocked(t) {
		return
	}
	t.class, t.round = class, round
	q.insertLocked(t)
}

// earlier tells that a call of the first class and round is served before one of the second.
func earlier(class Class, round int, thanClass Class, thanRound int) bool {
	return class < thanClass || class == thanClass && round < thanRound
}

func (q *Quota) insertLocked(t *ticket) {
	queue := &q.classes[t.class].waiting
	place, _ := slices.BinarySearchFunc(*queue, t.round, func(other *ticket, round int) int {
		if other.round <= round {
			return -1
		}
		return 1
	})
	*queue = slices.Insert(*queue, place, t)
	metricQueue.WithLabelValues(q.action, t.class.String()).Inc()
}

func (q *Quota) removeLocked(t *ticket) bool {
	queue := &q.classes[t.class].waiting
	place := slices.Index(*queue, t)
	if place < 0 {
		return false
	}
	*queue = slices.Delete(*queue, place, place+1)
	metricQueue.WithLabelValues(q.action, t.class.String()).Dec()
	return true
}

func (q *Quota) waitingLocked() int {
	return len(q.classes[Viewer].waiting) + len(q.classes[Rule].waiting)
}

// armLocked sets the timer for the next turn, after a pause if the queue was empty.
func (q *Quota) armLocked(pause time.Duration) {
	if q.timer != nil {
		q.timer.Stop()
	}
	q.timer = time.AfterFunc(max(pause, time.Until(q.free)), q.grant)
}

// grant gives the turn to who is next, and sees to the one after. A timer that was stopped too late comes here as well.
func (q *Quota) grant() {
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

// leaves tells that a call is sent now: on a busy host that can be a while after its turn came, and the distance to the
// next one counts from here.
func (q *Quota) leaves() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if free := time.Now().Add(q.distance); free.After(q.free) {
		q.free = free
	}
}

func (q *Quota) nextClassLocked() Class {
	viewers, rules := len(q.classes[Viewer].waiting), len(q.classes[Rule].waiting)
	if viewers > 0 && (rules == 0 || q.viewersInARow < viewerTurns) {
		q.viewersInARow++
		return Viewer
	}
	q.viewersInARow = 0
	return Rule
}

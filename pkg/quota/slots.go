package quota

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"volcengine-rtc-datasource/pkg/rtc"
)

var metricSlots = promauto.NewCounterVec(prometheus.CounterOpts{
	Namespace: rtc.MetricNamespace, Name: "quota_slots_total",
	Help: "Slots for calls that were reserved among replicas, by action and outcome: used, late (too late to be used), unused (nobody waited any more), " +
		"or failed (the call kept the pace of this process alone).",
}, []string{"action", "outcome"})

// Slots gives to all replicas together the moments at which calls of an account to an action may be sent.
type Slots interface {
	// Reserve takes the next slot: spacing or more after the one before, and no sooner than notBefore from now. It tells in
	// how long the slot is. An error leaves the caller to the pace of its own process.
	Reserve(ctx context.Context, account, action string, spacing, notBefore time.Duration) (in time.Duration, err error)
}

const (
	// reserveWithin bounds a reservation; a call must not be late for it.
	reserveWithin = 300 * time.Millisecond

	// minLateness is a lateness that never matters, even where calls are spaced narrowly.
	minLateness = 20 * time.Millisecond

	// maxLateSlots is how many slots in a row may be too late to be used. The one after these is used all the same: on a
	// host that is busy all the time no call would be sent otherwise.
	maxLateSlots = 2
)

// reservation is what a queue knows of its slots among the replicas. There is at most one slot at a time, for whoever is
// next when it comes. The Queue's lock guards it.
type reservation struct {
	from     []Slots // of the data sources that have replicas; the first is asked
	underWay bool
	earliest time.Time     // no call before, with or without a slot
	slot     time.Time     // zero if there is none
	alone    bool          // no slot could be reserved: the next call keeps the pace of this process
	late     int           // slots in a row that were too late
	took     time.Duration // the last reservation
	lead     time.Duration // how much before its slot a turn comes, for what is looked up in it
}

// addSlots is for a data source that shares the quota with replicas; nil is for one that does not.
func (q *Queue) addSlots(from Slots) {
	if from == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reserved.from = append(q.reserved.from, from)
	q.armLocked(0)
}

// removeSlots is for a data source that is no more.
func (q *Queue) removeSlots(from Slots) {
	if from == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if place := slices.Index(q.reserved.from, from); place >= 0 {
		q.reserved.from = slices.Delete(q.reserved.from, place, place+1)
	}
	q.armLocked(0)
}

// needsSlotLocked tells that a slot has to be reserved before the next call.
func (q *Queue) needsSlotLocked() bool {
	return len(q.reserved.from) > 0 && q.reserved.slot.IsZero() && !q.reserved.alone
}

// freeLocked is when the next call may be sent.
func (q *Queue) freeLocked() time.Time {
	return slices.MaxFunc([]time.Time{q.pace.free(), q.reserved.earliest, q.reserved.slot}, time.Time.Compare)
}

// dueLocked is when the next turn comes.
func (q *Queue) dueLocked() time.Time {
	return slices.MaxFunc([]time.Time{q.freeLocked().Add(-q.reserved.lead), q.reserved.earliest}, time.Time.Compare)
}

// reserveLocked has a slot reserved, no earlier than after a pause. The reservation ends by itself.
func (q *Queue) reserveLocked(pause time.Duration) {
	if q.reserved.underWay {
		return
	}
	q.reserved.underWay = true
	began := time.Now()
	q.reserved.earliest = began.Add(pause)
	// It is made about half-way through, and is of use only if its end comes before the slot.
	half := q.reserved.took / 2
	notBefore := max(half, q.freeLocked().Sub(began)-half)
	from, spacing := q.reserved.from[0], q.pace.spacing()
	go q.reserve(from, began, spacing, notBefore)
}

// reserve asks for a slot. It is for whoever is next when it comes, so nobody's context ends the reservation.
//
//nolint:contextcheck,nolintlint // its context is its own; the check counts the directive as unused although it obeys it
func (q *Queue) reserve(from Slots, began time.Time, spacing, notBefore time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), reserveWithin)
	defer cancel()
	in, err := from.Reserve(ctx, q.account, q.api.Action, spacing, notBefore)
	q.noteSlot(began, in, err)
}

// noteSlot takes notice of a slot that was reserved in that long from a moment between began and now, or of none.
func (q *Queue) noteSlot(began time.Time, in time.Duration, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reserved.underWay = false
	if err != nil {
		q.reserved.alone = true
		q.countSlot("failed")
	} else {
		q.reserved.took = time.Since(began)
		q.reserved.slot = began.Add(q.reserved.took/2 + in)
	}
	q.armLocked(0)
}

// dropLateSlotLocked drops a slot that has passed before its turn came, but not too many in a row.
func (q *Queue) dropLateSlotLocked(now time.Time) (dropped bool) {
	if q.reserved.late >= maxLateSlots || !q.dropSlotLocked(now, "late") {
		return false
	}
	q.reserved.late++
	return true
}

// dropSlotLocked drops a slot that has passed: the call of another replica would follow too closely.
func (q *Queue) dropSlotLocked(now time.Time, outcome string) (dropped bool) {
	if !q.missedSlotLocked(now) {
		return false
	}
	q.reserved.slot = time.Time{}
	q.countSlot(outcome)
	return true
}

func (q *Queue) missedSlotLocked(now time.Time) bool {
	return !q.reserved.slot.IsZero() && now.Sub(q.reserved.slot) > max(minLateness, q.pace.margin())
}

// forgetSlotLocked is for the first call after a quiet time: what was reserved for nobody has passed since.
func (q *Queue) forgetSlotLocked(now time.Time) {
	q.dropSlotLocked(now, "unused")
	q.reserved.alone = false
}

// useSlotLocked takes notice of a call that is sent.
func (q *Queue) useSlotLocked() {
	if !q.reserved.slot.IsZero() {
		q.countSlot("used")
		q.reserved.late = 0
	}
	q.reserved.slot, q.reserved.alone = time.Time{}, false
}

func (q *Queue) countSlot(outcome string) { metricSlots.WithLabelValues(q.api.Action, outcome).Inc() }

package quota

import (
	"slices"
	"time"
)

// Rate is how many calls a second the account is said to have. The queue is slower while the API throttles it.
func (q *Queue) Rate() float64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.rateLocked()
}

// Distance is the time between two calls at the present pace.
func (q *Queue) Distance() time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.pace.distance()
}

func (q *Queue) rateLocked() float64 {
	if len(q.rates) == 0 {
		return q.api.Rate(0)
	}
	return q.api.Rate(slices.Min(q.rates))
}

// addRate takes notice of a rate that a data source says the account has; 0 says nothing.
func (q *Queue) addRate(callsPerSecond float64) {
	q.changeRates(func() {
		if callsPerSecond != 0 {
			q.rates = append(q.rates, callsPerSecond)
		}
	})
}

// removeRate is for a data source that is no more.
func (q *Queue) removeRate(callsPerSecond float64) {
	q.changeRates(func() {
		if place := slices.Index(q.rates, callsPerSecond); place >= 0 {
			q.rates = slices.Delete(q.rates, place, place+1)
		}
	})
}

// forgetRates is for a queue that nobody has used for a while.
func (q *Queue) forgetRates() { q.changeRates(func() { q.rates = nil }) }

func (q *Queue) changeRates(change func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	change()
	q.pace.setRate(q.rateLocked())
	q.armLocked(0) // the next turn may come earlier now
}

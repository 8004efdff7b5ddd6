package quota

import (
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"volcengine-rtc-datasource/pkg/rtc"
)

var metricRate = promauto.NewGaugeVec(prometheus.GaugeOpts{
	Namespace: rtc.MetricNamespace, Name: "quota_rate_calls_per_second",
	Help: "The rate at which calls are sent at most, by action. It is below the API's limit while others use the account as well.",
}, []string{"action"})

const (
	// paceMargin widens the distance between calls, so that two that are sent in time still arrive in time.
	paceMargin = 1.04

	// slowest is the smallest share of the full rate that throttling leaves.
	slowest = 1.0 / 16

	// recovery is the share of the full rate that each accepted call gives back: 30 calls from half the rate to all of it.
	recovery = 1.0 / 60
)

// pace is the distance between calls. It gives way when the API throttles calls that kept it, because then others use the
// same account: the rate halves, and grows back slowly (additive increase, multiplicative decrease).
type pace struct {
	action  string
	full    time.Duration // the distance at the full rate
	share   float64       // of the full rate, at most 1
	changed time.Time     // when the rate was halved last
	last    time.Time     // when the last call was sent
	stretch float64       // of the distance to the next one
}

func newPace(action string, perSecond float64) *pace {
	p := &pace{action: action, share: 1}
	p.setRate(perSecond)
	return p
}

// setRate changes the full rate.
func (p *pace) setRate(perSecond float64) {
	p.full = time.Duration(float64(time.Second) / perSecond * paceMargin)
	p.tell()
}

// distance is that between two calls.
func (p *pace) distance() time.Duration { return time.Duration(float64(p.full) / p.share) }

// spacing is the distance to the next call.
func (p *pace) spacing() time.Duration {
	return time.Duration(float64(p.distance()) * (1 + p.stretch))
}

// margin is the part of the distance by which a call may be late without coming too close to the next one.
func (p *pace) margin() time.Duration {
	return time.Duration(float64(p.full) * (1 - 1/paceMargin))
}

// free is when the next call may be sent.
func (p *pace) free() time.Time { return p.last.Add(p.spacing()) }

// sent takes notice of a call. Below the full rate the distance to the next one varies: replicas that keep the same
// distance would collide again and again.
func (p *pace) sent(now time.Time) {
	p.last, p.stretch = now, 0
	if p.share < 1 {
		p.stretch = rand.Float64() / 4 //nolint:gosec // no secret depends on it
	}
}

// throttled slows down, but only once for calls that were sent before the last change had an effect.
func (p *pace) throttled(sent, now time.Time) {
	if sent.Before(p.changed) {
		return
	}
	p.share, p.changed = max(slowest, p.share/2), now
	p.tell()
}

func (p *pace) accepted() {
	if p.share < 1 {
		p.share = min(1, p.share+recovery)
		p.tell()
	}
}

func (p *pace) tell() {
	metricRate.WithLabelValues(p.action).Set(p.share * float64(time.Second) / float64(p.full))
}

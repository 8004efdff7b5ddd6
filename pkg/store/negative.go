package store

import (
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"volcengine-rtc-datasource/pkg/rtc"
)

var metricNegative = promauto.NewCounterVec(prometheus.CounterOpts{
	Namespace: rtc.MetricNamespace, Name: "negative_entries_total",
	Help: "Refusals and outages that were remembered, so that calls in vain are spared, by what they concern.",
}, []string{"scope"})

// maxNegative bounds what is remembered of an account's refusals.
const maxNegative = 4000

// scope is what a refusal concerns. The fields that do not matter for its kind are empty.
type scope struct {
	kind      scopeKind
	action    string
	appID     string
	series    seriesKey // with an empty granularity for totals, whose grid changes with the range
	indicator string
}

type scopeKind string

const (
	scopeAccount    scopeKind = "account"    // credentials, clock and endpoint: every call
	scopeOutage     scopeKind = "outage"     // the API of an action does not work
	scopeAction     scopeKind = "action"     // an action that the endpoint does not have: every app
	scopeApp        scopeKind = "app"        // an app that does not exist: every action
	scopePermission scopeKind = "permission" // an app that an action denies
	scopeFilter     scopeKind = "filter"     // an app with a filter
	scopeIndicator  scopeKind = "indicator"  // an indicator of an app
	scopePrefetch   scopeKind = "prefetch"   // an indicator of an action, when nobody asked for it
)

// lasting is how long a refusal is believed before one call tries again.
var lasting = map[scopeKind]time.Duration{
	scopeAccount: 30 * time.Second, scopeOutage: 10 * time.Second, scopeAction: 5 * time.Minute,
	scopeApp: 5 * time.Minute, scopePermission: 5 * time.Minute, scopeFilter: 5 * time.Minute, scopeIndicator: 10 * time.Minute, scopePrefetch: 10 * time.Minute,
}

// negative remembers what calls are in vain, for whom and until when. It stops calls, not what is in memory. Once an entry
// has expired, a single call tries again, and the others keep the old error until that has ended.
type negative struct {
	mu      sync.Mutex
	entries *lru.Cache[scope, *negativeEntry]
}

type negativeEntry struct {
	err     error
	until   time.Time
	probing bool
}

func newNegative() *negative {
	entries, _ := lru.New[scope, *negativeEntry](maxNegative) // fails only on a size below one
	for kind := range lasting {
		metricNegative.WithLabelValues(string(kind)) // so that it is there before the first
	}
	return &negative{entries: entries}
}

// find gives the error of the first of the scopes that is known to be in vain.
func (n *negative) find(scopes ...scope) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range scopes {
		if e, ok := n.entries.Get(s); ok && (e.probing || time.Now().Before(e.until)) {
			return e.err
		}
	}
	return nil
}

// enter is find for a call about to be made. Where an entry has expired, this call is the one that tries again: until
// leave is called, others still find the entry.
func (n *negative) enter(scopes ...scope) (leave func(), probe bool, err error) {
	if err := n.find(scopes...); err != nil {
		return nil, false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var probed []*negativeEntry
	for _, s := range scopes {
		if e, ok := n.entries.Get(s); ok {
			e.probing = true
			probed = append(probed, e)
		}
	}
	return func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		for _, e := range probed {
			e.probing = false
		}
	}, len(probed) > 0, nil
}

// add remembers a refusal.
func (n *negative) add(s scope, err error) { n.addFor(s, err, lasting[s.kind]) }

// addFor remembers a refusal for a time of its own.
func (n *negative) addFor(s scope, err error, lasting time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.entries.Add(s, &negativeEntry{err: err, until: time.Now().Add(lasting)})
	metricNegative.WithLabelValues(string(s.kind)).Inc()
}

// remove forgets refusals that turned out to be over, and tells which of them were known.
func (n *negative) remove(scopes ...scope) (known []scope) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range scopes {
		if n.entries.Remove(s) {
			known = append(known, s)
		}
	}
	return known
}

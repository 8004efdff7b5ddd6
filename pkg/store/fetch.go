package store

import (
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// wantedFor is how long a fetch that nobody waits for stays in the queue. An alert rule that needs more calls than one
// evaluation has time for is answered at a later evaluation, from what was fetched meanwhile.
const wantedFor = 10 * time.Minute

// fetch is one call that somebody wants, from the first who wants it to its answer. It outlives them all. The Store's lock
// guards it.
type fetch struct {
	action     string
	window     rtc.Span
	indicators []string           // prefetched ones join them when the call is sent
	most       int                // indicators
	waiting    [quota.Classes]int // how many of each class wait for it
	rounds     [quota.Classes]int // that they wait in
	since      time.Time
	wanted     time.Time         // when somebody asked for it last; zero if only a backfill did
	trace      trace.SpanContext // of the first who asked
	proves     bool              // it is for the API to accept the credentials, whatever is in memory
	sent       time.Time         // zero before that
	trouble    error             // why the last attempt failed, while it is tried again
	bodies     []string          // sent so far
	calls      int               // sent so far
	left       int               // calls that are still to be sent for it, as far as known
	rows       []rtc.Row         // of a list, as they come
	until      int64             // where the range ends of the one who asks for the least beyond the window
	counted    *quota.Class      // under which the metric counts it; nil once it does not
	done       chan struct{}     // closed when what follows is final
	answered   map[string]bool   // the indicators whose answer is in memory
	refused    map[string]error  // by indicator
	unclear    []string          // indicators that the answer may have under names of its own
	err        error             // why every other indicator has no answer
}

func newFetch(action string, window rtc.Span, indicators []string, most int, asked time.Time, trace trace.SpanContext) *fetch {
	return &fetch{
		action: action, window: window, indicators: slices.Clone(indicators), most: most, since: asked, trace: trace,
		left: 1, until: math.MaxInt64,
		done: make(chan struct{}), answered: map[string]bool{}, refused: map[string]error{},
	}
}

// takes makes the fetch ask for one more indicator, as long as it was not sent and has room. It tells whether the fetch
// asks for the indicator.
func (f *fetch) takes(indicator string) bool {
	if slices.Contains(f.indicators, indicator) {
		return true
	}
	if !f.sent.IsZero() || len(f.indicators) >= f.most {
		return false
	}
	f.indicators = append(f.indicators, indicator)
	return true
}

// await counts somebody who waits, in a round of the class.
func (f *fetch) await(class quota.Class, round int, now time.Time) {
	if f.waiting[class] == 0 || round < f.rounds[class] {
		f.rounds[class] = round
	}
	f.waiting[class]++
	if class != quota.Backfill {
		f.wanted = now
	}
	f.count()
}

// letGo is for somebody who waits no more.
func (f *fetch) letGo(class quota.Class) {
	f.waiting[class]--
	f.count()
}

// start is when the fetch is sent.
func (f *fetch) start() {
	f.sent = time.Now()
	f.left--
	f.count()
}

// count keeps the metric of what waits up to date.
func (f *fetch) count() {
	if f.counted != nil {
		metricPending.WithLabelValues(f.action, f.counted.String()).Dec()
		f.counted = nil
	}
	if f.sent.IsZero() && !f.isDone() {
		class := f.order().Class
		metricPending.WithLabelValues(f.action, class.String()).Inc()
		f.counted = &class
	}
}

// order is the place of the fetch in the queue, that of the most urgent who waits.
func (f *fetch) order() quota.Order {
	for _, class := range []quota.Class{quota.Viewer, quota.Rule} {
		if f.waiting[class] > 0 {
			return quota.Order{Class: class, Round: f.rounds[class], Since: f.since}
		}
	}
	if f.waiting[quota.Backfill] > 0 && f.wanted.IsZero() {
		return quota.Order{Class: quota.Backfill, Round: f.rounds[quota.Backfill], Since: f.since}
	}
	return quota.Order{Class: quota.Unattended, Since: f.since}
}

// isOver tells that the fetch is not worth a call any more.
func (f *fetch) isOver(now time.Time) bool {
	return f.order().Class == quota.Unattended && now.Sub(f.wanted) > wantedFor
}

// end makes the outcome final.
func (f *fetch) end(err error) {
	f.err = err
	close(f.done)
	f.count()
}

// isDone tells that the outcome is final.
func (f *fetch) isDone() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

package store

import (
	"errors"
	"math"
	"slices"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"volcengine-rtc-datasource/pkg/rtc"
)

// memory keeps what was fetched of one API. It is bounded, and 2Q bounds the harm of a stranger: names that are asked
// for once push each other out before they push out those that dashboards keep asking for. Its owner holds a lock.
type memory struct {
	api      *rtc.API
	tracks   map[rtc.Granularity]*lru.TwoQueueCache[trackKey, *track]
	refusals *lru.Cache[trackKey, refusal]
	known    *lru.TwoQueueCache[string, struct{}]
	names    *answeredNames
	always   []string      // ride along until they are refused
	ttl      time.Duration // of what is not final
	settled  time.Duration // after its end, a bucket is final for good
}

type trackKey struct {
	lane      laneKey
	indicator string
}

// refusal remembers that the API refused an indicator.
type refusal struct {
	err   error
	until time.Time
}

func newMemory(api *rtc.API, options Options) *memory {
	// The constructors fail only on a size below one.
	refusals, _ := lru.New[trackKey, refusal](maxRefusals)
	known, _ := lru.New2Q[string, struct{}](maxIndicatorsPerCall)
	m := &memory{
		api: api, tracks: map[rtc.Granularity]*lru.TwoQueueCache[trackKey, *track]{}, refusals: refusals, known: known,
		names:  newAnsweredNames(api),
		always: slices.Concat(api.Documented(), options.Indicators),
		ttl:    options.CacheTTL, settled: max(options.DataDelay, api.Delay),
	}
	for _, g := range api.Granularities {
		most := min(maxTracks, maxCells/m.cells(g.Grid()))
		if api.Total {
			g, most = "", maxTotals
		}
		m.tracks[g], _ = lru.New2Q[trackKey, *track](most)
	}
	return m
}

// cells is the number of buckets of a grid that a track holds.
func (m *memory) cells(grid rtc.Grid) int {
	if m.api.Total {
		return 1
	}
	return int(m.api.LookBack/grid.Step()) + 1
}

// track gives what is held of an indicator, nil if nothing is.
func (m *memory) track(lane laneKey, indicator string) *track {
	held, _ := m.tracks[lane.grid.Granularity].Peek(trackKey{lane, indicator})
	return held
}

// use is track for somebody who asked for the indicator. Only that counts as use: what rides along does not, or a name
// that was asked for once would look like one that many ask for.
func (m *memory) use(lane laneKey, indicator string) *track {
	held, _ := m.tracks[lane.grid.Granularity].Get(trackKey{lane, indicator})
	if held != nil && len(held.series) > 0 {
		m.know(indicator)
	}
	return held
}

// know lets an indicator that somebody uses ride along from now on.
func (m *memory) know(indicator string) {
	m.known.Add(indicator, struct{}{})
	m.refusals.Remove(trackKey{anyLane, indicator})
}

// keep stores what an answer says of an indicator in a window, as of the time it was asked for; series is empty if it
// left the indicator out.
func (m *memory) keep(lane laneKey, indicator string, window rtc.Span, series []rtc.Series, asked time.Time) {
	t := m.track(lane, indicator)
	if t == nil {
		t = &track{cells: make([]cell, m.cells(lane.grid))}
		m.tracks[lane.grid.Granularity].Add(trackKey{lane, indicator}, t)
	}
	open := make([]bool, window.Len())
	for bucket := window.First; bucket < window.End; bucket++ {
		if t.isFinal(bucket) {
			continue // an odd answer must not take away what is known for good
		}
		open[bucket-window.First] = true
		t.put(cell{bucket: bucket, fetched: asked.UnixNano(), state: m.stateOf(lane.grid, window, bucket, series, asked)})
	}
	for _, s := range series {
		if held := t.open(s.SeriesID, seriesPerIndicator(m.api)); held != nil {
			held.Alias, held.Unit = s.Alias, s.Unit
			t.putValues(held, window, s.Values, open)
		}
	}
}

// stateOf judges a bucket of an answer. The delay of real-time data is no promise: a bucket without a value may be late,
// and an indicator without a series may have one as soon as somebody comes.
func (m *memory) stateOf(grid rtc.Grid, window rtc.Span, bucket int64, series []rtc.Series, asked time.Time) cellState {
	hasValue := func(s rtc.Series) bool { return !math.IsNaN(s.Values[bucket-window.First]) }
	end := grid.Start(bucket + 1)
	switch {
	case len(series) == 0 && !m.api.RealTime:
		return silent
	case end.Add(m.settled).After(asked):
		return provisional
	case m.api.RealTime && end.Add(m.settled+lateFor).After(asked) && !slices.ContainsFunc(series, hasValue):
		return provisional
	default:
		return final
	}
}

// has tells whether the bucket is held and still good.
func (m *memory) has(t *track, bucket int64, now time.Time) bool {
	if t == nil {
		return false
	}
	c := &t.cells[t.place(bucket)]
	if c.bucket != bucket || c.fetched == 0 {
		return false
	}
	age := time.Duration(now.UnixNano() - c.fetched)
	switch c.state {
	case final:
		return true
	case silent:
		return age < refusedFor
	default:
		return age < m.ttl
	}
}

// anyLane stands for all apps: an indicator that was refused for one rides along for none.
var anyLane laneKey

// refuse remembers a refused indicator for a while.
func (m *memory) refuse(lane laneKey, indicator string, err error, now time.Time) {
	m.known.Remove(indicator)
	for _, where := range []laneKey{m.refusedIn(lane), anyLane} {
		m.refusals.Add(trackKey{where, indicator}, refusal{err: err, until: now.Add(refusedFor)})
	}
}

// refusedIn is where a refusal holds: of totals for any period.
func (m *memory) refusedIn(lane laneKey) laneKey {
	if m.api.Total {
		lane.grid = rtc.Grid{}
	}
	return lane
}

// doubt keeps names that nobody has had an answer for from riding along: one of them is to blame for a refusal.
func (m *memory) doubt(indicators []string, now time.Time) {
	for _, name := range indicators {
		if !m.proven(name) {
			m.refusals.Add(trackKey{anyLane, name}, refusal{err: errDoubted, until: now.Add(refusedFor)})
		}
	}
}

var errDoubted = errors.New("the API refused a call with this indicator")

// proven tells that the API is known to have the indicator.
func (m *memory) proven(indicator string) bool {
	return slices.Contains(m.api.Documented(), indicator) || m.known.Contains(indicator)
}

// refused gives the API's error if it has refused the indicator lately.
func (m *memory) refused(lane laneKey, indicator string, now time.Time) error {
	if held, ok := m.refusals.Get(trackKey{m.refusedIn(lane), indicator}); ok && now.Before(held.until) {
		return held.err
	}
	return nil
}

// riders are indicators that a call of a window may carry for those who will ask next: ones that are known to be
// used, and are missing there.
func (m *memory) riders(lane laneKey, window rtc.Span, names []string, now time.Time) []string {
	var riders []string
	for _, name := range slices.Concat(m.always, m.known.Keys()) {
		if len(names)+len(riders) >= indicatorsPerCall(m.api) {
			break
		}
		if slices.Contains(names, name) || slices.Contains(riders, name) || m.refused(anyLane, name, now) != nil {
			continue
		}
		held := m.track(lane, name)
		if anyMissing(window, func(bucket int64) bool { return !m.has(held, bucket, now) }) {
			riders = append(riders, name)
		}
	}
	return riders
}

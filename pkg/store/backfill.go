package store

import (
	"math/rand/v2"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// backfillEvery is the usual Options.BackfillEvery.
	backfillEvery = 10 * time.Minute

	// backfillSpan is the time that one call brings, and how long it is waited for a call to be worth it. It is short
	// against the look-back, so that nothing is lost before.
	backfillSpan = 7 * 24 * time.Hour

	// backfillRetry is when a series is looked at again after a call that brought nothing.
	backfillRetry = time.Hour
)

// backfiller fetches what is in use before the API no longer gives it. The goroutine that runs it has it alone.
type backfiller struct {
	*Store
	due map[seriesKey]due
	had int // how long the list of what is in use was
}

// due is when an app is to be looked at again, unless more of its indicators are in use by then.
type due struct {
	at         time.Time
	indicators int
	whole      bool // Redis had all at the last look; what is written can be refused, which nobody is told
}

// startBackfill keeps what is in use from being lost, as long as the store is open.
func (s *Store) startBackfill() {
	if !slices.ContainsFunc(s.api.Granularities, func(g rtc.Granularity) bool { return s.historyOf(g) > 0 }) {
		return
	}
	b := &backfiller{Store: s, due: map[seriesKey]due{}}
	s.workers.Go(func() {
		for s.ctx.Err() == nil {
			// Replicas that were started together need not all come at once.
			pause(s.ctx, s.options.BackfillEvery/2+rand.N(s.options.BackfillEvery)) //nolint:gosec // no secret depends on it
			b.look()
		}
	})
}

// look fetches what is due of all that is in use, unless another replica is about it.
func (b *backfiller) look() {
	used, err := b.used()
	if err != nil || len(used) == 0 || b.ctx.Err() != nil {
		return
	}
	key := LeaseKey{Action: b.api.Action, Filter: "backfill of " + b.client.AccountID()}
	lease := b.options.Shared.Read(b.ctx, Inquiry{Lease: &key, Take: true}).Lease
	if lease == nil {
		return
	}
	defer lease.Release()
	for key, indicators := range used {
		last := b.due[key]
		if b.ctx.Err() == nil && (!b.now().Before(last.at) || last.indicators < len(indicators)) {
			at, whole := b.fill(key, indicators, !last.whole)
			if !b.keepLonger(key, indicators) || !whole {
				at = earliest(at, b.now().Add(backfillRetry))
			}
			b.due[key] = due{at, len(indicators), whole}
		}
	}
}

// used brings the list of what is in use up to date, and gives the indicators that one call can bring together.
func (b *backfiller) used() (map[seriesKey][]string, error) {
	now, known := b.now(), b.action.inUse
	held, err := b.options.Shared.Used(b.ctx, b.api.Action)
	if err != nil {
		return nil, err
	}
	if len(held) < b.had/2 {
		clear(b.due) // much of what is shared was lost: look what of the values is
	}
	merged := known.mergeWith(held, now)
	b.had = len(merged)
	if !sameUse(merged, held) {
		b.options.Shared.NoteUse(b.api.Action, func(held []Use) []Use { return known.mergeWith(held, now) })
	}
	used := map[seriesKey][]string{}
	for _, use := range merged {
		if b.historyOf(use.Granularity) > 0 {
			key := seriesKey{b.api, use.AppID, use.Granularity.Grid(), use.Filter}
			used[key] = append(used[key], use.Indicator)
		}
	}
	return used, nil
}

// fill fetches what is due of an app. It tells when the next call is due, and whether Redis had all that was due before that.
// prove makes a call where none is due and what is kept cannot be read without one.
func (b *backfiller) fill(key seriesKey, indicators []string, prove bool) (next time.Time, whole bool) {
	available := b.available(key.grid)
	lacking, proven, wrote := b.lacking(key, indicators, available)
	windows, end := dueWindows(lacking, available, b.perCall(key.grid))
	if proof, ok := b.proof(key.grid, lacking, windows, prove); !proven && ok {
		windows, end = []rtc.Span{proof}, 0 // what else is due is looked at again when what is kept can be read
	}
	for _, window := range windows {
		if !b.ask(key, indicators, window) {
			return b.now().Add(backfillRetry), false
		}
	}
	return key.grid.Start(end).Add(b.freshness(key.grid).settled + silenceSettles), !wrote && len(windows) == 0
}

// lacking are the buckets that are not kept of some indicator. What memory has of them is written again: what was kept can
// be lost. proven is false where only memory could be looked at, wrote tells that something was written.
func (b *backfiller) lacking(key seriesKey, indicators []string, available rtc.Span) (lacking spans, proven, wrote bool) {
	var keys []KeptKey
	parts := chunks(key.grid, available)
	for _, name := range indicators {
		for chunk := parts.First; chunk < parts.End; chunk++ {
			keys = append(keys, b.keptKey(key, name, chunk))
		}
	}
	f, now := b.keptFreshness(key.grid), b.now()
	values := b.options.Shared.Read(b.ctx, Inquiry{Values: keys}).Values
	proven = true
	for i, name := range indicators {
		var kept []*Kept
		for j, reading := range values[i*parts.Len() : (i+1)*parts.Len()] {
			if reading.Err != nil {
				proven = false
			} else if reading.Kept != nil && reading.Kept.isOf(keys[i*parts.Len()+j]) {
				kept = append(kept, reading.Kept)
			}
		}
		held := b.values.peek(valueKey{b.known, key, name})
		inMemory := held.lacking(available, f, now)
		if !proven {
			lacking = lacking.union(inMemory)
			continue
		}
		lost := joinKept(kept).lacking(available, f, now)
		wrote = b.shareAgain(key, name, held, lost.minus(inMemory)) || wrote
		lacking = lacking.union(lost.minus(lost.minus(inMemory)))
	}
	return lacking, proven, wrote
}

// lacking are the buckets that a result does not have for good. An app without data is not asked for again and again.
func (r *result) lacking(within rtc.Span, f freshness, now time.Time) spans {
	lacking := r.missing(within, f, now)
	if r != nil {
		for _, fetched := range r.runs {
			if fetched.silent {
				lacking = lacking.without(fetched.Intersect(rtc.Span{First: fetched.First, End: f.finalBefore(fetched.asOf, silenceSettles)}))
			}
		}
	}
	return lacking
}

// shareAgain writes what memory has of buckets. Where it is not known when that was by the clock of the API, only what is so
// old is written that it does not matter. It tells whether there is any of that.
func (b *backfiller) shareAgain(key seriesKey, indicator string, held *result, buckets spans) bool {
	var writes []KeptWrite
	f := b.keptFreshness(key.grid)
	for _, span := range buckets {
		for _, said := range held.runs {
			said.Span = said.Intersect(span)
			if said.byAPI.IsZero() {
				said.End = min(said.End, f.finalBefore(said.asOf, silenceSettles))
			} else {
				said.asOf = said.byAPI
			}
			if said.absent || said.Len() == 0 {
				continue
			}
			series := held.answered(said)
			for i := range series {
				series[i].Values = held.slice(held.series[i], said.Span)
			}
			writes = append(writes, b.keptWrites(key, indicator, said, series, held.cut)...)
		}
	}
	b.write(writes, nil)
	return len(writes) > 0
}

// keepLonger lengthens how long what is kept of an app stays, where history was shorter when it was written. It tells whether
// all could be read.
func (b *backfiller) keepLonger(key seriesKey, indicators []string) (whole bool) {
	whole = true
	keep := b.keepFor(key.grid)
	parts := chunks(key.grid, rtc.Span{First: b.historyBegins(key.grid), End: key.grid.Bucket(b.now())})
	for _, name := range indicators {
		keys := make([]KeptKey, parts.Len())
		for i := range keys {
			keys[i] = b.keptKey(key, name, parts.First+int64(i))
		}
		var writes []KeptWrite
		for i, reading := range b.options.Shared.Read(b.ctx, Inquiry{Values: keys}).Values {
			whole = whole && reading.Err == nil
			if reading.Kept.withLonger(keep) != nil {
				writes = append(writes, KeptWrite{keys[i], func(held *Kept) *Kept { return held.withLonger(keep) }})
			}
		}
		b.write(writes, nil)
	}
	return whole
}

// ask makes the call for a window, and tells whether it brought something.
func (b *backfiller) ask(key seriesKey, indicators []string, window rtc.Span) bool {
	filter, err := rtc.FilterOf(key.filter)
	if err != nil {
		return false
	}
	answer, err := b.Ask(b.ctx, Question{
		AppIDs: []string{key.appID}, Indicators: indicators, Granularity: key.grid.Granularity, Filter: filter,
		From: key.grid.Start(window.First), To: key.grid.Start(window.End), Class: quota.Backfill,
	}).Wait(b.ctx)
	return err == nil && len(answer.Failures) == 0 && answer.Unread.Err == nil
}

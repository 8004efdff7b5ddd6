package store

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// maxSearches bounds how often a fetch searches for an indicator that the API refuses: each search costs up to
	// ⌈log2 n⌉+1 calls.
	maxSearches = 4

	// maxAskedAlone bounds how many indicators of a fetch are asked for alone, to learn what the API calls them.
	maxAskedAlone = 8
)

// sender asks the API for the indicators of one fetch, in one call if the API takes them all.
type sender struct {
	*Store
	queue  *appQueue
	fetch  *fetch
	ticket *quota.Ticket // whose turn has come; nil once it is used
}

// fetch makes the calls of a fetch, whose turn has come, and keeps what they bring.
func (s *Store) fetch(q *appQueue, f *fetch, ticket *quota.Ticket) error {
	to := &sender{Store: s, queue: q, fetch: f, ticket: ticket}
	defer to.returnTurn()
	if err := to.askTogether(slices.Clone(f.indicators)); err != nil {
		return err
	}
	return to.askAlone()
}

// returnTurn gives back a turn for which there was nothing to send.
func (to *sender) returnTurn() {
	if to.ticket != nil {
		to.ticket.Release()
	}
}

// askTogether asks for all the indicators. One that the API refuses is found and named, so that it does not spoil the
// others.
func (to *sender) askTogether(indicators []string) error {
	for range maxSearches {
		err := to.askInParts(indicators)
		if rtc.KindOf(err) != rtc.KindParameter || to.isBlameless(indicators) {
			return err
		}
		indicators = to.open(indicators)
		refused := indicators[:min(len(indicators), to.action.indicatorsPerCall())]
		to.doubt(refused)
		left, err := to.search(refused, err)
		if err != nil {
			return err
		}
		indicators = slices.Concat(left, indicators[len(refused):])
	}
	proven, others := to.split(indicators)
	if err := to.askInParts(proven); err != nil {
		return err
	}
	return to.askInParts(others)
}

// askInParts asks for the indicators in as few calls as the API takes them.
func (to *sender) askInParts(indicators []string) error {
	for part := range slices.Chunk(indicators, to.action.indicatorsPerCall()) {
		if err := to.ask(part); err != nil {
			return err
		}
	}
	return nil
}

// open are the indicators of which nothing is known yet.
func (to *sender) open(indicators []string) []string {
	to.mu.Lock()
	defer to.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(indicators), func(name string) bool {
		return to.fetch.answered[name] || slices.Contains(to.fetch.unclear, name)
	})
}

// search looks for the one to blame among refused indicators, by halves, all of which bring what they can. An indicator
// is convicted only when it is refused alone. When it is not, all parts of the refused call fit: the call was too large,
// or the refusal a passing one. It returns the indicators that have neither an answer nor the blame.
func (to *sender) search(suspects []string, refusal error) (unanswered []string, err error) {
	refused, alone := len(suspects), len(suspects) == 1
	for len(suspects) > 1 {
		half, rest := suspects[:len(suspects)/2], suspects[len(suspects)/2:]
		err := to.ask(half)
		switch {
		case err == nil:
			suspects, alone = rest, false
		case rtc.KindOf(err) == rtc.KindParameter && to.isBlameless(half):
			return nil, err
		case rtc.KindOf(err) == rtc.KindParameter:
			unanswered = append(unanswered, rest...)
			suspects, refusal, refused, alone = half, err, len(half), len(half) == 1
		default:
			return nil, err
		}
	}
	if !alone {
		switch err := to.ask(suspects); {
		case err == nil:
			to.action.limit((refused + 1) / 2)
			return unanswered, nil
		case rtc.KindOf(err) != rtc.KindParameter || to.isBlameless(suspects):
			return nil, err
		default:
			refusal = err
		}
	}
	to.convict(suspects[0], refusal)
	return unanswered, nil
}

// isBlameless tells that a refusal is not about the indicators: there are none, or something else was asked for as well
// and all of them are known to be right.
func (to *sender) isBlameless(indicators []string) bool {
	if to.api.Form == rtc.NoIndicator {
		return true
	}
	_, unproven := to.split(indicators)
	return to.queue.key.filter != rtc.NoFilter && len(unproven) == 0
}

// split parts the indicators that the API is known to have from the others, so that these cannot spoil them.
func (to *sender) split(indicators []string) (proven, others []string) {
	for _, name := range indicators {
		if to.action.proven(name) {
			proven = append(proven, name)
		} else {
			others = append(others, name)
		}
	}
	return proven, others
}

// doubt keeps names that never had an answer from being prefetched: one of them is to blame for a refusal.
func (to *sender) doubt(indicators []string) {
	_, unproven := to.split(indicators)
	for _, name := range unproven {
		to.known.negative.add(to.prefetchScope(name), errDoubted)
	}
}

// convict remembers an indicator that was refused alone.
func (to *sender) convict(indicator string, refusal error) {
	to.action.used.Remove(indicator)
	to.known.negative.add(to.prefetchScope(indicator), refusal)
	to.known.negative.add(to.indicatorScope(to.queue.key, indicator), refusal)
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.refused[indicator] = refusal
}

// askAlone asks one by one for indicators that the API answered under names of its own, if it cannot be told which is
// which. What these are called is remembered.
func (to *sender) askAlone() error {
	for i, name := range to.fetch.unclear {
		if i >= maxAskedAlone {
			to.keep(map[string][]rtc.Series{name: nil}, false, to.now())
			continue
		}
		err := to.ask([]string{name})
		if rtc.KindOf(err) == rtc.KindParameter && !to.isBlameless([]string{name}) {
			to.convict(name, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ask asks for some of the fetch's indicators in one call and keeps the answer.
func (to *sender) ask(indicators []string) error {
	asked := rtc.Request{
		API: to.api, AppID: to.queue.key.appID, Grid: to.queue.key.grid, Window: to.fetch.window, Indicators: indicators,
		Filter: to.queue.filter,
	}
	var sent time.Time // what is final in an answer depends on when it was asked for
	answer, err := call(trace.ContextWithSpanContext(to.ctx, to.fetch.trace), to.caller, to.turn,
		func(ctx context.Context, send func() time.Time) (rtc.Answer, error) {
			sent = to.now()
			asked.Oldest = sent.Add(to.api.LookBackMargin()/2 - to.api.LookBack)
			to.note(asked)
			answer, err := to.client.Fetch(ctx, asked, send)
			to.noteTrouble(err)
			return answer, err
		})
	if err != nil {
		return err
	}
	matched, unclear := to.action.names.match(indicators, answer.Series, sent)
	to.fetch.unclear = append(to.fetch.unclear, unclear...)
	settled := make(map[string][]rtc.Series, len(indicators))
	for _, name := range indicators {
		if !slices.Contains(unclear, name) {
			settled[name] = matched[name]
		}
	}
	to.keep(settled, answer.Cut, sent)
	return nil
}

// turn uses the turn that has come, or waits for another one.
func (to *sender) turn(ctx context.Context) (*quota.Ticket, error) {
	if ticket := to.ticket; ticket != nil {
		to.ticket = nil
		return ticket, nil
	}
	to.mu.Lock()
	ticket := to.quota.Join(to.fetch.order())
	to.queue.ticket = ticket
	to.mu.Unlock()
	return ticket, ticket.Wait(ctx)
}

// note tells those who wait what is sent.
func (to *sender) note(asked rtc.Request) {
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.sent = time.Now()
	to.fetch.bodies = append(to.fetch.bodies, string(asked.Body()))
}

// noteTrouble tells those who wait why they still do.
func (to *sender) noteTrouble(err error) {
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.trouble = err
}

// keep puts the series of indicators in memory.
func (to *sender) keep(settled map[string][]rtc.Series, cut bool, sent time.Time) {
	f := to.freshness(to.queue.key.grid)
	oldest := to.queue.key.grid.Bucket(sent.Add(-to.api.LookBack))
	lasting := rtc.Span{First: min(oldest, to.fetch.window.First), End: to.fetch.window.End + int64(to.api.LookBack/to.queue.key.grid.Step()) + 1}
	for name, series := range settled {
		to.values.update(valueKey{to.known, to.queue.key, name}, func(held *result) *result {
			next := held.with(to.fetch.window, series, sent, f, lasting, seriesPerIndicator(to.api))
			next.cut = next.cut || cut
			return next
		})
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	for name := range settled {
		to.fetch.answered[name] = true
	}
}

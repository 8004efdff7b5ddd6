package store

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// sender asks the API for the indicators of one fetch, in one call if the API takes them all.
type sender struct {
	*Store
	queue  *appQueue
	fetch  *fetch
	ticket *quota.Ticket // whose turn has come; nil once it is used
	writes []KeptWrite   // what other replicas are to have of the answers
}

// fetch makes the calls of a fetch, whose turn has come, and keeps what they bring. It gives the lease back.
func (s *Store) fetch(q *appQueue, f *fetch, ticket *quota.Ticket, lease Lease) error {
	to := &sender{Store: s, queue: q, fetch: f, ticket: ticket}
	defer to.returnTurn()
	defer func() { s.write(to.writes, lease) }()
	if s.api.List != nil {
		return to.list()
	}
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
	if first := to.prove(asked.AppID, err); first {
		to.queue.look = true
	}
	if err != nil {
		return err
	}
	to.allowed(to.scopes(to.queue.key)...)
	matched, unclear := to.action.names.match(indicators, answer.Series, sent)
	to.fetch.unclear = append(to.fetch.unclear, unclear...)
	settled := make(map[string][]rtc.Series, len(indicators))
	for _, name := range indicators {
		if !slices.Contains(unclear, name) {
			settled[name] = matched[name]
		}
	}
	to.keep(settled, answer.Cut, run{Span: to.askedFor(asked), fetched: sent, asOf: sent}, asOf(answer, sent, to.now()))
	return nil
}

// askedFor are the buckets that a request asks for. Those that became too old while it waited are not among them.
func (to *sender) askedFor(asked rtc.Request) rtc.Span {
	if to.api.Total {
		return asked.Window
	}
	return rtc.Span{First: max(asked.Window.First, min(asked.Window.End, asked.Grid.BucketFrom(asked.Oldest))), End: asked.Window.End}
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
	to.fetch.calls++
	to.fetch.bodies = append(to.fetch.bodies, string(asked.Body()))
}

// noteTrouble tells those who wait why they still do.
func (to *sender) noteTrouble(err error) {
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.trouble = err
}

// keep puts the series of indicators in memory, and where other replicas find them: those of a window, with the values that
// were asked for. asOf is when that was by the clock of the API, zero if that is not known.
func (to *sender) keep(settled map[string][]rtc.Series, cut bool, latest run, asOf time.Time) {
	f := to.freshness(to.queue.key.grid)
	oldest := min(to.oldestKept(to.queue.key.grid, latest.fetched), latest.First)
	for name, series := range settled {
		settled[name] = seriesWithin(series, to.fetch.window, latest.Span)
	}
	latest.byAPI = asOf
	if to.shares(to.queue) && !asOf.IsZero() {
		latest.asOf = asOf
		to.share(settled, cut, latest)
	}
	for name, series := range settled {
		to.values.update(valueKey{to.known, to.queue.key, name}, func(held *result) *result {
			next := held.withRun(latest, series, f, oldest, seriesPerIndicator(to.api))
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

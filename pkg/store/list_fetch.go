package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// pagesAtOnce is how many pages of a window are under way together: one after the other, the time that the API takes for
// each would keep calls below their rate.
const pagesAtOnce = 8

// errEnough ends a fetch of older entries than an answer has room for.
var errEnough = errors.New("there are more entries than one answer has")

// hasEnough tells that the entries after the window of a fetch are as many as an answer has room for, so that nobody needs
// those of the window.
func (s *Store) hasEnough(key seriesKey, f *fetch) bool {
	if s.api.List == nil || s.api.List.PageSize == 0 {
		return false
	}
	return s.lists.count(listKeyOf(s, key), rtc.Span{First: f.window.End, End: f.until}) >= maxRows
}

// lister fetches the pages of one window.
type lister struct {
	*sender
	period rtc.Period
	asked  time.Time

	mu         sync.Mutex
	last       rtc.Page // the one with the highest number so far
	lastNumber int
	unreadable int // entries so far
}

// list makes the calls of a fetch of entries, and keeps what they bring.
func (to *sender) list() error {
	now := to.now()
	oldest := now.Add(to.api.LookBackMargin()/2 - to.api.LookBack)
	grid, window := to.queue.key.grid, to.fetch.window
	l := &lister{sender: to, asked: now, period: rtc.Period{
		From: latest(grid.Start(window.First), oldest), To: earliest(grid.Start(window.End), now),
	}}
	if !l.period.From.Before(l.period.To) {
		return to.keepCells(nil, listCell{asked: now})
	}
	first, err := l.page(to.ctx, 1)
	if err != nil {
		return err
	}
	if to.queue.key.isCount() {
		total, err := countOf(first, to.api.List.PageSize)
		if err != nil {
			return err
		}
		return to.keepCells(nil, listCell{asked: now, total: total})
	}
	if err := l.more(first); err != nil {
		return err
	}
	return l.keep()
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// isCount tells that entries are counted over one range instead of listed by cells.
func (k seriesKey) isCount() bool { return k.grid != k.api.Cells() }

// countOf is how many entries there are, by their first page.
func countOf(first rtc.Page, pageSize int) (int, error) {
	if first.Total < 0 && first.Entries >= pageSize {
		return 0, &rtc.Error{Cause: errors.New("the answer has no total")}
	}
	return max(first.Total, first.Entries), nil
}

// more fetches the pages after the first. How many there are is what the first says; where the list grew meanwhile, the
// last is full, and there are more.
func (l *lister) more(first rtc.Page) error {
	size := l.api.List.PageSize
	if size == 0 {
		return nil
	}
	most := maxRows / size
	known := min(pagesFor(max(first.Total, first.Entries), size), most)
	l.expect(known - 1)
	group, ctx := errgroup.WithContext(l.ctx)
	group.SetLimit(pagesAtOnce)
	for number := 2; number <= known; number++ {
		group.Go(func() error {
			_, err := l.page(ctx, number)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for number := max(known, 1) + 1; number <= most && l.last.Entries == size; number++ {
		l.expect(1)
		if _, err := l.page(l.ctx, number); err != nil {
			return err
		}
	}
	return nil
}

// expect tells those who wait how many calls are still to come.
func (l *lister) expect(calls int) {
	l.sender.mu.Lock()
	defer l.sender.mu.Unlock()
	l.fetch.left = calls
}

// page fetches one page.
func (l *lister) page(ctx context.Context, number int) (rtc.Page, error) {
	asked := rtc.ListRequest{
		API: l.api, AppID: l.queue.key.appID, Period: l.period, Filter: l.queue.filter, Page: number,
	}
	turn := l.turn
	if number > 1 {
		turn = func(ctx context.Context) (*quota.Ticket, error) { return l.pageTurn(ctx, number) }
	}
	page, err := call(trace.ContextWithSpanContext(ctx, l.fetch.trace), l.caller, turn,
		func(ctx context.Context, send func() time.Time) (rtc.Page, error) {
			l.noteText(asked)
			page, err := l.client.List(ctx, asked, send)
			l.noteTrouble(err)
			return page, err
		})
	if err != nil {
		return page, err
	}
	l.allowed(l.scopes(l.queue.key)...)
	l.add(number, page)
	return page, nil
}

// pageTurn waits for the turn of a further page. Its round is a later one, so that the first page of others comes before.
func (l *lister) pageTurn(ctx context.Context, number int) (*quota.Ticket, error) {
	l.sender.mu.Lock()
	order := l.fetch.order()
	order.Round += number - 1
	ticket := l.quota.Join(order)
	l.sender.mu.Unlock()
	return ticket, ticket.Wait(ctx)
}

// noteText tells those who wait what is asked for, once for all pages.
func (l *lister) noteText(asked rtc.ListRequest) {
	l.sender.mu.Lock()
	defer l.sender.mu.Unlock()
	l.fetch.calls++
	if text := asked.Text(); !slices.Contains(l.fetch.bodies, text) {
		l.fetch.bodies = append(l.fetch.bodies, text)
	}
}

// add takes the entries of a page.
func (l *lister) add(number int, page rtc.Page) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unreadable += page.Entries - len(page.Rows)
	if number > l.lastNumber {
		l.last, l.lastNumber = page, number
	}
	l.sender.mu.Lock()
	defer l.sender.mu.Unlock()
	l.fetch.rows = append(l.fetch.rows, page.Rows...)
	if number > 1 {
		l.fetch.left = max(0, l.fetch.left-1)
	}
}

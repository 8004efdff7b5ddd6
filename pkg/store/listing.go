package store

import (
	"math"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// listBytes bounds the lists that a process keeps, for all accounts together: about 200,000 entries.
	listBytes = 64 << 20

	// listTTL is how long a cell of time is believed in which an entry still lasts, or may still begin.
	listTTL = 15 * time.Second

	// maxRows is the most entries of one answer, and the most that are fetched for one app.
	maxRows = 5000

	// cellBytes is about what a cell takes beside its entries.
	cellBytes = 200
)

// listings keeps what the APIs that list entries gave, up to a number of bytes; what was not asked for longest goes first.
type listings struct {
	mu      sync.Mutex
	budget  int
	bytes   int
	entries *simplelru.LRU[valueKey, *listing]
}

// listing has the entries of an app, by the cell of time in which they began. The lock of listings guards it.
type listing struct {
	cells map[int64]listCell
	bytes int
}

// listCell is what one fetch brought of a cell. It never changes.
type listCell struct {
	rows    []rtc.Row
	total   int           // of what was counted only
	asked   time.Time     // when it was asked for
	good    time.Duration // how long it is believed from then on
	cut     int           // the number of cells of the window whose entries were too many; 0 if all came
	hasMore bool
	lost    bool // an entry of the window moved between pages and did not come
	bytes   int
}

func newListings(budget int) *listings {
	l := &listings{budget: budget}
	// The constructor fails only on a size below one; the bound is that of bytes.
	l.entries, _ = simplelru.NewLRU(math.MaxInt, func(_ valueKey, held *listing) { l.bytes -= held.bytes })
	return l
}

func listKeyOf(s *Store, key seriesKey) valueKey { return valueKey{s.known, key, everything} }

// missing are the cells of a span that have to be asked for at a moment. A cell that was cut in a longer window than the
// span is missing: a shorter one may bring all of it.
func (l *listings) missing(key valueKey, within rtc.Span, now time.Time) spans {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, ok := l.entries.Get(key)
	if !ok {
		return spansOf(within)
	}
	var gone spans
	for number := within.First; number < within.End; number++ {
		if cell, ok := held.cells[number]; !ok || cell.cut > within.Len() || now.Sub(cell.asked) >= cell.good {
			gone = gone.add(rtc.Span{First: number, End: number + 1})
		}
	}
	return gone
}

// isWhole tells that all entries of a span are known at a moment.
func (l *listings) isWhole(key valueKey, within rtc.Span, now time.Time) bool {
	lacks := func(cell listCell) bool { return cell.cut > 0 || cell.hasMore || cell.lost }
	return len(l.missing(key, within, now)) == 0 && !slices.ContainsFunc(l.cellsOf(key, within), lacks)
}

// cellsOf gives what is known of the cells of a span, the newest first.
func (l *listings) cellsOf(key valueKey, within rtc.Span) []listCell {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, ok := l.entries.Get(key)
	if !ok {
		return nil
	}
	var cells []listCell
	for number := within.End - 1; number >= within.First; number-- {
		if cell, ok := held.cells[number]; ok {
			cells = append(cells, cell)
		}
	}
	return cells
}

// count is how many entries are known of a span.
func (l *listings) count(key valueKey, within rtc.Span) int {
	count := 0
	for _, cell := range l.cellsOf(key, within) {
		count += len(cell.rows)
	}
	return count
}

// keep replaces what is known of the cells of a window, and drops those before oldest.
func (l *listings) keep(key valueKey, window rtc.Span, cells map[int64]listCell, oldest int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held, ok := l.entries.Get(key)
	if !ok {
		held = &listing{cells: map[int64]listCell{}}
		l.entries.Add(key, held)
	}
	before := held.bytes
	for number, cell := range held.cells {
		if number < oldest || window.Contains(number) {
			held.bytes -= cell.bytes
			delete(held.cells, number)
		}
	}
	for number, cell := range cells {
		cell.bytes = cellBytes
		for _, row := range cell.rows {
			cell.bytes += row.Size()
		}
		held.cells[number] = cell
		held.bytes += cell.bytes
	}
	l.bytes += held.bytes - before
	for l.bytes > l.budget && l.entries.Len() > 0 {
		l.entries.RemoveOldest()
	}
}

// forget drops the lists of an account.
func (l *listings) forget(account *knowledge) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, key := range l.entries.Keys() {
		if key.account == account {
			l.entries.Remove(key)
		}
	}
}

// missing are the buckets, or the cells of a list, that have to be asked for at a moment.
func (s *Store) missing(key seriesKey, indicator string, within rtc.Span, now time.Time) spans {
	if s.api.List != nil {
		return s.lists.missing(listKeyOf(s, key), within, now)
	}
	return s.values.peek(valueKey{s.known, key, indicator}).missing(within, s.freshness(key.grid), now)
}

// use counts that somebody asks for an indicator.
func (s *Store) use(key seriesKey, indicator string) {
	if s.api.List == nil {
		s.values.use(valueKey{s.known, key, indicator})
	}
}

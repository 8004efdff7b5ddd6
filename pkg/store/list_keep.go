package store

import (
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// keep puts the entries of the window in memory, each in the cell in which it began.
func (l *lister) keep() error {
	grid, window := l.queue.key.grid, l.fetch.window
	rows := distinct(l.fetch.rows)
	size := l.api.List.PageSize
	cut := size > 0 && (l.last.Total > maxRows || l.lastNumber*size >= maxRows && l.last.Entries >= size)
	lost := !cut && len(rows)+l.unreadable < l.last.Total // an entry moved from a page that came to one that was there already
	kept := listCell{asked: l.asked, hasMore: l.last.HasMore}
	switch {
	case cut:
		kept.cut, kept.good = window.Len(), l.options.CacheTTL
	case lost:
		kept.lost, kept.good = true, l.options.CacheTTL
	}
	byCell := map[int64][]rtc.Row{}
	for _, row := range rows {
		cell := window.First
		if began := row.Began(); !began.IsZero() {
			cell = min(max(grid.Bucket(began), window.First), window.End-1)
		}
		byCell[cell] = append(byCell[cell], row)
	}
	return l.keepCells(byCell, kept)
}

// keepCells puts entries in memory. A cell that had passed when it was asked for is believed as long as its entries are.
func (to *sender) keepCells(rows map[int64][]rtc.Row, kept listCell) error {
	grid, window := to.queue.key.grid, to.fetch.window
	past := kept.asked.Add(-to.api.Delay)
	took := to.now().Sub(kept.asked) // which may be longer than what is not final is good for
	cells := map[int64]listCell{}
	for number := window.First; number < window.End; number++ {
		cell := kept
		cell.rows = rows[number]
		if cell.good == 0 {
			cell.good = listTTL
			if !grid.Start(number + 1).After(past) {
				cell.good = max(listTTL, staysFor(cell.rows, past))
			}
		}
		if cell.good < rtc.Forever {
			cell.good += took
		}
		cells[number] = cell
	}
	oldest := min(grid.Bucket(kept.asked.Add(-to.api.LookBack)), window.First)
	to.lists.keep(listKeyOf(to.Store, to.queue.key), window, cells, oldest)
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.answered[everything] = true
	return nil
}

// staysFor is how long entries are believed to stay as they were at a moment.
func staysFor(rows []rtc.Row, at time.Time) time.Duration {
	shortest := rtc.Forever
	for _, row := range rows {
		shortest = min(shortest, row.StaysFor(at))
	}
	return shortest
}

// distinct has each entry once, in the order of the first time that it comes and as it was the last time.
func distinct(rows []rtc.Row) []rtc.Row {
	place := map[rtc.RowKey]int{}
	var once []rtc.Row
	for _, row := range rows {
		key := row.Key()
		if i, seen := place[key]; seen {
			once[i] = row
			continue
		}
		place[key] = len(once)
		once = append(once, row)
	}
	return once
}

package plugin

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"volcengine-rtc-datasource/pkg/store"
)

// sortOrder is that of the rows of a distribution; the values are part of the public contract.
type sortOrder string

const (
	sortAPI        sortOrder = "" // as the API gives them
	sortDescending sortOrder = "desc"
	sortAscending  sortOrder = "asc"
	sortName       sortOrder = "name"
)

// sortOf checks the order of a query.
func sortOf(asked queryType, stored string) (sortOrder, error) {
	order := sortOrder(stored)
	switch {
	case !slices.Contains([]sortOrder{sortAPI, sortDescending, sortAscending, sortName}, order):
		return "", badQuery("Sort order %q is not known; use desc, asc or name.", stored)
	case order != sortAPI && !asked.api.Total:
		return "", badQuery("Query type %q has no sort order; remove it.", asked.name)
	}
	return order, nil
}

// sort orders rows by the first values of the answer, the highest or the lowest first and at the end those without one,
// or by their places, in Chinese by pinyin.
func (o sortOrder) sort(rows []placeRow, all []store.Series) []placeRow {
	switch o {
	case sortName:
		collator := collate.New(language.SimplifiedChinese)
		slices.SortStableFunc(rows, func(a, b placeRow) int { return collator.CompareString(a.place, b.place) })
	case sortDescending, sortAscending:
		values := firstValues(all)
		slices.SortStableFunc(rows, func(a, b placeRow) int {
			x, hasX := values[a]
			y, hasY := values[b]
			switch {
			case !hasX || !hasY:
				return compareBool(hasY, hasX)
			case o == sortDescending:
				return cmp.Compare(y, x)
			default:
				return cmp.Compare(x, y)
			}
		})
	}
	return rows
}

// firstValues are those of the first column.
func firstValues(all []store.Series) map[placeRow]float64 {
	values := map[placeRow]float64{}
	for _, series := range all {
		if columnName(series) == columnName(all[0]) {
			values[rowOf(series)] = series.Values[0]
		}
	}
	return values
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

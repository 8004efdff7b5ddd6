package plugin

import (
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// shareSuffix is what the name of a field has at its end whose values are shares.
const shareSuffix = "share"

// addTable gives a frame a row for each place, and fields for the values and shares of each indicator.
func addTable(frame *data.Frame, answer store.Answer, order sortOrder, names legend) {
	frame.Meta.Type = data.FrameTypeNumericLong
	if len(answer.Series) == 0 {
		return
	}
	table := placeTable{names: names, order: order.sort(rowsOf(answer.Series), answer.Series), rows: map[placeRow]int{}}
	for i, row := range table.order {
		table.rows[row] = i
	}
	table.addColumns(answer.Series)
	for _, series := range answer.Series {
		table.values[table.column(series)].Set(table.rows[rowOf(series)], &series.Values[0])
	}
	frame.Fields = append(table.keys(), table.values...)
}

// placeTable collects the series of an answer, each of which is one value of a table.
type placeTable struct {
	names  legend
	order  []placeRow
	rows   map[placeRow]int
	values []*data.Field
}

// placeRow is what a row of the table is for.
type placeRow struct{ appID, place string }

func rowOf(series store.Series) placeRow { return placeRow{series.AppID, series.Place} }

// rowsOf are the rows in the order of the answer.
func rowsOf(all []store.Series) []placeRow {
	var rows []placeRow
	seen := map[placeRow]bool{}
	for _, series := range all {
		if row := rowOf(series); !seen[row] {
			seen[row] = true
			rows = append(rows, row)
		}
	}
	return rows
}

// keys are the fields that tell the rows apart: the place, for countries with the code that maps join on, and the app
// where there are several.
func (t *placeTable) keys() []*data.Field {
	column := func(name string, text func(placeRow) string) *data.Field {
		texts := make([]string, len(t.order))
		for i, row := range t.order {
			texts[i] = text(row)
		}
		return data.NewField(name, nil, texts)
	}
	fields := []*data.Field{column(strings.ToLower(t.names.dimension), func(row placeRow) string { return row.place })}
	if t.names.dimension == "Country" {
		fields = append(fields, column("iso", func(row placeRow) string { return countryCode(row.place) }))
	}
	if t.names.severalApps {
		fields = append(fields, column("app_id", func(row placeRow) string { return row.appID }),
			column("app_name", func(row placeRow) string { return t.names.appName(row.appID) }))
	}
	return fields
}

// addColumns makes a field for each name that the API answers with, and for its shares.
func (t *placeTable) addColumns(all []store.Series) {
	var columns []store.Series
	var labels []string
	for _, series := range all {
		if t.column(series) >= 0 {
			continue
		}
		columns = append(columns, series)
		labels = append(labels, t.names.indicators.describeSeries(series).Label)
		t.values = append(t.values, data.NewField(columnName(series), nil, make([]*float64, len(t.order))))
	}
	t.names.tellApart(labels, columns)
	for i, field := range t.values {
		described := t.names.indicators.describeSeries(columns[i])
		field.Config = &data.FieldConfig{DisplayNameFromDS: labels[i], Unit: described.Unit, Description: described.Description}
	}
}

// column is the field of a series, -1 if it has none.
func (t *placeTable) column(series store.Series) int {
	return slices.IndexFunc(t.values, func(field *data.Field) bool { return field.Name == columnName(series) })
}

func columnName(series store.Series) string {
	if series.Share {
		return series.Name + " " + shareSuffix
	}
	return series.Name
}

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
func addTable(frame *data.Frame, answer store.Answer, names legend) {
	frame.Meta.Type = data.FrameTypeNumericLong
	table := placeTable{rows: map[placeRow]int{}, names: names}
	for _, series := range answer.Series {
		table.addRow(series)
	}
	if len(table.order) == 0 {
		return
	}
	for _, series := range answer.Series {
		table.addValue(series)
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

// addRow makes room for a series.
func (t *placeTable) addRow(series store.Series) {
	row := placeRow{series.AppID, series.Place}
	if _, known := t.rows[row]; known {
		return
	}
	t.rows[row] = len(t.order)
	t.order = append(t.order, row)
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

// addValue puts a series into the field of its name.
func (t *placeTable) addValue(series store.Series) {
	row := t.rows[placeRow{series.AppID, series.Place}]
	name := series.Name
	if series.Share {
		name += " " + shareSuffix
	}
	place := slices.IndexFunc(t.values, func(field *data.Field) bool { return field.Name == name })
	if place < 0 {
		place = len(t.values)
		t.values = append(t.values, t.valueField(name, series))
	}
	t.values[place].Set(row, &series.Values[0])
}

func (t *placeTable) valueField(name string, series store.Series) *data.Field {
	described := t.names.indicators.describeSeries(series)
	field := data.NewField(name, nil, make([]*float64, len(t.order)))
	field.Config = &data.FieldConfig{DisplayNameFromDS: described.Label, Unit: described.Unit, Description: described.Description}
	return field
}

package main

import "strings"

// Panels of the distributions, whose tables have a row for each dimension value, in the order of the query.

// qualityTable has a row for each dimension value: who can join, who sees and hears, whose calls stall.
func qualityTable(l language, dimension string, description string, t target) panel {
	p := newPanel("table", byDimension(l, l.of("Quality", "质量"), dimension), description, chartHeight, t).translated(l, joined, decoded, stalled)
	p.Options = tableOptions()
	p.Transformations = append(p.Transformations, organized(object{}, object{strings.ToLower(t.Dimension): dimension}, object{}))
	// Not the stall rate: it is not settled whether a high value is good or bad.
	p.FieldConfig["overrides"] = []object{
		{"matcher": object{"id": "byRegexp", "options": "/" + joined(l) + "/"}, "properties": coloredCells(joinsWell, "color-text")},
		{"matcher": object{"id": "byRegexp", "options": "/" + decoded(l) + "/"}, "properties": coloredCells(mediaWell, "color-text")},
	}
	return p.with(percent()).with(object{"custom": tableFields()})
}

// coloredCells are the options of a column whose values are coloured.
func coloredCells(well int, kind string) []object {
	return []object{
		{"id": "unit", "value": "percent"}, {"id": "thresholds", "value": thresholds(well)}, {"id": "color", "value": object{"mode": "thresholds"}},
		{"id": "custom.cellOptions", "value": object{"type": kind}},
	}
}

// qualityByPlaces are tables by operating system, by network type and by province. Each costs a call for each indicator.
func qualityByPlaces(l language, description, queryType string) []panel {
	table := func(name, dimension string) panel {
		t := distribution(queryType, dimension, joinRate, recvRate, stallRate).sorted(lowestFirst)
		return qualityTable(l, name, description, t)
	}
	return []panel{table(operatingSystem(l), byOS), table(networkType(l), byNetwork), table(province(l), byProvince)}
}

// usersByDimension shows where the most users are. Their shares come in a field of their own, which would be a second
// bar of another unit.
func usersByDimension(l language, title, description string, t target) panel {
	p := barChart(title, description, t).named(users(l)).with(object{"unit": "short", "color": object{"mode": "palette-classic"}})
	p.Transformations = []object{withoutShares(), {"id": "limit", "options": object{"limitField": "15"}}}
	return p
}

// usersOnMap draws a circle for each country. The field iso has the codes that Grafana's list of countries knows.
func usersOnMap(l language, title, description string, t target) panel {
	p := newPanel("geomap", title, description, mapHeight, t).named(users(l)).with(object{"unit": "short"})
	p.Transformations = []object{withoutShares()}
	p.Options = object{
		"basemap":  object{"type": "default", "name": "Basemap", "config": object{}},
		"controls": object{"showZoom": true, "mouseWheelZoom": false, "showAttribution": true},
		"tooltip":  object{"mode": "details"},
		"view":     object{"id": "zero", "lat": 0, "lon": 0, "zoom": 1, "allLayers": true},
		"layers": []object{{
			"type": "markers", "name": users(l), "tooltip": true,
			"location": object{"mode": "lookup", "lookup": "iso", "gazetteer": "public/gazetteer/countries.json"},
			"config": object{"showLegend": false, "style": object{
				"size":    object{"field": users(l), "fixed": 5, "min": 4, "max": 30},
				"color":   object{"fixed": "blue"},
				"opacity": 0.5,
				"symbol":  object{"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
			}},
		}},
	}
	return p
}

// named names the numbers of a table, and may set more options of theirs.
func (p panel) named(name string, options ...object) panel {
	p.FieldConfig["overrides"] = []object{override("byType", "number", name, options...)}
	return p
}

func override(matcher, field, name string, options ...object) object {
	return object{
		"matcher":    object{"id": matcher, "options": field},
		"properties": append([]object{{"id": "displayName", "value": name}}, options...),
	}
}

// overridden sets options of the field of a name.
func overridden(field string, options ...object) object {
	return object{"matcher": object{"id": "byName", "options": field}, "properties": options}
}

func withoutShares() object {
	return object{"id": "filterFieldsByName", "options": object{"exclude": object{"pattern": "/ share$/"}}}
}

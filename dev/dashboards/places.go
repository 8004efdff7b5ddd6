package main

// Panels of the distributions, whose tables have a row for each dimension value, in the order of the query.

// rateByDimension compares a rate.
func rateByDimension(l language, title, description string, t target) panel {
	p := barChart(title, description, t).named(joined(l)).with(percent()).with(rateThresholds())
	// Without this bars would begin at 0, and no difference could be seen.
	p.defaults()["custom"].(object)["axisSoftMin"] = 90
	return p
}

// usersByDimension shows where the most users are. Their shares come in a field of their own, which would be a second
// bar of another unit.
func usersByDimension(l language, title, description string, t target) panel {
	p := barChart(title, description, t).named(users(l)).with(object{"unit": "short", "color": object{"mode": "palette-classic"}})
	p.Transformations = []object{withoutShares(), {"id": "limit", "options": object{"limitField": "15"}}}
	return p
}

// rateTable has a row for each dimension value.
func rateTable(l language, title, description string, t target) panel {
	p := newPanel("table", title, description, chartHeight, t).named(joined(l), object{
		"id": "custom.cellOptions", "value": object{"type": "color-text"}, // for all it would color the places as well
	}).with(percent()).with(rateThresholds())
	p.Options = object{"cellHeight": "sm", "showHeader": true}
	p.Transformations = []object{{"id": "organize", "options": object{
		"excludeByName": object{}, "indexByName": object{}, "renameByName": object{"province": l.of("Province", "省份")},
	}}}
	return p.with(object{"custom": object{"align": "auto", "filterable": false}})
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

func withoutShares() object {
	return object{"id": "filterFieldsByName", "options": object{"exclude": object{"pattern": "/ share$/"}}}
}

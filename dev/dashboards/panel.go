package main

import "maps"

// panel is a panel of the dashboard JSON, as far as it is used.
type panel struct {
	ID               int      `json:"id"`
	Type             string   `json:"type"`
	Title            string   `json:"title"`
	Description      string   `json:"description,omitempty"`
	GridPos          gridPos  `json:"gridPos"`
	Datasource       object   `json:"datasource,omitempty"`
	Targets          []target `json:"targets,omitempty"`
	TimeFrom         string   `json:"timeFrom,omitempty"`
	TimeShift        string   `json:"timeShift,omitempty"`
	HideTimeOverride bool     `json:"hideTimeOverride,omitempty"`
	FieldConfig      object   `json:"fieldConfig,omitempty"`
	Options          object   `json:"options,omitempty"`
	Transformations  []object `json:"transformations,omitempty"`

	// Of a row only.
	Collapsed *bool   `json:"collapsed,omitempty"`
	Panels    []panel `json:"panels,omitzero"`

	height int
}

type gridPos struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

func newPanel(kind, title, description string, height int, targets ...target) panel {
	for i := range targets {
		targets[i].RefID = string(rune('A' + i))
	}
	return panel{
		Type: kind, Title: title, Description: description, Datasource: chosenDatasource, Targets: targets, height: height,
		FieldConfig: object{"defaults": object{}, "overrides": []object{}},
	}
}

func (p panel) defaults() object { return p.FieldConfig["defaults"].(object) }

// with sets standard options of the fields, such as unit and min.
func (p panel) with(defaults object) panel {
	maps.Copy(p.defaults(), defaults)
	return p
}

// last shows this much time whatever the dashboard's range: lines by the hour or finer are too dense to read over four
// weeks, and a total covers 7 days at most.
func (p panel) last(length string) panel {
	p.TimeFrom = length
	return p
}

// weekOfDays shows the newest final day and the seven before it, so that the first and the last are the same weekday.
// The moment 32 h ago, a day and the 8 h of data delay, always lies in the newest final day.
func (p panel) weekOfDays() panel {
	p.TimeFrom, p.TimeShift, p.HideTimeOverride = "7d", "32h", true
	return p
}

// linkedToAppDetail makes a series open the other dashboard for its app.
func (p panel) linkedToAppDetail(l language) panel {
	return p.with(object{"links": []object{{
		"title": l.of("Open the app's dashboard", "打开该应用的仪表板"),
		"url":   "/d/rtc-app-detail" + l.uidSuffix + "?${datasource:queryparam}&var-app=${__field.labels.app_id}",
	}}})
}

package main

import (
	"maps"
	"strings"
)

// panel is a panel of the dashboard JSON, as far as it is used.
type panel struct {
	ID              int      `json:"id"`
	Type            string   `json:"type"`
	Title           string   `json:"title"`
	Description     string   `json:"description,omitempty"`
	GridPos         gridPos  `json:"gridPos"`
	Datasource      object   `json:"datasource,omitempty"`
	Targets         []target `json:"targets,omitempty"`
	FieldConfig     object   `json:"fieldConfig,omitempty"`
	Options         object   `json:"options,omitempty"`
	Transformations []object `json:"transformations,omitempty"`

	// Of a text only, which has no data.
	Transparent bool `json:"transparent,omitempty"`

	// Of a row only.
	Collapsed *bool   `json:"collapsed,omitempty"`
	Panels    []panel `json:"panels,omitzero"`

	height, width int // a width of 0 is an equal share of what the others of the row leave
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

// numbered gives a panel the id that alert rules of former versions know it by.
func (p panel) numbered(id int) panel {
	p.ID = id
	return p
}

// wide sets the panel's share of the 24 columns.
func (p panel) wide(columns int) panel {
	p.width = columns
	return p
}

// transformed appends transformations.
func (p panel) transformed(steps ...object) panel {
	p.Transformations = append(p.Transformations, steps...)
	return p
}

// neutral gives all series one colour, so that it says nothing about the value.
func (p panel) neutral() panel {
	return p.with(object{"color": object{"mode": "fixed", "fixedColor": neutral}})
}

// about adds to the description.
func (p panel) about(text string) panel {
	p.Description = strings.TrimSpace(p.Description + " " + text)
	return p
}

package main

// object is a JSON object of Grafana's schema whose fields are not worth a type of their own here.
type object = map[string]any

// schemaVersion is that of Grafana 12.0. A later Grafana migrates it; an earlier schema than needed opens everywhere.
const schemaVersion = 41

// dashboard is Grafana's dashboard JSON, schema v1, as far as it is used.
type dashboard struct {
	UID           string   `json:"uid"`
	Title         string   `json:"title"`
	Description   string   `json:"description"`
	Tags          []string `json:"tags"`
	SchemaVersion int      `json:"schemaVersion"`
	Editable      bool     `json:"editable"`
	GraphTooltip  int      `json:"graphTooltip"`
	Timezone      string   `json:"timezone"`
	Time          object   `json:"time"`
	Refresh       string   `json:"refresh"`
	Annotations   object   `json:"annotations"`
	Templating    object   `json:"templating"`
	Links         []object `json:"links"`
	Panels        []panel  `json:"panels"`
}

// sharedCrosshair shows the moment under the mouse in every panel.
const sharedCrosshair = 1

// pace is what time a dashboard is about.
type pace struct {
	from, timezone, refresh string
}

var (
	overWeek = pace{
		// A distribution adds up 7 days at most.
		from: "now-7d", timezone: "Asia/Shanghai", refresh: "1h",
	}
	overWeeks = pace{
		// Four whole weeks. The API gives 30 days, and now-30d would reach a little beyond and get a warning.
		from: "now-28d",
		// The API's days begin at midnight in UTC+8; in another zone a day's bar would begin at a strange hour.
		timezone: "Asia/Shanghai",
		refresh:  "1h", // the next hour is final an hour later
	}
	overAnHour = pace{
		// The real-time APIs give an hour, and the whole of it would reach a little beyond.
		from: "now-55m", timezone: "browser", refresh: "30s",
	}
	// overTheMoment is an hour until a link brings another range.
	overTheMoment = pace{from: "now-55m", timezone: "browser", refresh: "1m"}
	overMinutes   = pace{
		from: "now-30m", timezone: "browser",
		// The API has a new value every 30 seconds. To ask more often costs no call, and shows it sooner.
		refresh: "10s",
	}
)

// dashboard sets what the dashboards have in common.
func (p pace) dashboard(l language, uid, title, description string, variables []object, rows ...[]panel) dashboard {
	return dashboard{
		UID: uid + l.uidSuffix, Title: title, Description: description,
		Tags:          []string{"volcengine-rtc", l.tag},
		SchemaVersion: schemaVersion, Editable: true, GraphTooltip: sharedCrosshair,
		Timezone:    p.timezone,
		Time:        object{"from": p.from, "to": "now"},
		Refresh:     p.refresh,
		Annotations: object{"list": []object{alertAnnotations(l)}},
		Templating:  object{"list": variables},
		Links:       links(l),
		Panels:      arrange(rows),
	}
}

// alertAnnotations is the query that every dashboard has built in: it marks the state changes of linked alert rules.
func alertAnnotations(l language) object {
	return object{
		"name": l.of("Annotations & Alerts", "注释和告警"), "builtIn": 1, "enable": true, "hide": true,
		"iconColor": "rgba(0, 211, 255, 1)", "type": "dashboard", "datasource": object{"type": "grafana", "uid": "-- Grafana --"},
	}
}

func links(l language) []object {
	return []object{
		{
			"title": l.of("RTC dashboards", "RTC 仪表板"), "type": "dashboards", "tags": []string{"volcengine-rtc", l.tag},
			"asDropdown": true, "icon": "dashboard", "includeVars": false, "keepTime": true, "targetBlank": false, "tooltip": "", "url": "",
		},
		{
			"title": l.of("RTC console", "RTC 控制台"), "type": "link", "url": "https://console.volcengine.com/rtc", "tags": []string{},
			"asDropdown": false, "icon": "external link", "includeVars": false, "keepTime": false, "targetBlank": true,
			"tooltip": l.of("Apps and their settings at Volcengine", "在火山引擎查看应用及其设置"),
		},
	}
}

const gridWidth = 24

// arrange places the panels row by row, those of a row side by side, and numbers them.
func arrange(rows [][]panel) []panel {
	var placed []panel
	ids := newNumbers(rows)
	y := 0
	for _, row := range rows {
		x := 0
		for i, p := range row {
			if p.width == 0 {
				p.width = (gridWidth - x) / (len(row) - i)
			}
			p.GridPos = gridPos{X: x, Y: y, W: p.width, H: row[0].height}
			p.ID = ids.of(p)
			p.Panels = below(p.Panels, y+1, ids)
			placed = append(placed, p)
			x += p.width
		}
		y += row[0].height
	}
	return placed
}

// below places the panels of a collapsed row under it, two side by side.
func below(panels []panel, y int, ids numbers) []panel {
	for i := range panels {
		x, width := i%2*gridWidth/2, gridWidth/2
		panels[i].ID = ids.of(panels[i])
		panels[i].GridPos = gridPos{X: x, Y: y + i/2*panels[i].height, W: width, H: panels[i].height}
	}
	return panels
}

// numbers are the ids of a dashboard's panels. A panel that alert rules of former versions are linked to keeps its own.
type numbers map[int]bool

func newNumbers(rows [][]panel) numbers {
	taken := numbers{}
	for _, row := range rows {
		for _, p := range row {
			taken[p.ID] = true
		}
	}
	return taken
}

func (n numbers) of(p panel) int {
	if p.ID > 0 {
		return p.ID
	}
	id := 1
	for n[id] {
		id++
	}
	n[id] = true
	return id
}

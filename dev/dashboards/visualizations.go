package main

const (
	statHeight  = 6
	chartHeight = 8
	mapHeight   = 12
	textHeight  = 5
)

// latestStat shows the latest value of a series, with the way there behind it.
func latestStat(title, description string, targets ...target) panel {
	p := newPanel("stat", title, description, statHeight, targets...)
	p.Options = object{
		"colorMode": "none", "graphMode": "area", "justifyMode": "auto", "orientation": "auto", "textMode": "value",
		"wideLayout": true, "showPercentChange": false, "percentChangeColorMode": "standard",
		"reduceOptions": object{"calcs": []string{"lastNotNull"}, "fields": "", "values": false},
	}
	return p
}

// neutral is the colour of what is neither good nor bad.
const neutral = "blue"

// latestDayStat shows the latest complete day of the range, with the days before it behind. showNames tells several
// series apart.
func latestDayStat(title, description string, showNames bool, targets ...target) panel {
	p := latestStat(title, description, targets...)
	if showNames {
		return p.withNames()
	}
	return p
}

// withNames shows the names of a stat panel's series.
func (p panel) withNames() panel {
	p.Options["textMode"] = "value_and_name"
	return p
}

func timeSeries(title, description string, custom object, targets ...target) panel {
	p := newPanel("timeseries", title, description, chartHeight, targets...)
	p.Options = object{
		"legend":  object{"calcs": []string{}, "displayMode": "list", "placement": "bottom", "showLegend": true},
		"tooltip": object{"mode": "multi", "sort": "desc"},
	}
	return p.with(object{"custom": custom, "color": object{"mode": "palette-classic"}})
}

func timelineOptions() object {
	return object{
		"mergeValues": true, "showValue": "never", "alignValue": "left", "rowHeight": 0.8,
		"legend":  object{"calcs": []string{}, "displayMode": "list", "placement": "bottom", "showLegend": true},
		"tooltip": object{"mode": "single", "sort": "none"},
	}
}

// lines leave a gap where the API gives no value.
func lines(title, description string, targets ...target) panel {
	return timeSeries(title, description, object{
		"drawStyle": "line", "lineInterpolation": "linear", "lineWidth": 2, "fillOpacity": 0, "showPoints": "auto", "pointSize": 5,
		"spanNulls": false, "stacking": object{"mode": "none", "group": "A"},
	}, targets...)
}

// bars stand after the time stamp, which is the start of the bucket, and are stacked over the series.
func bars(title, description string, targets ...target) panel {
	return timeSeries(title, description, object{
		"drawStyle": "bars", "barAlignment": 1, "barWidthFactor": 0.8, "lineWidth": 0, "fillOpacity": 80, "showPoints": "never",
		"stacking": object{"mode": "normal", "group": "A"},
	}, targets...)
}

// barChart has a bar for each row of a table.
func barChart(title, description string, targets ...target) panel {
	p := newPanel("barchart", title, description, chartHeight, targets...)
	p.Options = object{
		"orientation": "auto", "barWidth": 0.8, "groupWidth": 0.7, "barRadius": 0, "fullHighlight": false, "showValue": "auto",
		"stacking": "none", "xTickLabelRotation": 0, "xTickLabelSpacing": 0, "xTickLabelMaxLength": 0,
		"legend":  object{"calcs": []string{}, "displayMode": "list", "placement": "bottom", "showLegend": false},
		"tooltip": object{"mode": "single", "sort": "none"},
	}
	return p.with(object{"custom": object{"lineWidth": 0, "fillOpacity": 80}})
}

func tableOptions() object { return object{"cellHeight": "sm", "showHeader": true, "frameIndex": 0} }

func tableFields() object { return object{"align": "auto", "filterable": false, "inspect": false} }

// tableByApp has a row for each app, and the latest day, mean, minimum and maximum of an indicator as columns.
func tableByApp(l language, title, description, indicator string) panel {
	p := newPanel("table", title, description, chartHeight, operationData(daily, appName, indicator))
	p.Options = tableOptions()
	p.Transformations = []object{
		{"id": "reduce", "options": object{
			"mode": "seriesToRows", "labelsToFields": false, "reducers": []string{"lastNotNull", "mean", "min", "max"},
		}},
		organized(object{}, object{
			"Field": l.of("App", "应用"), "Last *": l.of("Latest complete day", "最近完整日"),
			"Mean": l.of("Mean", "平均"), "Min": l.of("Lowest", "最低"), "Max": l.of("Highest", "最高"),
		}, object{}),
	}
	return p.with(object{"unit": "short", "custom": tableFields()})
}

// row is the heading of the panels that follow it.
func row(title string) panel {
	return panel{Type: "row", Title: title, Collapsed: new(bool), Panels: []panel{}, height: 1}
}

// collapsedRow holds panels that ask for nothing until it is opened.
func collapsedRow(title string, panels ...panel) panel {
	collapsed := true
	return panel{Type: "row", Title: title, Collapsed: &collapsed, Panels: panels, height: 1}
}

// text is for what the panels cannot say.
func text(title, markdown string) panel {
	return panel{
		Type: "text", Title: title, height: textHeight,
		Options: object{"mode": "markdown", "content": markdown, "code": object{"language": "plaintext", "showLineNumbers": false, "showMiniMap": false}},
	}
}

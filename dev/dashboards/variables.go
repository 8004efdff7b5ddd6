package main

import "strings"

const (
	pluginID = "volcengine-rtc-datasource"

	// provisionedUID is the data source of provisioning/datasources. Where it does not exist, Grafana takes the first
	// one of the type.
	provisionedUID = "volcengine-rtc"
)

// chosenDatasource makes a dashboard work with any data source of the type, whatever its uid.
var chosenDatasource = object{"type": pluginID, "uid": "${datasource}"}

const (
	onDashboardLoad = 1 // when Grafana asks for the values of a variable
	everything      = "$__all"

	onTimeRangeChange = 2
)

func datasourceVariable(l language) object {
	return object{
		"name": "datasource", "type": "datasource", "label": l.of("Data source", "数据源"), "query": pluginID,
		"current": object{"text": "Volcengine RTC", "value": provisionedUID},
		"hide":    0, "includeAll": false, "multi": false, "options": []object{}, "refresh": onDashboardLoad, "regex": "",
	}
}

func queryVariable(name, label, queryType string) object {
	return object{
		"name": name, "type": "query", "label": label, "datasource": chosenDatasource, "definition": queryType,
		"query":   object{"refId": name, "queryType": queryType},
		"current": object{"text": "", "value": ""}, "hide": 0, "includeAll": false, "multi": false, "options": []object{},
		"refresh": onDashboardLoad, "regex": "", "sort": 0,
	}
}

// appVariable is one app, the first of the account until another is chosen.
func appVariable(l language) object {
	return queryVariable("app", l.of("App", "应用"), "apps")
}

// roomVariable is a room of the app, and the newest until another is chosen.
func roomVariable(l language) object {
	return chainedVariable("room", l.of("Room", "房间"), object{"queryType": "rooms", "appIds": []string{"$app"}})
}

// userVariable is a user of the room.
func userVariable(l language) object {
	return chainedVariable("user", l.of("User", "用户"), object{"queryType": "roomUsers", "appIds": []string{"$app"}, "roomId": chosenRoom})
}

// chainedVariable lists what was in the time range, by the values of other variables.
func chainedVariable(name, label string, query object) object {
	variable := queryVariable(name, label, query["queryType"].(string))
	query["refId"] = name
	variable["query"], variable["refresh"] = query, onTimeRangeChange
	return variable
}

func severalAppsVariable(l language) object {
	variable := appVariable(l)
	variable["multi"], variable["includeAll"] = true, true
	variable["current"] = object{"text": []string{"All"}, "value": []string{everything}}
	return variable
}

func indicatorVariable(l language) object {
	variable := queryVariable("indicator", l.of("Indicator", "指标"), "indicators")
	variable["multi"] = true
	variable["current"] = object{"text": []string{l.of("Users in calls", "通话人数")}, "value": []string{"user_count"}}
	return variable
}

// granularityVariable is what the queries with the granularity chosenGranularity follow.
func granularityVariable(l language) object {
	hour, day := l.of("By hour", "按小时"), l.of("By day", "按天")
	return object{
		"name": "granularity", "type": "custom", "label": l.of("Granularity", "聚合粒度"),
		"query": hour + " : 1h," + day + " : 1d",
		"options": []object{
			{"text": hour, "value": "1h", "selected": false},
			{"text": day, "value": "1d", "selected": true},
		},
		"current": object{"text": day, "value": "1d"},
		"hide":    0, "includeAll": false, "multi": false,
	}
}

// filterVariable is one value of a filter, or all of them.
func filterVariable(name, label string, values []string, chosen string) object {
	options := []object{{"text": "All", "value": everything, "selected": chosen == everything}}
	for _, value := range values {
		options = append(options, object{"text": value, "value": value, "selected": value == chosen})
	}
	current := object{"text": chosen, "value": chosen}
	if chosen == everything {
		current["text"] = "All"
	}
	return object{
		"name": name, "type": "custom", "label": label, "query": strings.Join(values, ","), "options": options,
		"current": current, "hide": 0, "includeAll": true, "multi": false,
	}
}

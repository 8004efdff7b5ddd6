package main

// now is where a person on call looks first: how many, is something broken, where, and since when.
func now(l language) dashboard {
	return overAnHour.dashboard(l, "rtc-now", l.of("RTC now", "RTC 当前状态"),
		l.of("All apps of an account on Volcengine RTC in the last hour, the worst first. While it is open, it costs each app a call to two APIs every 30 seconds.",
			"火山引擎 RTC 账号下所有应用最近一小时的情况，最差的排在最前。打开期间，每个应用每 30 秒向两个 API 各消耗 1 次调用。"),
		[]object{datasourceVariable(l), severalAppsVariable(l)},
		[]panel{
			sumOfApps(l.of("Users online, all apps", "在线人数（所有应用）"), aboutSum(l), onlineByApp(onlineUserCount)).wide(4),
			sumOfApps(l.of("Active rooms, all apps", "在线房间数（所有应用）"), aboutSum(l), onlineByApp(onlineRoomCount)).wide(4),
			worstApp(l, l.of("Lowest join success rate", "最低进房成功率"), aboutLiveQuality(l), joinsWell, realTimeQuality(appName, joinRate)).wide(5),
			worstApp(l, l.of("Lowest rate of first frames decoded", "最低首帧解码成功率"), aboutLiveQuality(l)+" "+aboutMedia(l), mediaWell, realTimeQuality(appName, recvRate)).wide(5),
			alertList(l),
		},
		[]panel{
			appsWorstFirst(l),
			history(l.of("Join success rate by app", "各应用的进房成功率"), aboutHistory(l), joinsWell, realTimeQuality(appName, joinRate)).linked(l, fromNow(l)...),
		},
		[]panel{
			lines(l.of("Users online by app", "各应用的在线人数"), aboutOnline(l), onlineByApp(onlineUserCount)).
				with(object{"unit": "short", "min": 0}).linked(l, fromNow(l)...),
			history(l.of("First frame decoded by app", "各应用的首帧解码成功率"), aboutHistory(l), mediaWell, realTimeQuality(appName, recvRate)).
				translated(l).linked(l, fromNow(l)...),
		},
		[]panel{appsShown(l).wide(4), text(l.of("What this dashboard costs", "本仪表板的开销"), costOfNow(l))},
	)
}

// onlineByApp asks for a series of each app that is named by the app alone.
func onlineByApp(indicator string) target { return realTimeOperationData(appName, indicator) }

func fromNow(l language) []link {
	return []link{toLive(l, appOfField), toRoomsOfTheMoment(l, appOfField), toQuality(l, appOfField)}
}

// sumOfApps adds up the newest value of each app. To add up point by point would be wrong at the end, where the newest
// value of some apps has come and that of others has not.
func sumOfApps(title, description string, t target) panel {
	p := latestStat(title, description, t).with(object{"unit": "short"}).neutral()
	p.Options["graphMode"] = "none"
	return p.transformed(
		object{"id": "reduce", "options": object{"mode": "reduceFields", "reducers": []string{"lastNotNull"}}},
		object{"id": "calculateField", "options": object{
			"mode": "reduceRow", "reduce": object{"reducer": "sum"}, "replaceFields": true, "alias": title,
		}},
	)
}

// worstApp shows the app, or the medium of an app, whose newest value is the lowest.
func worstApp(l language, title, description string, well int, t target) panel {
	p := latestStat(title, description, t).withNames().with(percent()).with(coloredBelow(well)).translated(l)
	p.Options["colorMode"], p.Options["graphMode"] = "background", "none"
	p.Options["reduceOptions"] = object{"calcs": []string{"lastNotNull"}, "fields": "", "values": true, "limit": 1}
	return p.transformed(reducedToRows(), sortedBy("Last *"), object{"id": "limit", "options": object{"limitField": "1"}})
}

// history is a row for each series, coloured as the value was: it shows where something is wrong, and since when.
func history(title, description string, well int, t target) panel {
	p := newPanel("state-timeline", title, description, chartHeight, t)
	p.Options = timelineOptions()
	return p.with(percent()).with(coloredBelow(well)).with(object{"custom": object{"lineWidth": 0, "fillOpacity": 80}})
}

// appsWorstFirst has a row for each app. The queries name series by the app alone, and only the label app_id tells which
// app a link is to open; so the names and the ids, which come in the same order, are put side by side before the rates
// are joined to the ids.
func appsWorstFirst(l language) panel {
	app, rooms, frames := l.of("App", "应用"), activeRooms(l), decoded(l)
	p := newPanel("table", l.of("Apps, lowest join success rate first", "应用列表（进房成功率最低的在前）"), aboutLiveQuality(l)+" "+aboutMedia(l), chartHeight,
		onlineByApp(onlineUserCount), onlineByApp(onlineRoomCount), realTimeQuality(appName, joinRate), realTimeQuality(appName, recvRate)).translated(l)
	p.Options = tableOptions()
	p = p.transformed(
		only("A", reducedToRows()), only("B", rowsWithLabels()), only("C", rowsWithLabels()), only("D", rowsWithLabels()),
		only("reduce-A", organized(object{}, object{"Field": app, "Last *": usersOnline(l)}, object{})),
		only("reduce-B", organized(object{"Field": true, "indicator": true}, object{"Last *": rooms}, object{})),
		only("reduce-C", lowestOfAnApp()), only("reduce-C", organized(object{}, object{"Last * (min)": joined(l)}, object{})),
		only("reduce-D", lowestOfAnApp()), only("reduce-D", organized(object{}, object{"Last * (min)": frames}, object{})),
		only("/^reduce-(A|B)$/", object{"id": "concatenate", "options": object{"frameNameMode": "drop"}}),
		object{"id": "joinByField", "options": object{"byField": "app_id", "mode": "outerTabular"}},
		sortedBy(joined(l)),
		organized(object{}, object{}, object{app: 0, joined(l): 1, frames: 2, usersOnline(l): 3, rooms: 4, "app_id": 5}),
	)
	var links []object
	for _, k := range []link{toLive(l, "${__data.fields.app_id}"), toRoomsOfTheRange(l, "${__data.fields.app_id}"), toQuality(l, "${__data.fields.app_id}")} {
		links = append(links, k.object(l))
	}
	p.FieldConfig["overrides"] = []object{
		overridden(joined(l), coloredCells(joinsWell, "color-background")...), overridden(frames, coloredCells(mediaWell, "color-background")...),
		overridden(app, object{"id": "links", "value": links}),
		overridden("app_id", object{"id": "displayName", "value": l.of("App id", "应用 ID")}),
	}
	return p.with(object{"unit": "short", "custom": tableFields()})
}

// alertList is that of the rules shipped, and of others with the same label, whatever folder they are in.
func alertList(l language) panel {
	p := newPanel("alertlist", l.of("Alerts", "告警"),
		l.of("Alerts that fire or are about to, with the label source=volcengine-rtc, which all the rules shipped have. The newest come first, with the time since they began.",
			"正在触发或待触发的告警，须带有标签 source=volcengine-rtc（随附的规则均有）。最新的排在最前，并显示已持续的时间。"), statHeight)
	p.Datasource = nil
	p.Options = object{
		"viewMode": "list", "groupMode": "default", "groupBy": []string{}, "maxItems": 20, "sortOrder": timeDescending,
		"dashboardAlerts": false, "alertName": "", "alertInstanceLabelFilter": "{source=\"" + ruleSource + "\"}",
		"datasource": "", "showInstances": false, "showInactiveAlerts": false,
		"stateFilter": object{"firing": true, "pending": true, "noData": true, "normal": false, "error": true},
	}
	return p
}

// timeDescending is Grafana's number of that order of the alert list.
const timeDescending = 4

// ruleSource is the value of the label source of all alert rules.
const ruleSource = "volcengine-rtc"

// manyApps is the number beyond which the first answer is not whole: 2 calls per second for the seconds that a panel waits.
const manyApps = 20

// appsShown counts the apps and says when they are too many.
func appsShown(l language) panel {
	p := latestStat(l.of("Apps shown", "显示的应用数"), costOfNow(l), onlineByApp(onlineUserCount)).neutral()
	p.Options["graphMode"] = "none"
	p.Options["reduceOptions"] = object{"calcs": []string{"count"}, "fields": "/^Last \\*$/", "values": false}
	p.Transformations = []object{reducedToRows()}
	return p.with(object{"unit": "short", "mappings": []object{{
		"type": "range", "options": object{"from": manyApps + 1, "to": 100000, "result": object{
			"index": 0, "color": "orange", "text": l.of("More than 20: choose some above", "超过 20 个，请在上方选择"),
		}},
	}}})
}

func costOfNow(l language) string {
	return l.of(
		"Each app costs one call to *ListRealTimeOperationData* and one to *ListRealTimeQuality* every 30 seconds, whatever the number of panels and viewers. "+
			"Each of these APIs takes 60 calls in that time from the whole account: 4 apps use 4 of the 60, 20 apps use 20. "+
			"After opening, 20 apps need about 10 seconds until all are there. **With more than 20 apps, choose those of interest above**: "+
			"the dashboard fills later, and less of the quota is left for other dashboards and for alert rules.\n\n"+
			"The thresholds are examples: red below 95 %, orange below 99 % of joins and below 98 % of first frames. The API gives the last hour; alerts say since when beyond that.",
		"每个应用每 30 秒消耗 1 次 *ListRealTimeOperationData* 和 1 次 *ListRealTimeQuality* 调用，与面板数和查看人数无关。"+
			"这两个 API 在 30 秒内各允许整个账号调用 60 次：4 个应用各用 4 次，20 个应用各用 20 次。"+
			"打开后，20 个应用约需 10 秒全部显示。**应用超过 20 个时，请在上方选择关心的应用**：否则显示更慢，留给其他仪表板和告警规则的配额也更少。\n\n"+
			"阈值仅为示例：低于 95% 为红色；进房低于 99%、首帧低于 98% 为橙色。API 只提供最近一小时的数据；更早开始的问题请看告警的持续时间。",
	)
}

func aboutSum(l language) string {
	return l.of("The newest value of each app, added up. A person who uses two apps counts in both.", "各应用最新数值之和。同时使用两个应用的用户会计入两次。")
}

func aboutMedia(l language) string {
	return l.of("Of audio and video, the lower.", "取音频和视频中较低的一个。")
}

func aboutHistory(l language) string {
	return l.of("A row for each app: where it turns orange or red is when it began.", "每个应用一行：变为橙色或红色的位置即问题开始的时间。")
}

package main

// appDetail shows all that is known of one app.
func appDetail(l language) dashboard {
	return overWeeks.dashboard(l, "rtc-app-detail", l.of("RTC app detail", "RTC 应用详情"),
		l.of("Users, call times and any indicator of one app on Volcengine RTC.", "火山引擎 RTC 单个应用的通话人数、通话时长及任意指标。"),
		[]object{datasourceVariable(l), appVariable(l), indicatorVariable(l), granularityVariable(l)},
		[]panel{
			newestDayStat(newestDay(l, users(l)), aboutNewestDay(l), false, operationData(daily, users(l), userCount)).with(object{"unit": "short"}),
			newestDayStat(newestDay(l, timePerUser(l)), aboutNewestDay(l)+" "+aboutUnit(l), false, operationData(daily, timePerUser(l), perCallTime)),
			newestDayStat(newestDay(l, averageTime(l)), aboutNewestDay(l)+" "+aboutUnit(l), false, operationData(daily, averageTime(l), avgCallTime)),
		},
		[]panel{
			bars(byDay(l, users(l)), "", operationData(daily, users(l), userCount)).with(object{"unit": "short", "min": 0}),
			lines(byDay(l, l.of("Call times", "通话时长")), aboutUnit(l), callTimes(l, daily)...),
		},
		[]panel{
			lines(byHour(l, users(l)), "", operationData(hourly, users(l), userCount)).with(object{"unit": "short", "min": 0}).last("7d"),
			lines(byHour(l, l.of("Call times", "通话时长")), aboutUnit(l), callTimes(l, hourly)...).last("7d"),
		},
		[]panel{row(l.of("Indicators", "指标"))},
		[]panel{
			lines(l.of("Chosen indicators", "所选指标"), aboutChosen(l), operationData(chosenGranularity, "{{label}}", "$indicator")),
			joinedWithin5s(l),
		},
	)
}

func callTimes(l language, granularity string) []target {
	return []target{operationData(granularity, timePerUser(l), perCallTime), operationData(granularity, averageTime(l), avgCallTime)}
}

func aboutChosen(l language) string {
	return l.of(
		"The indicators and the granularity chosen above, over the whole time range. The data source settings can name further indicators.",
		"上方所选的指标和聚合粒度，覆盖整个时间范围。可在数据源设置中添加更多指标。",
	)
}

// joinedWithin5s is the one panel whose indicator the API's documents show in an answer only.
func joinedWithin5s(l language) panel {
	title := l.of("Joined within 5 s", "5s 进房成功率")
	return lines(byHour(l, title), l.of(
		"Share of attempts to join a room that succeeded within 5 seconds. The API's documents show this indicator in an answer only, so the API may refuse it for your account; then this panel shows the refusal.",
		"5 秒内成功进房的尝试所占比例。API 文档仅在返回示例中出现该指标，因此 API 可能拒绝您的账号查询；此时面板会显示拒绝信息。",
	), operationData(hourly, title, "5s_join_room_success_rate")).last("7d").with(percent()).withThresholdLines()
}

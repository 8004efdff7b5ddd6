package main

// appDetail shows all that is known of one app.
func appDetail(l language) dashboard {
	return overWeeks.dashboard(l, "rtc-app-detail", l.of("RTC app detail", "RTC 应用详情"),
		l.of("Users in calls and any indicator of one app on Volcengine RTC.", "火山引擎 RTC 单个应用的通话人数及任意指标。"),
		[]object{datasourceVariable(l), appVariable(l), indicatorVariable(l), granularityVariable(l)},
		[]panel{
			latestDayStat(latestDay(l, users(l)), aboutLatestDay(l), false, operationData(daily, users(l), userCount)).with(object{"unit": "short"}).neutral(),
			latestDayStat(latestDay(l, perCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), false, operationData(daily, perCallTime, perCallTime)).neutral(),
			latestDayStat(latestDay(l, avgCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), false, operationData(daily, avgCallTime, avgCallTime)).neutral(),
		},
		[]panel{
			bars(byDay(l, users(l)), "", operationData(daily, users(l), userCount)).with(object{"unit": "short", "min": 0}),
			lines(byDay(l, perAndAverage(l)), aboutCallTimes(l), callTimes(daily)...),
		},
		[]panel{row(l.of("Indicators", "指标"))},
		[]panel{
			lines(l.of("Chosen indicators", "所选指标"), aboutChosen(l), operationData(chosenGranularity, "", "$indicator")).translated(l, users, joined),
		},
	)
}

func perAndAverage(l language) string { return perCallTime + l.of(" and ", " 和 ") + avgCallTime }

func callTimes(granularity string) []target {
	return []target{operationData(granularity, perCallTime, perCallTime), operationData(granularity, avgCallTime, avgCallTime)}
}

func aboutChosen(l language) string {
	return l.of(
		"The indicators and the granularity chosen above, over the whole time range. The data source settings can have own indicators.",
		"上方所选的指标和聚合粒度，覆盖整个时间范围。可在数据源设置中添加自定义指标。",
	)
}

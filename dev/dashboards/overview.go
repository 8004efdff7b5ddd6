package main

// overview compares the account's apps.
func overview(l language) dashboard {
	return overWeeks.dashboard(l, "rtc-overview", l.of("RTC overview", "RTC 概览"),
		l.of("Users in calls and call times of the apps on Volcengine RTC. Every app costs calls of an account-wide quota of 2 per second: with dozens of apps, choose those of interest.",
			"火山引擎 RTC 各应用的通话人数和通话时长。每个应用都会占用整个账号每秒 2 次的调用配额：应用很多时，请只选择关心的应用。"),
		[]object{datasourceVariable(l), severalAppsVariable(l), granularityVariable(l)},
		[]panel{
			latestDayStat(latestDay(l, users(l)), aboutLatestDay(l), true, operationData(daily, appName, userCount)).with(object{"unit": "short"}).linkedToAppDetail(l),
			latestDayStat(latestDay(l, perCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), true, operationData(daily, appName, perCallTime)).linkedToAppDetail(l),
			latestDayStat(latestDay(l, avgCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), true, operationData(daily, appName, avgCallTime)).linkedToAppDetail(l),
		},
		[]panel{
			bars(byDay(l, users(l)), aboutStack(l), operationData(daily, appName, userCount)).with(object{"unit": "short", "min": 0}).linkedToAppDetail(l),
			tableByApp(l, l.of("Users in calls per day, by app", "各应用每日通话人数"), "", userCount),
		},
		[]panel{
			lines(byDay(l, perCallTime), aboutCallTimes(l), operationData(daily, appName, perCallTime)).linkedToAppDetail(l),
			lines(byDay(l, avgCallTime), aboutCallTimes(l), operationData(daily, appName, avgCallTime)).linkedToAppDetail(l),
		},
		[]panel{
			lines(byHour(l, users(l)), "", operationData(hourly, appName, userCount)).with(object{"unit": "short", "min": 0}).last("7d").linkedToAppDetail(l),
		},
		[]panel{row(l.of("Whole range by the chosen granularity", "整个时间范围，按所选聚合粒度"))},
		[]panel{
			lines(byChosen(l, users(l)), "", operationData(chosenGranularity, appName, userCount)).with(object{"unit": "short", "min": 0}),
			lines(byChosen(l, avgCallTime), aboutCallTimes(l), operationData(chosenGranularity, appName, avgCallTime)),
		},
	)
}

func byChosen(l language, name string) string {
	return name + l.of(" by the chosen granularity", "（按所选聚合粒度）")
}

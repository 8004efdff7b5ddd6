package main

// overview compares the account's apps.
func overview(l language) dashboard {
	return overWeeks.dashboard(l, "rtc-overview", l.of("RTC overview", "RTC 概览"),
		l.of("Users in calls and call times of the apps on Volcengine RTC. Every app costs calls of an account-wide quota of 2 per second: with dozens of apps, choose those of interest.",
			"火山引擎 RTC 各应用的通话人数和通话时长。每个应用都会占用整个账号每秒 2 次的调用配额：应用很多时，请只选择关心的应用。"),
		[]object{datasourceVariable(l), severalAppsVariable(l), granularityVariable(l)},
		[]panel{
			latestDayStat(latestDay(l, users(l)), aboutLatestDay(l), true, operationData(daily, appName, userCount)).with(object{"unit": "short"}).neutral().linked(l, toAppDetail(l)),
			latestDayStat(latestDay(l, perCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), true, operationData(daily, appName, perCallTime)).neutral().linked(l, toAppDetail(l)),
			latestDayStat(latestDay(l, avgCallTime), aboutLatestDay(l)+" "+aboutCallTimes(l), true, operationData(daily, appName, avgCallTime)).neutral().linked(l, toAppDetail(l)),
		},
		[]panel{
			bars(byDay(l, users(l)), aboutStack(l), operationData(daily, appName, userCount)).with(object{"unit": "short", "min": 0}).numbered(4).linked(l, toAppDetail(l)),
			tableByApp(l, l.of("Users in calls per day, by app", "各应用每日通话人数"), "", userCount),
		},
		[]panel{
			lines(byDay(l, perCallTime), aboutCallTimes(l), operationData(daily, appName, perCallTime)).numbered(6).linked(l, toAppDetail(l)),
			lines(byDay(l, avgCallTime), aboutCallTimes(l), operationData(daily, appName, avgCallTime)).numbered(7).linked(l, toAppDetail(l)),
		},
		[]panel{row(l.of("Whole range by the chosen granularity", "整个时间范围，按所选聚合粒度"))},
		[]panel{text(l.of("Why this row may fill later", "为什么这一行可能稍后才显示"), costOfOverview(l))},
		[]panel{
			lines(byChosen(l, users(l)), "", operationData(chosenGranularity, appName, userCount)).with(object{"unit": "short", "min": 0}).linked(l, toAppDetail(l)),
			lines(byChosen(l, avgCallTime), aboutCallTimes(l), operationData(chosenGranularity, appName, avgCallTime)).linked(l, toAppDetail(l)),
		},
	)
}

func byChosen(l language, name string) string {
	return name + l.of(" by the chosen granularity", "（按所选聚合粒度）")
}

func costOfOverview(l language) string {
	return l.of(
		"A call brings 7 days of one app. The days above take 5 calls for each app in four weeks, and hours 5 more; at 2 calls per second, 5 apps are there after about 13 seconds by day, and after about 25 seconds by day and hour. "+
			"What has come is kept: the same range costs nothing when it is opened again.",
		"一次调用可取一个应用 7 天的数据。四周的按天数据每个应用需 5 次调用，按小时再需 5 次；按每秒 2 次计算，5 个应用的按天数据约 13 秒显示完，加上按小时约 25 秒。"+
			"已取得的数据会保留：再次打开同一时间范围不消耗调用。",
	)
}

package main

// What stands in several dashboards.

func users(l language) string { return l.of("Users in calls", "通话人数") }

func timePerUser(l language) string { return l.of("Call time per user", "人均通话时长") }

func averageTime(l language) string { return l.of("Average call time", "平均通话时长") }

func newestDay(l language, name string) string {
	return name + l.of(", newest day", "（最近一天）")
}

func byDay(l language, name string) string { return name + l.of(" by day", "（按天）") }

func byHour(l language, name string) string { return name + l.of(" by hour", "（按小时）") }

func aboutNewestDay(l language) string {
	return l.of(
		"The newest day that is final: a day of UTC+8 that ended at least 8 hours ago. The percentage compares it with the same weekday before.",
		"最近一个已确定的日期：按 UTC+8 计算，结束至少 8 小时。百分比为与上周同一天相比的变化。",
	)
}

func aboutUnit(l language) string {
	return l.of("The API's documents do not say the unit.", "API 文档未说明单位。")
}

func aboutStack(l language) string {
	return l.of(
		"Distinct users of each app, stacked. A person who uses two apps counts in both.",
		"各应用的去重用户数，堆叠显示。同时使用两个应用的用户会计入两次。",
	)
}

func byFiveMinutes(l language, name string) string {
	return name + l.of(" by 5 minutes", "（按 5 分钟）")
}

func byPlace(l language, name, place string) string {
	return name + l.of(" by "+place, "（按"+place+"）")
}

func province(l language) string { return l.of("province", "省份") }

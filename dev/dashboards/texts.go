package main

// What stands in several dashboards.

func users(l language) string { return l.of("Users in calls", "通话人数") }

func latestDay(l language, name string) string {
	return name + l.of(", latest complete day", "（最近完整日）")
}

func byDay(l language, name string) string { return name + l.of(" by day", "（按天）") }

func aboutLatestDay(l language) string {
	return l.of(
		"The latest complete day of the time range: a day of UTC+8 whose end is longer ago than the data delay of the data source, 8 hours by default.",
		"时间范围内的最近完整日：按 UTC+8 计算，结束时间早于数据源的数据延迟（默认 8 小时）。",
	)
}

func aboutCallTimes(l language) string {
	return l.of("The API's documents show this name and give no meaning and no unit.", "API 文档中仅出现该名称，未说明其含义和单位。")
}

func aboutStack(l language) string {
	return l.of(
		"Distinct users of each app, stacked. A person who uses two apps counts in both.",
		"各应用的去重用户数，堆叠显示。同时使用两个应用的用户会计入两次。",
	)
}

func byDimension(l language, name, dimension string) string {
	return name + l.of(" by "+dimension, "（按"+dimension+"）")
}

func province(l language) string { return l.of("province", "省份") }

func operatingSystem(l language) string { return l.of("operating system", "操作系统") }

func networkType(l language) string { return l.of("network type", "网络类型") }

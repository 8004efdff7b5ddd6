package main

// live shows what goes on in one app at the moment.
func live(l language) dashboard {
	return overMinutes.dashboard(l, "rtc-live", l.of("RTC live", "RTC 实时"),
		l.of("Users online and call quality of one app on Volcengine RTC, as of the last half minute. While it is open, it costs a call to each of the APIs in use every 30 seconds, and one for each distribution.",
			"火山引擎 RTC 单个应用的在线人数和通话质量，数据截至最近半分钟。打开期间，所用的每个 API 每 30 秒消耗 1 次调用，每个分布再各消耗 1 次。"),
		[]object{datasourceVariable(l), appVariable(l)},
		[]panel{
			latestStat(usersOnline(l), aboutOnline(l), realTimeOperationData(usersOnline(l), onlineUserCount)).with(object{"unit": "short"}),
			latestStat(activeRooms(l), aboutOnline(l), realTimeOperationData(activeRooms(l), onlineRoomCount)).with(object{"unit": "short"}),
			latestStat(joined(l), aboutLiveQuality(l), realTimeQuality(joined(l), joinRate)).with(percent()),
			latestStat(network(l), aboutNetwork(l), realTimeQuality("", networkRate)).with(percent()).withNames().translated(l, network),
		},
		[]panel{
			lines(usersOnline(l), aboutOnline(l), realTimeOperationData(usersOnline(l), onlineUserCount)).with(object{"unit": "short", "min": 0}),
			lines(activeRooms(l), aboutOnline(l), realTimeOperationData(activeRooms(l), onlineRoomCount)).with(object{"unit": "short", "min": 0}),
		},
		[]panel{
			lines(success(l), aboutLiveQuality(l), successRates(realTimeQuality)...).with(percent()).translated(l, joined, sent, decoded),
			lines(stalled(l), aboutStallRate(l), stallRates(realTimeQuality)).with(object{"unit": "percent", "min": 0}).translated(l, stalled),
		},
		[]panel{
			rateByDimension(l, byDimension(l, joined(l), operatingSystem(l)), aboutLiveTotal(l), liveQualityBy(byOS)),
			rateByDimension(l, byDimension(l, joined(l), networkType(l)), aboutLiveTotal(l), liveQualityBy(byNetwork)),
			rateTable(l, byDimension(l, joined(l), province(l)), aboutLiveTotal(l), liveQualityBy(byProvince)),
		},
	)
}

func liveQualityBy(dimension string) target {
	return distribution("realTimeQualityDistribution", dimension, joinRate).sorted(lowestFirst)
}

func usersOnline(l language) string { return l.of("Users online", "在线人数") }

func activeRooms(l language) string { return l.of("Active rooms", "在线房间数") }

func aboutOnline(l language) string {
	return l.of("A value every 30 seconds, 20 seconds late.", "每 30 秒一个数值，延迟 20 秒。")
}

func aboutLiveQuality(l language) string {
	return l.of("A value every 30 seconds, a minute late.", "每 30 秒一个数值，延迟 1 分钟。")
}

func aboutLiveTotal(l language) string {
	return l.of("One value for the whole time range, which reaches back an hour at most. The lowest come first.",
		"整个时间范围（最多一小时）的一个数值，最低的排在最前。")
}

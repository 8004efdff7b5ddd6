package main

// live shows what goes on in one app at the moment.
func live(l language) dashboard {
	return overMinutes.dashboard(l, "rtc-live", l.of("RTC live", "RTC 实时"),
		l.of("Users online and call quality of one app on Volcengine RTC, as of the last half minute. While it is open, it costs every 30 seconds a call to each of two APIs, and nine to that of the distributions, which takes 60 in that time.",
			"火山引擎 RTC 单个应用的在线人数和通话质量，数据截至最近半分钟。打开期间，每 30 秒向两个 API 各消耗 1 次调用，向分布 API 消耗 9 次（该 API 在 30 秒内允许 60 次）。"),
		[]object{datasourceVariable(l), appVariable(l)},
		[]panel{
			latestStat(usersOnline(l), aboutOnline(l), realTimeOperationData(usersOnline(l), onlineUserCount)).with(object{"unit": "short"}).neutral(),
			latestStat(activeRooms(l), aboutOnline(l), realTimeOperationData(activeRooms(l), onlineRoomCount)).with(object{"unit": "short"}).neutral(),
			latestStat(joined(l), aboutLiveQuality(l), realTimeQuality(joined(l), joinRate)).with(percent()).with(coloredBelow(joinsWell)),
			latestStat(network(l), aboutNetwork(l), realTimeQuality("", networkRate)).with(percent()).with(coloredBelow(mediaWell)).withNames().translated(l, network),
		},
		[]panel{
			lines(usersOnline(l), aboutOnline(l), realTimeOperationData(usersOnline(l), onlineUserCount)).with(object{"unit": "short", "min": 0}).numbered(5).linked(l, fromLive(l)...),
			lines(activeRooms(l), aboutOnline(l), realTimeOperationData(activeRooms(l), onlineRoomCount)).with(object{"unit": "short", "min": 0}).linked(l, fromLive(l)...),
		},
		[]panel{
			lines(success(l), aboutLiveQuality(l), successRates(realTimeQuality)...).with(percent()).translated(l, joined, sent, decoded).numbered(7).linked(l, fromLive(l)...),
			lines(stalled(l), aboutStallRate(l), stallRates(realTimeQuality)).with(object{"unit": "percent", "min": 0}).translated(l, stalled).linked(l, fromLive(l)...),
		},
		livePlaces(l),
		[]panel{liveComparison(l)},
	)
}

// livePlaces begins with the table that the rule on operating systems is linked to.
func livePlaces(l language) []panel {
	panels := qualityByPlaces(l, aboutLiveTotal(l), "realTimeQualityDistribution")
	panels[0] = panels[0].numbered(9)
	return panels
}

func fromLive(l language) []link {
	return []link{toRoomsOfTheMoment(l, appOfField), toQuality(l, appOfField)}
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

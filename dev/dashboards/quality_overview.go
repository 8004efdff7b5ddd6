package main

// qualityOverview shows how good one app's calls were, where its users are and how much they used.
func qualityOverview(l language) dashboard {
	return overWeeks.dashboard(l, "rtc-quality", l.of("RTC quality", "RTC 质量"),
		l.of("Call quality, distribution of users and usage of one app on Volcengine RTC.", "火山引擎 RTC 单个应用的通话质量、用户分布和用量。"),
		[]object{datasourceVariable(l), appVariable(l)},
		[]panel{
			latestDayStat(latestDay(l, joined(l)), aboutLatestDay(l), false, quality(daily, joined(l), joinRate)).with(percent()),
			latestDayStat(latestDay(l, decoded(l)), aboutLatestDay(l), true, quality(daily, "", recvRate)).with(percent()).translated(l, decoded),
			latestDayStat(latestDay(l, network(l)), aboutNetwork(l)+" "+aboutLatestDay(l), true, quality(daily, "", networkRate)).with(percent()).translated(l, network),
		},
		[]panel{
			lines(byDay(l, success(l)), "", successRates(qualityBy(daily))...).with(percent()).translated(l, joined, sent, decoded),
			lines(byDay(l, stalled(l)), aboutStallRate(l), stallRates(qualityBy(daily))).with(object{"unit": "percent", "min": 0}).translated(l, stalled),
		},
		[]panel{
			lines(byFiveMinutes(l, success(l)), "", successRates(qualityBy(fiveMinutes))...).with(percent()).last("2d").translated(l, joined, sent, decoded),
			lines(byFiveMinutes(l, stalled(l)), aboutStallRate(l), stallRates(qualityBy(fiveMinutes))).with(object{"unit": "percent", "min": 0}).last("2d").translated(l, stalled),
		},
		[]panel{
			lines(l.of("Join success rate by day, Android and iOS", "Android 与 iOS 的进房成功率（按天）"), "",
				quality(daily, "Android", joinRate).onlyOn("android"), quality(daily, "iOS", joinRate).onlyOn("iOS"),
			).with(percent()).last("7d"),
			rateByDimension(l, byDimension(l, joined(l), networkType(l)), aboutWeek(l),
				distribution("qualityDistribution", byNetwork, joinRate).sorted(lowestFirst)).last("7d"),
		},
		[]panel{row(l.of("Users in calls by country and province", "用户分布"))},
		[]panel{
			usersOnMap(l, byDimension(l, users(l), l.of("country", "国家")), aboutWeek(l)+" "+aboutMap(l),
				distribution("operationDistribution", byCountry, userCount).sorted(highestFirst)).last("7d"),
			usersByDimension(l, byDimension(l, users(l), province(l)), aboutWeek(l)+" "+aboutProvinces(l),
				distribution("operationDistribution", byProvince, userCount).sorted(highestFirst)).last("7d"),
		},
		[]panel{row(l.of("Usage", "用量"))},
		[]panel{usageByDay(l)},
	)
}

// usageByDay stacks the minutes of each kind, which come together.
func usageByDay(l language) panel {
	p := bars(byDay(l, l.of("Usage", "用量")), l.of("Minutes of audio and video. They are not the bill.", "音频和各档视频的分钟数，不作为账单。"),
		usage(l.of("{{label}}", "{{indicator}}"))).with(object{"unit": "short", "min": 0})
	if l == chinese {
		p.FieldConfig["overrides"] = []object{
			override("byName", "Audio", "音频"), override("byName", "VideoSDM", "视频 360P"),
			override("byName", "VideoSD", "视频 720P"), override("byName", "VideoHD", "视频 1080P"),
		}
	}
	return p
}

func aboutWeek(l language) string {
	return l.of("One value for the last 7 days, the most that the API adds up.", "最近 7 天的一个数值；API 最多汇总 7 天。")
}

func aboutMap(l language) string {
	return l.of("A country whose name is not known is not on the map. The background comes from the Internet.",
		"名称无法识别的国家不会出现在地图上。地图底图来自互联网。")
}

func aboutProvinces(l language) string {
	return l.of("The 15 with the most users.", "仅显示人数最多的 15 个。")
}

package main

// qualityOverview shows how good one app's calls were, where its users are and how much they used.
func qualityOverview(l language) dashboard {
	return overWeek.dashboard(l, "rtc-quality", l.of("RTC quality", "RTC 质量"),
		l.of("Call quality, distribution of users and usage of one app on Volcengine RTC.", "火山引擎 RTC 单个应用的通话质量、用户分布和用量。"),
		append([]object{datasourceVariable(l), appVariable(l)}, comparisonVariables(l)...),
		[]panel{
			latestDayStat(latestDay(l, joined(l)), aboutLatestDay(l), false, quality(daily, joined(l), joinRate)).with(percent()).with(coloredBelow(joinsWell)),
			latestDayStat(latestDay(l, decoded(l)), aboutLatestDay(l), true, quality(daily, "", recvRate)).with(percent()).with(coloredBelow(mediaWell)).translated(l, decoded),
			latestDayStat(latestDay(l, network(l)), aboutNetwork(l)+" "+aboutLatestDay(l), true, quality(daily, "", networkRate)).with(percent()).with(coloredBelow(mediaWell)).translated(l, network),
		},
		[]panel{
			lines(success(l), aboutWidth(l), successRates(qualityBy(byWidth))...).with(percent()).translated(l, joined, sent, decoded).linked(l, fromQuality(l)...),
			lines(stalled(l), aboutStallRate(l)+" "+aboutWidth(l), stallRates(qualityBy(byWidth))).with(object{"unit": "percent", "min": 0}).translated(l, stalled).linked(l, fromQuality(l)...),
		},
		[]panel{ratesAgainstTheMean(l)},
		qualityByPlaces(l, aboutTotal(l), "qualityDistribution"),
		[]panel{comparison(l)},
		[]panel{row(l.of("Users in calls by country and province", "用户分布"))},
		[]panel{
			usersOnMap(l, byDimension(l, users(l), l.of("country", "国家")), aboutTotal(l)+" "+aboutMap(l),
				distribution("operationDistribution", byCountry, userCount).sorted(highestFirst)),
			usersByDimension(l, byDimension(l, users(l), province(l)), aboutTotal(l)+" "+aboutProvinces(l),
				distribution("operationDistribution", byProvince, userCount).sorted(highestFirst)),
		},
		[]panel{row(l.of("Usage", "用量"))},
		[]panel{usageByDay(l)},
	)
}

func fromQuality(l language) []link { return []link{toRoomsOfTheMoment(l, appOfField), toAppDetail(l)} }

// ratesAgainstTheMean compares the latest complete day with the range, in points: percent of a percentage say nothing.
func ratesAgainstTheMean(l language) panel {
	const latest, mean = "Last *", "Mean"
	difference := l.of("Above or below the mean, points", "与平均值之差（百分点）")
	p := newPanel("table", l.of("Latest complete day against the mean of the range", "最近完整日与时间范围平均值对比"), aboutLatestDay(l), chartHeight,
		successRates(qualityBy(daily))...).translated(l, joined, sent, decoded)
	p.Options = tableOptions()
	p.Transformations = append(p.Transformations,
		object{"id": "reduce", "options": object{"mode": "seriesToRows", "labelsToFields": false, "reducers": []string{"lastNotNull", "mean", "min"}}},
		object{"id": "calculateField", "options": object{
			"mode": "binary", "binary": object{"left": latest, "operator": "-", "right": mean}, "alias": difference, "replaceFields": false,
		}},
		organized(object{}, object{
			"Field": l.of("Indicator", "指标"), latest: l.of("Latest complete day", "最近完整日"),
			mean: l.of("Mean", "平均"), "Min": l.of("Lowest", "最低"),
		}, object{}),
	)
	p.FieldConfig["overrides"] = []object{overridden(difference, object{"id": "unit", "value": "none"}, object{"id": "decimals", "value": 2})}
	return p.with(object{"unit": "percent", "decimals": 2, "custom": tableFields()})
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

func aboutTotal(l language) string {
	return l.of("One value for the whole time range, of which the API adds up 7 days at most.", "整个时间范围的一个数值；API 最多汇总 7 天。")
}

func aboutWidth(l language) string {
	return l.of("By 5 minutes in a short time range, by hour or by day in a long one.", "时间范围短时按 5 分钟显示，长时按小时或按天显示。")
}

func aboutMap(l language) string {
	return l.of("A country whose name is not known is not on the map. The background comes from the Internet.",
		"名称无法识别的国家不会出现在地图上。地图底图来自互联网。")
}

func aboutProvinces(l language) string {
	return l.of("The 15 with the most users.", "仅显示人数最多的 15 个。")
}

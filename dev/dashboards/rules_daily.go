package main

import "time"

// The latest complete day and the days it is compared with. The moment 24 h and the data delay ago lies in it at every
// hour.
const (
	dayAgo  = 32 * time.Hour
	week    = 7 * 24 * time.Hour
	weekAgo = dayAgo + week
)

func dailyRules(l language) ruleGroup {
	return ruleGroup{
		name: l.of("RTC daily values", "RTC 每日数值"), interval: time.Hour,
		about: l.of("A day becomes available once a day, at 08:00 in UTC+8. Hourly evaluation notices it within the hour; a shorter\ninterval finds nothing more, though it costs no API call either: a final value is fetched once.",
			"每日数值每天 08:00（UTC+8）可查询。每小时评估一次即可在一小时内发现；间隔更短没有意义，也不消耗调用：已确定的数值只取一次。"),
		rules: []rule{usersFell(l), callTimeHalved(l), usageJumped(l)},
	}
}

// dayComparison reduces two days to C and D and gives the change in E. Strict mode, which is the default of Reduce, keeps
// another day from taking the place of a missing one.
func dayComparison(l language, asks target, before time.Duration, change string) []step {
	latest := lastUpTo("A", dayAgo+time.Hour, dayAgo, asks).because(l.of(
		"The latest complete day. With another data delay than 8 h, put 24 h and that delay in place of 32 h.",
		"最近完整日。数据延迟不是 8 小时时，请将 32 小时改为 24 小时加数据延迟。"))
	latest.why = l.of(" = 24 h + data delay", " = 24 h + 数据延迟")
	earlier := lastUpTo("B", before+time.Hour, before, asks).because(l.of("The day that it is compared with.", "与之对比的日。"))
	return []step{latest, earlier, reduced("C", "A", "last"), reduced("D", "B", "last"), computed("E", change)}
}

const changeInPercent = "100 * ($C - $D) / $D"

func usersFell(l language) rule {
	asks := operationData(daily, "", userCount)
	return rule{
		uid: "rtc-users-fell", title: l.of("Daily users fell by more than 30 % in a week", "每日通话人数较上周下降超过 30%"),
		about: l.of("Of an app with more than 50 users. No value may be a gap of the API, or an app that nobody calls with any more.",
			"仅针对通话人数超过 50 的应用。没有数值可能是 API 缺数据，也可能是应用已无人使用。"),
		condition: "F", pending: "1h", noData: "NoData", severity: "warning", linked: panelRef{overview(l), asks},
		summary: l.of(
			`{{ if .Values }}Daily users of app {{ .Labels.app_id }} changed by {{ printf "%.0f" .Values.E.Value }} % against the same weekday before: from {{ printf "%.0f" .Values.D.Value }} to {{ printf "%.0f" .Values.C.Value }}.{{ else }}Daily users cannot be compared with the same weekday before.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的每日通话人数与上周同一天相比变化 {{ printf "%.0f" .Values.E.Value }}%：从 {{ printf "%.0f" .Values.D.Value }} 到 {{ printf "%.0f" .Values.C.Value }}。{{ else }}每日通话人数无法与上周同一天对比。{{ end }}`),
		runbook: l.of("Look in RTC overview for whether other apps fell too: then the cause is the account or the network. Compare the success rates of that day in RTC quality, then releases and holidays of that day.",
			"先在 RTC 概览中查看其他应用是否同样下降，若是则多为账号或网络问题；再在 RTC 质量中对比当日的成功率，并核对当日的发版和节假日。"),
		steps: append(dayComparison(l, asks, weekAgo, changeInPercent), computed("G", "$E < -30 && $D > 50"), holds("F", "G")),
	}
}

func callTimeHalved(l language) rule {
	asks := operationData(daily, "", avgCallTime)
	return rule{
		uid: "rtc-call-time-halved", title: l.of("avg_call_time halved in a day", "avg_call_time 较前一日减半"),
		condition: "F", pending: "1h", noData: "NoData", severity: "warning", linked: panelRef{overview(l), asks},
		summary: l.of(
			`{{ if .Values }}avg_call_time of app {{ .Labels.app_id }} is {{ printf "%.0f" .Values.E.Value }} % of the day before: {{ printf "%.2f" .Values.C.Value }} after {{ printf "%.2f" .Values.D.Value }}, in the API's unit.{{ else }}avg_call_time cannot be compared with the day before.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的 avg_call_time 为前一日的 {{ printf "%.0f" .Values.E.Value }}%：从 {{ printf "%.2f" .Values.D.Value }} 变为 {{ printf "%.2f" .Values.C.Value }}（API 的单位）。{{ else }}avg_call_time 无法与前一日对比。{{ end }}`),
		runbook: l.of("The API's pages do not say what avg_call_time is; it is compared with itself only. Look in RTC quality whether calls of that day failed or stalled.",
			"API 文档未说明 avg_call_time 的含义，仅与其自身对比。请在 RTC 质量中查看当日通话是否失败或卡顿。"),
		steps: append(dayComparison(l, asks, dayAgo+24*time.Hour, "100 * $C / $D"), isBeyond("F", "E", "lt", 50)),
	}
}

func usageJumped(l language) rule {
	asks := usage("").by(daily)
	return rule{
		uid: "rtc-usage-jumped", title: l.of("Daily usage rose by more than 50 % in a week", "每日用量较上周上升超过 50%"),
		about: l.of("Each kind of usage is an alert of its own, told apart by the label indicator. Of a kind with more than 600 minutes.",
			"每种用量各自告警，以标签 indicator 区分。仅针对超过 600 分钟的用量。"),
		condition: "F", pending: "1h", noData: "OK", severity: "warning", linked: panelRef{qualityOverview(l), usage("")},
		summary: l.of(
			`{{ if .Values }}Usage {{ .Labels.indicator }} of app {{ .Labels.app_id }} changed by {{ printf "%.0f" .Values.E.Value }} % against the same weekday before: from {{ printf "%.0f" .Values.D.Value }} to {{ printf "%.0f" .Values.C.Value }} minutes.{{ else }}Usage cannot be compared with the same weekday before.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的用量 {{ .Labels.indicator }} 与上周同一天相比变化 {{ printf "%.0f" .Values.E.Value }}%：从 {{ printf "%.0f" .Values.D.Value }} 到 {{ printf "%.0f" .Values.C.Value }} 分钟。{{ else }}用量无法与上周同一天对比。{{ end }}`),
		runbook: l.of("Compare with the users of that day in RTC overview: more users explain more minutes. If users did not rise, look for clients that stay in rooms or publish at a higher resolution, and for a leaked AppKey.",
			"在 RTC 概览中对比当日通话人数：人数上升则用量随之上升。人数未上升时，请排查未退出房间或以更高分辨率推流的客户端，以及 AppKey 是否泄露。"),
		steps: append(dayComparison(l, asks, weekAgo, changeInPercent), computed("G", "$E > 50 && $D > 600"), holds("F", "G")),
	}
}

func historyRules(l language) ruleGroup {
	latest := lastUpTo("A", dayAgo+time.Minute, dayAgo, operationData(daily, "", userCount, perCallTime, avgCallTime)).because(l.of(
		"The latest complete day. Every sample bears the time of its evaluation, 32 to 56 h after the day's start. The range is\nas short as a minute, so that it holds that day and no other, whatever Reduce leaves out.",
		"最近完整日。每个样本的时间是评估时间，即该日开始后 32 至 56 小时。时间范围只有一分钟，因此无论 Reduce 忽略什么，都只包含这一天。"))
	latest.why = l.of(" = 24 h + data delay", " = 24 h + 数据延迟")
	return ruleGroup{name: l.of("RTC history", "RTC 历史"), interval: time.Hour, rules: []rule{{
		uid: "rtc-daily-history", title: l.of("RTC daily history", "RTC 每日历史"),
		about: l.of(`Keeps the daily values that the API forgets after 30 days, as a metric with the labels app_id and indicator in a
Prometheus-compatible database. It is paused, because it needs one: add a Prometheus data source whose server accepts
remote write, put its uid below, and remove isPaused. Grafana-managed recording rules are on by default since Grafana
12.1; [recording_rules] enabled = false turns them off.`,
			`将 API 30 天后不再提供的每日数值保存到兼容 Prometheus 的数据库，指标带标签 app_id 和 indicator。
默认暂停，因为需要数据库：请添加支持 remote write 的 Prometheus 数据源，在下方填写其 uid，并删除 isPaused。
Grafana 12.1 起默认启用记录规则，[recording_rules] enabled = false 可将其关闭。`),
		condition: "B", record: &recording{metric: "volcengine_rtc_daily_value", from: "B", datasource: "prometheus"},
		steps: []step{latest, reduced("B", "A", "last", withoutGaps).because(l.of(
			"Drop Non-numeric turns a gap into NaN. In strict mode it would be null, which cannot be written and would keep the\nother indicators from being written too.",
			"Drop Non-numeric 将缺失值变为 NaN。严格模式下会是 null，无法写入，并使其他指标也无法写入。"))},
	}}}
}

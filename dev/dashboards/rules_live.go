package main

import "time"

// recent is long enough that a late value does not make a rule blind.
const recent = 5 * time.Minute

func liveRules(l language) ruleGroup {
	return ruleGroup{
		name: l.of("RTC live", "RTC 实时"), interval: 30 * time.Second,
		about: l.of("The API has a new value every 30 s. Each API costs a call for each app and 30 s, which live dashboards share.",
			"API 每 30 秒有新数值。每个 API 每个应用每 30 秒消耗 1 次调用，与实时仪表板共用。"),
		rules: []rule{usersOnlineLow(l), appSilent(l), joiningFails(l), joiningFailsOnOS(l), firstFrameFails(l), networkDelay(l)},
	}
}

func usersOnlineLow(l language) rule {
	asks := realTimeOperationData("", onlineUserCount)
	return rule{
		uid: "rtc-users-online-low", title: l.of("Fewer than 10 users online", "在线人数少于 10"),
		about: l.of("For an app that always has users. Nothing for 5 minutes: the API is late, or has no values where nobody is online.",
			"适用于始终有人在线的应用。5 分钟没有数值：API 延迟，或无人在线时没有数值。"),
		condition: "C", pending: "1m", noData: "NoData", severity: "critical", linked: panelRef{live(l), asks},
		summary: l.of(
			`{{ if .Values }}App {{ .Labels.app_id }} has {{ printf "%.0f" .Values.B.Value }} users online.{{ else }}The number of users online is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 当前在线 {{ printf "%.0f" .Values.B.Value }} 人。{{ else }}在线人数未知。{{ end }}`),
		runbook: l.of("Look in RTC now whether other apps lost users too. If only this app did, check its sign-in, its token server and its last release.",
			"在 RTC 当前状态中查看其他应用是否同样掉线。若仅此应用，请检查其登录、Token 服务和最近的发版。"),
		steps: []step{lastUpTo("A", recent, 0, asks), reduced("B", "A", "last", withoutGaps).because(newestOfSeveral(l)), isBeyond("C", "B", "lt", 10)},
	}
}

func newestOfSeveral(l language) string {
	return l.of("The newest value that has arrived. Drop Non-numeric: of several apps, one may be late.", "已到达的最新数值。Drop Non-numeric：多个应用中可能有一个延迟。")
}

func appSilent(l language) rule {
	asks := realTimeOperationData("", onlineUserCount)
	return rule{
		uid: "rtc-app-silent", title: l.of("Nobody online any more", "应用突然无人在线"),
		about:     l.of("Of an app with more than 50 users online within the hour before.", "仅针对此前一小时内在线人数曾超过 50 的应用。"),
		condition: "D", pending: "2m", noData: "NoData", severity: "critical", linked: panelRef{live(l), asks},
		summary: l.of(
			`{{ if .Values }}Nobody has been online in app {{ .Labels.app_id }} for 5 minutes; up to {{ printf "%.0f" .Values.P.Value }} were within the hour before.{{ else }}Whether anybody is online is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 已 5 分钟无人在线，此前一小时内最多有 {{ printf "%.0f" .Values.P.Value }} 人。{{ else }}是否有人在线未知。{{ end }}`),
		runbook: l.of("Check that the app runs in the RTC console (arrears stop it), then its token server and its last release. In RTC now, other apps show whether the API is late for all.",
			"在 RTC 控制台确认应用处于运行状态（欠费会停用），再检查 Token 服务和最近的发版。在 RTC 当前状态中，其他应用可说明是否为 API 整体延迟。"),
		steps: []step{
			lastUpTo("A", recent, 0, asks),
			lastUpTo("B", 55*time.Minute, recent, asks).because(l.of("What was before. The API gives an hour.", "此前的数值。API 提供一小时。")),
			reduced("L", "A", "max", gapsAreZero...), reduced("P", "B", "max", withoutGaps),
			computed("C", "$P > 50 && $L < 1"), holds("D", "C"),
		},
	}
}

// lowRate judges a rate of an app with more than 50 users. Grafana pairs numbers by their labels, and the label
// indicator of a rate is not that of users. Two numbers alone it pairs whatever their labels, and the result, G, has
// none, so that it goes with every rate. This takes a single app.
func lowRate(l language, asks target, back time.Duration, limit string) []step {
	return []step{
		lastUpTo("A", back, 0, asks),
		lastUpTo("N", recent, 0, realTimeOperationData("", onlineUserCount)).because(l.of(
			"Users and rooms: of few users, a single failure is many percent. Name the app of A here too, and only one.",
			"人数和房间数：人数很少时，一次失败就占很大比例。此处须与 A 填写同一个应用，且只填一个。")),
		lastUpTo("M", recent, 0, realTimeOperationData("", onlineRoomCount)),
		reduced("B", "A", "mean", withoutGaps), reduced("U", "N", "last", withoutGaps), reduced("R", "M", "last", withoutGaps),
		computed("G", "$U > 50 && $R > 0"), computed("C", "$B < "+limit+" && $G"), holds("D", "C"),
	}
}

func joiningFails(l language) rule {
	asks := realTimeQuality("", joinRate)
	return rule{
		uid: "rtc-joining-fails", title: l.of("Join success rate below 95 %", "进房成功率低于 95%"),
		about: l.of("The mean of several half minutes is steady enough. No value: nobody tried to join, which is no failure to join.",
			"多个半分钟的平均值足够平稳。没有数值表示无人尝试进房，不算失败。"),
		condition: "D", pending: "1m", noData: "OK", severity: "critical", linked: panelRef{live(l), asks},
		summary: l.of(
			`{{ if .Values }}{{ printf "%.1f" .Values.B.Value }} % of the attempts to join a room of app {{ .Labels.app_id }} succeed.{{ else }}The share of attempts to join that succeed is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的进房成功率为 {{ printf "%.1f" .Values.B.Value }}%。{{ else }}进房成功率未知。{{ end }}`),
		runbook: whereToLook(l),
		steps:   lowRate(l, asks, recent, "95"),
	}
}

func whereToLook(l language) string {
	return l.of("In RTC live, the tables show whether one system, network type or province is to blame. If all are, check the token server, the last release and the status of Volcengine. RTC rooms has the calls of that time.",
		"在 RTC 实时中，通过各表格判断是否集中在某个系统、网络类型或省份。若全部受影响，请检查 Token 服务、最近的发版和火山引擎的服务状态。RTC 房间列出当时的通话。")
}

func joiningFailsOnOS(l language) rule {
	asks := distribution("realTimeQualityDistribution", byOS, joinRate)
	return rule{
		uid: "rtc-joining-fails-on-os", title: l.of("Join success rate below 90 % on an operating system", "某操作系统的进房成功率低于 90%"),
		about: l.of("Each operating system is an alert of its own, told apart by the label os. 15 minutes are long enough for rare systems.",
			"每个操作系统各自告警，以标签 os 区分。15 分钟对少见的系统也足够。"),
		condition: "D", pending: "1m", noData: "OK", severity: "warning", linked: panelRef{live(l), distribution("realTimeQualityDistribution", byOS, joinRate, recvRate, stallRate)},
		summary: l.of(
			`{{ if .Values }}{{ printf "%.1f" .Values.B.Value }} % of the attempts to join a room of app {{ .Labels.app_id }} succeed on {{ .Labels.os }}.{{ else }}The share of attempts to join that succeed is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 在 {{ .Labels.os }} 上的进房成功率为 {{ printf "%.1f" .Values.B.Value }}%。{{ else }}进房成功率未知。{{ end }}`),
		runbook: l.of("Check the last release for this system, then its SDK version and permissions. A system with few users may dip for a moment.",
			"检查该系统最近的发版，再检查其 SDK 版本和权限。用户少的系统可能短暂下降。"),
		steps: lowRate(l, asks, 15*time.Minute, "90"),
	}
}

func firstFrameFails(l language) rule {
	asks := realTimeQuality("", recvRate)
	return rule{
		uid: "rtc-first-frame-fails", title: l.of("First frame decoded below 95 %", "首帧解码成功率低于 95%"),
		about:     l.of("Audio and video are alerts of their own, told apart by the label indicator.", "音频和视频各自告警，以标签 indicator 区分。"),
		condition: "D", pending: "1m", noData: "OK", severity: "critical", linked: panelRef{now(l), asks},
		summary: l.of(
			`{{ if .Values }}{{ printf "%.1f" .Values.B.Value }} % of first frames in app {{ .Labels.app_id }} are decoded ({{ .Labels.indicator }}).{{ else }}The share of first frames that are decoded is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的首帧解码成功率为 {{ printf "%.1f" .Values.B.Value }}%（{{ .Labels.indicator }}）。{{ else }}首帧解码成功率未知。{{ end }}`),
		runbook: whereToLook(l),
		steps:   lowRate(l, asks, recent, "95"),
	}
}

func networkDelay(l language) rule {
	asks := realTimeQuality("", networkRate)
	return rule{
		uid: "rtc-network-delay", title: l.of("Network delay within limit below 95 %", "网络传输延时达标率低于 95%"),
		about:     l.of("Audio and video are alerts of their own, told apart by the label indicator.", "音频和视频各自告警，以标签 indicator 区分。"),
		condition: "D", pending: "1m", noData: "OK", severity: "warning", linked: panelRef{live(l), asks},
		summary: l.of(
			`{{ if .Values }}For {{ printf "%.1f" .Values.B.Value }} % of the time the network delay of app {{ .Labels.app_id }} is within the limit ({{ .Labels.indicator }}).{{ else }}The share of time with the network delay within the limit is not known.{{ end }}`,
			`{{ if .Values }}应用 {{ .Labels.app_id }} 的网络传输延时达标率为 {{ printf "%.1f" .Values.B.Value }}%（{{ .Labels.indicator }}）。{{ else }}网络传输延时达标率未知。{{ end }}`),
		runbook: whereToLook(l),
		steps:   lowRate(l, asks, recent, "95"),
	}
}

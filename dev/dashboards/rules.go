package main

import (
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
)

// rules gives the file of the alert rules.
func rules(l language) ([]byte, error) {
	var groups []mapping
	for _, g := range []ruleGroup{dailyRules(l), liveRules(l), historyRules(l)} {
		groups = append(groups, g.yaml(l))
	}
	return encodeYAML(aboutRules(l), mapping{{key: "apiVersion", value: 1}, {key: "groups", value: groups}})
}

// ruleGroup is evaluated together.
type ruleGroup struct {
	name, about string
	interval    time.Duration
	rules       []rule
}

func (g ruleGroup) yaml(l language) mapping {
	var listed []mapping
	for _, r := range g.rules {
		listed = append(listed, r.yaml(g.interval))
	}
	return mapping{
		{key: "orgId", value: 1}, {key: "name", value: g.name},
		{key: "folder", value: l.of("Volcengine RTC alerts", "火山引擎 RTC 告警")},
		{key: "interval", value: gtime.FormatInterval(g.interval), above: comment(g.about)},
		{key: "rules", value: listed},
	}
}

// comment breaks a text into lines of a YAML comment.
func comment(text string) string {
	if text == "" {
		return ""
	}
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight("# "+strings.TrimSuffix(line, "\n"), " "))
	}
	return strings.Join(lines, "\n")
}

func aboutRules(l language) string {
	return comment(l.of(
		`Alert rules on daily values, on live ones and on distributions, and a recording rule that keeps daily values. Why the
time ranges are what they are, and how to write more rules: docs/alerting.md.
Format: https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/

Written by "go run ./dev/dashboards", as is the Chinese file in provisioning/alerting-zh-Hans. Use one of the two: the
rules are the same ones, with the same uids.

Contact points and notification policies are yours: without a policy for the labels below, the default one applies.
Grafana's pages cannot change rules from a file. To change one, edit the file; to remove one, delete it here and list
its uid under deleteRules, as docs/alerting.md shows.

appIds: [] is the data source's default app. Name several, as in ["661e…", "662f…"], and each gets an alert of its own,
except in rules with a query N: Grafana cannot pair the rates of several apps with the users of each, so give each app a
copy of the rule. Dashboard variables such as $app do not work in rules. The thresholds are examples: set your own.
`,
		`针对每日数值、实时数值和分布的告警规则，以及保存每日数值的记录规则。时间范围的由来和编写更多规则的方法见 docs/alerting.md。
格式：https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/

本文件由 "go run ./dev/dashboards" 生成，英文文件在 provisioning/alerting。两者只用其一：规则相同，uid 也相同。
使用时请用本文件替换 provisioning/alerting 中的文件。

联络点和通知策略由您设置；没有匹配以下标签的策略时使用默认策略。由文件提供的规则不能在 Grafana 页面上修改：
要修改请编辑文件；要删除请从文件中移除，并将其 uid 列入 deleteRules，参见 docs/alerting.md。

appIds: [] 表示数据源的默认应用。可填写多个应用，如 ["661e…", "662f…"]，每个应用各自告警；
但含有查询 N 的规则除外：Grafana 无法将多个应用的比率与各自的人数配对，请为每个应用复制一份规则。
规则中不能使用 $app 等仪表板变量。阈值仅为示例，请自行设置。
`)) + "\n"
}

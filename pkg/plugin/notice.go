package plugin

import (
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// maxFailureNotices bounds what a panel lists of failures; there can be one for each app and week.
const maxFailureNotices = 10

// notices say what of the query is not in the frame, and why, where that is more than what is always so: the newest
// part is always late, and the last 30 days always begin a little before what the API has. The stats have these.
func notices(q query, answer store.Answer) []data.Notice {
	list := noticeList{plan: answer.Plan}
	list.addMissing(answer)
	list.addHistory(answer)
	list.addLeftOut(q)
	return list.all
}

type noticeList struct {
	plan store.Plan
	all  []data.Notice
}

func (l *noticeList) add(severity data.NoticeSeverity, format string, args ...any) {
	l.all = append(l.all, data.Notice{Severity: severity, Text: fmt.Sprintf(format, args...)})
}

// addMissing is about what was asked for and did not come.
func (l *noticeList) addMissing(answer store.Answer) {
	l.addFailures(answer.Failures, func(failure store.Failure) string {
		return " (" + strings.Join(failure.Indicators, ", ") + ")"
	})
	for _, refusal := range answer.Refused {
		l.add(data.NoticeSeverityError, "%s", refusedError(refusal).Error())
	}
	if answer.Pending != nil {
		l.addPending(answer.Pending)
	}
	for _, name := range answer.Cut {
		l.add(data.NoticeSeverityWarning, "The API has more series for indicator %q than are shown; choose fewer of them by a filter.", name)
	}
	for _, silence := range answer.Silent {
		if silence.Proven {
			continue // the app is idle
		}
		l.add(data.NoticeSeverityWarning, "The API has no series for indicator %q of app %s in this range; check its name.",
			silence.Indicator, silence.AppID)
	}
}

// addFailures tells which parts of the range did not come; about gives what of them.
func (l *noticeList) addFailures(failures []store.Failure, about func(store.Failure) string) {
	for i, failure := range failures {
		if i == maxFailureNotices {
			l.add(data.NoticeSeverityError, "%d more parts of the data did not come.", len(failures)-i)
			break
		}
		l.add(data.NoticeSeverityError, "No data from %s to %s for app %s%s. %s", l.moment(failure.Period.From),
			l.moment(failure.Period.To), failure.AppID, about(failure), explain(failure.Err).text())
	}
}

// addPending tells what is still to come, and when.
func (l *noticeList) addPending(pending *store.Pending) {
	ready := time.Now().Add(pending.All).In(apiZone).Format("15:04:05 (UTC+8)")
	text := fmt.Sprintf("%s; the rest at about %s.", soFar(pending), ready)
	if pending.Err != nil {
		text += " " + explain(pending.Err).text()
	}
	l.add(data.NoticeSeverityWarning, "%s", text)
}

// apiZone is the time zone of the API's days and hours.
var apiZone = time.FixedZone("UTC+8", 8*60*60)

// addLeftOut is about what was not asked for, because the API does not have it.
func (l *noticeList) addLeftOut(q query) {
	plan := l.plan
	if losesMuch(plan) || plan.TooOld.Len() > 0 && plan.Buckets.Len() == 0 {
		l.add(data.NoticeSeverityWarning, "%s the last %s; nothing is shown before %s.", givesOrKeeps(plan), reach(plan), l.moment(plan.Oldest))
	}
	if plan.TooLong.Len() > 0 {
		l.add(data.NoticeSeverityWarning, "A total covers %s at most, and several cannot be added up; this one begins at %s.",
			days(plan.API.Span), l.moment(plan.TooLong.To))
	}
	if plan.Buckets.Len() == 0 && plan.TooOld.Len() == 0 && plan.NotFinal.Len() == 0 {
		l.add(data.NoticeSeverityInfo, "The time range lies in the future.")
	}
	if lacksMuch(plan, q.from, q.to) {
		l.add(data.NoticeSeverityInfo, "Data is available %s after the end of its %s; nothing is shown from %s on. The next value is available at %s.",
			duration(plan.Delay), l.bucketNoun(), l.moment(plan.NotFinal.From), l.moment(plan.FinalAt))
	}
}

// lacksMuch tells that a quarter or more of the range, as far as it is not in the future, or all that could be shown, is
// missing because it is not available yet.
func lacksMuch(plan store.Plan, from, to time.Time) bool {
	if plan.NotFinal.Len() == 0 {
		return false
	}
	end := earlier(to, plan.NotFinal.To)
	missing := end.Sub(later(from, plan.NotFinal.From))
	return plan.Buckets.Len() == 0 || 4*missing >= end.Sub(from)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// losesMuch tells that more of the range is too old than what "Last 30 days" always loses: it begins within a bucket, and
// there is a margin.
func losesMuch(plan store.Plan) bool {
	return plan.TooOld.Len() > tolerated(plan)
}

// tolerated is how much may be missing at the start of a range without a word.
func tolerated(plan store.Plan) time.Duration {
	return max(granularityOfPlan(plan).Step(), plan.API.LookBack/30)
}

// moment writes a time as that of the API's days and hours, as exactly as the buckets are.
func (l *noticeList) moment(t time.Time) string {
	if l.plan.API.RealTime {
		return t.Format("2006-01-02 15:04:05 (UTC+8)")
	}
	return t.Format("2006-01-02 15:04 (UTC+8)")
}

func (l *noticeList) bucketNoun() string { return bucketNouns[granularityOfPlan(l.plan)] }

// granularityOfPlan is that in which the range of a plan counts, also of a total's.
func granularityOfPlan(plan store.Plan) rtc.Granularity {
	if plan.API.Total {
		return plan.API.Granularities[0]
	}
	return plan.Grid.Granularity
}

var bucketNouns = map[rtc.Granularity]string{
	rtc.HalfMinute: "30 seconds", rtc.FiveMinutes: "5 minutes", rtc.Hour: "hour", rtc.Day: "day",
}

// givesOrKeeps says who has the oldest values of a plan.
func givesOrKeeps(plan store.Plan) string {
	if plan.History > 0 {
		return "Redis keeps"
	}
	return "Volcengine RTC gives"
}

// reach writes how far back a plan can go.
func reach(plan store.Plan) string {
	if plan.History > 0 {
		return days(plan.History)
	}
	return lookBack(plan.API)
}

// lookBack writes how far back an API gives data.
func lookBack(api *rtc.API) string {
	if api.RealTime {
		return fmt.Sprintf("%d minutes", int(api.LookBack.Minutes()))
	}
	return days(api.LookBack)
}

func days(d time.Duration) string {
	if d < rtc.Day.Step() {
		return duration(d)
	}
	return fmt.Sprintf("%d days", int(d/rtc.Day.Step()))
}

// duration writes a duration without the zeros of time.Duration's String.
func duration(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	return text
}

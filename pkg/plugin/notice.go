package plugin

import (
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
)

// moment is how notices write a time: that of the API's days and hours.
const moment = "2006-01-02 15:04 (UTC+8)"

// maxFailureNotices bounds what a panel lists of failures; there can be one for each app and week.
const maxFailureNotices = 10

// notices say what of the query is not in the frame, and why.
func notices(answer rtc.Answer, dataDelay time.Duration) []data.Notice {
	var all []data.Notice
	add := func(severity data.NoticeSeverity, format string, args ...any) {
		all = append(all, data.Notice{Severity: severity, Text: fmt.Sprintf(format, args...)})
	}
	plan := answer.Plan
	for i, failure := range answer.Failures {
		if i == maxFailureNotices {
			add(data.NoticeSeverityError, "%d more parts of the data did not come.", len(answer.Failures)-i)
			break
		}
		add(data.NoticeSeverityError, "No data from %s to %s for app %s (%s). %s",
			plan.Granularity.Start(failure.Buckets.First).Format(moment), plan.Granularity.Start(failure.Buckets.End).Format(moment),
			failure.AppID, strings.Join(failure.Indicators, ", "), explain(failure.Err).text())
	}
	for _, refusal := range answer.Refused {
		add(data.NoticeSeverityError, "%s", refusedError(refusal).Error())
	}
	for _, silence := range answer.Silent {
		add(data.NoticeSeverityWarning, "The API has no series for indicator %q of app %s in this range; check its name.",
			silence.Indicator, silence.AppID)
	}
	if plan.TooOld.Len() > 0 {
		severity := data.NoticeSeverityWarning
		if plan.TooOld.Len() == 1 {
			// "Last 30 days" begins within a bucket, so it always misses one: that is no reason for a warning.
			severity = data.NoticeSeverityInfo
		}
		add(severity, "Volcengine RTC gives the last %d days; nothing is shown before %s.",
			int(rtc.OperationData.LookBack/rtc.Day.Step()), plan.Granularity.Start(plan.TooOld.End).Format(moment))
	}
	if plan.Buckets.Len() == 0 && plan.TooOld.Len() == 0 && plan.NotFinal.Len() == 0 {
		add(data.NoticeSeverityInfo, "The time range lies in the future.")
	}
	if plan.NotFinal.Len() > 0 {
		add(data.NoticeSeverityInfo, "Data is final %s after the end of its %s; nothing is shown from %s on. The next value comes at %s.",
			hours(dataDelay), bucketNoun[plan.Granularity], plan.Granularity.Start(plan.NotFinal.First).Format(moment), plan.FinalAt.Format(moment))
	}
	return all
}

var bucketNoun = map[rtc.Granularity]string{rtc.Hour: "hour", rtc.Day: "day"}

// hours writes a duration without the zeros of time.Duration's String.
func hours(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return strings.TrimSuffix(d.String(), "0s")
}

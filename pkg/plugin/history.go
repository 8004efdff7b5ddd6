package plugin

import (
	"errors"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/store"
)

// addHistory is about what the API no longer gives: where the kept values begin, and what could not be read of them.
func (l *noticeList) addHistory(answer store.Answer) {
	if answer.Unread.Period.Len() > 0 {
		l.add(data.NoticeSeverityError, "No data from %s to %s. %s", l.moment(answer.Unread.Period.From),
			l.moment(answer.Unread.Period.To), explain(&unreadError{answer.Unread}).text())
	}
	from := answer.KeptFrom
	if !lateBy(answer.Plan, from.Latest) {
		return
	}
	text := fmt.Sprintf("Values are kept from %s on", l.moment(from.Earliest))
	if from.Latest.After(from.Earliest) {
		text += fmt.Sprintf(", of some apps or indicators only from %s on", l.moment(from.Latest))
	}
	l.add(data.NoticeSeverityWarning, "%s.", text)
}

// lateBy tells that values begin so long after the range does that it matters.
func lateBy(plan store.Plan, begin time.Time) bool {
	return !begin.IsZero() && begin.Sub(plan.Grid.Start(plan.Buckets.First)) > tolerated(plan)
}

// unreadError is the error of a query that needs values which the API no longer gives and which could not be read.
type unreadError struct{ unread store.Unread }

func (e *unreadError) Error() string { return "history could not be read" }

func (e *unreadError) Unwrap() error { return e.unread.Err }

// advice is what helps.
func (e *unreadError) advice() string {
	if errors.Is(e.unread.Err, store.ErrUnproven) {
		return "Kept values are read only after Volcengine RTC has accepted the credentials for the app within a day; run the query again when it has."
	}
	return "The values that Redis keeps could not be read; run the query again, and check redisUrl in the data source settings if it stays so."
}

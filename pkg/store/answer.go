package store

import (
	"math"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// Answer is what a question comes to: a view of what is known at the moment of the answer.
type Answer struct {
	Plan Plan
	// Series come in the order of the question's apps and indicators.
	Series []Series
	// Refused are the indicators that the API does not accept.
	Refused []Refusal
	// Silent are those that it accepts and has no series for.
	Silent []Silence
	// Failures are the parts of the range that did not come.
	Failures []Failure
	// Pending is what is still to come, nil if nothing is.
	Pending *Pending
	// KeptFrom tells where the values begin that are kept of what the API no longer gives.
	KeptFrom KeptFrom
	// Unread is what is not known of them.
	Unread Unread
	// Rows are the entries of a list that overlap the range, the newest first.
	Rows []Row
	// Counts are how many entries of a list began in the range.
	Counts []Count
	// CutRows tells that there are more entries than Rows has, HasMore that the API has more than it gives.
	CutRows, HasMore bool
	// Cut tells of which indicators the API has more series than are kept.
	Cut []string
	// Calls is how many calls this answer waited for.
	Calls int
	// Bodies are those of the calls that this answer waited for, in the order of sending.
	Bodies []string
	// Recalled counts the buckets of all indicators that were in memory, of Wanted.
	Recalled, Wanted int
	// Waited is the time from the question to the answer.
	Waited time.Duration
}

// Series is one line of an answer.
type Series struct {
	AppID string
	// Indicator is the name asked for.
	Indicator string
	rtc.SeriesID
	// Alias and Unit are the API's; they are empty as a rule.
	Alias, Unit string
	// Values has one for each bucket of the plan, NaN where the API has none. They are shared and must not be changed.
	Values []float64
}

// Refusal is an indicator that the API refused.
type Refusal struct {
	AppID, Indicator string
	Err              error
}

// Silence is an indicator without a series. Proven tells that the API is known to have the indicator, so that the app is
// idle; otherwise the name may be wrong.
type Silence struct {
	AppID, Indicator string
	Proven           bool
}

// Failure is a part of the range for which no data came.
type Failure struct {
	AppID      string
	Indicators []string
	Period     rtc.Period
	Err        error
}

// commonAge is the age of the newest bucket that is new enough for an alert rule on more apps than one evaluation can
// fetch.
const commonAge = 2 * time.Minute

func (a *Ask) answer() Answer {
	answer := Answer{
		Plan: a.plan, Refused: a.refused, Failures: a.failures, Recalled: a.recalled, Waited: a.store.now().Sub(a.asked),
		Wanted: len(a.question.AppIDs) * len(a.question.Indicators) * a.plan.Buckets.Len(),
	}
	a.collect(&answer)
	if a.plan.API.List != nil {
		a.list(&answer)
		return answer
	}
	metricPoints.WithLabelValues(a.plan.API.Action, "memory").Add(float64(answer.Recalled))
	metricPoints.WithLabelValues(a.plan.API.Action, "api").Add(float64(answer.Wanted - answer.Recalled))
	if answer.Pending != nil && a.question.Whole {
		a.cutToCommon(&answer)
	}
	a.fill(&answer)
	if a.plan.API.RealTime && !a.plan.API.Total {
		answer.trimLate(a.asked)
	}
	if answer.Pending != nil || answer.Unread.Period.Len() > 0 {
		metricPartial.WithLabelValues(a.plan.API.Action).Inc()
	}
	return answer
}

// cutToCommon ends the answer at the newest bucket that every app has, if that is new enough.
func (a *Ask) cutToCommon(answer *Answer) {
	if !a.plan.API.RealTime || a.plan.API.Total || len(answer.Failures) > 0 {
		return
	}
	f, end := a.store.freshness(a.plan.Grid), a.plan.Buckets.End
	for _, appID := range a.question.AppIDs {
		for _, name := range a.question.Indicators {
			if gone := a.held(appID, name).uncovered(a.plan.Buckets, f); len(gone) > 0 {
				end = min(end, gone[0].First)
			}
		}
	}
	if end > a.plan.Buckets.First && a.store.now().Sub(a.plan.Grid.Start(end)) <= commonAge {
		answer.Plan.Buckets.End = end
		answer.Pending = nil
	}
}

func (a *Ask) held(appID, indicator string) *result {
	return a.store.values.peek(valueKey{a.store.known, a.key(appID), indicator})
}

// fill takes the series from memory, so that everybody sees the same.
func (a *Ask) fill(answer *Answer) {
	unexplained := a.unexplained(*answer)
	a.addHistory(answer, unexplained)
	for _, name := range a.question.Indicators {
		if a.question.Class != quota.Backfill &&
			slices.ContainsFunc(a.question.AppIDs, func(appID string) bool { return len(a.held(appID, name).lines()) > 0 }) {
			a.store.learnUse(name)
		}
	}
	for _, appID := range a.question.AppIDs {
		for _, name := range a.question.Indicators {
			held := a.held(appID, name)
			if held.covers(answer.Plan.Buckets) {
				a.noteUse(appID, name)
				for _, s := range held.series {
					answer.Series = append(answer.Series, Series{
						AppID: appID, Indicator: name, SeriesID: s.SeriesID, Alias: s.alias, Unit: s.unit,
						Values: held.slice(s, answer.Plan.Buckets),
					})
				}
			}
			if held != nil && held.cut && !slices.Contains(answer.Cut, name) {
				answer.Cut = append(answer.Cut, name)
			}
			if len(held.lines()) == 0 && unexplained(appID, name) {
				answer.Silent = append(answer.Silent, Silence{appID, name, a.store.action.proven(name)})
			}
		}
	}
}

// unexplained tells of an indicator of an app that nothing in the answer gives a reason for having no series. Where none
// can be asked for, an app without data is no wrong name.
func (a *Ask) unexplained(answer Answer) func(appID, indicator string) bool {
	explained := map[line]bool{}
	for _, r := range answer.Refused {
		explained[line{r.AppID, r.Indicator}] = true
	}
	for _, f := range answer.Failures {
		for _, name := range f.Indicators {
			explained[line{f.AppID, name}] = true
		}
	}
	for _, w := range a.waits {
		for _, name := range w.indicators {
			explained[line{w.key.appID, name}] = explained[line{w.key.appID, name}] || !w.fetch.isDone()
		}
	}
	none := answer.Plan.Buckets.Len() == 0 || answer.Plan.API.Form == rtc.NoIndicator
	return func(appID, indicator string) bool { return !none && !explained[line{appID, indicator}] }
}

// trimLate leaves out the newest buckets for which nothing came yet: at the edge of now, a gap would look like an end.
func (a *Answer) trimLate(asked time.Time) {
	late := a.Plan.Grid.Bucket(asked.Add(-a.Plan.Delay - lateFor))
	hasValue := func(s Series) bool { return !math.IsNaN(s.Values[len(s.Values)-1]) }
	for a.Plan.Buckets.Len() > 0 && a.Plan.Buckets.End > late && !slices.ContainsFunc(a.Series, hasValue) {
		a.Plan.Buckets.End--
		for i := range a.Series {
			a.Series[i].Values = a.Series[i].Values[:a.Plan.Buckets.Len()]
		}
	}
}

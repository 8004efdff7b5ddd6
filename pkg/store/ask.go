package store

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/rtc"
)

// Ask is a question that is being Series.
type Ask struct {
	store    *Store
	question Question
	plan     Plan
	asked    time.Time
	sheet    *sheet
	trace    trace.SpanContext
	waits    []wait
	newCalls int
	refusals []Refusal
	err      error
}

// wait is a call that brings some of the question's indicators.
type wait struct {
	lane       *lane
	call       *call
	indicators []string
	brings     rtc.Span // the first to the last bucket that the question misses of the call's
}

func (a *Ask) await(l *lane, c *call, indicators []string, missing func(bucket int64) bool) {
	brings := c.window.Intersect(a.plan.Buckets)
	for brings.First < brings.End && !missing(brings.First) {
		brings.First++
	}
	for brings.First < brings.End && !missing(brings.End-1) {
		brings.End--
	}
	c.askers++
	a.waits = append(a.waits, wait{l, c, indicators, brings})
}

func (a *Ask) refuse(appID, indicator string, err error) {
	known := func(r Refusal) bool { return r.AppID == appID && r.Indicator == indicator }
	if !slices.ContainsFunc(a.refusals, known) {
		a.refusals = append(a.refusals, Refusal{appID, indicator, err})
	}
}

// Answer is what a question comes to.
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
	// Values has one for each bucket of the plan, NaN where the API has none.
	Values []float64
}

// Refusal is an indicator that the API refused.
type Refusal struct {
	AppID, Indicator string
	Err              error
}

// Silence is an indicator without a series.
type Silence struct{ AppID, Indicator string }

// Failure is a part of the range for which no data came.
type Failure struct {
	AppID      string
	Indicators []string
	Period     rtc.Period
	Err        error
}

// Wait returns when every call has ended that the question needs. The error is ctx's, a *QueueError, or that the store
// was closed; what went wrong with a call is in the answer.
func (a *Ask) Wait(ctx context.Context) (Answer, error) {
	defer a.release()
	ctx, span := tracer().Start(ctx, "await the answer", trace.WithAttributes(attribute.Int("rtc.apps", len(a.question.AppIDs)),
		attribute.StringSlice("rtc.indicators", a.question.Indicators), attribute.Int("rtc.calls", len(a.waits))))
	defer span.End()
	if a.err != nil {
		return Answer{}, a.err
	}
	for _, w := range a.waits {
		select {
		case <-w.call.done:
		case <-ctx.Done():
			return Answer{}, context.Cause(ctx)
		}
	}
	answer := a.answer()
	if len(a.waits) > 0 {
		a.know(answer.Series)
	}
	return answer, nil
}

func (a *Ask) release() {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	a.store.releaseLocked(a)
}

// know lets what was asked for and Series ride along on later calls.
func (a *Ask) know(series []Series) {
	a.store.mu.Lock()
	defer a.store.mu.Unlock()
	for _, s := range series {
		a.store.memory.know(s.Indicator)
	}
}

func (a *Ask) answer() Answer {
	answer := Answer{Plan: a.plan, Recalled: a.sheet.recalled, Waited: a.store.now().Sub(a.asked)}
	answer.Wanted = len(a.question.AppIDs) * len(a.question.Indicators) * a.plan.Buckets.Len()
	metricPoints.WithLabelValues(a.plan.API.Action, "memory").Add(float64(answer.Recalled))
	metricPoints.WithLabelValues(a.plan.API.Action, "api").Add(float64(answer.Wanted - answer.Recalled))
	for _, c := range a.calls() {
		answer.Bodies = append(answer.Bodies, c.bodies...)
	}
	for _, w := range a.waits {
		if failure := a.collect(w); failure != nil {
			answer.Failures = append(answer.Failures, *failure)
		}
	}
	answer.Refused = a.refusals
	answer.Series = a.sheet.series()
	answer.Silent = a.silent(answer)
	if a.plan.API.RealTime && !a.plan.API.Total {
		answer.trimLate(a.asked)
	}
	return answer
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

// calls are those waited for, each once, in the order of sending.
func (a *Ask) calls() []*call {
	var calls []*call
	for _, w := range a.waits {
		if !slices.Contains(calls, w.call) {
			calls = append(calls, w.call)
		}
	}
	slices.SortStableFunc(calls, func(x, y *call) int { return cmp.Compare(x.order, y.order) })
	return calls
}

// collect takes over what a call brought, and returns what it failed to bring.
func (a *Ask) collect(w wait) *Failure {
	var missed []string
	for _, name := range w.indicators {
		if err := w.call.refused[name]; err != nil {
			a.refuse(w.lane.key.appID, name, err)
			continue
		}
		series, ok := w.call.series[name]
		if !ok {
			missed = append(missed, name)
		}
		for _, s := range series {
			a.sheet.fill(w.lane.key.appID, name, w.call.window, s)
		}
	}
	if missed == nil {
		return nil
	}
	return &Failure{w.lane.key.appID, missed, a.plan.Grid.Period(w.brings), w.call.err}
}

// silent are the indicators without a series, for which nothing else gives the reason. Where none can be asked for, an
// app without data is no wrong name.
func (a *Ask) silent(answer Answer) []Silence {
	if a.plan.Buckets.Len() == 0 || a.plan.API.Form == rtc.NoIndicator {
		return nil
	}
	var silences []Silence
	for _, appID := range a.question.AppIDs {
		for _, name := range a.question.Indicators {
			explained := slices.ContainsFunc(answer.Series, func(s Series) bool { return s.AppID == appID && s.Indicator == name }) ||
				slices.ContainsFunc(answer.Refused, func(r Refusal) bool { return r.AppID == appID && r.Indicator == name }) ||
				slices.ContainsFunc(answer.Failures, func(f Failure) bool {
					return f.AppID == appID && slices.Contains(f.Indicators, name)
				})
			if !explained {
				silences = append(silences, Silence{appID, name})
			}
		}
	}
	return silences
}

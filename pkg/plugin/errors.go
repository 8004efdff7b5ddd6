package plugin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// explanation is an error as the user meets it: what to do, then the cause in the API's own words.
type explanation struct {
	status backend.Status
	advice string
	cause  string
}

func (e explanation) text() string {
	if e.cause == "" {
		return e.advice
	}
	return e.advice + " Cause: " + e.cause
}

// advices says for each kind of refusal what helps, and the status that Grafana shows.
var advices = map[rtc.Kind]explanation{
	rtc.KindCredentials:  {backend.StatusUnauthorized, "Volcengine does not accept the credentials; check the access key ID and the secret access key in the data source settings.", ""},
	rtc.KindSessionToken: {backend.StatusUnauthorized, "Volcengine does not accept the session token; temporary credentials are wrong or have expired, so enter new ones in the data source settings.", ""},
	rtc.KindPermission:   {backend.StatusForbidden, "The access key may not read this; grant it the policy RTCReadOnlyAccess in Volcengine's access control, and check that the RTC service is enabled.", ""},
	rtc.KindClock:        {backend.StatusBadRequest, "Volcengine does not accept the time of the request; set the clock of the host that runs Grafana.", ""},
	rtc.KindApp:          {backend.StatusNotFound, "The account has no such app; check the app id.", ""},
	rtc.KindRange:        {backend.StatusBadRequest, "Volcengine does not accept the time range; choose a later or a shorter one.", ""},
	rtc.KindParameter:    {backend.StatusBadRequest, "Volcengine does not accept a parameter of the query; check the indicators and filters.", ""},
	rtc.KindEndpoint:     {backend.StatusBadGateway, "The endpoint is not that of Volcengine RTC; check endpoint and region in the data source settings.", ""},
	rtc.KindAction:       {backend.StatusBadGateway, "The endpoint does not offer this API; check endpoint and region in the data source settings. Queries of other types may work.", ""},
	rtc.KindThrottled:    {backend.StatusTooManyRequests, "The account's quota of calls is used up by other programs with the same account; try again later, or slow these down, or set callsPerSecond in the data source settings to the share that is left.", ""},
	rtc.KindUnavailable:  {backend.StatusBadGateway, "Volcengine RTC cannot be reached or does not work at the moment; try again, and check the endpoint and the network if it stays so.", ""},
	rtc.KindTimeout:      {backend.StatusTimeout, "Volcengine RTC did not answer in time; try again, and let the administrator raise the timeout in the data source settings if it stays so.", ""},
	rtc.KindOther:        {backend.StatusBadGateway, "Volcengine RTC gave an answer that cannot be used; try again, and check the endpoint if it stays so.", ""},
}

// roleAdvices take the place of advices where a role cannot be assumed. STS does not tell a trust policy that lacks the
// caller from a caller that lacks the permission, so both are named.
var roleAdvices = map[rtc.Kind]explanation{
	rtc.KindRole:        {backend.StatusForbidden, "The role cannot be assumed; let the role's trust policy name the user or account of the access key, grant that user the permission sts:AssumeRole (policy STSAssumeRoleAccess), and check roleTrn in the data source settings.", ""},
	rtc.KindCredentials: {backend.StatusUnauthorized, "Volcengine does not accept the credentials that assume the role; check the access key ID and the secret access key in the data source settings.", ""},
	rtc.KindEndpoint:    {backend.StatusBadGateway, "The STS endpoint is not that of Volcengine STS; check stsEndpoint in the data source settings.", ""},
	rtc.KindUnavailable: {backend.StatusBadGateway, "The role cannot be assumed, because Volcengine STS cannot be reached or does not work at the moment; try again, and check stsEndpoint and the network if it stays so.", ""},
	rtc.KindTimeout:     {backend.StatusTimeout, "Volcengine STS did not answer in time, so the role cannot be assumed; try again, and check stsEndpoint and the network if it stays so.", ""},
	rtc.KindOther:       {backend.StatusBadGateway, "Volcengine STS gave an answer that cannot be used; try again, and check stsEndpoint if it stays so.", ""},
}

// asRoleAdvices take the place of advices where a call was signed with the keys of a role.
var asRoleAdvices = map[rtc.Kind]explanation{
	rtc.KindCredentials:  roleKeysRefused,
	rtc.KindSessionToken: roleKeysRefused,
	rtc.KindPermission:   {backend.StatusForbidden, "The role may not read this; grant the role the policy RTCReadOnlyAccess in Volcengine's access control, and check that the RTC service is enabled.", ""},
}

var roleKeysRefused = explanation{
	backend.StatusUnauthorized, "Volcengine RTC does not accept the temporary keys of the role; check that endpoint and stsEndpoint in the data source settings belong together.", "",
}

// adviceOn is what helps with a refusal.
func adviceOn(refused *rtc.Error) explanation {
	special := map[rtc.Kind]explanation{}
	switch {
	case refused.Action == rtc.AssumeRoleAction:
		special = roleAdvices
	case refused.Role != "":
		special = asRoleAdvices
	}
	if explained, ok := special[refused.Kind()]; ok {
		return explained
	}
	return advices[refused.Kind()]
}

// explain is the one place that says what an error means for the user.
func explain(err error) explanation {
	var (
		refused *rtc.Error
		queue   *store.QueueError
		pending *pendingError
		query   *queryError
		unread  *unreadError
	)
	switch {
	case errors.As(err, &query):
		return explanation{status: backend.StatusBadRequest, advice: query.Error()}
	case errors.As(err, &unread):
		return explanation{status: backend.StatusBadGateway, advice: unread.advice()}
	case errors.As(err, &refused):
		explained := adviceOn(refused)
		explained.cause = refused.Error()
		return explained
	case errors.As(err, &pending):
		p := pending.pending
		return explanation{backend.StatusTimeout, fmt.Sprintf("The account's quota of %g calls a second leaves no time for all of the query: %s, and the rest in about %s; run it again then, what has arrived is kept.",
			p.PerSecond, soFar(p), p.All.Round(time.Second)), ""}
	case errors.As(err, &queue):
		return explanation{backend.StatusTooManyRequests, "The query was not started, because the account's quota of calls could not answer it within ten minutes; ask for fewer apps or a shorter range, or run it again later.", queue.Error()}
	case errors.Is(err, context.DeadlineExceeded):
		return explanation{backend.StatusTimeout, "The query took longer than Grafana waits; run it again, what has arrived meanwhile is kept.", err.Error()}
	case errors.Is(err, context.Canceled):
		return explanation{backend.StatusTimeout, "The query was cancelled.", ""}
	default:
		return explanation{backend.StatusBadGateway, "The query could not be answered; run it again.", err.Error()}
	}
}

// errorResponse blames what is downstream: the query, the settings, the network or the API. A fault of the plugin
// itself is a panic, which the SDK reports as such.
func errorResponse(err error) backend.DataResponse {
	explained := explain(err)
	return backend.ErrDataResponseWithSource(explained.status, backend.ErrorSourceDownstream, explained.text())
}

// refusedError is the error of an indicator that the API does not accept.
func refusedError(refusal store.Refusal) error {
	return &queryError{
		Advice: fmt.Sprintf("Volcengine does not accept indicator %q of app %s; check its name.", refusal.Indicator, refusal.AppID),
		Cause:  refusal.Err,
	}
}

// verdict is the error of a query as a whole. A panel gets all that there is, with notices on the rest, and an error
// only if there is nothing. An alert rule gets an error where anything is missing: it must not judge by a part.
func verdict(q query, answer store.Answer) error {
	incomplete := q.asker.needsAll() || len(answer.Series) == 0
	plan := answer.Plan
	switch {
	case incomplete && len(answer.Failures) > 0:
		return answer.Failures[0].Err
	case answer.Pending != nil && (q.asker.needsAll() || len(answer.Series) == 0 && answer.Pending.Err != nil):
		return &pendingError{answer.Pending}
	case incomplete && answer.Unread.Period.Len() > 0:
		return &unreadError{answer.Unread}
	case incomplete && len(answer.Refused) > 0:
		return refusedError(answer.Refused[0])
	case q.asker.rule && plan.Buckets.Len() == 0:
		return badQuery("No data of the rule's time range is available yet, or it is older than %s; use a relative range such as %s to now.",
			reach(plan), rangeStart(plan.API, granularityOfPlan(plan), plan.Delay))
	case q.asker.rule && losesMuch(plan) && plan.History > 0:
		return badQuery("The rule's time range begins before the last %s, for which values are kept; shorten it.", reach(plan))
	case q.asker.rule && lateBy(plan, answer.KeptFrom.Latest):
		return badQuery("Values of all that the rule asks for are kept from %s on only; shorten the rule's time range.",
			answer.KeptFrom.Latest.Format("2006-01-02 15:04 (UTC+8)"))
	case q.asker.rule && losesMuch(plan):
		return badQuery("The rule's time range begins before the last %s, which is all that the API has; shorten it.", lookBack(plan.API))
	case q.asker.rule && plan.TooLong.Len() > 0:
		return badQuery("A total covers %s at most, so it cannot be one of the rule's time range; shorten that.", days(plan.API.Span))
	// At a quiet time real-time data may well lack an indicator.
	case q.asker.rule && len(answer.Series) > 0 && !plan.API.RealTime && unproven(answer.Silent) != nil:
		return badQuery("The API has no series for indicator %q of app %s in the rule's time range; check its name.",
			unproven(answer.Silent).Indicator, unproven(answer.Silent).AppID)
	default:
		return nil
	}
}

// unproven is the first indicator without a series whose name may be wrong. One that the API is known to have is that of
// an idle app.
func unproven(silent []store.Silence) *store.Silence {
	for i := range silent {
		if !silent[i].Proven {
			return &silent[i]
		}
	}
	return nil
}

// pendingError is the error of a query that needs more calls than there was time for.
type pendingError struct{ pending *store.Pending }

func (e *pendingError) Error() string { return soFar(e.pending) }

func (e *pendingError) Unwrap() error { return e.pending.Err }

// soFar says how far an answer is.
func soFar(p *store.Pending) string {
	if p.OfApps > 1 {
		return fmt.Sprintf("%d of %d apps so far", p.Apps, p.OfApps)
	}
	return fmt.Sprintf("%d of %d calls so far", p.Calls, p.OfCalls)
}

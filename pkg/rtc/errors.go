package rtc

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Error is a call that did not give data: the API refused it, or no answer that can be read came back.
type Error struct {
	// Code and Message are the API's own; empty when the answer was not the API's.
	Code, Message string
	// RequestID is what Volcengine's support asks for; empty when the answer was not the API's.
	RequestID string
	// Action is that of the call: AssumeRoleAction, or one for data.
	Action string
	// Role is the TRN of the role that was to be assumed, or whose keys signed the call; empty without a role.
	Role string
	// HTTPStatus is 0 when there was no answer.
	HTTPStatus int
	// RetryAfter is how long the server asks to wait before the next try; 0 if it does not say.
	RetryAfter time.Duration
	// Cause is the failure below the API: a broken connection, an answer that is not JSON.
	Cause error

	otherKeys bool // the next attempt is signed with others than those that were refused
}

// ownFailure is the failure of a call for data itself, nil if there is none. What STS says of a role names no rooms or users,
// and belongs to all calls that wait for the role's keys.
func ownFailure(err error, a *API) *Error {
	if failure := new(Error); errors.As(err, &failure) && failure.Action == a.Action {
		return failure
	}
	return nil
}

// Error gives the cause in the API's own words, then the RequestId.
func (e *Error) Error() string {
	var text strings.Builder
	if e.Action == AssumeRoleAction {
		text.WriteString("AssumeRole: ")
	}
	switch {
	case e.Code != "":
		fmt.Fprintf(&text, "%s: %s", e.Code, e.Message)
	case e.Cause != nil:
		text.WriteString(e.Cause.Error())
	default:
		text.WriteString(e.Message)
	}
	if e.HTTPStatus != 0 {
		fmt.Fprintf(&text, " (HTTP %d", e.HTTPStatus)
		if e.RequestID != "" {
			fmt.Fprintf(&text, ", RequestId %s", e.RequestID)
		}
		text.WriteString(")")
	}
	return text.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Kind groups errors by what has to be done about them.
type Kind int

// The kinds of errors.
const (
	KindOther        Kind = iota
	KindCredentials       // the access key or the secret key is wrong
	KindSessionToken      // the temporary credentials are wrong or have expired
	KindPermission        // the key lacks a policy, or the service is not enabled
	KindClock             // this host's clock is off
	KindApp               // there is no such app
	KindRange             // the time range is not one that the API has
	KindParameter         // another parameter is refused: an indicator, as a rule
	KindEndpoint          // the endpoint or region is wrong
	KindAction            // the endpoint does not have this API, and may have others
	KindThrottled         // the quota of the account is used up
	KindUnavailable       // the API, or the way to it, does not work at the moment
	KindTimeout           // the API took too long for an answer
	KindRole              // the role may not be assumed
)

// kinds maps the documented codes (https://www.volcengine.com/docs/6348/1178322). A code is looked up whole, then
// without its last part behind a dot, and so on.
var kinds = map[string]Kind{
	"InvalidAccessKey":                       KindCredentials,
	"SignatureDoesNotMatch":                  KindCredentials,
	"MissingSignature":                       KindCredentials,
	"InvalidAuthorization":                   KindCredentials,
	"InvalidCredential":                      KindCredentials,
	"InvalidSecretToken":                     KindSessionToken,
	"MissingAuthenticationToken":             KindSessionToken,
	"AccessDenied":                           KindPermission,
	"LackProjectPolicy":                      KindPermission,
	"InvalidTimestamp":                       KindClock,
	"MissingParameter":                       KindParameter,
	"InvalidParameter":                       KindParameter,
	"InvalidParameter.Unmarshal":             KindOther, // the body, not an indicator
	"InvalidParameter.NotExistAppId":         KindApp,
	"InvalidParameter.IllegalAppId":          KindApp,
	"InvalidParameter.StartTimeAfterEndTime": KindRange,
	"InvalidParameter.OutofTimeRange":        KindRange,
	"ServiceNotFound":                        KindEndpoint,
	"InvalidActionOrVersion":                 KindAction,
	"FlowLimitExceeded":                      KindThrottled,
	"AccountFlowLimitExceeded":               KindThrottled,
	"InternalError":                          KindUnavailable,
	"InternalServiceTimeout":                 KindUnavailable,
}

var errRedirected = errors.New("the endpoint answers with a redirect, which is not followed because the request is signed for one host")

// Kind tells what the error is about, by the API's code and else by the HTTP status. What STS answers concerns all calls
// of the account, so a refusal of AssumeRole is of a kind of its own.
func (e *Error) Kind() Kind {
	kind := e.kindOfAnswer()
	if e.Action != AssumeRoleAction {
		return kind
	}
	switch kind {
	case KindSessionToken:
		return KindCredentials
	case KindThrottled: // by STS, which is not the quota of the data
		return KindUnavailable
	case KindPermission, KindApp, KindRange, KindParameter:
		return KindRole
	case KindAction:
		return KindEndpoint
	case KindOther:
		if e.Code != "" {
			return KindRole
		}
	}
	return kind
}

func (e *Error) kindOfAnswer() Kind {
	if e.HTTPStatus == http.StatusTooManyRequests {
		return KindThrottled
	}
	if errors.Is(e.Cause, errTimeout) {
		return KindTimeout
	}
	for code := e.Code; code != ""; {
		if kind, ok := kinds[code]; ok {
			return kind
		}
		code = code[:max(0, strings.LastIndexByte(code, '.'))]
	}
	switch {
	case e.HTTPStatus >= 500:
		return KindUnavailable
	case e.Code == "" && e.HTTPStatus >= 300:
		return KindEndpoint
	case e.HTTPStatus == 0, errors.Is(e.Cause, errBroken):
		return KindUnavailable
	default:
		return KindOther
	}
}

// refusesKeys tells that the keys of the call were not accepted.
func (e *Error) refusesKeys() bool {
	return e.Kind() == KindSessionToken || e.Kind() == KindCredentials
}

// Retryable tells that the same call may well succeed a little later. A timeout is not: it has cost enough already.
func (e *Error) Retryable() bool {
	switch {
	case e.Kind() == KindTimeout:
		return false
	case e.otherKeys:
		return true
	case e.Kind() == KindThrottled, e.HTTPStatus >= 500:
		return true
	case e.Code != "":
		return e.Kind() == KindUnavailable
	case errors.Is(e.Cause, errBroken):
		return true
	default:
		certificate, noTLS, lookup := new(tls.CertificateVerificationError), tls.RecordHeaderError{}, new(net.DNSError)
		final := errors.As(e.Cause, &certificate) || errors.As(e.Cause, &noTLS) || (errors.As(e.Cause, &lookup) && lookup.IsNotFound)
		return e.HTTPStatus == 0 && !final
	}
}

// NoAnswer is the error of a call that was sent a while ago and is still without an answer.
func NoAnswer(since time.Duration) error {
	return &Error{Cause: fmt.Errorf("%w: none since %s", errTimeout, since.Round(time.Second))}
}

// KindOf is the kind of any error, KindOther if it is not a call's.
func KindOf(err error) Kind {
	if failure := new(Error); errors.As(err, &failure) {
		return failure.Kind()
	}
	return KindOther
}

// retryAfter reads the header of that name, in seconds. Its other form, a date, depends on two clocks and is left
// alone.
func retryAfter(header http.Header) time.Duration {
	seconds, err := strconv.Atoi(header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, maxRetryAfter)
}

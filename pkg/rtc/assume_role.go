package rtc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/volcengine/volc-sdk-golang/service/sts"
)

// DefaultSTSEndpoint is where the service STS is, by Volcengine's Go SDK.
const DefaultSTSEndpoint = "https://open.volcengineapi.com"

// AssumeRoleAction is the action that gives a role's temporary keys.
const AssumeRoleAction = "AssumeRole"

// roleSessionName is what the account's audit trail shows of who assumed the role.
const roleSessionName = "grafana-volcengine-rtc"

// unknownLifetime is how long keys are used whose end cannot be read.
const unknownLifetime = 10 * time.Minute

// maxKeyLength bounds each part of temporary keys, which go into headers.
const maxKeyLength = 8 << 10

// assumeRole fetches temporary keys of the account's role. Whatever goes wrong is an *Error, or ctx's error.
func assumeRole(ctx context.Context, account Account, client *http.Client, log Log) (*temporaryKeys, error) {
	observedCtx, observed := observe(bare(ctx), log, AssumeRoleAction, nil)
	sent := time.Now()
	answer, requestID, err := callSTS(observedCtx, account, client)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx) // as with every call that was given up
	}
	if failure := new(Error); errors.As(err, &failure) {
		failure.Action, failure.Role = AssumeRoleAction, account.RoleTRN
	}
	observed(outcome{sent: sent, requestID: requestID}, err)
	if err != nil {
		return nil, err
	}
	return answer.keys(sent), nil
}

func callSTS(ctx context.Context, account Account, client *http.Client) (answer assumeRoleResult, requestID string, err error) {
	request, err := newSTSRequest(ctx, account)
	if err != nil {
		return answer, "", &Error{Cause: err}
	}
	status, header, content, err := roundTrip(client, request)
	if err != nil {
		return answer, "", err
	}
	answer, requestID, err = openRoleAnswer(status, content, account.keys().secrets())
	if failure := new(Error); errors.As(err, &failure) {
		failure.RetryAfter = retryAfter(header)
	}
	return answer, requestID, err
}

// openRoleAnswer gives keys that can be used, or an error that shows none.
func openRoleAnswer(status int, content []byte, secrets []string) (answer assumeRoleResult, requestID string, err error) {
	answer, requestID, err = openEnvelope[assumeRoleResult](status, content, secrets)
	if failure := new(Error); errors.As(err, &failure) {
		failure.Code, failure.Message = answer.scrub(failure.Code), answer.scrub(failure.Message)
	}
	if err == nil && !answer.usable() {
		err = &Error{HTTPStatus: status, RequestID: requestID, Cause: errNoKeys}
	}
	return answer, requestID, err
}

var errNoKeys = fmt.Errorf("%w: it has no temporary keys", errNotTheAPI)

// newSTSRequest signs with the long-lived keys. The region is the SDK's, whatever that of the data is.
func newSTSRequest(ctx context.Context, account Account) (*http.Request, error) {
	target, err := url.Parse(account.STSEndpoint)
	if err != nil {
		return nil, err
	}
	target.RawQuery = url.Values{
		"Action": {AssumeRoleAction}, "Version": {sts.ServiceVersion20180101}, "RoleTrn": {account.RoleTRN}, "RoleSessionName": {roleSessionName},
	}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	return account.keys().credentials(sts.ServiceName, sts.DefaultRegion).Sign(request), nil
}

// assumeRoleResult is the answer of AssumeRole.
type assumeRoleResult struct{ *sts.AssumeRoleResult }

func (r assumeRoleResult) empty() bool { return r.AssumeRoleResult == nil || r.Credentials == nil }

// usable tells that there are keys that can stand in a header.
func (r assumeRoleResult) usable() bool {
	if r.empty() {
		return false
	}
	for _, part := range []string{r.Credentials.AccessKeyId, r.Credentials.SecretAccessKey, r.Credentials.SessionToken} {
		if part == "" || len(part) > maxKeyLength || strings.ContainsFunc(part, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsPrint(c) }) {
			return false
		}
	}
	return true
}

// scrub takes the keys of an answer out of its error, should it ever have both.
func (r assumeRoleResult) scrub(text string) string {
	if r.empty() {
		return text
	}
	return string(scrub([]byte(text), []string{r.Credentials.SecretAccessKey, r.Credentials.SessionToken}))
}

// keys are those of the answer to a request that was sent at a time. How long they last is told by the clock of STS,
// which may differ from this host's.
func (r assumeRoleResult) keys(sent time.Time) *temporaryKeys {
	lifetime := unknownLifetime
	current, currentErr := time.Parse(time.RFC3339, r.Credentials.CurrentTime)
	expired, expiredErr := time.Parse(time.RFC3339, r.Credentials.ExpiredTime)
	if currentErr == nil && expiredErr == nil && expired.After(current) {
		lifetime = expired.Sub(current)
	}
	return &temporaryKeys{
		keys:     keys{r.Credentials.AccessKeyId, r.Credentials.SecretAccessKey, r.Credentials.SessionToken},
		obtained: sent, expires: sent.Add(lifetime),
	}
}

// Package rtc is the API of Volcengine RTC as its documents describe it: actions and their limits, indicators, requests,
// answers, errors and the signed call. It knows neither when to call nor what was called before, and nothing of Grafana.
package rtc

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// Account says whose data is asked for and where.
type Account struct {
	AccessKeyID     string
	SecretAccessKey string
	// SessionToken belongs to temporary credentials (STS); empty for permanent ones.
	SessionToken string
	// RoleTRN names the role whose temporary keys sign the calls for data; the keys above then sign AssumeRole. Without
	// a role it is empty, and the keys above sign everything.
	RoleTRN string
	// STSEndpoint is a URL with scheme, such as DefaultSTSEndpoint; it matters with a role only.
	STSEndpoint string
	// Region is the one that requests are signed for.
	Region string
	// Endpoint is a URL with scheme; Endpoints has the one of each documented region.
	Endpoint string
	// CallsPerSecond is the rate of calls that the account is known to have, other than the documented one; 0 if none is.
	// API.Rate tells what it means for each API.
	CallsPerSecond float64
}

// Endpoints has the documented host of each region. Singapore is called ap-southeast-1 in the documents and signed as
// ap-singapore-1 by Volcengine's Go SDK (https://www.volcengine.com/docs/6348/69828).
var Endpoints = map[string]string{
	"cn-north-1":     "https://rtc.volcengineapi.com",
	"ap-singapore-1": "https://open-ap-singapore-1.volcengineapi.com",
	"ap-southeast-1": "https://open-ap-singapore-1.volcengineapi.com",
}

// Client makes signed calls. It neither waits for the quota nor retries; those who use it do.
type Client struct {
	http     *http.Client
	account  Account
	keys     keySource
	endpoint *url.URL
	log      Log
}

// NewClient uses the transport and the timeout of httpClient, but follows no redirect: Go would carry X-Security-Token
// over to another host. Each call is logged. roles are those of the process. Close ends what the client has under way.
func NewClient(account Account, httpClient *http.Client, roles *Roles, log Log) (*Client, error) {
	endpoint, err := url.Parse(account.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	unredirected := *httpClient
	unredirected.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &Client{http: &unredirected, account: account, keys: staticKeys(account.keys()), endpoint: endpoint, log: log}
	if account.RoleTRN != "" {
		client.keys = roles.acquire(account, &unredirected, log)
	}
	return client, nil
}

// Close ends the renewal of a role's keys that the client has under way.
func (c *Client) Close() { c.keys.close() }

// Ready returns when there are keys to sign with, or why there are none. Who waits for a turn of the quota waits for the
// keys first, because calls must leave when their turn comes.
func (c *Client) Ready(ctx context.Context) error {
	_, err := c.keys.current(ctx)
	return err
}

// AccountID is what tells the account's quotas apart from those of others.
func (c *Client) AccountID() string { return c.account.ID() }

// Fingerprint is the same for clients that get the same answers: with the same credentials, at the same endpoint. It
// tells nothing of them.
func (c *Client) Fingerprint() string {
	a := c.account
	parts := []string{a.AccessKeyID, a.SecretAccessKey, a.SessionToken, a.RoleTRN, a.STSEndpoint, a.Region, a.Endpoint}
	hash := sha256.Sum256(fmt.Appendf(nil, "%q", parts))
	return string(hash[:])
}

// CallsPerSecond is that of the account.
func (c *Client) CallsPerSecond() float64 { return c.account.CallsPerSecond }

// do sends one signed request and gives the Result of the answer, and what else is known of the call. Whatever goes wrong is an *Error, or the context's
// error. Each attempt is signed with the keys of its own time.
//
// send is called when nothing but sending is left to be done, and gives the moment; who paces the calls does it there.
func do[T result](
	ctx context.Context, c *Client, sent message, send func() time.Time, about ...attribute.KeyValue,
) (T, outcome, error) {
	signing, err := c.keys.current(ctx)
	if err != nil {
		return *new(T), outcome{}, err
	}
	observedCtx, observed := observe(bare(ctx), c.log, sent.api.Action, about)
	result, met, err := attempt[T](observedCtx, c, sent, send, signing)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		err = context.Cause(ctx) // a call that was given up says just that
	}
	if failure := new(Error); errors.As(err, &failure) {
		failure.Action, failure.Role = sent.api.Action, c.account.RoleTRN
		failure.otherKeys = failure.refusesKeys() && c.keys.refused(signing)
	}
	observed(met, err)
	return result, met, err
}

func attempt[T result](
	ctx context.Context, c *Client, sent message, send func() time.Time, signing keys,
) (result T, about outcome, err error) {
	request, err := c.newRequest(ctx, sent, signing)
	if err != nil {
		return result, about, &Error{Cause: err}
	}
	about.sent = send()
	status, header, answer, err := roundTrip(c.http, request)
	if err != nil {
		return result, about, err
	}
	about.date = dateOf(header)
	secrets := append(signing.secrets(), c.account.keys().secrets()...)
	result, about.requestID, err = openEnvelope[T](status, answer, secrets)
	if failure := new(Error); errors.As(err, &failure) {
		failure.RetryAfter = retryAfter(header)
	}
	return result, about, err
}

// roundTrip sends a signed request.
func roundTrip(client *http.Client, request *http.Request) (status int, header http.Header, answer []byte, err error) {
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, nil, failed(0, withoutURL(err))
	}
	defer func() { _ = response.Body.Close() }()
	status = response.StatusCode
	if status >= 300 && status < 400 {
		return 0, nil, nil, failed(status, errRedirected)
	}
	answer, err = io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes+1))
	if err != nil {
		return 0, nil, nil, failed(status, fmt.Errorf("%w: %w", errBroken, err))
	}
	if len(answer) > maxAnswerBytes {
		return 0, nil, nil, failed(status, fmt.Errorf("the answer is larger than %d MB", maxAnswerBytes>>20))
	}
	return status, response.Header, answer, nil
}

// dateOf reads the header Date, the zero Time where there is none.
func dateOf(header http.Header) time.Time {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}

// scrub takes secrets out of an answer: a gateway may repeat in an error what it was sent, and errors and names are
// shown to users.
func scrub(answer []byte, secrets []string) []byte {
	for _, secret := range secrets {
		if secret != "" {
			answer = bytes.ReplaceAll(answer, []byte(secret), []byte("***"))
		}
	}
	return answer
}

// message is what is sent to an API: a body to most, parameters of the URL to those that list entries.
type message struct {
	api        *API
	body       []byte
	parameters url.Values
}

// newRequest signs, and so must be the last to touch a request: each attempt needs one of its own.
func (c *Client) newRequest(ctx context.Context, sent message, signing keys) (*http.Request, error) {
	target, method := *c.endpoint, http.MethodPost
	query := url.Values{"Action": {sent.api.Action}, "Version": {Version}}
	if sent.api.List != nil {
		method = http.MethodGet
		maps.Copy(query, sent.parameters)
	}
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), bytes.NewReader(sent.body))
	if err != nil {
		return nil, err
	}
	if sent.api.List == nil {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("Accept", "application/json")
	return signing.credentials("rtc", c.account.Region).Sign(request), nil
}

// errBroken marks a connection that ended before the answer did.
var errBroken = errors.New("the connection broke while the answer was read")

// failed is the error of a call without a readable answer.
func failed(status int, cause error) error {
	if timeout := net.Error(nil); errors.As(cause, &timeout) && timeout.Timeout() {
		cause = errTimeout
	}
	return &Error{HTTPStatus: status, Cause: cause}
}

// errTimeout stands for the several errors that net/http has for it.
var errTimeout = errors.New("no answer within the time limit of the call")

// withoutURL drops the URL that net/http puts in front of a cause; the user knows the endpoint.
func withoutURL(err error) error {
	if failure := new(url.Error); errors.As(err, &failure) {
		return failure.Err
	}
	return err
}

// clip bounds a text of the answer that ends up in an error.
func clip(text string) string {
	const most = 500
	runes := []rune(text)
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

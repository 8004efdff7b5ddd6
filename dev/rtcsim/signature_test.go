package rtcsim

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A vector made by another implementation of the documented algorithm.
func TestSignatureOfGoldenVector(t *testing.T) {
	const body = `{"AppId":"661e0000543cf","StartTime":"2021-07-24T00:00:00+08:00","EndTime":"2021-07-25T00:00:00+08:00","Indicator":["per_call_time","avg_call_time"],"AggregateGranularity":"1d"}`
	r := newRequest(t, anyURL, actionListOperationData, body)
	at := time.Date(2020, 12, 30, 8, 18, 5, 0, time.UTC)

	credentials{"AK", "SK", "TOKEN", "cn-north-1"}.sign(r, body, at)

	assert.Equal(t, "HMAC-SHA256 Credential=AK/20201230/cn-north-1/rtc/request, "+
		"SignedHeaders=content-type;host;x-content-sha256;x-date;x-security-token, "+
		"Signature=02eafebc6654de78285a0d15421af8af5ee9c6c0a05a90be687e576b62f5116b", r.Header.Get("Authorization"))

	s := New(Options{AccessKeyID: "AK", SecretAccessKey: "SK", SessionToken: "TOKEN"})
	_, accessKeyID, err := s.verifySignature(r, []byte(body), at, service, DefaultRegion)
	assert.Nil(t, err)
	assert.Equal(t, "AK", accessKeyID)
}

func TestWhoMayCall(t *testing.T) {
	withToken := Options{SessionToken: DemoSessionToken}
	resign := func(c credentials) func(*http.Request) {
		return func(r *http.Request) { c.sign(r, question(actionListOperationData), time.Now()) }
	}
	resignAt := func(offset time.Duration) func(*http.Request) {
		return func(r *http.Request) { demo.sign(r, question(actionListOperationData), time.Now().Add(offset)) }
	}
	authorization := func(change func(string) string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set("Authorization", change(r.Header.Get("Authorization"))) }
	}

	for name, c := range map[string]struct {
		options Options
		spoil   func(r *http.Request)
		code    string
		status  int
	}{
		"signed as documented":   {code: "", status: 200},
		"not signed":             {spoil: func(r *http.Request) { r.Header.Del("Authorization") }, code: "MissingSignature", status: 401},
		"another scheme":         {spoil: func(r *http.Request) { r.SetBasicAuth("a", "b") }, code: "InvalidAuthorization", status: 401},
		"no signature in header": {spoil: authorization(func(a string) string { before, _, _ := strings.Cut(a, ", Signature="); return before }), code: "InvalidAuthorization", status: 401},
		"digest not signed": {spoil: authorization(func(a string) string {
			return strings.Replace(a, "x-content-sha256;", "", 1)
		}), code: "InvalidAuthorization", status: 401},
		"unknown access key":   {spoil: resign(credentials{"AKLTother", DemoSecretAccessKey, "", DefaultRegion}), code: "InvalidAccessKey", status: 401},
		"wrong secret":         {spoil: resign(credentials{DemoAccessKeyID, "other", "", DefaultRegion}), code: "SignatureDoesNotMatch", status: 401},
		"another region":       {spoil: resign(credentials{DemoAccessKeyID, DemoSecretAccessKey, "", "ap-singapore-1"}), code: "InvalidCredential", status: 401},
		"query changed later":  {spoil: func(r *http.Request) { r.URL.RawQuery += "&X=1" }, code: "SignatureDoesNotMatch", status: 401},
		"header changed later": {spoil: func(r *http.Request) { r.Header.Set("Content-Type", "application/json; charset=utf-8") }, code: "SignatureDoesNotMatch", status: 401},
		"host changed later":   {spoil: func(r *http.Request) { r.Host = "example.org" }, code: "SignatureDoesNotMatch", status: 401},
		"body changed later": {spoil: func(r *http.Request) {
			demo.sign(r, question(actionListOperationData)+" ", time.Now())
		}, code: "SignatureDoesNotMatch", status: 401},
		"clock 14 minutes behind":  {spoil: resignAt(-14 * time.Minute), code: "", status: 200},
		"clock 16 minutes behind":  {spoil: resignAt(-16 * time.Minute), code: "InvalidTimestamp", status: 400},
		"clock 16 minutes ahead":   {spoil: resignAt(16 * time.Minute), code: "InvalidTimestamp", status: 400},
		"no X-Date":                {spoil: func(r *http.Request) { r.Header.Del("X-Date") }, code: "InvalidTimestamp", status: 400},
		"token given":              {options: withToken, spoil: resign(credentials{DemoAccessKeyID, DemoSecretAccessKey, DemoSessionToken, DefaultRegion}), code: "", status: 200},
		"token missing":            {options: withToken, code: "MissingAuthenticationToken", status: 401},
		"token wrong":              {options: withToken, spoil: resign(credentials{DemoAccessKeyID, DemoSecretAccessKey, "old", DefaultRegion}), code: "InvalidSecretToken", status: 401},
		"token with permanent key": {spoil: resign(credentials{DemoAccessKeyID, DemoSecretAccessKey, "stray", DefaultRegion}), code: "InvalidSecretToken", status: 401},
		"token not signed": {options: withToken, spoil: func(r *http.Request) {
			r.Header.Set("X-Security-Token", DemoSessionToken)
		}, code: "InvalidAuthorization", status: 401},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.Now = atNoon
			s := New(c.options)
			r := signedQuestion(t, anyURL)
			if c.spoil != nil {
				c.spoil(r)
			}

			got := do(t, s.Client(), r)

			assert.Equal(t, c.code, got.code())
			assert.Equal(t, c.status, got.status)
		})
	}
}

func TestSignatureOverSocket(t *testing.T) {
	srv := httptest.NewServer(New(Options{Now: atNoon}))
	defer srv.Close()

	got := do(t, srv.Client(), signedQuestion(t, srv.URL+"/"))

	assert.Empty(t, got.code())
}

func TestSignedQueryIsEncodedAsRFC3986(t *testing.T) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, anyURL+"?b=x+y%2B~&a=%E4%B8%AD", nil)
	require.NoError(t, err)

	assert.Equal(t, "a=%E4%B8%AD&b=x%20y%2B~", canonicalQuery(r.URL.Query()))
}

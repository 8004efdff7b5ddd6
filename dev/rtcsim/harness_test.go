package rtcsim

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// noon is the data's clock of most tests: 15 March 2026, 12:00 in Beijing.
var noon = time.Date(2026, 3, 15, 12, 0, 0, 0, beijing)

func atNoon() time.Time { return noon }

const anyURL = "http://rtc.volcengineapi.com/"

// credentials sign requests by the function that the golden vector checks.
type credentials struct{ accessKeyID, secretAccessKey, sessionToken, region string }

var demo = credentials{DemoAccessKeyID, DemoSecretAccessKey, "", DefaultRegion}

func (c credentials) sign(r *http.Request, body string, at time.Time) {
	r.Header.Set("X-Date", at.UTC().Format(xDateLayout))
	r.Header.Set("X-Content-Sha256", hexSHA256([]byte(body)))
	signed := []string{"content-type", "host", "x-content-sha256", "x-date"}
	if c.sessionToken != "" {
		r.Header.Set("X-Security-Token", c.sessionToken)
		signed = append(signed, "x-security-token")
	}
	r.Header.Set("Authorization", algorithm+
		" Credential="+c.accessKeyID+"/"+credentialScope(r, c.region)+
		", SignedHeaders="+strings.Join(signed, ";")+
		", Signature="+signature(r, []byte(body), signed, c.secretAccessKey, c.region))
}

func newRequest(t *testing.T, url, action, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"?Action="+action+"&Version="+apiVersion, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	return r
}

func signedRequest(t *testing.T, url, action, body string) *http.Request {
	t.Helper()
	r := newRequest(t, url, action, body)
	demo.sign(r, body, time.Now())
	return r
}

type reply struct {
	status           int
	ResponseMetadata metadata
	Result           json.RawMessage
}

func (r reply) code() string {
	if r.ResponseMetadata.Error == nil {
		return ""
	}
	return r.ResponseMetadata.Error.Code
}

func do(t *testing.T, client *http.Client, r *http.Request) reply {
	t.Helper()
	res, err := client.Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	got := reply{status: res.StatusCode}
	require.NoError(t, json.Unmarshal(body, &got), "body: %s", body)
	return got
}

func call(t *testing.T, s *Server, action, body string) reply {
	t.Helper()
	return do(t, s.Client(), signedRequest(t, anyURL, action, body))
}

// question is a ListOperationData body that the server at noon answers.
func question(changes ...func(q *operationDataRequest)) string {
	q := operationDataRequest{
		AppID:                DemoApps[0].ID,
		StartTime:            "2026-03-12T00:00:00+08:00",
		EndTime:              "2026-03-13T00:00:00+08:00",
		Indicator:            []string{userCount},
		AggregateGranularity: "1d",
	}
	for _, change := range changes {
		change(&q)
	}
	body, err := json.Marshal(q)
	if err != nil {
		panic(err)
	}
	return string(body)
}

func between(start, end string) func(q *operationDataRequest) {
	return func(q *operationDataRequest) { q.StartTime, q.EndTime = start, end }
}

func by(granularity string) func(q *operationDataRequest) {
	return func(q *operationDataRequest) { q.AggregateGranularity = granularity }
}

func of(appID string, indicators ...string) func(q *operationDataRequest) {
	return func(q *operationDataRequest) { q.AppID, q.Indicator = appID, indicators }
}

func indicatorsOf(t *testing.T, r reply) []indicatorData {
	t.Helper()
	require.Empty(t, r.code())
	var result operationDataResult
	require.NoError(t, json.Unmarshal(r.Result, &result))
	return result.Indicators
}

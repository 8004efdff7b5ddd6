package rtcsim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
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
		" Credential="+c.accessKeyID+"/"+credentialScope(r, c.region, service)+
		", SignedHeaders="+strings.Join(signed, ";")+
		", Signature="+signature(r, []byte(body), signed, c.secretAccessKey, credentialScope(r, c.region, service)))
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
	if actions[action].list != nil {
		return do(t, s.Client(), signedListRequest(t, action, body))
	}
	return do(t, s.Client(), signedRequest(t, anyURL, action, body))
}

// signedListRequest has the fields of a body as parameters.
func signedListRequest(t *testing.T, action, body string) *http.Request {
	t.Helper()
	var fields map[string]string
	require.NoError(t, json.Unmarshal([]byte(body), &fields))
	query := url.Values{"Action": {action}, "Version": {apiVersion}}
	for name, value := range fields {
		query.Set(name, value)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, anyURL+"?"+query.Encode(), nil)
	require.NoError(t, err)
	demo.sign(r, "", time.Now())
	return r
}

// signedQuestion is for tests to which every action is alike.
func signedQuestion(t *testing.T, url string) *http.Request {
	t.Helper()
	return signedRequest(t, url, actionListOperationData, question(actionListOperationData))
}

func ask(t *testing.T, s *Server, action string, changes ...change) reply {
	t.Helper()
	return call(t, s, action, question(action, changes...))
}

// question is a body with what the action requires and nothing else, that the
// server at noon answers.
func question(action string, changes ...change) string {
	a := actions[action]
	fields := map[string]any{
		"AppId":     DemoApps[0].ID,
		"StartTime": "2026-03-12T00:00:00+08:00",
		"EndTime":   "2026-03-13T00:00:00+08:00",
	}
	if a.realTime {
		between("2026-03-15T11:30:00+08:00", "2026-03-15T11:40:00+08:00")(fields)
	}
	switch a.indicatorForm {
	case noIndicator:
	case oneIndicator:
		fields["Indicator"] = a.indicators[0]
	case indicatorList:
		fields["Indicator"] = a.indicators[:1]
	}
	if a.choosesGranularity() {
		fields["AggregateGranularity"] = "1d"
	}
	if len(a.dimensions) > 0 {
		fields["Dimension"] = a.dimensions[0]
	}
	if a.list != nil {
		between("2026-03-15T10:30:00+08:00", "2026-03-15T11:30:00+08:00")(fields)
	}
	if a.list != nil && len(a.list.required) > 0 {
		fields["RoomId"], fields["UserId"] = "class-0000", "u00001"
	}
	for _, change := range changes {
		change(fields)
	}
	body, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return string(body)
}

type change func(fields map[string]any)

func with(field string, value any) change {
	return func(fields map[string]any) { fields[field] = value }
}

func without(field string) change {
	return func(fields map[string]any) { delete(fields, field) }
}

func between(start, end string) change {
	return func(fields map[string]any) { fields["StartTime"], fields["EndTime"] = start, end }
}

func by(granularity string) change { return with("AggregateGranularity", granularity) }

func of(appID string, indicators ...string) change {
	return func(fields map[string]any) { fields["AppId"], fields["Indicator"] = appID, indicators }
}

func resultOf[T any](t *testing.T, r reply) T {
	t.Helper()
	require.Empty(t, r.code())
	var result T
	require.NoError(t, json.Unmarshal(r.Result, &result))
	return result
}

func indicatorsOf(t *testing.T, r reply) []indicatorData {
	t.Helper()
	return resultOf[seriesResult](t, r).Indicators
}

func at(t *testing.T, timeStamp string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, timeStamp)
	require.NoError(t, err)
	return parsed
}

package rtcsim

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// eachTransport runs a test over a socket and in memory.
func eachTransport(t *testing.T, test func(t *testing.T, s *Server, client *http.Client, url string)) {
	t.Helper()
	t.Run("socket", func(t *testing.T) {
		s := New(Options{Now: atNoon})
		srv := httptest.NewServer(s)
		defer srv.Close()
		test(t, s, srv.Client(), srv.URL+"/")
	})
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := New(Options{Now: atNoon})
			test(t, s, s.Client(), anyURL)
		})
	})
}

// exchange makes one call and reads all of its answer; the error is that of
// either.
func exchange(t *testing.T, client *http.Client, url string) (*http.Response, string, error) {
	t.Helper()
	res, err := client.Do(signedQuestion(t, url))
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

func TestFaultsThatReplaceTheAnswer(t *testing.T) {
	const html = "<html><body>502 Bad Gateway</body></html>"
	huge := strings.Repeat("x", 8<<20)
	for name, c := range map[string]struct {
		fault       Fault
		status      int
		contentType string
		body        string // what the body holds; all of it for a RawAnswer
	}{
		"API error":           {Fault{Kind: APIError, Code: "InternalError.Database", Message: "try later"}, 500, "application/json; charset=utf-8", `"CodeN":100014,"Code":"InternalError.Database","Message":"try later"`},
		"API error, HTTP 200": {Fault{Kind: APIError, Status: 200, Code: "AccessDenied", Message: "no"}, 200, "application/json; charset=utf-8", `"Code":"AccessDenied"`},
		"API error, new code": {Fault{Kind: APIError, Code: "Novelty"}, 400, "application/json; charset=utf-8", `"Code":"Novelty"`},
		"gateway's page":      {Fault{Kind: RawAnswer, Status: 502, ContentType: "text/html", Body: html}, 502, "text/html", html},
		"truncated JSON":      {Fault{Kind: RawAnswer, ContentType: "application/json", Body: `{"ResponseMetadata":{`}, 200, "application/json", `{"ResponseMetadata":{`},
		"null result":         {Fault{Kind: RawAnswer, ContentType: "application/json", Body: `{"Result":null}`}, 200, "application/json", `{"Result":null}`},
		"nothing":             {Fault{Kind: RawAnswer}, 200, "", ""},
		"megabytes":           {Fault{Kind: RawAnswer, Body: huge}, 200, "", huge},
	} {
		t.Run(name, func(t *testing.T) {
			eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
				c.fault.Times = 1
				s.Inject(c.fault)

				res, body, err := exchange(t, client, url)

				require.NoError(t, err)
				assert.Equal(t, c.status, res.StatusCode)
				assert.Equal(t, c.contentType, res.Header.Get("Content-Type"))
				assert.Equal(t, c.status, s.Calls()[0].Status)
				assert.Equal(t, c.fault.Kind, s.Calls()[0].Fault)
				if c.fault.Kind == RawAnswer {
					assert.Equal(t, c.body, body)
					return
				}
				assert.Contains(t, body, c.body)
				assert.Equal(t, c.fault.Code, s.Calls()[0].Code)
			})
		})
	}
}

func TestRedirect(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		s.Inject(Fault{Kind: Redirect, URL: "https://elsewhere.example/"})

		res, _, err := exchange(t, client, url)

		require.NoError(t, err)
		assert.Equal(t, http.StatusTemporaryRedirect, res.StatusCode)
		assert.Equal(t, "https://elsewhere.example/", res.Header.Get("Location"))
	})
}

func TestMutateAnswer(t *testing.T) {
	s := New(Options{Now: atNoon})
	s.Inject(Fault{Kind: MutateAnswer, Mutate: func(answer map[string]any) {
		indicators := answer["Result"].(map[string]any)["Indicators"].([]any)
		indicators[0].(map[string]any)["Name"] = "renamed"
	}})

	got := indicatorsOf(t, ask(t, s, actionListOperationData))
	refused := call(t, s, actionListOperationData, `{}`)

	assert.Equal(t, "renamed", got[0].Name)
	assert.Len(t, got[0].Data, 2)
	assert.Equal(t, "MissingParameter", refused.code(), "a refusal stays as it is")
}

func TestWhichCallsMeetAFault(t *testing.T) {
	s := New(Options{Now: atNoon, NoRateLimit: true})
	s.Inject(Fault{Action: actionListOperationData, Times: 2, Kind: APIError, Code: "First"})
	s.Inject(Fault{Kind: APIError, Code: "Second"})

	assert.Equal(t, "Second", call(t, s, actionListApps, "").code())
	assert.Equal(t, "First", ask(t, s, actionListOperationData).code())
	assert.Equal(t, "First", ask(t, s, actionListOperationData).code())
	assert.Equal(t, "Second", ask(t, s, actionListOperationData).code())
	assert.Equal(t, "Second", ask(t, s, actionListOperationData).code())
	s.ClearFaults()
	assert.Empty(t, ask(t, s, actionListOperationData).code())
}

func TestFaultyCallsCountAgainstTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		s.Inject(Fault{Times: 2, Kind: APIError, Code: "InternalError"})

		for range 2 {
			assert.Equal(t, "InternalError", ask(t, s, actionListOperationData).code())
		}
		assert.Equal(t, "FlowLimitExceeded.QPSOverLimit", ask(t, s, actionListOperationData).code())
	})
}

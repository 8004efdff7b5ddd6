package rtcsim

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// signFor signs as credentials.sign does, for any service.
func (c credentials) signFor(r *http.Request, service string) {
	r.Header.Set("X-Date", time.Now().UTC().Format(xDateLayout))
	r.Header.Set("X-Content-Sha256", hexSHA256(nil))
	signed := []string{"host", "x-content-sha256", "x-date"}
	if c.sessionToken != "" {
		r.Header.Set("X-Security-Token", c.sessionToken)
		signed = append(signed, "x-security-token")
	}
	scope := credentialScope(r, c.region, service)
	header := algorithm + " Credential=" + c.accessKeyID + "/" + scope + ", SignedHeaders=" + strings.Join(signed, ";")
	r.Header.Set("Authorization", header+", Signature="+signature(r, nil, signed, c.secretAccessKey, scope))
}

func assume(t *testing.T, s *Server, by credentials, trn string, changes ...func(*http.Request)) reply {
	t.Helper()
	query := url.Values{"Action": {"AssumeRole"}, "Version": {"2018-01-01"}, "RoleTrn": {trn}, "RoleSessionName": {"test"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://rtc.volcengineapi.com"+STSPath+"?"+query.Encode(), nil)
	require.NoError(t, err)
	for _, change := range changes {
		change(r)
	}
	by.signFor(r, stsService)
	return do(t, s.Client(), r)
}

func roleCredentials(t *testing.T, r reply) credentials {
	t.Helper()
	given := resultOf[struct{ Credentials map[string]string }](t, r).Credentials
	return credentials{given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], DefaultRegion}
}

func askAs(t *testing.T, s *Server, c credentials) reply {
	t.Helper()
	body := question(actionListOperationData)
	r := newRequest(t, anyURL, actionListOperationData, body)
	c.sign(r, body, time.Now())
	return do(t, s.Client(), r)
}

func TestDataOfARoleIsForItsTemporaryKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon, NoRateLimit: true, Role: Role{TRN: DemoRoleTRN, Lifetime: time.Minute}})
		assert.Equal(t, "AccessDenied", askAs(t, s, demo).code(), "long-lived keys")

		answer := assume(t, s, demo, DemoRoleTRN)
		assert.Equal(t, metadata{RequestID: answer.ResponseMetadata.RequestID, Action: "AssumeRole", Version: "2018-01-01", Service: "sts", Region: "cn-north-1"}, answer.ResponseMetadata)
		role := roleCredentials(t, answer)
		assert.Empty(t, askAs(t, s, role).code())

		noToken, wrongToken := role, role
		noToken.sessionToken, wrongToken.sessionToken = "", "another"
		assert.Equal(t, "MissingAuthenticationToken", askAs(t, s, noToken).code())
		assert.Equal(t, "InvalidSecretToken", askAs(t, s, wrongToken).code())
		assert.Equal(t, "AccessDenied", assume(t, s, role, DemoRoleTRN).code(), "a role assumes no role")

		time.Sleep(59 * time.Second)
		assert.Empty(t, askAs(t, s, role).code())
		time.Sleep(time.Second)
		assert.Equal(t, "InvalidSecretToken", askAs(t, s, role).code(), "expired")

		next := roleCredentials(t, assume(t, s, demo, DemoRoleTRN))
		assert.NotEqual(t, role, next)
		assert.Empty(t, askAs(t, s, next).code())
		s.RevokeRoleKeys()
		assert.Equal(t, "InvalidSecretToken", askAs(t, s, next).code(), "revoked")
	})
}

func TestWhoMayAssumeARole(t *testing.T) {
	s := New(Options{
		MoreKeys: map[string]string{"AKtrusted": "one", "AKother": "two"},
		Role:     Role{TRN: DemoRoleTRN, Trusts: []string{"AKtrusted"}},
	})
	trusted := credentials{"AKtrusted", "one", "", DefaultRegion}
	atSTSHost := func(r *http.Request) { r.URL.Host, r.Host, r.URL.Path = STSHost, STSHost, "/" }
	assert.Empty(t, assume(t, s, trusted, DemoRoleTRN).code())
	assert.Empty(t, assume(t, s, trusted, DemoRoleTRN, atSTSHost).code())
	assert.Equal(t, "AccessDenied", assume(t, s, credentials{"AKother", "two", "", DefaultRegion}, DemoRoleTRN).code())
	assert.Equal(t, "AccessDenied", assume(t, s, trusted, DemoRoleTRN+"s").code(), "another role")
	assert.Equal(t, "SignatureDoesNotMatch", assume(t, s, credentials{"AKtrusted", "two", "", DefaultRegion}, DemoRoleTRN).code())
	assert.Equal(t, "InvalidCredential", assume(t, s, credentials{"AKtrusted", "one", "", "ap-singapore-1"}, DemoRoleTRN).code())

	for name, change := range map[string]func(*http.Request){
		"MissingParameter":       func(r *http.Request) { r.URL.RawQuery = "Action=AssumeRole&Version=2018-01-01&RoleTrn=" + DemoRoleTRN },
		"InvalidActionOrVersion": func(r *http.Request) { r.URL.RawQuery = "Action=AssumeRole&Version=2023-11-01" },
		"ServiceNotFound":        func(r *http.Request) { r.URL.Path = "/other" },
		"InvalidCredential":      func(r *http.Request) { r.URL.Path = "/" },
	} {
		assert.Equal(t, name, assume(t, s, trusted, DemoRoleTRN, change).code())
	}
}

func TestSTSTellsTheTimeOfItsOwnClock(t *testing.T) {
	s := New(Options{Role: Role{TRN: DemoRoleTRN, Lifetime: time.Hour, ClockAhead: 3 * time.Hour}})
	given := resultOf[struct{ Credentials map[string]string }](t, assume(t, s, demo, DemoRoleTRN)).Credentials
	current, expired := at(t, given["CurrentTime"]), at(t, given["ExpiredTime"])
	assert.WithinDuration(t, time.Now().Add(3*time.Hour), current, 2*time.Second)
	assert.Equal(t, time.Hour, expired.Sub(current))
}

func TestAnAccountWithARateOfItsOwn(t *testing.T) {
	for rate, calls := range map[float64]struct {
		data, apps int // let through in ten seconds
	}{0: {20, 200}, 0.16: {2, 2}, 1: {10, 10}, 5: {50, 50}, 100: {1000, 200}} {
		synctest.Test(t, func(t *testing.T) {
			s := New(Options{Now: atNoon, CallsPerSecond: rate})
			passed := map[string]int{}
			for range 1000 {
				for _, action := range []string{actionListOperationData, actionListApps} {
					if ask(t, s, action).code() == "" {
						passed[action]++
					}
				}
				time.Sleep(10 * time.Millisecond)
			}
			assert.Equal(t, calls.data, passed[actionListOperationData], rate)
			assert.Equal(t, calls.apps, passed[actionListApps], rate)
		})
	}
}

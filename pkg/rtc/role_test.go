package rtc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// roleAccount assumes the simulator's role.
var roleAccount = rtc.Account{
	AccessKeyID: rtcsim.DemoAccessKeyID, SecretAccessKey: rtcsim.DemoSecretAccessKey, Region: rtcsim.DefaultRegion,
	Endpoint: "http://rtc.simulated", RoleTRN: rtcsim.DemoRoleTRN, STSEndpoint: "http://rtc.simulated" + rtcsim.STSPath,
}

// roleWorld is a simulated API with a role, in a synctest bubble, and what the data sources of a process share.
type roleWorld struct {
	*testing.T
	sim   *rtcsim.Server
	roles *rtc.Roles
}

func inRoleWorld(t *testing.T, simulated rtcsim.Options, test func(w roleWorld)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		if simulated.Role.TRN == "" {
			simulated.Role.TRN = rtcsim.DemoRoleTRN
		}
		test(roleWorld{T: t, sim: rtcsim.New(simulated), roles: rtc.NewRoles()})
	})
}

// client calls for an account, as a data source of its own.
func (w roleWorld) client(account rtc.Account) *rtc.Client {
	w.Helper()
	return w.clientOver(account, w.sim.Client())
}

func (w roleWorld) clientOver(account rtc.Account, over *http.Client) *rtc.Client {
	w.Helper()
	client, err := rtc.NewClient(account, over, w.roles, func(string, ...any) {})
	require.NoError(w, err)
	return client
}

// reads makes a call for data.
func (w roleWorld) reads(client *rtc.Client) error {
	_, _, err := client.ListApps(w.Context(), 0, time.Now)
	return err
}

// assumed counts the AssumeRole calls so far.
func (w roleWorld) assumed() int {
	count := 0
	for _, call := range w.sim.Calls() {
		if call.Action == rtc.AssumeRoleAction {
			count++
		}
	}
	return count
}

// refusedData are the codes of the refused calls for data.
func (w roleWorld) refusedData() []string {
	var codes []string
	for _, call := range w.sim.Calls() {
		if call.Action != rtc.AssumeRoleAction && call.Code != "" {
			codes = append(codes, call.Code)
		}
	}
	return codes
}

func TestTheKeysOfARoleAreKeptUntilFiveMinutesBeforeTheyExpire(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		client := w.client(roleAccount)
		defer client.Close()
		began := time.Now()
		for time.Since(began) < 3*time.Hour {
			require.NoError(w, w.reads(client))
			time.Sleep(time.Minute)
		}
		assert.Empty(w, w.refusedData())
		var at []time.Time
		for _, call := range w.sim.Calls() {
			if call.Action == rtc.AssumeRoleAction {
				at = append(at, call.At)
			}
		}
		require.Len(w, at, 4)
		for i := range at[1:] {
			assert.WithinDuration(w, at[i].Add(55*time.Minute+30*time.Second), at[i+1], 90*time.Second)
		}
	})
}

// New keys that are refused are no reason to ask for more of them: the data's endpoint is another service's.
func TestNewKeysThatAreRefusedAreAnError(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		client := w.client(roleAccount)
		defer client.Close()
		w.sim.Inject(rtcsim.Fault{Action: rtc.Apps.Action, Kind: rtcsim.APIError, Code: "InvalidAccessKey", Message: "No such key."})
		failure := w.failureOf(w.reads(client))
		assert.Equal(w, rtc.KindCredentials, failure.Kind())
		assert.Equal(w, rtcsim.DemoRoleTRN, failure.Role)
		assert.Equal(w, rtc.Apps.Action, failure.Action)
		assert.Equal(w, 1, w.assumed())
		assert.Len(w, w.sim.Calls(), 2)
	})
}

func (w roleWorld) failureOf(err error) *rtc.Error {
	w.Helper()
	failure := new(rtc.Error)
	require.ErrorAs(w, err, &failure)
	return failure
}

func TestDataSourcesOfARoleShareItsKeys(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{MoreKeys: map[string]string{"AKother": "other"}, Role: rtcsim.Role{Trusts: []string{rtcsim.DemoAccessKeyID, "AKother"}}}, func(w roleWorld) {
		together(w, roleAccount, roleAccount, roleAccount)
		assert.Equal(w, 1, w.assumed(), "at once, by three")

		otherKey := roleAccount
		otherKey.AccessKeyID, otherKey.SecretAccessKey = "AKother", "other"
		together(w, roleAccount, otherKey)
		assert.Equal(w, 3, w.assumed(), "the last one left, so the keys are gone; and other long-lived keys have their own")
	})
}

// together lets data sources read at the same time.
func together(w roleWorld, accounts ...rtc.Account) {
	w.Helper()
	var running sync.WaitGroup
	var clients []*rtc.Client
	for _, account := range accounts {
		client := w.client(account)
		clients = append(clients, client)
		running.Go(func() { assert.NoError(w, w.reads(client)) })
	}
	running.Wait()
	for _, client := range clients {
		client.Close()
	}
}

// Who has a wrong secret gets nothing of what one with the right secret may read.
func TestAWrongSecretDoesNotShareTheKeysOfARightOne(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		right := w.client(roleAccount)
		defer right.Close()
		require.NoError(w, w.reads(right))
		wrongAccount := roleAccount
		wrongAccount.SecretAccessKey = "wrong"
		wrong := w.client(wrongAccount)
		defer wrong.Close()
		failure := w.failureOf(w.reads(wrong))
		assert.Equal(w, rtc.KindCredentials, failure.Kind())
		assert.Equal(w, rtc.AssumeRoleAction, failure.Action)
	})
}

func TestAFailingRenewalKeepsTheKeysWhileTheyLast(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		client := w.client(roleAccount)
		defer client.Close()
		require.NoError(w, w.reads(client))
		w.sim.Inject(rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.APIError, Code: "AccessDenied", Message: "Not any more."})
		time.Sleep(56 * time.Minute)
		w.sim.ResetCalls()
		for range 230 {
			require.NoError(w, w.reads(client))
			time.Sleep(time.Second)
		}
		assert.LessOrEqual(w, w.assumed(), 25, "not one for each call")
		time.Sleep(20 * time.Second)
		assert.Equal(w, rtc.KindRole, w.failureOf(w.reads(client)).Kind(), "now they have expired")

		w.sim.ClearFaults()
		time.Sleep(11 * time.Second)
		require.NoError(w, w.reads(client), "allowed again")
		assert.Empty(w, w.refusedData())
	})
}

// The keys end when those say who gave them, whatever this host's clock says.
func TestTheClockOfSTSMayDiffer(t *testing.T) {
	for _, ahead := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		inRoleWorld(t, rtcsim.Options{Role: rtcsim.Role{ClockAhead: ahead}}, func(w roleWorld) {
			client := w.client(roleAccount)
			defer client.Close()
			for range 130 {
				require.NoError(w, w.reads(client))
				time.Sleep(time.Minute)
			}
			assert.Empty(w, w.refusedData())
			assert.Equal(w, 3, w.assumed())
		})
	}
}

func TestWhatSTSAnswers(t *testing.T) {
	raw := func(status int, body string) rtcsim.Fault {
		return rtcsim.Fault{Kind: rtcsim.RawAnswer, Status: status, ContentType: "application/json", Body: body}
	}
	refusal := func(status int, code, message string) rtcsim.Fault {
		return rtcsim.Fault{Kind: rtcsim.APIError, Status: status, Code: code, Message: message}
	}
	for name, test := range map[string]struct {
		fault rtcsim.Fault
		kind  rtc.Kind
		says  string
	}{
		"not trusted":             {refusal(403, "AccessDenied", "not authorized to perform sts:AssumeRole"), rtc.KindRole, "AssumeRole: AccessDenied: not authorized to perform sts:AssumeRole (HTTP 403, RequestId 20"},
		"refused with 200":        {refusal(200, "AccessDenied", "no"), rtc.KindRole, "AccessDenied: no (HTTP 200, RequestId 20"},
		"no such role":            {refusal(400, "InvalidParameter.RoleTrn", "no such role"), rtc.KindRole, "RequestId 20"},
		"a code that is unknown":  {refusal(404, "EntityNotExist.Role", "no such role"), rtc.KindRole, "EntityNotExist.Role"},
		"wrong secret":            {refusal(401, "SignatureDoesNotMatch", "no"), rtc.KindCredentials, "SignatureDoesNotMatch"},
		"stray token":             {refusal(401, "InvalidSecretToken", "no"), rtc.KindCredentials, "InvalidSecretToken"},
		"clock off":               {refusal(400, "InvalidTimestamp", "no"), rtc.KindClock, "InvalidTimestamp"},
		"not STS":                 {refusal(404, "InvalidActionOrVersion", "no"), rtc.KindEndpoint, "InvalidActionOrVersion"},
		"too many calls of STS":   {refusal(429, "FlowLimitExceeded", "no"), rtc.KindUnavailable, "FlowLimitExceeded"},
		"does not work":           {refusal(500, "InternalError", "no"), rtc.KindUnavailable, "InternalError"},
		"redirect":                {rtcsim.Fault{Kind: rtcsim.Redirect, URL: "http://other/"}, rtc.KindEndpoint, "redirect"},
		"HTML":                    {raw(502, "<html>"), rtc.KindUnavailable, "HTTP 502"},
		"HTML with 200":           {raw(200, "<html>"), rtc.KindOther, "not one of the API"},
		"nothing":                 {raw(200, ""), rtc.KindOther, "not one of the API"},
		"no keys":                 {raw(200, `{"ResponseMetadata":{"RequestId":"R1"},"Result":{}}`), rtc.KindOther, "no temporary keys (HTTP 200, RequestId R1)"},
		"no credentials":          {raw(200, `{"ResponseMetadata":{"RequestId":"R1"}}`), rtc.KindOther, "no temporary keys (HTTP 200, RequestId R1)"},
		"no secret":               {raw(200, `{"ResponseMetadata":{},"Result":{"Credentials":{"AccessKeyId":"a","SessionToken":"t"}}}`), rtc.KindOther, "no temporary keys"},
		"of another type":         {raw(200, `{"ResponseMetadata":{},"Result":{"Credentials":{"AccessKeyId":1,"SecretAccessKey":"CANARY","SessionToken":{}}}}`), rtc.KindOther, "no temporary keys"},
		"a line break":            {raw(200, `{"ResponseMetadata":{},"Result":{"Credentials":{"AccessKeyId":"a","SecretAccessKey":"CANARY","SessionToken":"CANARY\nX: y"}}}`), rtc.KindOther, "no temporary keys"},
		"megabytes of a key":      {raw(200, `{"ResponseMetadata":{},"Result":{"Credentials":{"AccessKeyId":"a","SecretAccessKey":"s","SessionToken":"`+strings.Repeat("t", 2<<20)+`"}}}`), rtc.KindOther, "no temporary keys"},
		"megabytes":               {raw(200, strings.Repeat(" ", 9<<20)), rtc.KindOther, "larger than 8 MB"},
		"keys beside the refusal": {raw(403, `{"ResponseMetadata":{"Error":{"Code":"AccessDenied","Message":"of CANARY-secret, CANARY-token and `+rtcsim.DemoSecretAccessKey+`"}},"Result":{"Credentials":{"AccessKeyId":"a","SecretAccessKey":"CANARY-secret","SessionToken":"CANARY-token"}}}`), rtc.KindRole, "of ***, *** and ***"},
	} {
		t.Run(name, func(t *testing.T) {
			inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
				client := w.client(roleAccount)
				defer client.Close()
				test.fault.Action = rtc.AssumeRoleAction
				w.sim.Inject(test.fault)
				failure := w.failureOf(w.reads(client))
				assert.Equal(w, test.kind, failure.Kind())
				assert.Contains(w, failure.Error(), test.says)
				assert.NotContains(w, failure.Error(), "CANARY")
				assert.Equal(w, rtc.AssumeRoleAction, failure.Action)
				assert.Len(w, w.sim.Calls(), w.assumed(), "no data is asked for without keys")
			})
		})
	}
}

// What is not said of the keys' end does not keep anybody from using them.
func TestKeysWhoseEndCannotBeRead(t *testing.T) {
	for name, mutate := range map[string]func(credentials map[string]any){
		"no times":       func(c map[string]any) { delete(c, "CurrentTime"); delete(c, "ExpiredTime") },
		"no current one": func(c map[string]any) { delete(c, "CurrentTime") },
		"another form":   func(c map[string]any) { c["ExpiredTime"] = "tomorrow" },
		"a number":       func(c map[string]any) { c["ExpiredTime"] = 1764000000 },
		"long ago":       func(c map[string]any) { c["ExpiredTime"] = "2001-01-01T00:00:00Z" },
	} {
		t.Run(name, func(t *testing.T) {
			inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
				w.sim.Inject(rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
					mutate(answer["Result"].(map[string]any)["Credentials"].(map[string]any))
				}})
				client := w.client(roleAccount)
				defer client.Close()
				for range 30 {
					require.NoError(w, w.reads(client))
					time.Sleep(time.Minute)
				}
				assert.LessOrEqual(w, w.assumed(), 7, "kept for minutes")
			})
		})
	}
}

// Closing a client ends the renewal that it started, and nobody else notices.
func TestARenewalEndsWithItsOwner(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		w.sim.Inject(rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.Hang, Times: 1})
		first := w.client(roleAccount)
		second := w.client(roleAccount)
		defer second.Close()
		results := make(chan error, 2)
		go func() { results <- w.reads(first) }()
		synctest.Wait()
		go func() { results <- w.reads(second) }()
		time.Sleep(time.Second)
		assert.Equal(w, 1, w.assumed(), "both wait for the same one")
		first.Close()
		errs := errors.Join(<-results, <-results)
		require.Error(w, errs, "the first one was closed")
		assert.NotContains(w, errs.Error(), "\n", "and the second one has data")
		assert.Equal(w, 2, w.assumed())
	})
}

func TestNobodyWaitsLongerForKeysThanForTheAnswer(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
		w.sim.Inject(rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.Hang})
		client := w.client(roleAccount)
		defer client.Close()
		ctx, cancel := context.WithTimeout(w.Context(), 3*time.Second)
		defer cancel()
		_, _, err := client.ListApps(ctx, 0, time.Now)
		require.ErrorIs(w, err, context.DeadlineExceeded)
	})
}

// An answer that repeats what the request was signed with shows none of it.
// A gateway may write what it repeats with the escapes of JSON.
func TestAnAnswerThatRepeatsTheTemporaryKeys(t *testing.T) {
	escape := func(text string) string {
		var escaped strings.Builder
		for _, c := range text {
			fmt.Fprintf(&escaped, `\u%04X`, c)
		}
		return escaped.String()
	}
	for _, written := range []func(string) string{strings.Clone, escape} {
		inRoleWorld(t, rtcsim.Options{}, func(w roleWorld) {
			client := w.clientOver(roleAccount, &http.Client{Transport: echo{w.sim.Client().Transport, written}})
			defer client.Close()
			failure := w.failureOf(w.reads(client))
			assert.Equal(w, "AccessDenied: token ***, key ***, long-lived *** (HTTP 403, RequestId R)", failure.Error())
		})
	}
}

// echo refuses calls for data with what it knows of their keys, as it writes it.
type echo struct {
	sts     http.RoundTripper
	written func(string) string
}

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == rtcsim.STSPath {
		return e.sts.RoundTrip(r)
	}
	message := "token " + r.Header.Get("X-Security-Token") + ", key " + rtcsim.RoleSecretAccessKeyPrefix + "1, long-lived " + rtcsim.DemoSecretAccessKey
	body := `{"ResponseMetadata":{"RequestId":"R","Error":{"Code":"AccessDenied","Message":"` + e.written(message) + `"}}}`
	return &http.Response{StatusCode: http.StatusForbidden, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

func TestTheAccountOfARole(t *testing.T) {
	for trn, account := range map[string]string{
		"trn:iam::2100000000:role/rtc-reader":      "account 2100000000",
		"trn:iam::2100000000:role/path/to/a.b_c@d": "account 2100000000",
		"trn:iam::2100000000:user/someone":         "access key AK",
		"trn:iam:::role/rtc-reader":                "access key AK",
		"trn:iam::2100000000:role/":                "access key AK",
		"trn:iam::2100000000:role/a b":             "access key AK",
		"arn:aws:iam::1:role/a":                    "access key AK",
		" trn:iam::2100000000:role/rtc-reader":     "access key AK",
		"":                                         "access key AK",
	} {
		assert.Equal(t, account, rtc.Account{AccessKeyID: "AK", RoleTRN: trn}.ID(), trn)
		assert.Equal(t, strings.HasPrefix(account, "account"), rtc.IsRoleTRN(trn), trn)
	}
}

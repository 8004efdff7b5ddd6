package store_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// roleAccount assumes the simulator's role.
var roleAccount = rtc.Account{
	AccessKeyID: rtcsim.DemoAccessKeyID, SecretAccessKey: rtcsim.DemoSecretAccessKey, Region: rtcsim.DefaultRegion,
	Endpoint: "http://rtc.simulated", RoleTRN: rtcsim.DemoRoleTRN, STSEndpoint: "http://rtc.simulated" + rtcsim.STSPath,
}

// inRoleWorld is inWorld on an API that gives data for a role only.
func inRoleWorld(t *testing.T, simulated rtcsim.Options, test func(w world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		simulated.Role.TRN = rtcsim.DemoRoleTRN
		w := world{T: t, api: rtc.OperationData, sim: rtcsim.New(simulated), process: store.NewProcess()}
		var end func()
		w.store, end = w.storeOf(roleAccount, rtc.NewRoles())
		defer end()
		test(w)
		w.throttledNever()
	})
}

// storeOf is a store for an account, over a client of its own.
func (w world) storeOf(account rtc.Account, roles *rtc.Roles) (s *store.Store, end func()) {
	w.Helper()
	client, err := rtc.NewClient(account, w.sim.Client(), roles, func(string, ...any) {})
	require.NoError(w, err)
	s = store.New(client, w.api, usual, w.process, time.Now)
	return s, func() {
		s.Close()
		client.Close()
	}
}

// whole asks and expects every value.
func (w world) whole(q store.Question) {
	w.Helper()
	answer := w.ask(q)
	require.Empty(w, answer.Failures)
	require.Empty(w, answer.Silent)
	assert.Positive(w, pointsOf(answer))
}

// assumedAt is when the role was assumed last.
func (w world) assumedAt() (at time.Time) {
	for _, call := range w.sim.Calls() {
		if call.Action == rtc.AssumeRoleAction {
			at = call.At
		}
	}
	return at
}

// codes are the error codes of the calls for data, and the ids of their keys.
func (w world) codes() (codes, accessKeyIDs []string) {
	for _, call := range w.sim.Calls() {
		if call.Action == w.api.Action {
			codes, accessKeyIDs = append(codes, call.Code), append(accessKeyIDs, call.AccessKeyID)
		}
	}
	return codes, accessKeyIDs
}

// The call whose first attempt is signed with keys that are gone at its second is signed anew.
func TestKeysExpireInTheMiddleOfACall(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w world) {
		w.whole(last(day, rtc.Hour, class, "user_count"))
		for i := range 2 {
			// Nobody asks in the last five minutes, so the keys are not renewed.
			later(time.Until(w.assumedAt().Add(hour - 2*time.Second)))
			w.sim.ResetCalls()
			w.sim.Inject(rtcsim.Fault{Action: w.api.Action, Kind: rtcsim.RawAnswer, Status: http.StatusServiceUnavailable, RetryAfter: "20", Times: 1})
			w.sim.Inject(rtcsim.Fault{Action: rtc.AssumeRoleAction, Kind: rtcsim.Delay, Wait: 10 * time.Second, Times: 1})
			w.whole(last(2*day, rtc.Hour, rtcsim.DemoApps[1+i].ID, "user_count"))
			_, signedBy := w.codes()
			require.Len(w, signedBy, 2)
			assert.NotEqual(w, signedBy[0], signedBy[1])
		}
	})
}

// A call can reach the API after its keys have expired, and sessions can be revoked.
func TestKeysThatAreRefusedAreReplaced(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{}, func(w world) {
		w.whole(last(day, rtc.Hour, class, "user_count"))
		later(10 * time.Minute)
		w.sim.RevokeRoleKeys()
		w.sim.ResetCalls()
		w.whole(last(day, rtc.Hour, rtcsim.DemoApps[1].ID, "user_count"))
		codes, _ := w.codes()
		assert.Equal(w, []string{"InvalidSecretToken", ""}, codes)
	})
}

// However long STS takes, calls leave at the quota's pace.
func TestCallsThatWaitedForKeysDoNotLeaveTogether(t *testing.T) {
	for _, fault := range []rtcsim.Fault{
		{Kind: rtcsim.Delay, Wait: 5 * time.Second},
		{Kind: rtcsim.ResetBeforeHeaders},
		{Kind: rtcsim.RawAnswer, Status: http.StatusBadGateway},
	} {
		inRoleWorld(t, rtcsim.Options{}, func(w world) {
			fault.Action, fault.Times = rtc.AssumeRoleAction, 1
			w.sim.Inject(fault)
			var questions []store.Question
			for _, app := range rtcsim.DemoApps {
				questions = append(questions, last(7*day, rtc.Hour, app.ID, "user_count"))
			}
			w.askAll(questions...)
		})
	}
}

// Nobody waits for a turn of the quota to learn that the role cannot be assumed.
func TestARoleThatCannotBeAssumedFailsAllAtOnce(t *testing.T) {
	inRoleWorld(t, rtcsim.Options{Role: rtcsim.Role{Trusts: []string{"another"}}}, func(w world) {
		began := time.Now()
		question := last(30*day, rtc.Hour, class, "user_count")
		for _, app := range rtcsim.DemoApps[1:] {
			question.AppIDs = append(question.AppIDs, app.ID)
		}
		answer := w.answer(question)
		require.NotEmpty(w, answer.Failures)
		for _, failed := range answer.Failures {
			failure := new(rtc.Error)
			require.ErrorAs(w, failed.Err, &failure)
			assert.Equal(w, rtc.KindRole, failure.Kind())
		}
		assert.Less(w, time.Since(began), time.Second)
		assert.Len(w, w.sim.Calls(), 1, "of AssumeRole")
	})
}

// Two keys of one account have one quota if both assume a role of it; without a role nobody can tell that they share one.
func TestKeysOfOneAccountShareItsQuota(t *testing.T) {
	simulated := rtcsim.Options{MoreKeys: map[string]string{"AKother": "other"}, Role: rtcsim.Role{Trusts: []string{rtcsim.DemoAccessKeyID, "AKother"}}}
	inRoleWorld(t, simulated, func(w world) {
		otherKey := roleAccount
		otherKey.AccessKeyID, otherKey.SecretAccessKey = "AKother", "other"
		other, end := w.storeOf(otherKey, rtc.NewRoles())
		defer end()
		var asks []*store.Ask
		for _, app := range rtcsim.DemoApps {
			question := last(7*day, rtc.Hour, app.ID, "user_count")
			asks = append(asks, w.store.Ask(w.Context(), question), other.Ask(w.Context(), question))
		}
		for _, ask := range asks {
			answer, err := ask.Wait(w.Context())
			require.NoError(w, err)
			assert.Empty(w, answer.Failures)
		}
		assert.Equal(w, 2*len(rtcsim.DemoApps), w.calls(), "they share no facts")
	})
}

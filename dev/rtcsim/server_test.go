package rtcsim

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatMayBeCalled(t *testing.T) {
	for name, c := range map[string]struct {
		method, path, query string
		code                string
	}{
		"as documented":   {http.MethodPost, "/", "Action=ListApps&Version=2023-11-01", ""},
		"unknown action":  {http.MethodPost, "/", "Action=DropApps&Version=2023-11-01", "InvalidActionOrVersion"},
		"another version": {http.MethodPost, "/", "Action=ListApps&Version=2020-12-01", "InvalidActionOrVersion"},
		"no version":      {http.MethodPost, "/", "Action=ListApps", "InvalidActionOrVersion"},
		"GET":             {http.MethodGet, "/", "Action=ListOperationData&Version=2023-11-01", "InvalidActionOrVersion"},
		"another path":    {http.MethodPost, "/v1", "Action=ListApps&Version=2023-11-01", "ServiceNotFound"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRequest(t, anyURL, "", "{}")
			r.Method, r.URL.Path, r.URL.RawQuery = c.method, c.path, c.query
			demo.sign(r, "{}", time.Now())

			got := do(t, New(Options{}).Client(), r)

			assert.Equal(t, c.code, got.code())
			if c.code != "" {
				assert.Equal(t, http.StatusNotFound, got.status)
				assert.Empty(t, got.Result)
			}
		})
	}
}

func TestEnvelopeOfEveryAnswer(t *testing.T) {
	s := New(Options{Now: atNoon})

	good := ask(t, s, actionListOperationData)
	bad := call(t, s, actionListOperationData, `{}`)

	for _, got := range []reply{good, bad} {
		assert.Equal(t, actionListOperationData, got.ResponseMetadata.Action)
		assert.Equal(t, "2023-11-01", got.ResponseMetadata.Version)
		assert.Equal(t, "rtc", got.ResponseMetadata.Service)
		assert.Equal(t, "cn-north-1", got.ResponseMetadata.Region)
		assert.Regexp(t, `^20\d{12}[0-9A-F]{20}$`, got.ResponseMetadata.RequestID)
	}
	assert.NotEqual(t, good.ResponseMetadata.RequestID, bad.ResponseMetadata.RequestID)
	assert.Equal(t, 100002, bad.ResponseMetadata.Error.CodeN)
	assert.Equal(t, "The required parameter AppId is missing.", bad.ResponseMetadata.Error.Message)
}

func TestOrderOfChecks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		unsigned := newRequest(t, anyURL, actionListOperationData, "not JSON")

		assert.Equal(t, "MissingSignature", do(t, s.Client(), unsigned).code())
		assert.Equal(t, "InvalidParameter.Unmarshal", call(t, s, actionListOperationData, "not JSON").code())
		assert.Equal(t, "InvalidParameter.Unmarshal", call(t, s, actionListOperationData, "not JSON").code())
		assert.Equal(t, "FlowLimitExceeded.QPSOverLimit", call(t, s, actionListOperationData, "not JSON").code(),
			"bad calls count, unsigned ones do not, and the rate is checked before the parameters")
	})
}

func TestCalls(t *testing.T) {
	s := New(Options{Now: atNoon})
	before := time.Now()
	got := ask(t, s, actionListOperationData, of(DemoApps[1].ID, userCount, "rooms"))
	call(t, s, actionListApps, `{"Limit":"1"}`)

	calls := s.Calls()
	require.Len(t, calls, 2)
	assert.WithinRange(t, calls[0].At, before, time.Now())
	calls[0].At = time.Time{}
	assert.Equal(t, Call{
		Method:      http.MethodPost,
		Action:      actionListOperationData,
		AccessKeyID: DemoAccessKeyID,
		Body:        question(actionListOperationData, of(DemoApps[1].ID, userCount, "rooms")),
		AppID:       DemoApps[1].ID,
		Start:       "2026-03-12T00:00:00+08:00",
		End:         "2026-03-13T00:00:00+08:00",
		Indicators:  []string{userCount, "rooms"},
		Granularity: "1d",
		RequestID:   got.ResponseMetadata.RequestID,
		Status:      400,
		Code:        "InvalidParameter",
	}, calls[0])
	assert.Equal(t, actionListApps, calls[1].Action)
	assert.Empty(t, calls[1].Code)

	s.ResetCalls()
	assert.Empty(t, s.Calls())
}

func TestFieldsOfCalls(t *testing.T) {
	s := New(Options{NoRateLimit: true})
	call(t, s, actionListQuality, `{"AppId":"a","OS":["iOS","mac"],"Access":["wifi"],"RoomId":"r","UserId":["u1","u2"],"ProductType":"web"}`)
	call(t, s, actionListQualityDistribution, `{"AppId":"a","Indicator":"stall_rate","Dimension":"OS","Platform":"Web"}`)
	call(t, s, actionListUsages, `{"AppId":7,"StartTime":"2026-03-12T00:00:00+08:00"}`)
	call(t, s, actionListUsages, `not JSON`)

	got := s.Calls()
	for i := range got {
		got[i] = Call{
			AppID: got[i].AppID, Start: got[i].Start, Indicators: got[i].Indicators, Dimension: got[i].Dimension,
			OS: got[i].OS, Access: got[i].Access, RoomID: got[i].RoomID, UserIDs: got[i].UserIDs,
			ProductType: got[i].ProductType, Platform: got[i].Platform,
		}
	}
	assert.Equal(t, []Call{
		{AppID: "a", OS: []string{"iOS", "mac"}, Access: []string{"wifi"}, RoomID: "r", UserIDs: []string{"u1", "u2"}, ProductType: "web"},
		{AppID: "a", Indicators: []string{"stall_rate"}, Dimension: "OS", Platform: "Web"},
		{Start: "2026-03-12T00:00:00+08:00"},
		{},
	}, got)
}

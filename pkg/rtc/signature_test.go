package rtc

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The vector was computed from the documented algorithm (https://www.volcengine.com/docs/6348/69859).
func TestSignatureOfTheDocumentedRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2020, 12, 30, 8, 18, 5, 0, time.UTC)))
		client, err := NewClient(Account{
			AccessKeyID: "AK", SecretAccessKey: "SK", SessionToken: "TOKEN", Region: "cn-north-1", Endpoint: Endpoints["cn-north-1"],
		}, http.DefaultClient, NewRoles(), func(string, ...any) {})
		require.NoError(t, err)
		grid := Day.Grid()
		start := grid.Bucket(time.Date(2021, 7, 24, 0, 0, 0, 0, beijing))
		body := Request{
			API: OperationData, AppID: "661e0000543cf", Grid: grid, Window: Span{First: start, End: start + 1},
			Indicators: []string{"per_call_time", "avg_call_time"},
		}.Body()
		assert.Equal(t, //nolint:testifylint // the bytes are signed, not the JSON
			`{"AppId":"661e0000543cf","StartTime":"2021-07-24T00:00:00+08:00","EndTime":"2021-07-25T00:00:00+08:00",`+
				`"Indicator":["per_call_time","avg_call_time"],"AggregateGranularity":"1d"}`, string(body))

		request, err := client.newRequest(t.Context(), message{api: OperationData, body: body}, client.account.keys())
		require.NoError(t, err)
		assert.Equal(t, "https://rtc.volcengineapi.com/?Action=ListOperationData&Version=2023-11-01", request.URL.String())
		assert.Equal(t, "20201230T081805Z", request.Header.Get("X-Date"))
		assert.Equal(t, "TOKEN", request.Header.Get("X-Security-Token"))
		assert.Equal(t, "HMAC-SHA256 Credential=AK/20201230/cn-north-1/rtc/request, "+
			"SignedHeaders=content-type;host;x-content-sha256;x-date;x-security-token, "+
			"Signature=02eafebc6654de78285a0d15421af8af5ee9c6c0a05a90be687e576b62f5116b", request.Header.Get("Authorization"))
	})
}

package acceptance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// roomCanary and userCanary are ids that a query asks for.
const roomCanary, userCanary = "class-0000", "user-canary"

// TestIDsStayInAnswers searches what the process tells of itself for ids of rooms and users: they are personal data, and
// stand in the URLs of the calls.
func TestIDsStayInAnswers(t *testing.T) {
	t.Parallel()
	repeated := fmt.Sprintf("Room %s and user %s are invalid.", roomCanary, userCanary)
	of := func(api *rtc.API, fault rtcsim.Fault) rtcsim.Fault { // one that is asked for both
		fault.Action = api.Action
		return fault
	}
	for _, trouble := range []trouble{
		{name: "no trouble"},
		{name: "refused with the ids in the message", fault: of(rtc.RoomUsers, apiError(400, "InvalidParameter", repeated))},
		{name: "quality refused with the ids in the message", fault: of(rtc.RealTimeQuality, apiError(400, "InvalidParameter", repeated))},
		{name: "throttled with the ids in the message", fault: of(rtc.RoomUsers, apiError(429, "FlowLimitExceeded", repeated))},
		{name: "reset", fault: rtcsim.Fault{Kind: rtcsim.ResetBeforeHeaders}},
		{name: "redirect", fault: rtcsim.Fault{Kind: rtcsim.Redirect, URL: "http://127.0.0.1:1/"}},
		{name: "hangs", fault: rtcsim.Fault{Kind: rtcsim.Hang}},
	} {
		t.Run(trouble.name, func(t *testing.T) {
			t.Parallel()
			trouble.set = map[string]any{"drillDown": true}
			h := newSecretHost(t, trouble)
			responses := h.query(t, time.Hour,
				`{"queryType":"rooms","roomId":"`+roomCanary+`"}`,
				`{"queryType":"roomUsers","roomId":"`+roomCanary+`","userIds":["`+userCanary+`"]}`,
				`{"queryType":"callDetail","roomId":"`+roomCanary+`","userIds":["`+userCanary+`"]}`,
				`{"queryType":"realTimeQuality","indicators":["join_room_success_rate"],"roomId":"`+roomCanary+`","userIds":["`+userCanary+`"]}`)
			for _, response := range responses {
				if response.Error != nil {
					assertNoID(t, "error", response.Error.Error())
				}
				for _, frame := range response.Frames {
					for _, notice := range frame.Meta.Notices {
						assertNoID(t, "notice", notice.Text)
					}
				}
			}
			metrics, err := h.Metrics(t.Context())
			require.NoError(t, err)
			assertNoID(t, "metrics", string(metrics))
			assert.Contains(t, string(metrics), `action="ListRoomInfo"`)
			assert.Contains(t, h.sent.String(), roomCanary, "the ids were sent")
			assert.Eventually(t, func() bool { return strings.Contains(h.traces.String(), rtc.CallDetail.Action) },
				soon, 50*time.Millisecond, "spans come to the collector")
			h.Close()
			assertNoID(t, "spans", h.traces.String())
			for line := range strings.SplitSeq(h.logs.String(), "\n") {
				if !strings.Contains(line, `"@level":"debug"`) {
					assertNoID(t, "log", line)
				}
			}
			assert.NotContains(t, h.logs.String(), "AppId="+app, "no URL in any log")
		})
	}
}

func assertNoID(t *testing.T, where, text string) {
	t.Helper()
	for _, id := range []string{roomCanary, userCanary} {
		if place := strings.Index(text, id); place >= 0 {
			assert.Fail(t, where+" has "+id, "%s", text[max(0, place-200):min(len(text), place+200)])
		}
	}
}

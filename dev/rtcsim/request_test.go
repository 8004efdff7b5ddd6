package rtcsim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestContentTypeMustBeJSON(t *testing.T) {
	for name := range documented {
		r := newRequest(t, anyURL, name, question(name))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		demo.sign(r, question(name), time.Now())

		assert.Equal(t, "InvalidParameter.Unmarshal", do(t, New(Options{Now: atNoon}).Client(), r).code(), name)
	}
}

func TestParametersOfEveryDataAction(t *testing.T) {
	apps := append([]App{{ID: "661e0000e5a49f0001543cf5", Denied: true}}, DemoApps...)
	for name := range documented {
		for what, c := range map[string]struct {
			body string
			code string
		}{
			"complete":           {question(name), ""},
			"not JSON":           {`{"AppId":`, "InvalidParameter.Unmarshal"},
			"not an object":      {`[]`, "InvalidParameter.Unmarshal"},
			"empty body":         {``, "InvalidParameter.Unmarshal"},
			"null":               {`null`, "MissingParameter"},
			"unknown app":        {question(name, with("AppId", "661e00000000000000000000")), "InvalidParameter.NotExistAppId"},
			"denied app":         {question(name, with("AppId", apps[0].ID)), "AccessDenied.NoPermissionForApp"},
			"AppId not a string": {question(name, with("AppId", 7)), "InvalidParameter.Unmarshal"},
			"no AppId":           {question(name, without("AppId")), "MissingParameter"},
			"no StartTime":       {question(name, with("StartTime", "")), "MissingParameter"},
			"no EndTime":         {question(name, with("EndTime", nil)), "MissingParameter"},
			"start not RFC 3339": {question(name, with("StartTime", "2026-03-12 00:00:00")), "InvalidParameter"},
			"end not RFC 3339":   {question(name, with("EndTime", "1773331200")), "InvalidParameter"},
			"UTC times":          {question(name, between("2026-03-15T03:10:00Z", "2026-03-15T03:20:00Z")), ""},
			"unknown field":      {question(name, with("Novelty", "x")), ""},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				got := call(t, New(Options{Now: atNoon, Apps: apps}), name, c.body)

				assert.Equal(t, c.code, got.code())
				switch c.code {
				case "":
					assert.Equal(t, 200, got.status)
				case "AccessDenied.NoPermissionForApp":
					assert.Equal(t, 403, got.status)
				default:
					assert.Equal(t, 400, got.status)
				}
			})
		}
	}
}

func TestFieldsThatOnlySomeActionsRequire(t *testing.T) {
	for name, page := range documented {
		s := New(Options{Now: atNoon, NoRateLimit: true})
		// Where the action does not document the field, anything goes.
		expect := func(required bool, code string, changes ...change) {
			t.Helper()
			if !required {
				code = ""
			}
			assert.Equal(t, code, ask(t, s, name, changes...).code(), name)
		}
		granularity, dimension, indicator := page.granularities != "", page.dimensions != "", page.indicator != ""

		expect(granularity, "MissingParameter", without("AggregateGranularity"))
		expect(granularity, "InvalidParameter", by("15min"))
		expect(granularity, "InvalidParameter.Unmarshal", with("AggregateGranularity", 5))
		for _, g := range []string{"30s", "5min", "1h", "1d"} {
			expect(granularity && !strings.Contains(page.granularities, g), "InvalidParameter", by(g))
		}

		expect(dimension, "MissingParameter", without("Dimension"))
		expect(dimension, "InvalidParameter", with("Dimension", "City"))
		expect(dimension, "InvalidParameter.Unmarshal", with("Dimension", []string{"Country"}))
		for _, d := range []string{"Province", "Country", "OS", "Access"} {
			expect(dimension && !strings.Contains(page.dimensions, d), "InvalidParameter", with("Dimension", d))
		}

		expect(indicator, "MissingParameter", without("Indicator"))
		expect(indicator, "InvalidParameter.Unmarshal", with("Indicator", 7))
		switch page.indicator {
		case "string":
			expect(true, "InvalidParameter.Unmarshal", with("Indicator", actions[name].indicators))
			expect(true, "MissingParameter", with("Indicator", ""))
			expect(true, "InvalidParameter", with("Indicator", "rooms"))
		case "list":
			expect(true, "InvalidParameter.Unmarshal", with("Indicator", actions[name].indicators[0]))
			expect(true, "MissingParameter", with("Indicator", []string{}))
			expect(true, "InvalidParameter", with("Indicator", []string{actions[name].indicators[0], "rooms"}))
		}
	}
}

func TestIndicatorsOfActions(t *testing.T) {
	for name, known := range map[string]string{
		"ListOperationData":         "user_count per_call_time avg_call_time 5s_join_room_success_rate",
		"ListOperationDistribution": "user_count",
		"ListRealTimeOperationData": "online_user_count online_room_count",
		"ListQuality": "join_room_success_rate stall_rate first_frame_send_success_rate first_frame_recv_success_rate" +
			" network_trans_delay",
	} {
		for _, other := range []string{
			"user_count", "user_num", "online_user_count", "online_room_count", "per_call_time", "avg_call_time",
			"5s_join_room_success_rate", "join_room_success_rate", "stall_rate", "80ms_audio_stall_rate",
			"first_frame_send_success_rate", "first_frame_recv_success_rate", "network_trans_delay", "Audio",
		} {
			asked := with("Indicator", []string{other})
			if documented[name].indicator == "string" {
				asked = with("Indicator", other)
			}
			code := ""
			if !strings.Contains(" "+known+" ", " "+other+" ") {
				code = "InvalidParameter"
			}
			assert.Equal(t, code, ask(t, New(Options{Now: atNoon}), name, asked).code(), "%s of %s", other, name)
		}
	}
	for _, name := range []string{"ListRealTimeQuality", "ListQualityDistribution", "ListRealTimeQualityDistribution"} {
		assert.Equal(t, actions["ListQuality"].indicators, actions[name].indicators)
	}
}

func TestFiltersOfActions(t *testing.T) {
	users := make([]string, 21)
	for i := range users {
		users[i] = fmt.Sprintf("user-%d", i)
	}
	room := with("RoomId", "r1")
	for name, page := range documented {
		for _, c := range []struct {
			field   string // that must be documented for the code to be answered
			code    string
			changes []change
		}{
			{"OS", "", []change{with("OS", []string{"iOS", "beos"})}},
			{"OS", "InvalidParameter.Unmarshal", []change{with("OS", "iOS")}},
			{"Access", "", []change{with("Access", []string{"wifi"})}},
			{"Access", "InvalidParameter.Unmarshal", []change{with("Access", []int{4})}},
			{"RoomId", "", []change{room}},
			{"RoomId", "InvalidParameter.Unmarshal", []change{with("RoomId", []string{"r1"})}},
			{"UserId", "", []change{room, with("UserId", users[:20])}},
			{"UserId", "InvalidParameter", []change{room, with("UserId", users)}},
			{"UserId", "InvalidParameter", []change{with("UserId", users[:1])}},
			{"UserId", "InvalidParameter.Unmarshal", []change{room, with("UserId", "u1")}},
			{"ProductType", "", []change{with("ProductType", "web")}},
			{"ProductType", "InvalidParameter.Unmarshal", []change{with("ProductType", []string{"web"})}},
			{"Platform", "", []change{with("Platform", "Android")}},
			{"Platform", "InvalidParameter.Unmarshal", []change{with("Platform", true)}},
		} {
			if !strings.Contains(" "+page.filters+" ", " "+c.field+" ") {
				c.code = ""
			}
			got := ask(t, New(Options{Now: atNoon}), name, c.changes...)
			assert.Equal(t, c.code, got.code(), "%s: %s", name, question(name, c.changes...))
		}
	}
}

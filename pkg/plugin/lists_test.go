package plugin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/experimental"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
)

// drillDown are the settings with which ids of rooms and users are shown, telehealth is the demo's small app and hall its
// largest room, with a user whose uplink is bad.
var (
	drillDown  = jsonMap{"drillDown": true, "defaultAppId": telehealth}
	telehealth = rtcsim.DemoApps[3].ID
	hall       = "visit-0000"
)

func TestFramesOfLists(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		query jsonMap
		back  time.Duration
		rule  bool
	}{
		{name: "rooms", back: 10 * time.Minute, query: jsonMap{"queryType": "rooms"}},
		{name: "rooms of two apps", back: time.Minute, query: jsonMap{"queryType": "rooms", "appIds": []string{telehealth, rtcsim.DemoApps[2].ID}, "roomId": hall}},
		{name: "users of a room", back: time.Minute, query: jsonMap{"queryType": "roomUsers", "roomId": hall}},
		{name: "users of a room over time", back: 5 * time.Minute, query: jsonMap{"queryType": "roomUsers", "roomId": hall, "format": "timeline"}},
		{name: "call detail", back: 3 * time.Minute, query: jsonMap{"queryType": "callDetail", "roomId": hall, "userIds": []string{badUser(t)}, "direction": "up"}},
		{name: "rooms in a rule", back: hour, rule: true, query: jsonMap{"queryType": "rooms", "appIds": []string{telehealth, class}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{}, drillDown)
			ask := g.query
			if test.rule {
				ask = g.queryAsRule
			}
			response := settle(ask(dataQuery(t, test.back, test.query))["A"])
			require.NoError(t, response.Error)
			experimental.CheckGoldenJSONResponse(t, "testdata", test.name, &response, *update)
		})
	}
}

// The recorder of a room is a user of the same id in every app.
func TestATimelineTellsUsersOfAppsApart(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{Apps: []rtcsim.App{{ID: "east", Name: "East"}, {ID: "west", Name: "West"}}}, drillDown)
	asked := jsonMap{"queryType": "roomUsers", "format": "timeline", "appIds": []string{"east", "west"}, "roomId": "room-0000", "excludeServerUser": false}
	response := g.query(dataQuery(t, hour, asked))["A"]
	require.NoError(t, response.Error)
	apps := map[string]string{}
	for _, frame := range response.Frames {
		if field := frame.Fields[1]; field.Labels["user_id"] == "recorder-0000" {
			apps[field.Labels["app_id"]] = field.Config.DisplayNameFromDS
		}
	}
	assert.Equal(t, map[string]string{"east": "recorder-0000 · East", "west": "recorder-0000 · West"}, apps)
}

// badUser is the user in the hall whose network is the worst.
func badUser(t *testing.T) string {
	t.Helper()
	g := newGrafana(t, rtcsim.Options{}, drillDown)
	frame := g.query(dataQuery(t, hour, jsonMap{"queryType": "roomUsers", "roomId": hall}))["A"].Frames[0]
	networks, _ := frame.FieldByName("network")
	left, _ := frame.FieldByName("left")
	users, _ := frame.FieldByName("user_id")
	joined, _ := frame.FieldByName("joined")
	found, since := "", now
	for i := range frame.Rows() {
		if at, _ := joined.At(i).(*time.Time); networks.At(i) == "3g" && left.NilAt(i) && at.Before(since) {
			found, since = users.At(i).(string), *at
		}
	}
	require.NotEmpty(t, found)
	return found
}

func TestCallDetailsKeepTheContract(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, drillDown)
	response := g.query(dataQuery(t, hour, jsonMap{"queryType": "callDetail", "roomId": hall, "userIds": []string{badUser(t)}}))["A"]
	checkFrames(t, response, len(response.Frames))
	directions := map[string]bool{}
	for _, frame := range response.Frames {
		labels := frame.Fields[1].Labels
		directions[labels["direction"]] = true
		assert.Equal(t, labels["direction"] == "down", labels["peer_id"] != "")
		assert.NotEmpty(t, frame.Fields[1].Config.Description)
	}
	assert.Equal(t, map[string]bool{"up": true, "down": true}, directions)
	assert.Len(t, g.sim.Calls(), 1)
}

func TestDrillDownIsOffByDefault(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for _, queryType := range []string{"rooms", "roomUsers", "callDetail"} {
		response := g.query(dataQuery(t, hour, jsonMap{"queryType": queryType}))["A"]
		require.ErrorContains(t, response.Error, "an administrator can turn them on with the setting drillDown", queryType)
		assert.Equal(t, backend.ErrorSourceDownstream, response.ErrorSource)
		assert.Equal(t, backend.StatusBadRequest, response.Status)
	}
	for _, path := range []string{"rooms", "room-users"} {
		response := g.get(t.Context(), fmt.Sprintf("%s?roomId=%s&from=%d&to=%d", path, hall, now.Add(-hour).UnixMilli(), now.UnixMilli()))
		assert.Equal(t, http.StatusBadRequest, response.Status)
		assert.Contains(t, string(response.Body), "drillDown")
	}
	assert.NotContains(t, string(g.get(t.Context(), "query-types").Body), "roomUsers")
	assert.Empty(t, g.sim.Calls())
}

func TestWhatAListRefuses(t *testing.T) {
	t.Parallel()
	users := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = fmt.Sprint("u", i)
		}
		return all
	}
	for says, set := range map[string]jsonMap{
		"No room is chosen":                    {"queryType": "roomUsers"},
		"No user is chosen; choose 1 to 20":    {"queryType": "callDetail", "roomId": "r"},
		"more than 10 user ids":                {"queryType": "roomUsers", "roomId": "r", "userIds": users(11)},
		"more than 20 user ids":                {"queryType": "callDetail", "roomId": "r", "userIds": users(21)},
		"one app":                              {"queryType": "callDetail", "roomId": "r", "userIds": users(1), "appIds": []string{class, chat}},
		"a user id with a comma":               {"queryType": "roomUsers", "roomId": "r", "userIds": []string{"a,b"}},
		`Direction "left" is not known`:        {"queryType": "callDetail", "roomId": "r", "userIds": users(1), "direction": "left"},
		`Format "chart" is not known`:          {"queryType": "roomUsers", "roomId": "r", "format": "chart"},
		`"rooms" has no filter UserId`:         {"queryType": "rooms", "roomId": "r", "userIds": users(1)},
		`"rooms" has no filter OS`:             {"queryType": "rooms", "os": []string{"ios"}},
		`"usage" has no filter Direction`:      {"queryType": "usage", "direction": "up"},
		"takes no indicators":                  {"queryType": "rooms", "indicators": []string{"user_count"}},
		"has no granularity":                   {"queryType": "rooms", "granularity": "1h"},
		`The room id "$room" is a variable`:    {"queryType": "roomUsers", "roomId": "$room"},
		`Query type "rooms" has no sort order`: {"queryType": "rooms", "sort": "desc"},
	} {
		g := newGrafana(t, rtcsim.Options{}, drillDown)
		require.ErrorContains(t, g.query(dataQuery(t, hour, set))["A"].Error, says)
		assert.Empty(t, g.sim.Calls())
	}
}

func TestRulesOnLists(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, drillDown)
	response := g.queryAsRule(dataQuery(t, hour, jsonMap{"queryType": "rooms", "appIds": []string{telehealth, class}}))["A"]
	checkTable(t, response, 2)
	assert.Len(t, g.sim.Calls(), 2, "one call for each app")
	for says, asked := range map[string]struct {
		back time.Duration
		set  jsonMap
	}{
		"Rooms are counted over 24 h at most": {25 * hour, jsonMap{"queryType": "rooms"}},
		"cannot be used in an alert rule":     {hour, jsonMap{"queryType": "roomUsers", "roomId": hall}},
	} {
		require.ErrorContains(t, g.queryAsRule(dataQuery(t, asked.back, asked.set))["A"].Error, says)
	}
	require.ErrorContains(t, g.queryAsRule(dataQuery(t, hour, jsonMap{"queryType": "callDetail", "roomId": hall, "userIds": []string{"u"}}))["A"].Error, "cannot be used in an alert rule")
}

func TestRoomsAndUsersToChooseFrom(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, drillDown)
	panel := g.query(dataQuery(t, hour, jsonMap{"queryType": "rooms"}))["A"]
	require.NoError(t, panel.Error)
	calls := len(g.sim.Calls())
	resource := func(path string, into any) {
		response := g.get(t.Context(), fmt.Sprintf("%s&from=%d&to=%d", path, now.Add(-hour).UnixMilli(), now.UnixMilli()))
		require.Equal(t, http.StatusOK, response.Status, string(response.Body))
		require.NoError(t, json.Unmarshal(response.Body, into))
	}
	var rooms []struct {
		RoomID, Created string
		Active          bool
		Users           *int
	}
	resource("rooms?appIds="+telehealth, &rooms)
	assert.Len(t, g.sim.Calls(), calls, "the panel's calls")
	assert.NotEmpty(t, rooms)
	seen := map[string]bool{}
	for _, room := range rooms {
		assert.False(t, seen[room.RoomID])
		seen[room.RoomID] = true
		_, err := time.Parse(time.RFC3339, room.Created)
		require.NoError(t, err)
	}
	var users []struct{ UserID, OS string }
	resource("room-users?appIds="+telehealth+"&roomId="+hall, &users)
	assert.NotEmpty(t, users)
	for _, wrong := range []string{"rooms?from=x&to=1", "rooms?from=5&to=5", "rooms?to=5", "room-users?from=1&to=2", "rooms?from=1&to=2&appIds=$app"} {
		response := g.get(t.Context(), wrong)
		assert.Equal(t, http.StatusBadRequest, response.Status, wrong)
		assert.Contains(t, string(response.Body), "message")
	}
}

// An error of the API may repeat what it was asked; ids of rooms and users are taken out of it.
func TestErrorsOfListsShowNoIDs(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, drillDown)
	g.sim.Inject(rtcsim.Fault{Action: rtc.RoomUsers.Action, Kind: rtcsim.APIError, Code: "InvalidParameter.Room", Message: "The room secret-room of users [secret-user] is not valid."})
	response := g.query(dataQuery(t, hour, jsonMap{"queryType": "roomUsers", "roomId": "secret-room", "userIds": []string{"secret-user"}}))["A"]
	require.ErrorContains(t, response.Error, "The room *** of users [***] is not valid")
	assert.NotContains(t, response.Error.Error(), "secret-")
}

// So it is with the qualities, which can be those of a room or of its users.
func TestErrorsOfQualitiesShowNoIDs(t *testing.T) {
	t.Parallel()
	for queryType, api := range map[string]*rtc.API{"quality": rtc.Quality, "realTimeQuality": rtc.RealTimeQuality} {
		g := newGrafana(t, rtcsim.Options{}, nil)
		g.sim.Inject(rtcsim.Fault{Action: api.Action, Kind: rtcsim.APIError, Code: "AccessDenied", Message: "User secret-user of room secret-room may not be read."})
		asked := jsonMap{"queryType": queryType, "indicators": []string{"join_room_success_rate"}, "roomId": "secret-room", "userIds": []string{"secret-user"}}
		assert.ErrorContains(t, g.query(dataQuery(t, day, asked))["A"].Error, "User *** of room *** may not be read.", queryType)
	}
}

// Nor does it show ids that nobody asked for. What the request has itself and numbers stay.
func TestErrorsOfListsShowNoOtherIDs(t *testing.T) {
	t.Parallel()
	for message, shown := range map[string]string{
		"Room other-0815 has 3 users, first u00269.":                        "Room *** has 3 users, first ***.",
		`The user "someone else" isn't in 'their room', it's elsewhere.`:    `The user "***" isn't in '***', it's elsewhere.`,
		"Users anna@example.org and 1234567 of app " + telehealth + " left": "Users *** and *** of app " + telehealth + " left",
		`"PageSize" must be 1 to 100, within 24h.`:                          `"PageSize" must be 1 to 100, within 24h.`,
		"No operation 'ListRoomInfo' of version '" + rtc.Version + "'.":     "No operation 'ListRoomInfo' of version '" + rtc.Version + "'.",
	} {
		g := newGrafana(t, rtcsim.Options{}, drillDown)
		g.sim.Inject(rtcsim.Fault{Action: rtc.Rooms.Action, Kind: rtcsim.APIError, Code: "InvalidParameter.Room", Message: message})
		response := g.query(dataQuery(t, hour, jsonMap{"queryType": "rooms", "appIds": []string{telehealth}}))["A"]
		assert.ErrorContains(t, response.Error, shown)
	}
}

// Nothing of the list has come yet; an empty answer would say that there are no rooms.
func TestALotToChooseFromThatIsNotThereYet(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{CallsPerSecond: 0.01}, jsonMap{"drillDown": true, "callsPerSecond": 0.01})
	ask := func(appID string, wait time.Duration) *backend.CallResourceResponse {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		defer cancel()
		return g.get(ctx, fmt.Sprintf("rooms?appIds=%s&from=%d&to=%d", appID, now.Add(-hour).UnixMilli(), now.UnixMilli()))
	}
	var first *backend.CallResourceResponse
	var asking sync.WaitGroup
	asking.Go(func() { first = ask(telehealth, 10*time.Second) })
	require.Eventually(t, func() bool { return len(g.sim.Calls()) > 0 }, 10*time.Second, time.Millisecond)
	response := ask(class, 2*time.Second)
	assert.Equal(t, http.StatusGatewayTimeout, response.Status)
	assert.Contains(t, string(response.Body), "0 of 2 calls so far")
	asking.Wait()
	assert.Equal(t, http.StatusOK, first.Status, "the first call needs no turn")
}

func TestALongListIsCutWithANotice(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{NoRateLimit: true, ListLimit: 30}, drillDown)
	response := g.query(dataQuery(t, hour, jsonMap{"queryType": "rooms", "appIds": []string{class}}))["A"]
	require.NoError(t, response.Error)
	require.Len(t, response.Frames[0].Meta.Notices, 1)
	assert.Equal(t, "The API has more entries than it gives; choose a shorter time range, or a room.", response.Frames[0].Meta.Notices[0].Text)
	assert.Equal(t, data.FrameTypeTable, response.Frames[0].Meta.Type)
	old := dataQuery(t, hour, jsonMap{"queryType": "rooms"})
	old.TimeRange.From, old.TimeRange.To = now.Add(-20*day), now.Add(-19*day)
	response = g.query(old)["A"]
	require.NoError(t, response.Error)
	assert.Contains(t, response.Frames[0].Meta.Notices[0].Text, "gives the last 14 days")
}

package rtcsim

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// documentedLists is what the pages of the actions that list entries say, in other words than the table of actions.
var documentedLists = map[string]struct {
	lookBack, span, delay time.Duration
	list                  string
	required              []string
	users                 int
	pages                 bool
}{
	"ListRoomInfo":   {336 * time.Hour, 24 * time.Hour, 20 * time.Second, "RoomList", nil, 0, true},
	"ListUserInfo":   {336 * time.Hour, 6 * time.Hour, 100 * time.Second, "UserList", []string{"RoomId"}, 10, true},
	"ListCallDetail": {144 * time.Hour, time.Hour, 100 * time.Second, "UserCallDetail", []string{"RoomId", "UserId"}, 20, false},
}

type listed struct {
	RoomList []struct {
		RoomID                   string `json:"RoomId"`
		CallID                   string `json:"CallId"`
		CreatedTime, DestroyTime string
		IsFinished               bool
		ActiveUserNum            int
	}
	UserList []struct {
		UserID                     string `json:"UserId"`
		CallID                     string `json:"CallId"`
		OS, Access                 string
		CreatedAt, LeaveAt         string
		Finished, Pub              bool
		Duration                   int
		Record                     []struct{ Time, Type string }
		Total, PageNum, PageSizing int
	}
	UserCallDetail           []userDetail
	Total, PageNum, PageSize int
	HasMore                  bool
}

func TestListsKeepTheirLimits(t *testing.T) {
	for name, page := range documentedLists {
		t.Run(name, func(t *testing.T) {
			a := actions[name]
			assert.Equal(t, page.lookBack, a.lookBack)
			assert.Equal(t, page.span, a.span)
			assert.Equal(t, page.delay, a.delay)
			s := New(Options{Now: atNoon, NoRateLimit: true})
			assert.Empty(t, ask(t, s, name, from(page.lookBack, page.span)).code())
			assert.Empty(t, ask(t, s, name, from(page.lookBack, 10*page.span)).code(), "a longer span is cut without an error")
			assert.Equal(t, "InvalidParameter.OutofTimeRange", ask(t, s, name, from(page.lookBack+time.Second, page.span)).code())
			for _, field := range append([]string{"AppId", "StartTime", "EndTime"}, page.required...) {
				assert.Equal(t, "MissingParameter", ask(t, s, name, without(field)).code(), field)
			}
			assert.Equal(t, "InvalidParameter.NotExistAppId", ask(t, s, name, with("AppId", "none")).code())
			if page.users > 0 {
				assert.Empty(t, ask(t, s, name, with("UserId", ids(page.users))).code())
				assert.Equal(t, "InvalidParameter", ask(t, s, name, with("UserId", ids(page.users+1))).code())
			}
			for _, size := range []string{"0", "101", "x"} {
				if page.pages {
					assert.Equal(t, "InvalidParameter", ask(t, s, name, with("PageSize", size)).code(), size)
				}
			}
			assert.Equal(t, "InvalidActionOrVersion", do(t, s.Client(), signedRequest(t, anyURL, name, "{}")).code(), "by POST")
		})
	}
}

func ids(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = "u" + strconv.Itoa(i)
	}
	return strings.Join(all, ",")
}

func TestALongerSpanIsCutToItsFirstPart(t *testing.T) {
	s := New(Options{Now: atNoon, NoRateLimit: true})
	whole := resultOf[listed](t, ask(t, s, actionListRoomInfo, from(72*time.Hour, 24*time.Hour)))
	cut := resultOf[listed](t, ask(t, s, actionListRoomInfo, from(72*time.Hour, 72*time.Hour)))
	assert.Positive(t, whole.Total)
	assert.Equal(t, whole, cut)
}

func TestRoomsAreListedByCreationInPages(t *testing.T) {
	s := New(Options{Now: atNoon, NoRateLimit: true})
	changes := []change{with("AppId", DemoApps[3].ID), from(24*time.Hour, 24*time.Hour), with("PageSize", "25")}
	seen := map[string]bool{}
	for number := 1; ; number++ {
		page := resultOf[listed](t, ask(t, s, actionListRoomInfo, append(changes, with("PageNum", strconv.Itoa(number)))...))
		for _, room := range page.RoomList {
			created := at(t, room.CreatedTime)
			assert.False(t, created.Before(noon.Add(-24*time.Hour)) || created.After(noon.Add(-20*time.Second)))
			assert.Equal(t, room.IsFinished, room.DestroyTime != "")
			assert.False(t, seen[room.CallID])
			seen[room.CallID] = true
		}
		assert.False(t, page.HasMore)
		if len(page.RoomList) < 25 {
			assert.Len(t, seen, page.Total)
			break
		}
	}
	assert.Greater(t, len(seen), 25)
	few := New(Options{Now: atNoon, ListLimit: 30, NoRateLimit: true})
	limited := resultOf[listed](t, ask(t, few, actionListRoomInfo, append(changes, with("PageNum", "2"))...))
	assert.Len(t, limited.RoomList, 5)
	assert.True(t, limited.HasMore)
}

// The hall of an app has a user whose uplink is bad for some minutes of each hour, and that shows in what the user sends.
func TestTheHallHasAUserWithABadUplink(t *testing.T) {
	s := New(Options{Now: atNoon, NoRateLimit: true, UsersByPresence: true})
	room, app := with("RoomId", "visit-0000"), with("AppId", DemoApps[3].ID)
	page := func(number int) listed {
		return resultOf[listed](t, ask(t, s, actionListUserInfo, room, app, without("UserId"), from(6*time.Hour, 6*time.Hour),
			with("PageSize", "100"), with("PageNum", strconv.Itoa(number))))
	}
	users := page(1).UserList
	for number := 2; len(users) < page(1).Total; number++ {
		users = append(users, page(number).UserList...)
	}
	bad, other := "", ""
	for _, user := range users {
		switch {
		case user.Access == "3g" && !user.Finished && user.Pub:
			bad = user.UserID
		case user.Pub && !user.Finished:
			other = user.UserID
		}
		assert.NotEqual(t, "linux", user.OS, "servers are left out by default")
		assert.Equal(t, user.Finished, user.LeaveAt != "")
		assert.NotEmpty(t, user.Record)
	}
	require.NotEmpty(t, bad)
	require.NotEmpty(t, other)
	worst := func(user string) float64 {
		detail := resultOf[listed](t, ask(t, s, actionListCallDetail, room, app, with("UserId", user), from(time.Hour, time.Hour), with("Direction", "1")))
		require.NotEmpty(t, detail.UserCallDetail)
		most := 0.0
		for _, d := range detail.UserCallDetail {
			assert.Equal(t, 1, d.Direction)
			for _, indicator := range d.CallDetail {
				for _, point := range indicator.Data {
					if indicator.Name == "loss_rate" {
						most = max(most, point.Value)
					}
				}
			}
		}
		return most
	}
	assert.Greater(t, worst(bad), 20.0)
	assert.Less(t, worst(other), 3.0)
	both := resultOf[listed](t, ask(t, s, actionListCallDetail, room, app, with("UserId", bad), from(time.Hour, time.Hour)))
	peers := 0
	for _, d := range both.UserCallDetail {
		assert.Equal(t, d.Direction == 2, d.PeerID != "")
		peers += d.Direction - 1
	}
	assert.Positive(t, peers, "what is received is told by peer")
}

// Whatever the time, the user with the bad uplink is found: the one of an app's hall, in an entry of the user's own.
func TestACallHasEachUserOnce(t *testing.T) {
	start := time.Date(2026, 11, 30, 0, 0, 0, 0, beijing)
	for _, app := range DemoApps {
		bad := map[string]bool{}
		for _, c := range callsCreated(app.ID, start, start.Add(7*24*time.Hour), 0) {
			stays, users := c.stays(c.end), map[string]bool{}
			for _, s := range stays {
				users[s.userID()] = true
				if s.isBad() {
					bad[s.userID()] = true
					assert.Less(t, s.start.Sub(c.start), time.Minute)
					assert.Equal(t, c.end, s.end)
				}
			}
			assert.Len(t, users, len(stays), "%s at %s", app.Name, c.start)
		}
		assert.Len(t, bad, 1, app.Name)
	}
}

func TestServersAreListedOnDemand(t *testing.T) {
	s := New(Options{Now: atNoon, NoRateLimit: true})
	count := func(changes ...change) int {
		changes = append(changes, without("UserId"), from(6*time.Hour, 6*time.Hour))
		return resultOf[listed](t, ask(t, s, actionListUserInfo, changes...)).Total
	}
	assert.Equal(t, count()+1, count(with("ExcludeServerUser", "false")), "a recorder")
	assert.Equal(t, count(), count(with("ExcludeServerUser", "true")))
}

func TestCallDetailsPassTenAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		for range 10 {
			assert.Empty(t, ask(t, s, actionListCallDetail).code())
		}
		time.Sleep(59 * time.Second)
		assert.NotEmpty(t, ask(t, s, actionListCallDetail).code())
		time.Sleep(time.Second)
		assert.Empty(t, ask(t, s, actionListCallDetail).code())
	})
}

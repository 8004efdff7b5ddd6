package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// telehealth is the demo's small app: its rooms of a day fit on two pages.
var telehealth = rtcsim.DemoApps[3].ID

// roomsOf is a viewer's question for the rooms of a time up to now.
func roomsOf(back time.Duration, appIDs ...string) store.Question {
	return store.Question{AppIDs: appIDs, From: time.Now().Add(-back), To: time.Now()}
}

// usersOf is a viewer's question for the users of a room.
func usersOf(back time.Duration) store.Question {
	q := roomsOf(back, telehealth)
	q.Filter.RoomID = "visit-0000"
	return q
}

// inListWorld lets a day and a half pass first: at the start of a bubble it is morning in UTC+8, and the night has few rooms.
func inListWorld(t *testing.T, api *rtc.API, simulated rtcsim.Options, test func(w world)) {
	t.Helper()
	inWorldOf(t, api, simulated, usual, func(w world) {
		later(36 * hour)
		test(w)
		for _, call := range w.sim.Calls() {
			w.checkSpan(call)
		}
	})
}

// checkSpan holds a call against the limits that the API does not enforce by an error.
func (w world) checkSpan(call rtcsim.Call) {
	w.Helper()
	from, err := time.Parse(time.RFC3339, call.Start)
	require.NoError(w, err)
	to, err := time.Parse(time.RFC3339, call.End)
	require.NoError(w, err)
	assert.LessOrEqual(w, to.Sub(from), w.api.Span, "the API would cut a longer one without an error")
	assert.Positive(w, to.Sub(from))
	assert.LessOrEqual(w, len(call.UserIDs), 20)
	assert.LessOrEqual(w, call.PageSize, 100)
}

// pages are how many calls a list of so many entries takes at least.
func pages(entries int) int { return max(1, (entries+99)/100) }

// createdIn counts the rooms that the API lists by itself, without the store.
func (w world) createdIn(appID string, p rtc.Period) int {
	w.Helper()
	client, err := rtc.NewClient(account, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	time.Sleep(time.Second) // another client of the account keeps the rate as well
	page, err := client.List(w.Context(), rtc.ListRequest{API: rtc.Rooms, AppID: appID, Period: p, Page: 1}, time.Now)
	require.NoError(w, err)
	w.sim.ResetCalls()
	return page.Total
}

func TestAListCostsItsPages(t *testing.T) {
	for _, back := range []time.Duration{hour, 12 * hour, 7 * day} {
		inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
			q := roomsOf(back, telehealth)
			answer := w.answer(q)
			require.Empty(w, answer.Failures)
			for _, row := range answer.Rows {
				room := row.Row.(*rtc.Room)
				assert.True(w, room.Created.Before(q.To) && (!room.Ended() || room.Destroyed.After(q.From)), "%+v", room)
			}
			assert.True(w, slices.IsSortedFunc(answer.Rows, func(a, b store.Row) int { return b.Began().Compare(a.Began()) }))
			sent := w.sim.Calls()
			for _, call := range sent {
				w.checkSpan(call)
			}
			least := 0
			for _, text := range answer.Bodies {
				least += pages(w.createdIn(telehealth, periodOf(t, text)))
			}
			assert.Len(w, sent, least)
			assert.Equal(w, least, answer.Calls)
			assert.Len(w, answer.Bodies, int((back+rtc.Rooms.List.Reach+rtc.Rooms.Span-1)/rtc.Rooms.Span), "the fewest windows")
		})
	}
}

// periodOf is the period of an executed query.
func periodOf(t *testing.T, text string) (period rtc.Period) {
	t.Helper()
	var err error
	for part := range strings.SplitSeq(text[strings.Index(text, "?")+1:], "&") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "StartTime":
			period.From, err = time.Parse(time.RFC3339, value)
		case "EndTime":
			period.To, err = time.Parse(time.RFC3339, value)
		}
		require.NoError(t, err)
	}
	return period
}

func TestWhatHasEndedIsKept(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		past := store.Question{AppIDs: []string{telehealth}, From: time.Now().Add(-40 * hour), To: time.Now().Add(-34 * hour)}
		first := w.answer(past)
		require.NotEmpty(w, first.Rows)
		assert.Positive(w, w.calls())
		later(12 * hour)
		again := w.answer(past)
		assert.Equal(w, first.Rows, again.Rows)
		assert.Zero(w, w.calls())

		w.answer(roomsOf(hour, telehealth))
		assert.Positive(w, w.calls())
		later(5 * time.Second)
		w.answer(roomsOf(hour, telehealth))
		assert.Zero(w, w.calls(), "for seconds also what is not final")
		later(30 * time.Second)
		w.answer(roomsOf(hour, telehealth))
		assert.Equal(w, 1, w.calls(), "only what may have changed")
	})
}

func TestARoomIsPickedOutOfAllRoomsInMemory(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		all := w.answer(roomsOf(6*hour, telehealth))
		require.Positive(w, w.calls())
		room := all.Rows[0].Row.(*rtc.Room).RoomID
		others := func(row store.Row) bool { return row.Row.(*rtc.Room).RoomID != room }
		expected := slices.DeleteFunc(slices.Clone(all.Rows), others)

		q := roomsOf(6*hour, telehealth)
		q.Filter.RoomID = room
		assert.Equal(w, expected, w.answer(q).Rows)
		assert.Zero(w, w.calls(), "memory has all rooms of the range")
		q.Filter.RoomID = "unknown"
		assert.Empty(w, w.answer(q).Rows)
		assert.Zero(w, w.calls(), "memory knows that there is no such room")

		q = roomsOf(2*day, telehealth)
		q.Filter.RoomID = room
		assert.Subset(w, w.answer(q).Rows, expected)
		assert.Positive(w, w.calls(), "memory lacks a part of the range")

		later(30 * time.Second)
		q = roomsOf(6*hour, telehealth)
		q.Filter.RoomID = room
		w.answer(q)
		require.Len(w, w.sim.Calls(), 1, "what may have changed")
		assert.Equal(w, room, w.sim.Calls()[0].RoomID)
	})
}

func TestPanelsThatAskTogetherShareAList(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		var asks []*store.Ask
		for range 20 {
			asks = append(asks, w.store.Ask(w.Context(), roomsOf(hour, telehealth)))
			later(20 * time.Millisecond)
		}
		var rows []store.Row
		for _, ask := range asks {
			answer, err := ask.Wait(w.Context())
			require.NoError(w, err)
			rows = answer.Rows
		}
		assert.NotEmpty(w, rows)
		assert.LessOrEqual(w, w.calls(), 3, "two windows, and a page more")
	})
}

// Pages are no snapshot: entries come twice, or get lost between two pages.
func TestListsThatMoveWhileTheyArePaged(t *testing.T) {
	var whole []store.Row
	for _, shift := range []int{0, -3, 3} {
		inListWorld(t, rtc.Rooms, rtcsim.Options{PageShift: shift}, func(w world) {
			answer := w.answer(roomsOf(hour, class))
			require.Empty(w, answer.Failures)
			keys := map[rtc.RowKey]bool{}
			for _, row := range answer.Rows {
				assert.False(w, keys[row.Key()], "twice")
				keys[row.Key()] = true
			}
			switch shift {
			case 0:
				whole = answer.Rows
				assert.Greater(w, len(whole), 100)
			case -3:
				assert.Len(w, answer.Rows, len(whole), "a full last page has another one behind it")
			case 3:
				require.Less(w, len(answer.Rows), len(whole))
				w.calls()
				q := roomsOf(hour, class)
				q.Filter.RoomID = lostOf(whole, answer.Rows)
				assert.NotEmpty(w, w.answer(q).Rows, "the list of all rooms lost an entry")
				assert.NotZero(w, w.calls())
			}
		})
	}
}

// lostOf is a room of all that some do not have.
func lostOf(all, some []store.Row) string {
	found := map[rtc.RowKey]bool{}
	for _, row := range some {
		found[row.Key()] = true
	}
	lost := slices.IndexFunc(all, func(row store.Row) bool { return !found[row.Key()] })
	return all[lost].Row.(*rtc.Room).RoomID
}

func TestOddAnswersGiveTheSameEntries(t *testing.T) {
	for _, api := range []*rtc.API{rtc.Rooms, rtc.RoomUsers} {
		var plain []store.Row
		for _, odd := range []bool{false, true} {
			inListWorld(t, api, rtcsim.Options{Oddities: odd}, func(w world) {
				q := roomsOf(hour, telehealth)
				if api == rtc.RoomUsers {
					q = usersOf(hour)
				}
				rows := w.answer(q).Rows
				require.NotEmpty(w, rows)
				for _, row := range rows {
					if user, ok := row.Row.(*rtc.User); ok {
						user.Device, user.SDKVersion = "", ""
					}
				}
				if odd {
					assert.Equal(w, plain, rows)
				}
				plain = rows
			})
		}
	}
}

// A user who left and comes back is there again, although the hour in which the user came first has long passed.
func TestAUserWhoComesBackIsThereAgain(t *testing.T) {
	inListWorld(t, rtc.RoomUsers, rtcsim.Options{}, func(w world) {
		came, isBack := time.Now().Add(-70*time.Minute), false
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Mutate: func(answer map[string]any) {
			for _, entry := range answer["Result"].(map[string]any)["UserList"].([]any) {
				user := entry.(map[string]any)
				user["LeaveAt"], user["Finished"] = user["CreatedAt"], true
				if created, _ := time.Parse(time.RFC3339, user["CreatedAt"].(string)); isBack && created.Before(came) {
					user["LeaveAt"], user["Finished"] = "", false
				}
			}
		}})
		online := func() int {
			answer := w.answer(usersOf(4 * hour))
			require.NotEmpty(w, answer.Rows)
			return len(slices.DeleteFunc(answer.Rows, func(row store.Row) bool { return row.Ended() }))
		}
		assert.Zero(w, online())
		w.calls()
		assert.Zero(w, online())
		assert.Zero(w, w.calls(), "for a while they are believed to be away")

		isBack = true
		later(2 * hour)
		assert.Positive(w, online())

		isBack = false
		past := store.Question{AppIDs: []string{telehealth}, From: time.Now().Add(-2 * hour), To: time.Now().Add(-hour)}
		past.Filter.RoomID = "visit-0000"
		later(2 * day)
		w.answer(past)
		w.calls()
		later(2 * day)
		w.answer(past)
		assert.Zero(w, w.calls(), "nobody comes back after a day")
	})
}

// Both readings of which users a span lists give those who were there.
func TestUsersWhoWereThere(t *testing.T) {
	var first []rtc.RowKey
	for _, presence := range []bool{false, true} {
		inListWorld(t, rtc.RoomUsers, rtcsim.Options{UsersByPresence: presence}, func(w world) {
			answer := w.answer(usersOf(hour))
			var keys []rtc.RowKey
			for _, row := range answer.Rows {
				keys = append(keys, row.Key())
			}
			require.NotEmpty(w, keys)
			if presence {
				assert.ElementsMatch(w, first, keys)
			}
			first = keys
			require.True(w, slices.ContainsFunc(answer.Rows, func(row store.Row) bool { return row.Began().Before(time.Now().Add(-hour)) }))
		})
	}
}

func TestAListIsCutAtItsMost(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		answer := w.answer(roomsOf(4*day, class))
		assert.True(w, answer.CutRows)
		assert.False(w, answer.HasMore)
		assert.Len(w, answer.Rows, 5000)
		assert.LessOrEqual(w, w.calls(), 100, "older windows are not asked for once there are enough")
		assert.False(w, w.answer(roomsOf(hour, telehealth)).CutRows)
	})
	inListWorld(t, rtc.Rooms, rtcsim.Options{ListLimit: 50}, func(w world) {
		answer := w.answer(roomsOf(hour, class))
		assert.True(w, answer.HasMore)
		assert.NotEmpty(w, answer.Rows)
	})
}

func TestRoomsAreCountedInOneCall(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		q := asRule(roomsOf(6*hour, class, telehealth))
		q.Count, q.Whole = true, true
		answer := w.answer(q)
		assert.Equal(w, 2, w.calls())
		require.Len(w, answer.Counts, 2)
		whole := rtc.Period{From: q.From.Add(-rtc.Rooms.Delay), To: q.To.Add(-rtc.Rooms.Delay)}
		assert.Equal(w, w.createdIn(class, whole), answer.Counts[0].Total)
		assert.Equal(w, w.createdIn(telehealth, whole), answer.Counts[1].Total)
	})
}

// A rule that counts the last minute each minute counts each room once, although rooms are listed late and evaluations are
// not punctual.
func TestCountsOfRangesThatFollowEachOtherAddUp(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		began, sum := time.Now(), 0
		end := began
		for i := range 10 {
			end = end.Add(time.Minute)
			later(time.Until(end) + []time.Duration{300 * time.Millisecond, 1400 * time.Millisecond, 25 * time.Second}[i%3])
			q := asRule(store.Question{AppIDs: []string{class}, From: end.Add(-time.Minute), To: end})
			q.Count, q.Whole = true, true
			sum += w.answer(q).Counts[0].Total
		}
		later(time.Minute)
		whole := rtc.Period{From: began.Add(-rtc.Rooms.Delay), To: end.Add(-rtc.Rooms.Delay)}
		assert.Positive(w, sum)
		assert.Equal(w, w.createdIn(class, whole), sum)
	})
}

// The hour before now is one call, although it does not begin with a whole minute.
func TestAnHourOfCallDetailIsOneCall(t *testing.T) {
	inListWorld(t, rtc.CallDetail, rtcsim.Options{}, func(w world) {
		later(17*time.Minute + 23*time.Second)
		q := usersOf(hour)
		q.Filter.UserIDs = w.onlineUsers()
		answer := w.answer(q)
		assert.NotEmpty(w, answer.Rows)
		assert.Equal(w, 1, w.calls())
		later(time.Minute)
		q.From, q.To = q.From.Add(time.Minute), q.To.Add(time.Minute)
		w.answer(q)
		assert.Equal(w, 1, w.calls())
		q.From, q.To = q.From.Add(-5*hour), q.To.Add(-4*hour)
		w.answer(q)
		assert.Equal(w, 3, w.calls(), "two hours that begin within a minute")
		later(hour)
		w.answer(q)
		assert.Zero(w, w.calls(), "what has passed is final")
	})
}

func (w world) onlineUsers() []string {
	client, err := rtc.NewClient(account, w.sim.Client(), rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	page, err := client.List(w.Context(), rtc.ListRequest{
		API: rtc.RoomUsers, AppID: telehealth, Period: rtc.Period{From: time.Now().Add(-hour), To: time.Now()}, Page: 1,
		Filter: rtc.Filter{RoomID: "visit-0000"},
	}, time.Now)
	require.NoError(w, err)
	w.sim.ResetCalls()
	var users []string
	for _, row := range page.Rows[:3] {
		users = append(users, row.Key().UserID)
	}
	return users
}

// A panel shows entries as their pages come.
func TestAListFillsPageByPage(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		q := roomsOf(hour, class)
		q.Patience = time.Second
		answer := w.answer(q)
		require.NotNil(w, answer.Pending)
		assert.NotEmpty(w, answer.Rows)
		assert.Greater(w, answer.Pending.All, time.Second)
		later(8 * time.Second)
		assert.Nil(w, w.answer(q).Pending)
	})
}

// A page that fails costs the rest of its window, and not what came.
func TestAPageThatFailsLeavesWhatCame(t *testing.T) {
	inListWorld(t, rtc.Rooms, rtcsim.Options{}, func(w world) {
		w.answer(roomsOf(hour, telehealth))
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.Delay, Times: 4})
		w.sim.Inject(rtcsim.Fault{Kind: rtcsim.APIError, Status: 400, Code: "InvalidParameter.OutofTimeRange", Times: 1})
		answer := w.answer(roomsOf(hour, class))
		assert.NotEmpty(w, answer.Rows)
		assert.NotEmpty(w, answer.Failures)
		require.Empty(w, w.answer(roomsOf(hour, class)).Failures)
	})
}

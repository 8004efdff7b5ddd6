package rtcsim

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// listAction is what the page of an action states that lists entries.
type listAction struct {
	name     string // of the list in the answer
	pages    bool
	required []string // parameters besides AppId, StartTime and EndTime
	users    int      // that UserId may have

	entries func(s *Server, q listQuery) []any
}

const (
	defaultPageSize = 20
	maxPageSize     = 100
)

func (a action) method() string {
	if a.list != nil {
		return http.MethodGet
	}
	return http.MethodPost
}

// list answers an action that lists entries. A range longer than the action's span
// is cut without an error, as the pages say.
func (s *Server) list(a action, parameters url.Values) (any, *apiError) {
	q, err := s.parseListQuery(a, parameters)
	if err != nil {
		return nil, err
	}
	entries := a.list.entries(s, q)
	if !a.list.pages {
		return map[string]any{a.list.name: entries}, nil
	}
	listed := min(len(entries), s.options.ListLimit)
	from := max(0, (q.page-1)*(q.size+s.options.PageShift))
	from = min(from, listed)
	shown := entries[from:min(from+q.size, listed)]
	page := make([]any, 0, len(shown))
	for _, entry := range shown {
		page = append(page, s.odd(entry.(lister).entry(s.options.Now())))
	}
	return map[string]any{
		a.list.name: page, "Total": len(entries), "HasMore": len(entries) > listed, "PageNum": q.page, "PageSize": q.size,
	}, nil
}

// lister is what an entry of a list is made of, once it is on the page that is asked for.
type lister interface {
	entry(now time.Time) map[string]any
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(beijing).Format(time.RFC3339)
}

// odd gives an entry in another form than the one of the pages, where the options want it.
func (s *Server) odd(entry map[string]any) map[string]any {
	if !s.options.Oddities {
		return entry
	}
	for name, value := range entry {
		switch v := value.(type) {
		case int:
			entry[name] = strconv.Itoa(v)
		case bool:
			entry[name] = strconv.FormatBool(v)
		case string:
			at, err := time.Parse(time.RFC3339, v)
			switch {
			case err == nil:
				entry[name] = at.UnixMilli()
			case v == "":
				entry[name] = nil
			case name == "SdkVersion" || name == "DeviceType":
				delete(entry, name)
			}
		}
	}
	return entry
}

// rooms are the calls of an app that were created in the range, the newest first.
func (s *Server) rooms(q listQuery) []any {
	only := -1
	if q.roomID != "" {
		if only = roomOf(q.roomID); only < 0 {
			return nil
		}
	}
	var all []any
	for _, c := range callsCreated(q.appID, q.start, q.end, only) {
		if q.roomID == "" || c.roomID() == q.roomID {
			all = append(all, c)
		}
	}
	return all
}

// entry has as ActiveUserNum the users in the call; of one that is over those in the middle of it. What the API gives of a
// call that is over is not documented.
func (c aCall) entry(now time.Time) map[string]any {
	over := !c.end.After(now)
	at, destroyed := now, time.Time{}
	if over {
		at, destroyed = c.start.Add(c.end.Sub(c.start)/2), c.end
	}
	return map[string]any{
		"RoomId": c.roomID(), "CallId": c.callID(), "CreatedTime": stamp(c.start), "DestroyTime": stamp(destroyed),
		"IsFinished": over, "ActiveUserNum": c.usersAt(at),
	}
}

// calls are those of a room that go on at some time of a range, the oldest first.
func (q listQuery) calls() []aCall {
	room := roomOf(q.roomID)
	if room < 0 {
		return nil
	}
	var all []aCall
	for _, c := range callsCreated(q.appID, q.start.Add(-maxCall-levelStep), q.end, room) {
		if c.roomID() == q.roomID && c.end.After(q.start) {
			all = append([]aCall{c}, all...)
		}
	}
	return all
}

// roomUsers are the users of a room who joined in the range, or by an option were there, those who joined last first.
func (s *Server) roomUsers(q listQuery) []any {
	var all []any
	for _, c := range q.calls() {
		for _, stay := range c.stays(q.end) {
			listed := !stay.start.Before(q.start) && stay.start.Before(q.end) ||
				s.options.UsersByPresence && stay.end.After(q.start) && stay.start.Before(q.end)
			if !listed || q.noServers && stay.seat == serverSeat || len(q.userIDs) > 0 && !contains(q.userIDs, stay.userID()) {
				continue
			}
			all = append([]any{stay}, all...)
		}
	}
	return all
}

func contains(list []string, text string) bool {
	for _, other := range list {
		if other == text {
			return true
		}
	}
	return false
}

// entry is that of a user. While the user is online, LeaveAt is empty; who comes back is online again.
func (s stay) entry(now time.Time) map[string]any {
	records := []map[string]any{}
	add := func(at time.Time, what string) {
		if !at.IsZero() && !at.After(now) {
			records = append(records, map[string]any{"Time": stamp(at), "Type": what})
		}
	}
	add(s.start, "joinroom")
	add(s.left, "leaveroom")
	add(s.back, "joinroom")
	add(s.end, "leaveroom")
	online, leave := earlierOf(now, s.end).Sub(s.start), time.Time{}
	switch {
	case !s.is(now) && now.Before(s.end):
		leave = s.left
	case !s.is(now):
		leave = s.end
	}
	if !s.left.IsZero() && now.After(s.left) {
		online -= earlierOf(now, s.back).Sub(s.left)
	}
	system := s.system()
	return map[string]any{
		"UserId": s.userID(), "RoomId": s.call.roomID(), "CallId": s.call.callID(), "OS": system, "Access": s.access(),
		"DeviceType": s.device(), "SdkVersion": "3.58.1", "CreatedAt": stamp(s.start), "LeaveAt": stamp(leave), "Finished": !leave.IsZero(),
		"Duration": int(online.Seconds()), "Pub": s.publishes(), "Record": records,
	}
}

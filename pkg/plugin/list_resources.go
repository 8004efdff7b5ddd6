package plugin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// maxChoices is how many rooms or users a variable or an editor is offered.
const maxChoices = 1000

// roomJSON is a room as variables and editors get it.
type roomJSON struct {
	RoomID string `json:"roomId"`
	// Created is when the newest of its calls was created, in RFC 3339; empty if the API does not say.
	Created string `json:"created"`
	Active  bool   `json:"active"`
	Users   *int64 `json:"users"`
}

// userJSON is a user as variables and editors get it.
type userJSON struct {
	UserID string `json:"userId"`
	OS     string `json:"os"`
}

// serveRooms lists the rooms of apps (appIds, with commas) that had a call in a range (from, to in Unix milliseconds), the
// newest first.
func (d *Datasource) serveRooms(w http.ResponseWriter, r *http.Request) {
	rows, err := d.listRows(r.Context(), queryType{"rooms", rtc.Rooms}, r.URL.Query())
	if err != nil {
		serveError(w, r, err)
		return
	}
	rooms := []roomJSON{}
	seen := map[string]bool{}
	for _, row := range rows {
		room, ok := row.Row.(*rtc.Room)
		if !ok || seen[room.RoomID] || len(rooms) == maxChoices {
			continue
		}
		seen[room.RoomID] = true
		rooms = append(rooms, roomJSON{room.RoomID, rfc3339(room.Created), !room.Ended(), room.Users})
	}
	serveJSON(w, r, http.StatusOK, rooms)
}

// serveRoomUsers lists the users of a room (roomId) of apps in a range, as serveRooms has them.
func (d *Datasource) serveRoomUsers(w http.ResponseWriter, r *http.Request) {
	rows, err := d.listRows(r.Context(), queryType{"roomUsers", rtc.RoomUsers}, r.URL.Query())
	if err != nil {
		serveError(w, r, err)
		return
	}
	users := []userJSON{}
	seen := map[string]bool{}
	for _, row := range rows {
		user, ok := row.Row.(*rtc.User)
		if !ok || seen[user.UserID] || len(users) == maxChoices {
			continue
		}
		seen[user.UserID] = true
		users = append(users, userJSON{user.UserID, user.OS})
	}
	serveJSON(w, r, http.StatusOK, users)
}

func rfc3339(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// listRows asks for the entries of a list as a query of a panel does, so that panels, variables and editors share calls.
func (d *Datasource) listRows(ctx context.Context, asked queryType, parameters url.Values) ([]store.Row, error) {
	if err := checkDrillDown(asked, d.settings); err != nil {
		return nil, err
	}
	q, err := d.listQuery(asked, parameters)
	if err != nil {
		return nil, err
	}
	answer, err := d.stores[q.api].Ask(ctx, q.question()).Wait(ctx)
	if err != nil {
		return nil, err
	}
	if err := listVerdict(q, answer); err != nil {
		return nil, err
	}
	if answer.Pending != nil && len(answer.Rows) == 0 { // an empty list would say that there is none
		return nil, &pendingError{answer.Pending}
	}
	return answer.Rows, nil
}

// listQuery is that of the parameters of a request.
func (d *Datasource) listQuery(asked queryType, parameters url.Values) (q query, err error) {
	q.api, q.format = asked.api, formatTable
	if q.from, err = momentOf("from", parameters.Get("from")); err != nil {
		return q, err
	}
	if q.to, err = momentOf("to", parameters.Get("to")); err != nil {
		return q, err
	}
	if !q.from.Before(q.to) {
		return q, badQuery("The time range is empty; its start must be before its end.")
	}
	if q.filter, err = filterOf(asked, filterJSON{RoomID: parameters.Get("roomId")}); err != nil {
		return q, withVariable(err)
	}
	q.appIDs, err = appIDsOf(strings.Split(parameters.Get("appIds"), ","), d.settings.defaultAppID)
	return q, withVariable(err)
}

// momentOf reads Unix milliseconds, within the years that a time can be written down for the API.
func momentOf(name, text string) (time.Time, error) {
	const most = 253_370_764_800_000 // the year 9999
	milliseconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || milliseconds < 0 || milliseconds > most {
		return time.Time{}, badQuery("The parameter %s must be a time in Unix milliseconds.", name)
	}
	return time.UnixMilli(milliseconds), nil
}

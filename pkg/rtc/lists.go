package rtc

import (
	"context"
	"math"
	"slices"
	"time"
)

// List is what the documents say of an API that lists entries, beside what they say of every API. Entries are listed by
// the time at which they began.
type List struct {
	// Cell is the length of the parts of time that the list of a range is put together from.
	Cell time.Duration
	// Reach is how long before a range an entry is looked for that began there and lasts on.
	Reach time.Duration
	// PageSize is the most entries of a page, 0 where there are no pages.
	PageSize int

	read func(ctx context.Context, c *Client, r ListRequest, send func() time.Time) (Page, error)
}

// The limits of the lists are those of the pages of the international twin of the service
// (https://docs.byteplus.com/en/docs/byteplus-rtc); for a longer span than that of a call, the API gives the first part of
// it without an error.
var (
	// Rooms has the calls of an app, by their creation (ListRoomInfo).
	Rooms = &API{
		Action: "ListRoomInfo", PerSecond: 10, Span: day, LookBack: 14 * day, Delay: 20 * time.Second, Form: NoIndicator,
		Filters: []string{"RoomId"},
		List:    &List{Cell: time.Hour, Reach: day, PageSize: 100, read: readList[roomsResult]},
	}
	// RoomUsers has the users of a room (ListUserInfo).
	RoomUsers = &API{
		Action: "ListUserInfo", PerSecond: 10, Span: 6 * time.Hour, LookBack: 14 * day, Delay: 100 * time.Second, Form: NoIndicator,
		Filters: []string{"RoomId", "UserId", "ExcludeServerUser"}, Required: []string{"RoomId"}, UserIDs: 10,
		List: &List{Cell: time.Hour, Reach: day, PageSize: 100, read: readList[usersResult]},
	}
	// CallDetail has what users sent and received in a room, over time (ListCallDetail). Its rate is that of the twin: none is
	// documented for Volcengine.
	CallDetail = &API{
		Action: "ListCallDetail", PerSecond: 10.0 / 60, Span: time.Hour, LookBack: 6 * day, Delay: 100 * time.Second, Form: NoIndicator,
		Filters: []string{"RoomId", "UserId", "Direction"}, Required: []string{"RoomId", "UserId"}, UserIDs: 20,
		List: &List{Cell: time.Minute, read: readList[callDetailResult]},
	}
)

// Directions of what a user's client sends and receives.
const (
	DirectionUp   = "up"
	DirectionDown = "down"
)

// Cells is the grid of the parts of time that a list is put together from.
func (a *API) Cells() Grid {
	return Grid{origin: -beijingOffset, step: int64(a.List.Cell / time.Second)}
}

// Row is an entry of a list. It never changes.
type Row interface {
	// Key tells entries apart: pages and windows may give an entry twice.
	Key() RowKey
	// Began is when the entry began, the zero Time if the API does not say.
	Began() time.Time
	// Ended tells that the entry is over, as far as is known.
	Ended() bool
	// StaysFor is how long the entry is believed to stay as it was at a moment: 0 while it goes on, [Forever] once nothing
	// of it can change.
	StaysFor(at time.Time) time.Duration
	// Overlaps tells that the entry went on at some time of a period.
	Overlaps(p Period) bool
	// Size is about the bytes that the entry takes in memory.
	Size() int
}

// RowKey is the same for two forms of one entry.
type RowKey struct {
	CallID, RoomID, UserID string
	// Part tells the entries apart that a user of a room has several of.
	Part string
}

// Room is a call in a room. The same room can have several, one after the other.
type Room struct {
	RoomID, CallID string
	// Created and Destroyed are the zero Time where the API gives none.
	Created, Destroyed time.Time
	Finished           bool
	// Users is how many users are active in the room, nil if the API does not say.
	Users *int64
}

// User is a user's stay in a call.
type User struct {
	UserID, RoomID, CallID         string
	OS, Access, Device, SDKVersion string
	// Created and Left are the zero Time where the API gives none.
	Created, Left time.Time
	Finished      bool
	// Online is how many seconds the user was really in the room, nil if the API does not say.
	Online *float64
	// Published tells that the user ever sent audio or video, nil if the API does not say.
	Published *bool
	// Records are the times at which the user joined and left, in the order of time.
	Records []Record
}

// Record is a moment at which a user joined a room or left it.
type Record struct {
	At     time.Time
	Joined bool
}

// Detail is one indicator of what a user sent or received, within one cell of time. Name, description and unit are the
// API's own.
type Detail struct {
	UserID, RoomID string
	// PeerID is the user from whom it was received, empty for what was sent.
	PeerID string
	// Direction is DirectionUp or DirectionDown, or the API's own word.
	Direction               string
	Name, Description, Unit string
	Cell                    time.Time
	// Points are in the order of time.
	Points []Point
}

// Point is a value at a moment.
type Point struct {
	At    time.Time
	Value float64
}

// Key implements Row.
func (r *Room) Key() RowKey { return RowKey{CallID: r.CallID, RoomID: r.RoomID} }

// Key implements Row.
func (u *User) Key() RowKey { return RowKey{CallID: u.CallID, RoomID: u.RoomID, UserID: u.UserID} }

// Key implements Row.
func (d *Detail) Key() RowKey {
	part := d.Cell.Format(time.RFC3339) + "\n" + d.PeerID + "\n" + d.Direction + "\n" + d.Name + "\n" + d.Description
	return RowKey{RoomID: d.RoomID, UserID: d.UserID, Part: part}
}

// Began implements Row.
func (r *Room) Began() time.Time { return r.Created }

// Began implements Row.
func (u *User) Began() time.Time { return u.Created }

// Began implements Row.
func (d *Detail) Began() time.Time { return d.Cell }

// Ended implements Row.
func (r *Room) Ended() bool { return r.Finished || !r.Destroyed.IsZero() }

// Ended implements Row.
func (u *User) Ended() bool { return u.Finished || !u.Left.IsZero() }

// Ended implements Row.
func (d *Detail) Ended() bool { return true }

// Forever is longer than anything lasts.
const Forever = time.Duration(math.MaxInt64)

// comesBackWithin is how long after leaving a user may be in the same call again.
const comesBackWithin = 24 * time.Hour

// StaysFor implements Row. What comes after the end is another call.
func (r *Room) StaysFor(time.Time) time.Duration {
	if r.Ended() {
		return Forever
	}
	return 0
}

// StaysFor implements Row. A user who left can come back to the call, and is one entry then that goes on. Whoever has been
// away for long is believed to stay away as long.
func (u *User) StaysFor(at time.Time) time.Duration {
	left := u.Left
	if left.IsZero() {
		left = u.Created
	}
	switch away := at.Sub(left); {
	case !u.Ended():
		return 0
	case away >= comesBackWithin:
		return Forever
	default:
		return away
	}
}

// StaysFor implements Row.
func (d *Detail) StaysFor(time.Time) time.Duration { return Forever }

// Overlaps implements Row.
func (r *Room) Overlaps(p Period) bool { return overlaps(p, r.Created, r.Destroyed, r.Ended()) }

// Overlaps implements Row.
func (u *User) Overlaps(p Period) bool { return overlaps(p, u.Created, u.Left, u.Ended()) }

// Overlaps implements Row.
func (d *Detail) Overlaps(p Period) bool {
	return slices.ContainsFunc(d.Points, func(point Point) bool { return !point.At.Before(p.From) && point.At.Before(p.To) })
}

// overlaps tells that what went on from began to end was there at some time of a period. What has ended at an unknown
// moment is there if it began there.
func overlaps(p Period, began, end time.Time, ended bool) bool {
	if !began.IsZero() && !began.Before(p.To) {
		return false
	}
	if ended && end.IsZero() {
		return began.IsZero() || !began.Before(p.From)
	}
	return !ended || end.After(p.From)
}

// rowBytes is about what a row takes beside its texts and lists.
const rowBytes = 300

// Size implements Row.
func (r *Room) Size() int { return rowBytes + len(r.RoomID) + len(r.CallID) }

// Size implements Row.
func (u *User) Size() int {
	return rowBytes + len(u.UserID) + len(u.RoomID) + len(u.CallID) + len(u.Device) + len(u.SDKVersion) + 32*len(u.Records)
}

// Size implements Row. The texts are shared by the cells of a series.
func (d *Detail) Size() int { return rowBytes + 32*len(d.Points) }

// Page is what one call brought.
type Page struct {
	Rows []Row
	// Entries is how many the page had, of which some may be unreadable.
	Entries int
	// Total is how many entries there are on all pages, -1 if the API does not say.
	Total int
	// HasMore tells that there are more entries than the pages give.
	HasMore bool
}

package rtc

import (
	"slices"
	"strings"
)

// listResult is the result of an API that lists entries.
type listResult interface {
	result
	// page gives the entries that can be told apart.
	page(api *API) Page
}

// pageResult is what the answers with pages have in common.
type pageResult struct {
	Total   *looseNumber
	HasMore looseBool
}

func (p pageResult) of(rows []Row, entries int) Page {
	total := -1
	if p.Total != nil && p.Total.known {
		total = int(min(max(p.Total.value, 0), 1<<30))
	}
	return Page{Rows: rows, Entries: entries, Total: total, HasMore: p.HasMore.value}
}

// roomsResult is the answer of ListRoomInfo.
type roomsResult struct {
	RoomList []struct {
		RoomID        looseText `json:"RoomId"`
		CallID        looseText `json:"CallId"`
		CreatedTime   looseTime
		DestroyTime   looseTime
		IsFinished    looseBool
		ActiveUserNum looseNumber
	}
	pageResult
}

func (r roomsResult) empty() bool { return r.RoomList == nil && r.Total == nil }

func (r roomsResult) page(*API) Page {
	var rows []Row
	for _, entry := range r.RoomList {
		room := &Room{
			RoomID: string(entry.RoomID), CallID: string(entry.CallID), Created: entry.CreatedTime.Time,
			Destroyed: entry.DestroyTime.Time, Finished: entry.IsFinished.value, Users: entry.ActiveUserNum.whole(),
		}
		if room.RoomID != "" {
			rows = append(rows, room)
		}
	}
	return r.of(rows, len(r.RoomList))
}

// usersResult is the answer of ListUserInfo.
type usersResult struct {
	UserList []struct {
		UserID     looseText `json:"UserId"`
		RoomID     looseText `json:"RoomId"`
		CallID     looseText `json:"CallId"`
		OS         looseText
		Access     looseText
		DeviceType looseText
		SdkVersion looseText
		CreatedAt  looseTime
		LeaveAt    looseTime
		Finished   looseBool
		Duration   looseNumber
		Pub        looseBool
		Record     []struct {
			Time looseTime
			Type looseText
		}
	}
	pageResult
}

func (r usersResult) empty() bool { return r.UserList == nil && r.Total == nil }

func (r usersResult) page(*API) Page {
	var rows []Row
	for _, entry := range r.UserList {
		user := &User{
			UserID: string(entry.UserID), RoomID: string(entry.RoomID), CallID: string(entry.CallID), OS: string(entry.OS),
			Access: string(entry.Access), Device: string(entry.DeviceType), SDKVersion: string(entry.SdkVersion),
			Created: entry.CreatedAt.Time, Left: entry.LeaveAt.Time, Finished: entry.Finished.value,
		}
		if entry.Duration.known {
			user.Online = &entry.Duration.value
		}
		if entry.Pub.known {
			user.Published = &entry.Pub.value
		}
		for _, record := range entry.Record {
			joined := strings.EqualFold(string(record.Type), "joinroom")
			if left := strings.EqualFold(string(record.Type), "leaveroom"); !record.Time.IsZero() && (joined || left) {
				user.Records = append(user.Records, Record{At: record.Time.Time, Joined: joined})
			}
		}
		slices.SortStableFunc(user.Records, func(a, b Record) int { return a.At.Compare(b.At) })
		if user.UserID != "" {
			rows = append(rows, user)
		}
	}
	return r.of(rows, len(r.UserList))
}

// callDetailResult is the answer of ListCallDetail.
type callDetailResult struct {
	UserCallDetail []struct {
		UserID     looseText `json:"UserId"`
		RoomID     looseText `json:"RoomId"`
		PeerID     looseText `json:"PeerId"`
		Direction  looseText
		CallDetail []struct {
			Name looseText
			Desc looseText
			Unit looseText
			Data []struct {
				Time  looseTime
				Value looseNumber
			}
		}
	}
}

func (r callDetailResult) empty() bool { return r.UserCallDetail == nil }

// directionNames has the forms in which an answer may name a direction. Its page shows it as a number.
var directionNames = map[string]string{"1": DirectionUp, "2": DirectionDown, "up": DirectionUp, "down": DirectionDown}

func (r callDetailResult) page(api *API) Page {
	page := Page{Entries: len(r.UserCallDetail), Total: -1}
	for _, entry := range r.UserCallDetail {
		direction := string(entry.Direction)
		if known := directionNames[strings.ToLower(direction)]; known != "" {
			direction = known
		}
		for _, indicator := range entry.CallDetail {
			series := Detail{
				UserID: string(entry.UserID), RoomID: string(entry.RoomID), PeerID: string(entry.PeerID), Direction: direction,
				Name: string(indicator.Name), Description: string(indicator.Desc), Unit: string(indicator.Unit),
			}
			for _, point := range indicator.Data {
				if !point.Time.IsZero() && point.Value.known {
					series.Points = append(series.Points, Point{point.Time.Time, point.Value.value})
				}
			}
			if series.UserID != "" && series.Name != "" {
				page.Rows = append(page.Rows, series.cells(api.Cells())...)
			}
		}
	}
	return page
}

// cells cuts a series into its parts within each cell. Of two points at a moment the later in the answer counts.
func (d Detail) cells(grid Grid) []Row {
	slices.SortStableFunc(d.Points, func(a, b Point) int { return a.At.Compare(b.At) })
	var points []Point
	for _, p := range d.Points {
		if last := len(points) - 1; last >= 0 && points[last].At.Equal(p.At) {
			points[last] = p
			continue
		}
		points = append(points, p)
	}
	var rows []Row
	for first := 0; first < len(points); {
		cell := grid.Bucket(points[first].At)
		end := first
		for end < len(points) && grid.Bucket(points[end].At) == cell {
			end++
		}
		part := d
		part.Cell, part.Points = grid.Start(cell), points[first:end:end]
		rows = append(rows, &part)
		first = end
	}
	return rows
}

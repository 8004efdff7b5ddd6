package plugin

import (
	"slices"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// moments is a field of times, null where there is none.
func moments(name string, rows []store.Row, of func(rtc.Row) time.Time) *data.Field {
	values := make([]*time.Time, len(rows))
	for i, row := range rows {
		if at := of(row.Row); !at.IsZero() {
			at = at.UTC()
			values[i] = &at
		}
	}
	return data.NewField(name, nil, values)
}

// column is a field with a value of each row.
func column[R rtc.Row, V any](name string, rows []store.Row, of func(R) V) *data.Field {
	values := make([]V, len(rows))
	for i, row := range rows {
		if entry, ok := row.Row.(R); ok {
			values[i] = of(entry)
		}
	}
	return data.NewField(name, nil, values)
}

func withUnit(field *data.Field, unit string) *data.Field {
	field.Config = &data.FieldConfig{Unit: unit}
	return field
}

// appFields are the fields that tell several apps apart.
func appFields(rows []store.Row, names legend) []*data.Field {
	if !names.severalApps {
		return nil
	}
	ids, shown := make([]string, len(rows)), make([]string, len(rows))
	for i, row := range rows {
		ids[i], shown[i] = row.AppID, names.appName(row.AppID)
	}
	return []*data.Field{data.NewField("app_id", nil, ids), data.NewField("app_name", nil, shown)}
}

func tableFrame(fields []*data.Field) *data.Frame {
	frame := data.NewFrame("", fields...)
	frame.SetMeta(&data.FrameMeta{Type: data.FrameTypeTable, TypeVersion: data.FrameTypeVersion{0, 1}, PreferredVisualization: data.VisTypeTable})
	return frame
}

// roomsFrame has a row for each call in a room.
func roomsFrame(answer store.Answer, names legend, now time.Time) *data.Frame {
	rows := answer.Rows
	fields := []*data.Field{
		moments("created", rows, func(r rtc.Row) time.Time { return r.(*rtc.Room).Created }),
		moments("ended", rows, func(r rtc.Row) time.Time { return r.(*rtc.Room).Destroyed }),
		withUnit(column("duration", rows, func(r *rtc.Room) *float64 { return durationOfRoom(r, now) }), "s"),
		column("room_id", rows, func(r *rtc.Room) string { return r.RoomID }),
		column("call_id", rows, func(r *rtc.Room) string { return r.CallID }),
		column("active", rows, func(r *rtc.Room) bool { return !r.Ended() }),
		column("users", rows, func(r *rtc.Room) *int64 { return r.Users }),
	}
	return tableFrame(append(fields, appFields(rows, names)...))
}

// durationOfRoom is in seconds: so far, where the call lasts; nil where it is not known.
func durationOfRoom(r *rtc.Room, now time.Time) *float64 {
	end := r.Destroyed
	if !r.Ended() {
		end = now
	}
	if r.Created.IsZero() || end.IsZero() {
		return nil
	}
	seconds := max(0, end.Sub(r.Created).Seconds())
	return &seconds
}

// usersFrame has a row for each user of a call.
func usersFrame(answer store.Answer, names legend) *data.Frame {
	rows := answer.Rows
	fields := []*data.Field{
		column("user_id", rows, func(u *rtc.User) string { return u.UserID }),
		moments("joined", rows, func(r rtc.Row) time.Time { return r.(*rtc.User).Created }),
		moments("left", rows, func(r rtc.Row) time.Time { return r.(*rtc.User).Left }),
		withUnit(column("online", rows, func(u *rtc.User) *float64 { return u.Online }), "s"),
		column("os", rows, func(u *rtc.User) string { return u.OS }),
		column("network", rows, func(u *rtc.User) string { return u.Access }),
		column("device", rows, func(u *rtc.User) string { return u.Device }),
		column("sdk_version", rows, func(u *rtc.User) string { return u.SDKVersion }),
		column("published", rows, func(u *rtc.User) *bool { return u.Published }),
		column("joins", rows, joins),
		column("room_id", rows, func(u *rtc.User) string { return u.RoomID }),
		column("call_id", rows, func(u *rtc.User) string { return u.CallID }),
	}
	return tableFrame(append(fields, appFields(rows, names)...))
}

// joins is how often a user joined, nil where the API does not tell.
func joins(u *rtc.User) *int64 {
	var count int64
	for _, record := range u.Records {
		if record.Joined {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	return &count
}

// countFrame has the number of rooms of each app, as alert rules and expressions take it.
func countFrame(answer store.Answer, names legend) *data.Frame {
	frame := data.NewFrame("")
	frame.SetMeta(&data.FrameMeta{Type: data.FrameTypeNumericWide, TypeVersion: data.FrameTypeVersion{0, 1}})
	for _, count := range answer.Counts {
		total := float64(count.Total)
		field := data.NewField("rooms", data.Labels{"app_id": count.AppID}, []*float64{&total})
		name := "Rooms created"
		if names.severalApps {
			name += separator + names.appName(count.AppID)
		}
		field.Config = &data.FieldConfig{DisplayNameFromDS: name}
		frame.Fields = append(frame.Fields, field)
	}
	return frame
}

// inRoom is the state of a user who is in the room; null is that of one who is not.
const inRoom = "online"

// visitor is a user of an app: apps may have users of the same id.
type visitor struct{ appID, userID string }

// timelineFrames have a series for each user: from when to when the user was in the room. What began before the range
// begins with it.
func timelineFrames(q query, answer store.Answer, names legend, now time.Time) data.Frames {
	changes := map[visitor][]rtc.Record{}
	var visitors []visitor
	for _, row := range slices.Backward(answer.Rows) {
		user := row.Row.(*rtc.User)
		who := visitor{row.AppID, user.UserID}
		if changes[who] == nil {
			visitors = append(visitors, who)
		}
		changes[who] = append(changes[who], presence(user)...)
	}
	frames := data.Frames{}
	for _, who := range visitors {
		frames = append(frames, timelineFrame(who, changes[who], names, q.from, earlier(q.to, now)))
	}
	if len(frames) == 0 {
		frames = data.Frames{data.NewFrame("")}
	}
	for _, frame := range frames {
		frame.SetMeta(&data.FrameMeta{})
	}
	return frames
}

// presence is when a user joined and left, also where the API tells only the first and the last of it.
func presence(u *rtc.User) []rtc.Record {
	records := slices.Clone(u.Records)
	if len(records) == 0 && !u.Created.IsZero() {
		records = append(records, rtc.Record{At: u.Created, Joined: true})
	}
	if last := len(records) - 1; last >= 0 && records[last].Joined && u.Ended() && !u.Left.IsZero() {
		records = append(records, rtc.Record{At: u.Left})
	}
	return records
}

func timelineFrame(who visitor, records []rtc.Record, names legend, from, to time.Time) *data.Frame {
	slices.SortStableFunc(records, func(a, b rtc.Record) int { return a.At.Compare(b.At) })
	var times []time.Time
	var states []*string
	for _, record := range records {
		if record.At.After(to) {
			break
		}
		at := later(record.At, from).UTC()
		if last := len(times) - 1; last >= 0 && times[last].Equal(at) {
			times, states = times[:last], states[:last]
		}
		times, states = append(times, at), append(states, stateOf(record))
	}
	name, labels := who.userID, data.Labels{"user_id": who.userID}
	if names.severalApps {
		name += separator + names.appName(who.appID)
		labels["app_id"] = who.appID
	}
	field := data.NewField("state", labels, states)
	field.Config = &data.FieldConfig{DisplayNameFromDS: name}
	return data.NewFrame(name, data.NewField(data.TimeSeriesTimeFieldName, nil, times), field)
}

func stateOf(record rtc.Record) *string {
	if !record.Joined {
		return nil
	}
	state := inRoom
	return &state
}

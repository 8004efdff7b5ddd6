package rtcsim

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The people of an app sit on seats, as many as are online; seats belong to rooms, one after the other. So the rooms of a
// moment have the users that the other actions tell of, and all is a function of the app and the time.
//
// A room is a number. It is open while its first seat is taken. While it is open it has calls, one after the other, and
// within a call users come to its seats and leave them.

// steadyOnline is how many users are online, without the noise of half minutes.
func steadyOnline(appID string, at time.Time) float64 {
	hour := bucketStart(at, time.Hour)
	passed := at.Sub(hour).Hours()
	wobble := (1-passed)*noise("users/"+appID, hour) + passed*noise("users/"+appID, hour.Add(time.Hour))
	p := profileOf(appID)
	users := p.users * growth(p, at) * rhythm(p, at) * (0.94 + 0.12*wobble) * (1 - incidentSeverity(appID, at))
	return math.Max(1, users*p.minutes/60)
}

const (
	// levelStep is the distance of the moments between which the number of users online is a straight line.
	levelStep = 5 * time.Minute

	// minCall and maxCall are the lengths of calls in a room that stays open.
	minCall, maxCall = 4 * time.Hour, 8 * time.Hour

	// hallSeats are those of room 0, the largest of the app, beside one for every 250 users of its busy hour.
	hallSeats = 12

	// comeWithin is the time in which users come after a call has begun, and in which those leave for a moment come back.
	comeWithin = 40 * time.Second
)

// seatsOf is how many users a room holds: 6 on average. Room 0 is the app's hall.
func seatsOf(appID string, room int) int {
	if room == 0 {
		return hallSeats + int(profileOf(appID).users/250)
	}
	return 2 + int(9*noise("seats/"+appID, time.Unix(int64(room), 0)))
}

// seatLevels are the numbers of users online at which each room opens, up to a number.
func seatLevels(appID string, most float64) []float64 {
	var levels []float64
	seats := 0
	for room := 0; float64(seats) < most; room++ {
		levels = append(levels, float64(seats))
		seats += seatsOf(appID, room)
	}
	return levels
}

// levels are the users online of an app at the steps of a time.
type levels struct {
	start time.Time
	users []float64
}

func levelsOf(appID string, from, to time.Time) levels {
	l := levels{start: from.Truncate(levelStep)}
	for at := l.start; !at.After(to.Add(levelStep)); at = at.Add(levelStep) {
		l.users = append(l.users, steadyOnline(appID, at))
	}
	return l
}

// open are the times at which more than a number of users are online, each cut to the time of the levels.
func (l levels) open(level float64) []timeRange {
	var all []timeRange
	isOpen := false
	for i, users := range l.users {
		at := l.start.Add(time.Duration(i) * levelStep)
		if users > level == isOpen {
			continue
		}
		if i > 0 {
			share := (level - l.users[i-1]) / (users - l.users[i-1])
			at = at.Add(-levelStep).Add(time.Duration(share * float64(levelStep))).Truncate(time.Second)
		}
		if isOpen = !isOpen; isOpen {
			all = append(all, timeRange{at, l.end()})
		} else {
			all[len(all)-1].end = at
		}
	}
	return all
}

func (l levels) end() time.Time { return l.start.Add(time.Duration(len(l.users)-1) * levelStep) }

// aCall is a call in a room of an app.
type aCall struct {
	appID      string
	room       int
	start, end time.Time
}

// callsCreated are the calls of all rooms of an app that begin in a range, the newest first. With only at least 0, they are
// those of this room.
func callsCreated(appID string, from, to time.Time, only int) []aCall {
	l := levelsOf(appID, from.Add(-levelStep), to.Add(maxCall))
	var all []aCall
	for room, level := range seatLevels(appID, slices.Max(l.users)) {
		if only >= 0 && room != only {
			continue
		}
		for _, open := range l.open(level) {
			all = append(all, callsWithin(appID, room, open, from, to)...)
		}
	}
	slices.SortStableFunc(all, func(a, b aCall) int { return b.start.Compare(a.start) })
	return all
}

// callsWithin are the calls of a room that is open for a time, as far as they begin in a range. The first begins when the
// room opens; the others where the room's own rhythm has it. The last ends when the room closes.
func callsWithin(appID string, room int, open timeRange, from, to time.Time) []aCall {
	key := fmt.Sprintf("call/%s/%d", appID, room)
	length := minCall + time.Duration(noise(key, time.Unix(0, 0))*float64(maxCall-minCall)).Truncate(time.Second)
	first := time.Unix(int64(noise(key, time.Unix(1, 0))*length.Seconds()), 0)
	next := func(after time.Time) time.Time {
		return first.Add((after.Sub(first)/length + 1) * length)
	}
	var all []aCall
	for start := open.start; start.Before(open.end) && start.Before(to); start = next(start) {
		if start.Before(from.Add(-maxCall)) {
			start = next(from.Add(-maxCall))
		}
		if !start.Before(from) {
			all = append(all, aCall{appID, room, start.In(beijing), earlierOf(next(start), open.end).In(beijing)})
		}
	}
	return all
}

func earlierOf(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// roomPrefixes are what the rooms of the demo's apps are called.
var roomPrefixes = map[string]string{
	DemoApps[0].ID: "class", DemoApps[1].ID: "chat", DemoApps[2].ID: "meeting", DemoApps[3].ID: "visit",
}

// roomID is the room's own, or one for each call: rooms that people come back to have several calls under one id.
func (c aCall) roomID() string {
	prefix := roomPrefixes[c.appID]
	if prefix == "" {
		prefix = "room"
	}
	id := fmt.Sprintf("%s-%04d", prefix, c.room)
	if c.room%3 == 0 {
		return id
	}
	return id + c.start.Format("-0102-150405")
}

// roomOf is the number of a room, -1 if the id is none of the simulator's.
func roomOf(roomID string) int {
	parts := strings.Split(roomID, "-")
	if len(parts) < 2 {
		return -1
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil || number < 0 || number > 1_000_000 {
		return -1
	}
	return number
}

func (c aCall) callID() string {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%s/%d/%d", c.appID, c.room, c.start.Unix())
	return fmt.Sprintf("%016x", h.Sum64())
}

// RoomsCreated is how many calls in rooms of an app begin in a range: what ListRoomInfo lists.
func RoomsCreated(appID string, from, to time.Time) int {
	return len(callsCreated(appID, from, to, -1))
}

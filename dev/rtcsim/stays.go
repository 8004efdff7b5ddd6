package rtcsim

import (
	"fmt"
	"time"
)

// stay is a user's time on a seat of a call. The user may leave for a moment.
type stay struct {
	call       aCall
	seat       int
	number     int // on this seat, in this call
	start, end time.Time
	left, back time.Time // the moment of absence; zero without
}

// serverSeat is that of a recording server, which only some rooms have. It is no user.
const serverSeat = -1

// stays are those of a call that begin before a time, in the order of seats. Seats of room that fewer people fill stay
// empty for as long as these are fewer.
func (c aCall) stays(until time.Time) []stay {
	l := levelsOf(c.appID, c.start.Add(-levelStep), c.end)
	bottom := 0
	for room := range c.room {
		bottom += seatsOf(c.appID, room)
	}
	var all []stay
	if c.room%4 == 0 {
		all = append(all, stay{call: c, seat: serverSeat, start: c.start, end: c.end})
	}
	for seat := range seatsOf(c.appID, c.room) {
		number := 0
		for _, taken := range l.open(float64(bottom + seat)) {
			start := c.start
			if taken.start.After(start) {
				start = taken.start
			}
			for start.Before(taken.end) && start.Before(c.end) && start.Before(until) {
				s := c.stay(seat, start, earlierOf(taken.end, c.end))
				s.number = number
				all = append(all, s)
				start = s.end
				number++
			}
		}
	}
	return all
}

// stay is the one on a seat that begins at a time.
func (c aCall) stay(seat int, start, latest time.Time) stay {
	key := fmt.Sprintf("stay/%s/%d/%d", c.appID, c.room, seat)
	minutes := profileOf(c.appID).minutes * (0.5 + noise(key, start))
	s := stay{call: c, seat: seat, start: start, end: start.Add(time.Duration(minutes * float64(time.Minute))).Truncate(time.Second)}
	if s.isBad() {
		s.end = c.end
	}
	if start.Equal(c.start) && seat > 0 {
		s.start = start.Add(time.Duration(noise(key+"/late", start) * float64(comeWithin))).Truncate(time.Second)
	}
	if s.end.After(latest) {
		s.end = latest
	}
	if absent := s.end.Sub(s.start); absent > 6*time.Minute && noise(key+"/absent", start) < 0.2 {
		s.left = s.start.Add(absent / 2).Truncate(time.Second)
		s.back = s.left.Add(20*time.Second + time.Duration(noise(key+"/back", start)*float64(comeWithin))).Truncate(time.Second)
	}
	return s
}

// nextUser is the distance between the numbers of two users who come to a call one after the other.
const nextUser = 7919

// userID is one of some that the app has for each of its busy hour. People come again to the room, in the same order: so the
// user with the bad uplink is there in each call. In one call nobody comes twice, as the API has one entry for a user of a call.
func (s stay) userID() string {
	if s.seat == serverSeat {
		return fmt.Sprintf("recorder-%04d", s.call.room)
	}
	people := int(6 * profileOf(s.call.appID).users)
	first := int(float64(people) * noise("user/"+s.call.appID, time.Unix(int64(s.call.room), 0)))
	at := s.number*seatsOf(s.call.appID, s.call.room) + s.seat
	return fmt.Sprintf("u%05d", (first+at*nextUser)%people)
}

// is tells whether the user is in the room at a moment.
func (s stay) is(at time.Time) bool {
	return !at.Before(s.start) && at.Before(s.end) && (s.left.IsZero() || at.Before(s.left) || !at.Before(s.back))
}

// usersAt is how many users are in the room at a moment, servers aside.
func (c aCall) usersAt(at time.Time) int {
	count := 0
	for _, s := range c.stays(at.Add(time.Second)) {
		if s.seat != serverSeat && s.is(at) {
			count++
		}
	}
	return count
}

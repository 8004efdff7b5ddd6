package rtcsim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The users in the rooms of a moment are the users online that the real-time action tells of.
func TestUsersInRoomsAreTheUsersOnline(t *testing.T) {
	for _, app := range DemoApps {
		for _, at := range []time.Time{noon, noon.Add(-9 * time.Hour), noon.Add(7*time.Hour + 23*time.Minute), noon.Add(75 * time.Hour)} {
			users, rooms := 0, 0
			for _, c := range callsCreated(app.ID, at.Add(-maxCall-levelStep), at.Add(time.Second), -1) {
				if c.end.After(at) {
					users += c.usersAt(at)
					rooms++
				}
			}
			online, _ := Value(app.ID, onlineUserCount, "30s", bucketStart(at, 30*time.Second))
			open, _ := Value(app.ID, onlineRoomCount, "30s", bucketStart(at, 30*time.Second))
			t.Log(app.Name, at, users, online, rooms, open)
			assert.InDelta(t, online, float64(users), max(3, 0.015*online), "%s at %s", app.Name, at)
			assert.InDelta(t, open, float64(rooms), max(8, 0.25*open), "%s at %s", app.Name, at)
		}
		for _, now := range []time.Time{noon, time.Date(2026, 11, 24, 20, 0, 0, 0, beijing)} {
			start := time.Now()
			t.Log(app.Name, "rooms in a day", len(callsCreated(app.ID, now.Add(-24*time.Hour), now, -1)), time.Since(start))
		}
	}
}

package rtcsim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOnlineUsersFollowTheHours(t *testing.T) {
	for _, app := range DemoApps {
		eachHour(func(hour time.Time) {
			online, ok := Value(app.ID, onlineUserCount, "30s", hour)
			users, alsoOK := Value(app.ID, userCount, "1h", hour)
			if !ok || !alsoOK {
				return
			}
			assert.InDelta(t, math.Trunc(online), online, 0, "people are whole")
			assert.InDelta(t, users*profileOf(app.ID).minutes/60, online, 1+0.05*users, "%s at %s", app.Name, hour)
		})
	}
}

func TestRoomsHaveSixUsers(t *testing.T) {
	eachHour(func(hour time.Time) {
		rooms, ok := Value(DemoApps[0].ID, onlineRoomCount, "30s", hour)
		users, alsoOK := Value(DemoApps[0].ID, onlineUserCount, "30s", hour)
		if ok && alsoOK {
			assert.InDelta(t, math.Trunc(rooms), rooms, 0, "rooms are whole")
			assert.InDelta(t, 6, users/rooms, 0.5)
		}
	})
}

func TestHalfMinutesAreLikeTheirNeighbours(t *testing.T) {
	bucket := firstDay.Add(9 * time.Hour)
	previous, ok := Value(DemoApps[0].ID, onlineUserCount, "30s", bucket)
	require.True(t, ok)
	different := 0
	for range 4 * 120 {
		bucket = bucket.Add(30 * time.Second)
		v, ok := Value(DemoApps[0].ID, onlineUserCount, "30s", bucket)
		if !ok {
			continue
		}
		if v != previous {
			different++
		}
		assert.InEpsilon(t, previous, v, 0.03, "%s", bucket)
		previous = v
	}
	assert.Greater(t, different, 400)
}

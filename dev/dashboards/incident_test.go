package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// At the beginning of each incident of the simulated account, the app's line in the histories of RTC now turns from green
// to another colour, so that it shows where something is wrong and since when.
func TestAnIncidentChangesTheColor(t *testing.T) {
	count := 0
	for _, app := range rtcsim.DemoApps {
		for _, at := range incidents(t, app.ID) {
			count++
			before, after := at.Add(-time.Minute), at.Add(time.Minute)
			assert.NotEqual(t, "green", colorAt(t, app.ID, "5s_join_room_success_rate", joinsWell, after), "%s %s", app.Name, at)
			assert.Equal(t, "green", colorAt(t, app.ID, "5s_join_room_success_rate", joinsWell, before), "%s %s", app.Name, at)
			assert.Equal(t, "green", colorAt(t, app.ID, "audio_first_frame_recv_success_rate", mediaWell, before), "%s %s", app.Name, at)
			if !app.AudioOnly {
				assert.NotEqual(t, "green", colorAt(t, app.ID, "video_first_frame_recv_success_rate", mediaWell, after), "%s %s", app.Name, at)
			}
		}
	}
	require.Greater(t, count, 20)
}

// incidents are the hours of a year at whose start an app loses more than a quarter of its users at once. They begin
// between 8 and 18 in UTC+8; at midnight a weekend's numbers give way to a working day's.
func incidents(t *testing.T, app string) (starts []time.Time) {
	t.Helper()
	for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(time.Hour) {
		before, known := rtcsim.Value(app, onlineUserCount, "30s", at.Add(-30*time.Second))
		after, ok := rtcsim.Value(app, onlineUserCount, "30s", at)
		if at.Hour() < 10 && known && ok && before > 50 && after < 0.75*before {
			starts = append(starts, at)
		}
	}
	return starts
}

// colorAt is that of the thresholds for the newest value up to a moment.
func colorAt(t *testing.T, app, indicator string, well int, at time.Time) string {
	t.Helper()
	value, ok := rtcsim.Value(app, indicator, "30s", at)
	for !ok {
		at = at.Add(-30 * time.Second)
		value, ok = rtcsim.Value(app, indicator, "30s", at)
	}
	color := ""
	for _, step := range thresholds(well)["steps"].([]object) {
		if limit, isNumber := step["value"].(int); !isNumber || value >= float64(limit) {
			color = step["color"].(string)
		}
	}
	return color
}

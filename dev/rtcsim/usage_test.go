package rtcsim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUsages(t *testing.T) {
	got := ask(t, New(Options{Now: atNoon}), actionListUsages, from(30*24*time.Hour, 30*24*time.Hour))

	usages := resultOf[usagesResult](t, got).Usages
	assert.Equal(t, "2026-02-14T00:00:00+08:00", usages[0].TimeStamp, "the first day that begins in the range")
	assert.Equal(t, "2026-03-14T00:00:00+08:00", usages[len(usages)-1].TimeStamp, "yesterday has arrived")
	for _, u := range usages {
		for kind, minutes := range map[string]int64{
			"Audio": u.Audio, "VideoSDM": u.VideoSDM, "VideoSD": u.VideoSD, "VideoHD": u.VideoHD,
		} {
			want, ok := Value(DemoApps[0].ID, kind, "1d", at(t, u.TimeStamp))
			assert.True(t, ok)
			assert.InDelta(t, want, float64(minutes), 0, kind)
		}
	}
}

func TestShapeOfNoUsage(t *testing.T) {
	assert.JSONEq(t, `{"Usages":[]}`, string(ask(t, New(Options{Now: atNoon}), actionListUsages, from(0, time.Second)).Result))
}

func TestUsageComesOfTheUsersMinutes(t *testing.T) {
	for _, app := range append([]App{{ID: "any app"}}, DemoApps...) {
		for d := range days {
			day := firstDay.AddDate(0, 0, d)
			_, whole := Value(app.ID, usageAudio, "1d", day)
			sum := 0.0
			for _, kind := range usageKinds {
				v, ok := Value(app.ID, kind, "1d", day)
				assert.Equal(t, whole, ok, "the kinds of a day are missing together")
				sum += v
			}
			users, ok := Value(app.ID, userCount, "1d", day)
			if !ok || !whole {
				continue
			}
			// A user of the day comes in about three of its hours.
			perUser := sum / users / profileOf(app.ID).minutes
			require.True(t, perUser > 1 && perUser < 4, "%s %s: %v calls each", app.Name, day, perUser)
		}
	}
}

func TestVoiceRoomsAreHeard(t *testing.T) {
	audio, ok := Value(DemoApps[1].ID, usageAudio, "1d", firstDay)
	require.True(t, ok)
	video, ok := Value(DemoApps[1].ID, usageVideoSDM, "1d", firstDay)
	require.True(t, ok)
	assert.Greater(t, audio, 10*video)
}

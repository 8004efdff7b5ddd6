package rtcsim

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func qualityNames() []string {
	names := slices.Clone(qualityIndicators)
	for _, naming := range []Naming{PageNaming, OtherTierNaming} {
		for _, indicator := range qualityIndicators {
			names = append(names, naming[indicator]...)
		}
	}
	return names
}

func TestQualityIsBelievable(t *testing.T) {
	worst := Filter{Access: []string{"2g"}, OS: []string{"android"}, RoomID: "r1", UserIDs: []string{"u1"}}
	for _, app := range DemoApps {
		eachHour(func(hour time.Time) {
			for _, indicator := range qualityNames() {
				for granularity, f := range map[string]Filter{"5min": {}, "30s": worst} {
					v, ok := Filtered(app.ID, indicator, granularity, hour, f)
					if !ok {
						continue
					}
					assert.InDelta(t, math.Round(v*100)/100, v, 0, "two decimals")
					if q, _ := qualityOf(withoutTier(indicator)); q.success {
						v = 100 - v
					}
					assert.True(t, v > 0 && v <= 5.005, "%s of %s at %s: %v from the best", indicator, app.Name, hour, v)
				}
			}
		})
	}
}

func TestIncidentsShowInQuality(t *testing.T) {
	incidents := 0
	for _, app := range DemoApps {
		eachHour(func(hour time.Time) {
			if incidentSeverity(app.ID, hour) == 0 {
				return
			}
			incidents++
			for _, indicator := range qualityNames() {
				during, ok := Value(app.ID, indicator, "5min", hour)
				quiet, alsoOK := Value(app.ID, indicator, "5min", bucketStart(hour, 24*time.Hour).Add(6*time.Hour))
				if !ok || !alsoOK {
					continue
				}
				assert.Greater(t, math.Abs(during-quiet), 0.8, "%s of %s at %s", indicator, app.Name, hour)
			}
		})
	}
	assert.Positive(t, incidents)
}

// Whenever somebody looks, the last hour has the whole of a dip, and one app's is well within it.
func TestEachHourHasADip(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for now := day; now.Before(day.Add(24 * time.Hour)); now = now.Add(time.Minute) {
		dips := func(app App, from, to time.Duration) (halfMinutes int) {
			for at := now.Add(-from); at.Before(now.Add(-to)); at = at.Add(30 * time.Second) {
				if dipSeverity(app.ID, at) > 0 {
					halfMinutes++
				}
			}
			return halfMinutes
		}
		const whole = int(dipLength / (30 * time.Second))
		within := 0
		for _, app := range DemoApps {
			require.Equal(t, whole, dips(app, time.Hour, 0), "half minutes of %s before %s", app.Name, now)
			if dips(app, 50*time.Minute, 17*time.Minute) == whole {
				within++
			}
		}
		require.Positive(t, within, "apps before %s", now)
	}
}

func TestDayOfQualityIsWithinItsHours(t *testing.T) {
	day := firstDay.AddDate(0, 0, 3)
	for _, indicator := range qualityNames() {
		daily, ok := Value(DemoApps[0].ID, indicator, "1d", day)
		require.True(t, ok)
		lowest, highest := math.Inf(1), 0.0
		for h := range 24 {
			if v, ok := Value(DemoApps[0].ID, indicator, "1h", day.Add(time.Duration(h)*time.Hour)); ok {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
		assert.True(t, lowest <= daily && daily <= highest, "%s: %v in [%v,%v]", indicator, daily, lowest, highest)
	}
}

func TestFiltersMakeADifference(t *testing.T) {
	bucket := firstDay.Add(10 * time.Hour)
	stalls := func(f Filter) float64 {
		v, ok := Filtered(DemoApps[0].ID, "video_stall_rate", "5min", bucket, f)
		require.True(t, ok)
		return v
	}
	all := stalls(Filter{})
	android, ios := stalls(Filter{OS: []string{"android"}}), stalls(Filter{OS: []string{"iOS"}})
	both := stalls(Filter{OS: []string{"iOS", "android"}})

	whole, ok := Value(DemoApps[0].ID, "video_stall_rate", "5min", bucket)
	assert.True(t, ok)
	assert.InDelta(t, whole, all, 0, "no filter")
	assert.InDelta(t, all, stalls(Filter{ProductType: "native"}), 0, "the default")
	assert.Greater(t, android, ios)
	assert.True(t, ios < both && both < android)
	assert.Greater(t, stalls(Filter{Access: []string{"2g"}}), 2*stalls(Filter{Access: []string{"wifi"}}))
	assert.InDelta(t, stalls(Filter{ProductType: "web"}), stalls(Filter{ProductType: "web", OS: []string{"mac"}, Access: []string{"2g"}}), 0,
		"neither has an effect on the web")
	assert.NotEqual(t, all, stalls(Filter{Platform: "Web"}))
}

func TestRoomsDifferALittle(t *testing.T) {
	bucket := firstDay.Add(10 * time.Hour)
	all, ok := Value(DemoApps[0].ID, "video_stall_rate", "5min", bucket)
	require.True(t, ok)
	seen := map[float64]bool{}
	for _, room := range []string{"r1", "r2", "r3", "r4", "r5"} {
		v, ok := Filtered(DemoApps[0].ID, "video_stall_rate", "5min", bucket, Filter{RoomID: room})
		require.True(t, ok)
		assert.InEpsilon(t, all, v, 0.12)
		seen[v] = true
	}
	assert.Greater(t, len(seen), 2)
}

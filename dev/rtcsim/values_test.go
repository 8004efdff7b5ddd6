package rtcsim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firstDay is a Monday. A hundred days hold several incidents and gaps.
var firstDay = time.Date(2026, 1, 5, 0, 0, 0, 0, beijing)

const days = 100

func eachHour(visit func(hour time.Time)) {
	for h := range days * 24 {
		visit(firstDay.Add(time.Duration(h) * time.Hour))
	}
}

// A change of the values breaks what users of the simulator have recorded.
func TestValuesStayTheSame(t *testing.T) {
	hour := time.Date(2026, 3, 12, 10, 0, 0, 0, beijing)
	for _, c := range []struct {
		indicator, granularity string
		bucket                 time.Time
		want                   float64
	}{
		{userCount, "1h", hour, 8591},
		{perCallTime, "1h", hour, 38.49},
		{avgCallTime, "1h", hour, 61.8},
		{joinSuccessRate, "1h", hour, 99.62},
		{onlineUserCount, "30s", hour.Add(30 * time.Second), 5423},
		{onlineRoomCount, "30s", hour.Add(30 * time.Second), 891},
		{joinRoomSuccessRate, "5min", hour.Add(5 * time.Minute), 99.62},
		{"80ms_audio_stall_rate", "30s", hour.Add(30 * time.Second), 0.59},
		{"video_stall_rate", "1d", hour.Add(-10 * time.Hour), 0.89},
		{usageVideoHD, "1d", hour.Add(-10 * time.Hour), 369301},
	} {
		v, ok := Value(DemoApps[0].ID, c.indicator, c.granularity, c.bucket.UTC())
		assert.True(t, ok)
		assert.InDelta(t, c.want, v, 0, c.indicator)
	}
}

func TestValuesAreBelievable(t *testing.T) {
	for _, app := range DemoApps {
		busiest := 0.0
		eachHour(func(hour time.Time) {
			for _, indicator := range append([]string{"any_other_name"}, operationIndicators...) {
				v, ok := Value(app.ID, indicator, "1h", hour)
				if !ok {
					continue
				}
				assert.Positive(t, v)
				assert.InDelta(t, math.Round(v*100)/100, v, 0, "two decimals")
				switch indicator {
				case userCount:
					assert.InDelta(t, math.Trunc(v), v, 0, "people are whole")
					busiest = max(busiest, v)
				case joinSuccessRate:
					assert.True(t, v >= 95 && v <= 99.9, "%s %s: %v", app.Name, hour, v)
				case perCallTime, avgCallTime:
					assert.Less(t, v, 120.0)
				}
			}
		})
		assert.True(t, busiest > 300 && busiest < 60_000, "%s: %v", app.Name, busiest)
	}
}

func TestDayHasMoreUsersThanAnyOfItsHours(t *testing.T) {
	for _, app := range DemoApps {
		for d := range days {
			day := firstDay.AddDate(0, 0, d)
			users, ok := Value(app.ID, userCount, "1d", day)
			if !ok {
				continue
			}
			sum := 0.0
			for h := range 24 {
				hourly, _ := Value(app.ID, userCount, "1h", day.Add(time.Duration(h)*time.Hour))
				assert.Greater(t, users, hourly)
				sum += hourly
			}
			assert.Less(t, users, sum)
		}
	}
}

func TestDayIsWithinItsHours(t *testing.T) {
	day := firstDay.AddDate(0, 0, 3)
	for _, indicator := range []string{perCallTime, avgCallTime, joinSuccessRate, "any_other_name"} {
		daily, ok := Value(DemoApps[1].ID, indicator, "1d", day)
		require.True(t, ok)
		lowest, highest := math.Inf(1), 0.0
		for h := range 24 {
			if v, ok := Value(DemoApps[1].ID, indicator, "1h", day.Add(time.Duration(h)*time.Hour)); ok {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
		assert.True(t, lowest <= daily && daily <= highest, "%s: %v in [%v,%v]", indicator, daily, lowest, highest)
	}
}

func TestConferenceRestsAtNightAndAtWeekends(t *testing.T) {
	mean := func(include func(hour time.Time) bool) float64 {
		sum, n := 0.0, 0.0
		eachHour(func(hour time.Time) {
			if v, ok := Value(DemoApps[2].ID, userCount, "1h", hour); ok && include(hour) {
				sum, n = sum+v, n+1
			}
		})
		return sum / n
	}
	weekend := func(t time.Time) bool { return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday }

	workday := mean(func(h time.Time) bool { return !weekend(h) && h.Hour() == 10 })
	assert.Greater(t, workday, 5*mean(func(h time.Time) bool { return !weekend(h) && h.Hour() == 3 }))
	assert.Greater(t, workday, 3*mean(func(h time.Time) bool { return weekend(h) && h.Hour() == 10 }))
}

func TestIncidentsAreRareAndShow(t *testing.T) {
	for _, app := range DemoApps {
		incidents := 0
		eachHour(func(hour time.Time) {
			if incidentSeverity(app.ID, hour) == 0 {
				return
			}
			incidents++
			if v, ok := Value(app.ID, joinSuccessRate, "1h", hour); ok {
				assert.Less(t, v, 99.0)
			}
		})
		assert.Less(t, incidents, days*24/50, app.Name)
	}
}

func TestGapsAreRare(t *testing.T) {
	gaps, buckets := 0, 0
	for _, app := range DemoApps {
		eachHour(func(hour time.Time) {
			buckets++
			if _, ok := Value(app.ID, userCount, "1h", hour); !ok {
				gaps++
			}
		})
	}
	assert.Positive(t, gaps)
	assert.Less(t, gaps, buckets/100)
}

func TestAppsGrow(t *testing.T) {
	for _, app := range DemoApps {
		now, ok := Value(app.ID, userCount, "1d", firstDay)
		require.True(t, ok)
		later, ok := Value(app.ID, userCount, "1d", firstDay.AddDate(0, 0, 2*364))
		require.True(t, ok)
		assert.Greater(t, later, now, app.Name)
	}
}

func TestNoValueForWhatIsNotABucket(t *testing.T) {
	for name, c := range map[string]struct {
		granularity string
		bucket      time.Time
	}{
		"inside an hour":   {"1h", firstDay.Add(time.Second)},
		"midnight of UTC":  {"1d", time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)},
		"granularity":      {"15min", firstDay},
		"inside 5 minutes": {"5min", firstDay.Add(30 * time.Second)},
		"inside 30 s":      {"30s", firstDay.Add(10 * time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			_, ok := Value(DemoApps[0].ID, userCount, c.granularity, c.bucket)
			assert.False(t, ok)
		})
	}
}

package rtcsim

import (
	"hash/fnv"
	"math"
	"time"
)

// Names of the indicators that the public documents show. They give the two call
// times no unit; the values here have the size that minutes would have.
const (
	userCount       = "user_count"
	perCallTime     = "per_call_time"
	avgCallTime     = "avg_call_time"
	joinSuccessRate = "5s_join_room_success_rate"
)

var catalogue = []string{userCount, perCallTime, avgCallTime, joinSuccessRate}

const (
	// gapShare is the share of buckets that the API has no point for.
	gapShare = 0.003

	// distinctShare is what is left of the sum of a day's hourly users when the
	// people who come in several hours are counted once.
	distinctShare = 0.35
)

// Value is the number that the simulator answers for one bucket: a pure function,
// the same in every process. It has two decimals. ok is false where the API has
// no point: a rare gap, a granularity other than 1h and 1d, or a time that does
// not start a bucket (days start at midnight, Beijing time).
//
// Any app and any indicator have a series; which of them a [Server] knows is its
// own matter.
func Value(appID, indicator, granularity string, bucket time.Time) (v float64, ok bool) {
	length := bucketLengths[granularity]
	if length == 0 || !bucketStart(bucket, length).Equal(bucket) {
		return 0, false
	}
	if noise("gap/"+appID+"/"+indicator+"/"+granularity, bucket) < gapShare {
		return 0, false
	}
	if granularity == "1d" {
		v = dayValue(appID, indicator, bucket)
	} else {
		v = hourValue(appID, indicator, bucket)
	}
	return math.Round(v*100) / 100, true
}

// dayValue is the distinct users of a day, or the mean of its hours weighted by
// their users.
func dayValue(appID, indicator string, day time.Time) float64 {
	var users, busiest, weighted float64
	for h := range 24 {
		hour := day.Add(time.Duration(h) * time.Hour)
		u := hourlyUsers(appID, hour)
		users += u
		busiest = max(busiest, u)
		weighted += u * hourValue(appID, indicator, hour)
	}
	if indicator == userCount {
		return max(math.Round(users*distinctShare), busiest+1)
	}
	return weighted / users
}

func hourValue(appID, indicator string, hour time.Time) float64 {
	around := func(share float64) float64 {
		return 1 + share*(2*noise(indicator+"/"+appID, hour)-1)
	}
	severity := incidentSeverity(appID, hour)
	minutes := profileOf(appID).minutes
	switch indicator {
	case userCount:
		return hourlyUsers(appID, hour)
	case perCallTime:
		return minutes * around(0.08) * (1 - severity/2)
	case avgCallTime:
		return 1.6 * minutes * around(0.06) * (1 - severity/2)
	case joinSuccessRate:
		return 99.55*around(0.003) - 3*severity
	default:
		level := 10 + 990*noise(indicator, time.Unix(0, 0))
		return level * around(0.1) * (0.3 + 0.7*rhythm(profileOf(appID), hour))
	}
}

func hourlyUsers(appID string, hour time.Time) float64 {
	p := profileOf(appID)
	usual := p.users * growth(p, hour) * rhythm(p, hour)
	jitter := 0.94 + 0.12*noise("users/"+appID, hour)
	return max(1, math.Round(usual*jitter*(1-incidentSeverity(appID, hour))))
}

// profile is how the people of an app behave.
type profile struct {
	users   float64   // users of a busy hour at the beginning of 2024
	peaks   []float64 // busy hours of the day, Beijing time
	weekend float64   // a day of the weekend to a working day
	yearly  float64   // growth per year
	minutes float64   // what a person's call takes
}

var demoProfiles = map[string]profile{
	DemoApps[0].ID: {users: 6200, peaks: []float64{10, 15, 19.5}, weekend: 1.35, yearly: 0.22, minutes: 38},
	DemoApps[1].ID: {users: 11500, peaks: []float64{13, 21.5, 23}, weekend: 1.2, yearly: 0.31, minutes: 24},
	DemoApps[2].ID: {users: 3400, peaks: []float64{10.5, 14.5, 16.5}, weekend: 0.18, yearly: 0.17, minutes: 31},
	DemoApps[3].ID: {users: 420, peaks: []float64{9.5, 14.5, 20}, weekend: 0.7, yearly: 0.4, minutes: 11},
}

func profileOf(appID string) profile {
	if p, ok := demoProfiles[appID]; ok {
		return p
	}
	trait := func(name string) float64 { return noise(name+"/"+appID, time.Unix(0, 0)) }
	return profile{
		users:   300 + 9700*trait("users"),
		peaks:   []float64{10 + 2*trait("morning"), 20 + 3*trait("evening")},
		weekend: 0.5 + trait("weekend"),
		yearly:  0.1 + 0.3*trait("yearly"),
		minutes: 8 + 30*trait("minutes"),
	}
}

// rhythm is how busy an hour is: above 0, about 1 at a peak of a working day, more
// where peaks are close to each other.
func rhythm(p profile, hour time.Time) float64 {
	t := hour.In(beijing)
	busy := 0.05
	for _, peak := range p.peaks {
		distance := math.Abs(float64(t.Hour()) - peak)
		distance = min(distance, 24-distance)
		busy += 0.85 * math.Exp(-distance*distance/5)
	}
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		busy *= p.weekend
	}
	return busy
}

// growth is held within five years, so that no clock of a test gives absurd numbers.
func growth(p profile, hour time.Time) float64 {
	const year = 365.25 * 24
	years := hour.Sub(time.Date(2024, 1, 1, 0, 0, 0, 0, beijing)).Hours() / year
	return math.Pow(1+p.yearly, min(max(years, 0), 5))
}

// incidentSeverity is the share of its users that an app loses in an hour: 0 but
// for a few hours in the daytime of one day in about 25.
func incidentSeverity(appID string, hour time.Time) float64 {
	day := bucketStart(hour, 24*time.Hour)
	if noise("incident/"+appID, day) >= 0.04 {
		return 0
	}
	from := 8 + math.Floor(10*noise("from/"+appID, day))
	hours := 2 + math.Floor(4*noise("hours/"+appID, day))
	if h := float64(hour.In(beijing).Hour()); h < from || h >= from+hours {
		return 0
	}
	return 0.3 + 0.4*noise("severity/"+appID, day)
}

// noise is a number in [0,1) that depends on nothing but key and t.
func noise(key string, t time.Time) float64 {
	h := fnv.New64a()
	h.Write([]byte(key))
	x := h.Sum64() ^ uint64(t.Unix())*0x9e3779b97f4a7c15
	// FNV alone leaves neighbouring hours alike; this is splitmix64's finalizer.
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

package rtcsim

import (
	"math"
	"slices"
	"time"
)

// Indicators of operation data that the public documents show. They give the two
// call times no unit; the values here have the size that minutes would have.
const (
	userCount       = "user_count"
	perCallTime     = "per_call_time"
	avgCallTime     = "avg_call_time"
	joinSuccessRate = "5s_join_room_success_rate"

	onlineUserCount = "online_user_count"
	onlineRoomCount = "online_room_count"

	// userNum is what a distribution of user_count calls it in its answer.
	userNum = "user_num"
)

var operationIndicators = []string{userCount, perCallTime, avgCallTime, joinSuccessRate}

const (
	// gapShare is the share of buckets that the API has no point for.
	gapShare = 0.003

	// distinctShare is what is left of the sum of a day's hourly users when the
	// people who come in several hours are counted once.
	distinctShare = 0.35

	usersPerRoom = 6
)

// Value is the number that the simulator answers for one bucket of an app's
// series: a pure function, the same in every process. It has two decimals. The
// indicator is the name in the answer, whose tier makes no difference; the kinds of usage (Audio, VideoSDM, …)
// are indicators too. The granularities are 30s, 5min, 1h and 1d, whichever of
// them an action offers.
//
// ok is false where the API has no point: a rare gap, another granularity, or a
// time that does not start a bucket (days start at midnight, Beijing time).
//
// Any app and any indicator have a series; which of them a [Server] knows is its
// own matter.
func Value(appID, indicator, granularity string, bucket time.Time) (v float64, ok bool) {
	return Filtered(appID, indicator, granularity, bucket, Filter{})
}

// Filtered is [Value] for the part of the app that the filter leaves. Gaps are
// those of the app. It makes no difference to operation data and usage, which no
// action filters.
func Filtered(appID, indicator, granularity string, bucket time.Time, f Filter) (v float64, ok bool) {
	indicator = withoutTier(indicator)
	length := bucketLengths[granularity]
	if length == 0 || !bucketStart(bucket, length).Equal(bucket) {
		return 0, false
	}
	if gap(appID, indicator, granularity, bucket) {
		return 0, false
	}
	if granularity == "1d" {
		v = dayValue(appID, indicator, bucket, f.trouble())
	} else {
		v = moment{appID, bucket, length}.value(indicator, f.trouble())
	}
	return twoDecimals(v), true
}

func gap(appID, indicator, granularity string, bucket time.Time) bool {
	if slices.Contains(usageKinds, indicator) {
		indicator = "usage" // the kinds of a day come together
	}
	return noise("gap/"+appID+"/"+indicator+"/"+granularity, bucket) < gapShare
}

func twoDecimals(v float64) float64 { return math.Round(v*100) / 100 }

// dayValue is the distinct users of a day, the sum of its minutes of usage, or the
// mean of its hours weighted by their users.
func dayValue(appID, indicator string, day time.Time, trouble float64) float64 {
	if indicator == userCount || indicator == userNum {
		return distinctUsers(appID, day, day.Add(24*time.Hour))
	}
	var users, sum, weighted float64
	for h := range 24 {
		hour := moment{appID, day.Add(time.Duration(h) * time.Hour), time.Hour}
		u, v := hour.users(), hour.value(indicator, trouble)
		users += u
		sum += v
		weighted += u * v
	}
	if slices.Contains(usageKinds, indicator) {
		return sum
	}
	return weighted / users
}

// moment is the time around which an app's numbers are asked for: the start of a
// bucket and its length.
type moment struct {
	appID  string
	start  time.Time
	length time.Duration
}

// value is the number of a moment. trouble is how much worse than the app's the
// connections of the people asked for are; 1 is the whole app.
func (m moment) value(indicator string, trouble float64) float64 {
	around := func(share float64) float64 { return 1 + share*(2*m.wobble(indicator+"/"+m.appID)-1) }
	p, severity := profileOf(m.appID), incidentSeverity(m.appID, m.start)
	if q, ok := qualityOf(indicator); ok {
		if m.length < time.Hour {
			severity = max(severity, dipSeverity(m.appID, m.start))
		}
		return q.value(trouble * (q.usualLoss(p, m.start)*around(0.25) + q.incidentLoss*severity))
	}
	switch indicator {
	case userCount, userNum:
		return m.users()
	case onlineUserCount:
		return m.onlineUsers()
	case onlineRoomCount:
		return max(1, math.Round(m.onlineUsers()/usersPerRoom*around(0.05)))
	case perCallTime:
		return p.minutes * around(0.08) * (1 - severity/2)
	case avgCallTime:
		return 1.6 * p.minutes * around(0.06) * (1 - severity/2)
	case usageAudio, usageVideoSDM, usageVideoSD, usageVideoHD:
		minutes := m.users() * m.length.Hours() * m.value(perCallTime, 1)
		return math.Round(minutes * p.usage[slices.Index(usageKinds, indicator)])
	default:
		level := 10 + 990*noise(indicator, time.Unix(0, 0))
		return level * around(0.1) * (0.3 + 0.7*rhythm(p, m.start)) * trouble
	}
}

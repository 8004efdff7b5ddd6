package rtcsim

import (
	"math"
	"time"
)

// profile is how the people of an app behave.
type profile struct {
	users   float64    // users of a busy hour at the beginning of 2024
	peaks   []float64  // busy hours of the day, Beijing time
	weekend float64    // a day of the weekend to a working day
	yearly  float64    // growth per year
	minutes float64    // what a person's call takes
	usage   [4]float64 // share of the minutes by usageKinds
}

var demoProfiles = map[string]profile{
	DemoApps[0].ID: {
		users: 6200, peaks: []float64{10, 15, 19.5}, weekend: 1.35, yearly: 0.22, minutes: 38,
		usage: [...]float64{0.22, 0.31, 0.38, 0.09},
	},
	DemoApps[1].ID: {
		users: 11500, peaks: []float64{13, 21.5, 23}, weekend: 1.2, yearly: 0.31, minutes: 24,
		usage: [...]float64{1, 0, 0, 0},
	},
	DemoApps[2].ID: {
		users: 3400, peaks: []float64{10.5, 14.5, 16.5}, weekend: 0.18, yearly: 0.17, minutes: 31,
		usage: [...]float64{0.34, 0.12, 0.33, 0.21},
	},
	DemoApps[3].ID: {
		users: 420, peaks: []float64{9.5, 14.5, 20}, weekend: 0.7, yearly: 0.4, minutes: 11,
		usage: [...]float64{0.12, 0.08, 0.46, 0.34},
	},
}

func profileOf(appID string) profile {
	if p, ok := demoProfiles[appID]; ok {
		return p
	}
	trait := func(name string) float64 { return noise(name+"/"+appID, time.Unix(0, 0)) }
	audio, high := 0.2+0.5*trait("audio"), 0.1*trait("high")
	return profile{
		users:   300 + 9700*trait("users"),
		peaks:   []float64{10 + 2*trait("morning"), 20 + 3*trait("evening")},
		weekend: 0.5 + trait("weekend"),
		yearly:  0.1 + 0.3*trait("yearly"),
		minutes: 8 + 30*trait("minutes"),
		usage:   [...]float64{audio, 0.4 * (1 - audio - high), 0.6 * (1 - audio - high), high},
	}
}

// users are the people of an hour, or those that a shorter bucket's pace would
// bring to an hour.
func (m moment) users() float64 {
	p := profileOf(m.appID)
	usual := p.users * growth(p, m.start) * rhythm(p, m.start)
	jitter := 0.94 + 0.12*m.wobble("users/"+m.appID)
	return max(1, math.Round(usual*jitter*(1-incidentSeverity(m.appID, m.start))))
}

// onlineUsers are the people who are there at once: those of an hour, each for as
// long as a call takes.
func (m moment) onlineUsers() float64 {
	return max(1, math.Round(m.users()*profileOf(m.appID).minutes/60))
}

// distinctUsers are the people of any range, counted once. The longer it is, the
// more of them were there before.
func distinctUsers(appID string, start, end time.Time) float64 {
	var users, busiest float64
	for _, m := range samples(appID, start, end) {
		u := m.users()
		users += u * m.length.Hours()
		busiest = max(busiest, u)
	}
	days := max(1, end.Sub(start).Hours()/24)
	return max(math.Round(users*distinctShare/math.Sqrt(days)), busiest+1)
}

// samples are 24 moments spread over a range: the hours, when it is a day.
func samples(appID string, start, end time.Time) []moment {
	const count = 24
	length := end.Sub(start) / count
	moments := make([]moment, count)
	for i := range moments {
		moments[i] = moment{appID, start.Add(time.Duration(i) * length), length}
	}
	return moments
}

// rhythm is how busy a time is: above 0, about 1 at a peak of a working day, more
// where peaks are close to each other.
func rhythm(p profile, at time.Time) float64 {
	t := at.In(beijing)
	hour := float64(t.Hour()) + float64(t.Minute())/60 + float64(t.Second())/3600
	busy := 0.05
	for _, peak := range p.peaks {
		distance := math.Abs(hour - peak)
		distance = min(distance, 24-distance)
		busy += 0.85 * math.Exp(-distance*distance/5)
	}
	if day := t.Weekday(); day == time.Saturday || day == time.Sunday {
		busy *= p.weekend
	}
	return busy
}

// growth is held within five years, so that no clock of a test gives absurd numbers.
func growth(p profile, at time.Time) float64 {
	const year = 365.25 * 24
	years := at.Sub(time.Date(2024, 1, 1, 0, 0, 0, 0, beijing)).Hours() / year
	return math.Pow(1+p.yearly, min(max(years, 0), 5))
}

// incidentSeverity is the share of its users that an app loses at a time: 0 but
// for a few hours in the daytime of one day in about 25.
func incidentSeverity(appID string, at time.Time) float64 {
	day := bucketStart(at, 24*time.Hour)
	if noise("incident/"+appID, day) >= 0.04 {
		return 0
	}
	from := 8 + math.Floor(10*noise("from/"+appID, day))
	hours := 2 + math.Floor(4*noise("hours/"+appID, day))
	if h := float64(at.In(beijing).Hour()); h < from || h >= from+hours {
		return 0
	}
	return 0.3 + 0.4*noise("severity/"+appID, day)
}

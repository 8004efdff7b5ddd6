package store

import (
	"testing"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// FuzzPlan: whatever the range and the moment, the calls are within the limits and do not overlap.
func FuzzPlan(f *testing.F) {
	for i := range fuzzedAPIs {
		f.Add(int64(1_773_138_600), int64(30*24*3600), int64(30*24*3600), int64(8*3600), byte(i), true)
	}
	f.Add(int64(0), int64(-1), int64(1), int64(0), byte(0), false)
	f.Fuzz(func(t *testing.T, now, back, length, delay int64, which byte, coarse bool) {
		const century = 100 * 365 * 24 * 3600
		if max(now, back, length, delay) > century || min(now, back, length, delay) < -century || length <= 0 || delay < 0 {
			return
		}
		api := fuzzedAPIs[int(which)%len(fuzzedAPIs)]
		g := api.Granularities[0]
		if coarse {
			g = api.Granularities[len(api.Granularities)-1]
		}
		moment := time.Unix(now, 0)
		from := moment.Add(-time.Duration(back) * time.Second)
		plan := NewPlan(api, from, from.Add(time.Duration(length)*time.Second), g, moment, time.Duration(delay)*time.Second, 0)
		oldest := plan.available.End
		for _, w := range plan.Windows(func(int64) bool { return true }) {
			if w.Len() == 0 || plan.Grid.Period(w).Len() > api.Span || w.End > oldest || w.First < plan.available.First {
				t.Fatalf("window %v of %v", w, plan.available)
			}
			oldest = w.First
		}
	})
}

var fuzzedAPIs = []*rtc.API{
	rtc.OperationData, rtc.OperationDistribution, rtc.RealTimeOperationData, rtc.Quality, rtc.QualityDistribution, rtc.RealTimeQuality,
	rtc.RealTimeQualityDistribution, rtc.Usages,
}

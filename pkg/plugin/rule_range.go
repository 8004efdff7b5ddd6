package plugin

import (
	"fmt"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// rangeStart is the start of a relative range ending now in which an alert rule always finds a final bucket: the newest
// one ended at most its own length and the delay ago. The rest is a margin.
func rangeStart(api *rtc.API, granularity rtc.Granularity, delay time.Duration) string {
	step := granularity.Step()
	if api.RealTime {
		return fmt.Sprintf("now-%dm", int((2*(delay+step)+2*time.Minute)/time.Minute))
	}
	needed := delay + step + 2*time.Hour
	return fmt.Sprintf("now-%dh", int((needed+time.Hour-1)/time.Hour))
}

// alertRanges are the ranges for each granularity that a query of a type can name. A rule asks with an interval of a
// second unless it is set otherwise, so auto is the finest.
func alertRanges(api *rtc.API, delay time.Duration) map[string]string {
	switch {
	case api == rtc.Rooms:
		return map[string]string{"auto": "now-1h"} // any range up to the span of a call
	case api.List != nil:
		return map[string]string{} // no rule can ask for it
	}
	ranges := map[string]string{"auto": rangeStart(api, api.Granularities[0], delay)}
	if api.Total {
		return ranges
	}
	for _, granularity := range api.Granularities {
		ranges[string(granularity)] = rangeStart(api, granularity, delay)
	}
	return ranges
}

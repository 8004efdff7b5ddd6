package plugin

import (
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// granularityOf decides what auto is in one place for panels and rules: the coarsest that is not wider than the points
// are to be apart, else the finest. The panel's Min interval steers it.
func granularityOf(asked queryType, granularity string, interval time.Duration) (rtc.Granularity, error) {
	known := asked.api.Granularities
	if granularity == "" || granularity == "auto" {
		if len(known) == 0 {
			return "", nil
		}
		chosen := known[0]
		for _, g := range known {
			if g.Step() <= interval {
				chosen = g
			}
		}
		return chosen, nil
	}
	if asked.api.Total || len(known) == 0 {
		return "", badQuery("Query type %q has no granularity; remove it.", asked.name)
	}
	if !slices.Contains(known, rtc.Granularity(granularity)) {
		return "", badQuery("Granularity %q is not one of query type %q; use auto or one of %v.", granularity, asked.name, known)
	}
	return rtc.Granularity(granularity), nil
}

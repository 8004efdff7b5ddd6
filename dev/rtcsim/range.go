package rtcsim

import (
	"fmt"
	"time"
)

// parseRange accepts an EndTime in the future: the documents do not forbid it,
// and there is simply no data yet.
func (s *Server) parseRange(a action, r request) (start, end time.Time, _ *apiError) {
	start, startErr := time.Parse(time.RFC3339, r.StartTime)
	end, endErr := time.Parse(time.RFC3339, r.EndTime)
	switch {
	case startErr != nil:
		return start, end, errorf("InvalidParameter", "The parameter StartTime %q is not RFC 3339.", r.StartTime)
	case endErr != nil:
		return start, end, errorf("InvalidParameter", "The parameter EndTime %q is not RFC 3339.", r.EndTime)
	case start.After(end):
		return start, end, errorf("InvalidParameter.StartTimeAfterEndTime", "StartTime is after EndTime.")
	case end.Sub(start) > a.span:
		return start, end, errorf("InvalidParameter.OutofTimeRange", "The time range is longer than %s.", inWords(a.span))
	case s.options.Now().Sub(start) > a.lookBack:
		return start, end, errorf("InvalidParameter.OutofTimeRange", "StartTime is more than %s ago.", inWords(a.lookBack))
	}
	return start, end, nil
}

// inWords gives the limits of pages as they do: in days or in minutes.
func inWords(d time.Duration) string {
	if d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%d days", d/(24*time.Hour))
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

// arrived is the time up to which the action has data.
func (s *Server) arrived(a action) time.Time {
	t := s.options.Now().Add(-a.delay)
	if a.realTime {
		t = t.Add(-time.Duration(s.options.LateBuckets) * bucketLengths["30s"])
	}
	return t
}

// buckets are the starts of the buckets in the query's range whose data has
// arrived. A bucket that the range starts inside of is not among them.
func (s *Server) buckets(q query, length time.Duration) []time.Time {
	arrived := s.arrived(q.action)
	var starts []time.Time
	for t := firstBucket(q.start, length); !t.After(q.end); t = t.Add(length) {
		if t.Add(length).After(arrived) || s.options.ExclusiveEnd && t.Equal(q.end) {
			break
		}
		starts = append(starts, t)
	}
	return starts
}

package rtcsim

import (
	"slices"
	"time"
)

// Limits of ListOperationData as its page states them.
const (
	maxSpan     = 7 * 24 * time.Hour
	maxLookBack = 30 * 24 * time.Hour
	dataDelay   = 8 * time.Hour
)

// bucketLengths are the granularities. Days need no calendar: Beijing has had no
// daylight saving time in the years of this API.
var bucketLengths = map[string]time.Duration{
	"1h": time.Hour,
	"1d": 24 * time.Hour,
}

const beijingOffset = 8 * time.Hour

// beijing is the zone of every bucket and time stamp.
var beijing = time.FixedZone("UTC+8", int(beijingOffset/time.Second))

type operationDataRequest struct {
	AppID                string `json:"AppId"`
	StartTime            string
	EndTime              string
	Indicator            []string
	AggregateGranularity string
}

type operationDataResult struct {
	AggregateGranularity string
	Indicators           []indicatorData
}

type indicatorData struct {
	Name string
	Data []point
}

type point struct {
	TimeStamp string
	Value     float64
}

func (s *Server) listOperationData(contentType string, body []byte) (any, *apiError) {
	var request operationDataRequest
	if err := decode(contentType, body, &request); err != nil {
		return nil, err
	}
	if err := request.verifyComplete(); err != nil {
		return nil, err
	}
	if err := s.verifyApp(request.AppID); err != nil {
		return nil, err
	}
	if bucketLengths[request.AggregateGranularity] == 0 {
		return nil, errorf("InvalidParameter", "The parameter AggregateGranularity must be 1h or 1d.")
	}
	start, end, err := s.parseRange(request)
	if err != nil {
		return nil, err
	}
	names, err := s.knownIndicators(request.Indicator)
	if err != nil {
		return nil, err
	}
	buckets := s.buckets(start, end, bucketLengths[request.AggregateGranularity])

	result := operationDataResult{AggregateGranularity: request.AggregateGranularity, Indicators: []indicatorData{}}
	for _, name := range names {
		data := points(request.AppID, name, request.AggregateGranularity, buckets)
		result.Indicators = append(result.Indicators, indicatorData{Name: name, Data: data})
	}
	return result, nil
}

func (q operationDataRequest) verifyComplete() *apiError {
	for _, field := range []struct {
		name    string
		missing bool
	}{
		{"AppId", q.AppID == ""},
		{"StartTime", q.StartTime == ""},
		{"EndTime", q.EndTime == ""},
		{"Indicator", len(q.Indicator) == 0},
		{"AggregateGranularity", q.AggregateGranularity == ""},
	} {
		if field.missing {
			return errorf("MissingParameter", "The required parameter %s is missing.", field.name)
		}
	}
	return nil
}

func (s *Server) verifyApp(id string) *apiError {
	i := slices.IndexFunc(s.options.Apps, func(a App) bool { return a.ID == id })
	switch {
	case i < 0:
		return errorf("InvalidParameter.NotExistAppId", "The AppId %s does not exist.", id)
	case s.options.Apps[i].Denied:
		return errorf("AccessDenied.NoPermissionForApp", "No permission for the AppId %s.", id)
	}
	return nil
}

// parseRange accepts an EndTime in the future: the documents do not forbid it,
// and there is simply no data yet.
func (s *Server) parseRange(q operationDataRequest) (start, end time.Time, _ *apiError) {
	start, startErr := time.Parse(time.RFC3339, q.StartTime)
	end, endErr := time.Parse(time.RFC3339, q.EndTime)
	switch {
	case startErr != nil:
		return start, end, errorf("InvalidParameter", "The parameter StartTime %q is not RFC 3339.", q.StartTime)
	case endErr != nil:
		return start, end, errorf("InvalidParameter", "The parameter EndTime %q is not RFC 3339.", q.EndTime)
	case start.After(end):
		return start, end, errorf("InvalidParameter.StartTimeAfterEndTime", "StartTime is after EndTime.")
	case end.Sub(start) > maxSpan:
		return start, end, errorf("InvalidParameter.OutofTimeRange", "The time range is longer than 7 days.")
	case s.options.Now().Sub(start) > maxLookBack:
		return start, end, errorf("InvalidParameter.OutofTimeRange", "StartTime is more than 30 days ago.")
	}
	return start, end, nil
}

// knownIndicators refuses without naming the culprit: no document promises that
// the message does, so a client has to find it without.
func (s *Server) knownIndicators(names []string) ([]string, *apiError) {
	var known []string
	for _, name := range names {
		if slices.Contains(s.indicators, name) {
			known = append(known, name)
		}
	}
	if len(known) < len(names) && !s.options.DropUnknown {
		return nil, errorf("InvalidParameter", "The parameter Indicator is invalid.")
	}
	return known, nil
}

// buckets are the starts of the buckets between start and end whose data has
// arrived. A bucket that start lies inside of is not among them.
func (s *Server) buckets(start, end time.Time, length time.Duration) []time.Time {
	arrived := s.options.Now().Add(-dataDelay)
	var starts []time.Time
	for t := firstBucket(start, length); !t.After(end); t = t.Add(length) {
		if t.Add(length).After(arrived) || s.options.ExclusiveEnd && t.Equal(end) {
			break
		}
		starts = append(starts, t)
	}
	return starts
}

func firstBucket(start time.Time, length time.Duration) time.Time {
	t := bucketStart(start, length)
	if t.Before(start) {
		t = t.Add(length)
	}
	return t
}

// bucketStart is the start of the bucket that t lies in. Time.Truncate counts
// from midnight UTC, so days are shifted to Beijing's and back.
func bucketStart(t time.Time, length time.Duration) time.Time {
	return t.Add(beijingOffset).Truncate(length).Add(-beijingOffset).In(beijing)
}

func points(appID, indicator, granularity string, buckets []time.Time) []point {
	data := []point{}
	for _, t := range buckets {
		if v, ok := Value(appID, indicator, granularity, t); ok {
			data = append(data, point{TimeStamp: t.Format(time.RFC3339), Value: v})
		}
	}
	return data
}

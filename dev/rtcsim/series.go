package rtcsim

import "time"

type seriesResult struct {
	RoomID               string   `json:"RoomId,omitempty"`
	UserID               []string `json:"UserId,omitempty"`
	AggregateGranularity string   `json:",omitempty"`
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

// series answers with a series for each indicator. By the pages, actions that let
// the body choose a granularity repeat it, the others repeat room and users.
func (s *Server) series(q query) any {
	result := seriesResult{Indicators: []indicatorData{}}
	if q.action.choosesGranularity() {
		result.AggregateGranularity = q.granularity
	} else {
		result.RoomID, result.UserID = q.filter.RoomID, q.filter.UserIDs
	}
	buckets := s.buckets(q, bucketLengths[q.granularity])
	for _, name := range s.answeredNames(q) {
		result.Indicators = append(result.Indicators, indicatorData{Name: name, Data: s.points(q, name, buckets)})
	}
	return result
}

func (s *Server) points(q query, indicator string, buckets []time.Time) []point {
	data := []point{}
	if s.isSilent(q, indicator) {
		return data
	}
	for _, t := range buckets {
		if v, ok := Filtered(q.appID, indicator, q.granularity, t, q.filter); ok {
			data = append(data, point{TimeStamp: t.Format(time.RFC3339), Value: v})
		}
	}
	return data
}

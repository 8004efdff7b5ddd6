package rtcsim

import "time"

type operationDistributionResult struct {
	Name, Dimension string
	Data            []placeShare
}

type placeShare struct {
	DistributionName  string
	Value, Proportion float64
}

func (s *Server) operationDistribution(q query) any {
	result := operationDistributionResult{Dimension: q.dimension, Data: []placeShare{}}
	for _, name := range s.answeredNames(q) { // one, or none when an unknown one is dropped
		result.Name = name
		for _, p := range q.places(name, q.start, s.arrivedEnd(q)) {
			result.Data = append(result.Data, placeShare{DistributionName: p.Name, Value: p.Value, Proportion: p.Proportion})
		}
	}
	return result
}

type qualityDistributionResult struct {
	Indicators []placeData
}

type placeData struct {
	Name string
	Data []placePoint
}

type placePoint struct {
	Dimension, TimeStamp string
	Value                float64
}

func (s *Server) qualityDistribution(q query) any {
	result := qualityDistributionResult{Indicators: []placeData{}}
	for _, name := range s.answeredNames(q) {
		data := []placePoint{}
		parts := s.distributionParts(q)
		if s.isSilent(q, name) {
			parts = nil
		}
		for _, part := range parts {
			for _, p := range q.places(name, part.start, part.end) {
				data = append(data, placePoint{Dimension: p.Name, TimeStamp: part.start.In(beijing).Format(time.RFC3339), Value: p.Value})
			}
		}
		result.Indicators = append(result.Indicators, placeData{Name: name, Data: data})
	}
	return result
}

func (q query) places(indicator string, start, end time.Time) []Place {
	return Distribution(q.appID, indicator, q.dimension, start, end, q.filter)
}

type timeRange struct{ start, end time.Time }

// distributionParts are the parts of the range that have values of their own. The
// documents give each value a TimeStamp without saying whether a place has one or
// many: the whole range is the choice here, the other is an option.
func (s *Server) distributionParts(q query) []timeRange {
	if !s.options.DistributionTimes {
		return []timeRange{{q.start, s.arrivedEnd(q)}}
	}
	length := bucketLengths["1h"]
	if q.action.realTime {
		length = bucketLengths["30s"]
	}
	var parts []timeRange
	for _, t := range s.buckets(q, length) {
		parts = append(parts, timeRange{t, t.Add(length)})
	}
	return parts
}

// arrivedEnd is where the data of the range ends.
func (s *Server) arrivedEnd(q query) time.Time {
	if arrived := s.arrived(q.action); arrived.Before(q.end) {
		return arrived
	}
	return q.end
}

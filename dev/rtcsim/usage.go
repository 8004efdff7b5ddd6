package rtcsim

import "time"

// Kinds of usage, by what a minute of them is charged as: sound alone, or video of
// 360P, 720P and 1080P.
const (
	usageAudio    = "Audio"
	usageVideoSDM = "VideoSDM"
	usageVideoSD  = "VideoSD"
	usageVideoHD  = "VideoHD"
)

var usageKinds = []string{usageAudio, usageVideoSDM, usageVideoSD, usageVideoHD}

type usagesResult struct {
	Usages []dayUsage
}

// dayUsage is in minutes.
type dayUsage struct {
	TimeStamp                         string
	Audio, VideoSDM, VideoSD, VideoHD int64
}

func (s *Server) usages(q query) any {
	result := usagesResult{Usages: []dayUsage{}}
	for _, t := range s.buckets(q, bucketLengths[q.granularity]) {
		if _, ok := Value(q.appID, usageAudio, q.granularity, t); !ok {
			continue // the kinds of a day are missing together
		}
		minutes := func(kind string) int64 {
			v, _ := Value(q.appID, kind, q.granularity, t)
			return int64(v)
		}
		result.Usages = append(result.Usages, dayUsage{
			TimeStamp: t.Format(time.RFC3339),
			Audio:     minutes(usageAudio),
			VideoSDM:  minutes(usageVideoSDM),
			VideoSD:   minutes(usageVideoSD),
			VideoHD:   minutes(usageVideoHD),
		})
	}
	return result
}

package rtcsim

import (
	"regexp"
	"slices"
	"strings"
)

// Naming is what indicators are called in an answer, by the name they are asked for
// by; one that it lacks keeps its name.
type Naming map[string][]string

// Readings of the table of https://www.volcengine.com/docs/6348/1167931. It has names
// with a tier in front and names without, says that tiers have defaults, and that
// audio and video come apart. Which of its names an answer uses, it does not say.
var (
	// PageNaming takes each name as the page writes it first for that medium.
	PageNaming = Naming{
		joinRoomSuccessRate:       {"5s_join_room_success_rate"},
		stallRate:                 {"80ms_audio_stall_rate", "video_stall_rate"},
		firstFrameSendSuccessRate: {"audio_first_frame_send_success_rate", "video_first_frame_send_success_rate"},
		firstFrameRecvSuccessRate: {"audio_first_frame_recv_success_rate", "video_first_frame_recv_success_rate"},
		networkTransDelay:         {"audio_network_trans_delay", "video_network_trans_delay"},
	}
	// UntieredNaming names no tier.
	UntieredNaming = Naming{
		stallRate:                 {"audio_stall_rate", "video_stall_rate"},
		firstFrameSendSuccessRate: {"audio_first_frame_send_success_rate", "video_first_frame_send_success_rate"},
		firstFrameRecvSuccessRate: {"audio_first_frame_recv_success_rate", "video_first_frame_recv_success_rate"},
		networkTransDelay:         {"audio_network_trans_delay", "video_network_trans_delay"},
	}
	// OtherTierNaming names tiers that are not the default ones, and has one network
	// for both media.
	OtherTierNaming = Naming{
		joinRoomSuccessRate:       {"3s_join_room_success_rate"},
		stallRate:                 {"200ms_audio_stall_rate", "1s_video_stall_rate"},
		firstFrameSendSuccessRate: {"audio_first_frame_send_success_rate", "video_first_frame_send_success_rate"},
		firstFrameRecvSuccessRate: {"audio_first_frame_recv_success_rate", "video_first_frame_recv_success_rate"},
		networkTransDelay:         {"400ms_network_trans_delay"},
	}
)

const (
	audioPrefix = "audio_"
	videoPrefix = "video_"
)

var tierPrefix = regexp.MustCompile(`^\d+m?s_`)

// withoutTier is a name without its tier, which few have.
func withoutTier(name string) string {
	if name == "" || name[0] < '0' || name[0] > '9' {
		return name
	}
	return tierPrefix.ReplaceAllString(name, "")
}

// isVideo says whether a series is that of video alone.
func isVideo(name string) bool {
	return strings.HasPrefix(withoutTier(name), videoPrefix)
}

// answeredNames are the series that answer a query.
func (s *Server) answeredNames(q query) []string {
	var names []string
	for _, indicator := range q.indicators {
		answered, ok := q.action.answered[indicator]
		if !ok && slices.Contains(q.action.indicators, indicator) {
			answered, ok = s.options.Naming[indicator]
		}
		if !ok {
			answered = []string{indicator}
		}
		names = append(names, answered...)
	}
	if s.options.EmptyVideo {
		return names
	}
	return slices.DeleteFunc(names, func(name string) bool { return s.isSilent(q, name) })
}

// isSilent says whether the app has no values of the series.
func (s *Server) isSilent(q query, name string) bool {
	return isVideo(name) && slices.ContainsFunc(s.options.Apps, func(a App) bool { return a.ID == q.appID && a.AudioOnly })
}

package rtcsim

import (
	"fmt"
	"strings"
	"time"
)

// isBad tells of the user whose uplink is bad: the one on the second seat of the app's hall, and in the hours of an
// incident those on the second seat of one room in three.
func (s stay) isBad() bool {
	return s.seat == 1 && (s.call.room == 0 || s.call.room%3 == 1 && incidentSeverity(s.call.appID, s.start) > 0)
}

func (s stay) trait(name string) float64 {
	return noise(fmt.Sprintf("%s/%s/%d/%d", name, s.call.appID, s.call.room, s.seat), s.start)
}

// choose is one of the values of a dimension, as often as its users are there.
func (s stay) choose(dimension string) string {
	sum, at := 0.0, 0.0
	for _, value := range dimensions[dimension] {
		sum += value.weight
	}
	for _, value := range dimensions[dimension] {
		at += value.weight / sum
		if s.trait(dimension) < at {
			return value.name
		}
	}
	return "unknown"
}

// system has no linux for people: that is what servers run.
func (s stay) system() string {
	if s.seat == serverSeat {
		return "linux"
	}
	if system := s.choose("OS"); system != "linux" {
		return system
	}
	return "web"
}

func (s stay) access() string {
	switch {
	case s.seat == serverSeat:
		return "unknown"
	case s.isBad():
		return "3g"
	default:
		return s.choose("Access")
	}
}

var devices = map[string]string{
	"android": "Xiaomi 14", "ios": "iPhone 15", "windows": "PC", "mac": "MacBook Pro", "web": "Chrome 140", "linux": "server",
}

func (s stay) device() string { return devices[s.system()] }

// publishes tells that the user sends audio and video. Servers only record.
func (s stay) publishes() bool {
	return s.seat != serverSeat && (s.seat < 2 || s.trait("publish") < 0.6)
}

// maxPeers is how many others a user receives from.
const maxPeers = 6

// detailStep is the distance between two points of a call detail; the documents state none.
const detailStep = 30 * time.Second

type userDetail struct {
	UserID     string `json:"UserId"`
	RoomID     string `json:"RoomId"`
	Direction  int
	PeerID     string `json:"PeerId,omitempty"`
	CallDetail []detailIndicator
}

type detailIndicator struct {
	Name, Desc, Unit string
	Data             []detailPoint
}

type detailPoint struct {
	Time  int64
	Value float64
}

// detailKind is an indicator of what is sent or received.
type detailKind struct {
	name, sent, received, unit string // what it is called in each direction
	video                      bool
	value                      func(s stay, at time.Time, severity float64) float64
}

// detailKinds are the simulator's own but for the first, which is the sample of the page.
var detailKinds = []detailKind{
	{"bandwidth", "音频发送码率", "音频接收码率", "kbps", false, func(s stay, at time.Time, severity float64) float64 {
		return (44 + 8*s.jitter("audio", at)) * (1 - 0.6*severity)
	}},
	{"video_bandwidth", "视频发送码率", "视频接收码率", "kbps", true, func(s stay, at time.Time, severity float64) float64 {
		return (820 + 180*s.jitter("video", at)) * (1 - 0.85*severity)
	}},
	{"loss_rate", "上行丢包率", "下行丢包率", "%", false, func(s stay, at time.Time, severity float64) float64 {
		return 0.2 + 0.9*s.jitter("loss", at) + 32*severity
	}},
	{"rtt", "上行往返时延", "下行往返时延", "ms", false, func(s stay, at time.Time, severity float64) float64 {
		return 38 + 24*s.jitter("rtt", at) + 620*severity
	}},
}

func (s stay) jitter(name string, at time.Time) float64 {
	return noise(fmt.Sprintf("%s/%s/%d/%d", name, s.call.appID, s.call.room, s.seat), at)
}

// uplink is how bad the uplink is at a moment, from 0 to 1.
func (s stay) uplink(at time.Time) float64 {
	if !s.isBad() {
		return 0
	}
	if dipSeverity(s.call.appID, at) > 0 {
		return 0.85
	}
	return max(0.06, incidentSeverity(s.call.appID, at))
}

// callDetails are what users of a room sent in the range, and what each received of others.
func (s *Server) callDetails(q listQuery) []any {
	isVideo := !s.isSilent(query{appID: q.appID}, videoPrefix)
	all := []any{}
	for _, c := range q.calls() {
		stays := c.stays(q.end)
		for _, user := range stays {
			if !contains(q.userIDs, user.userID()) || !user.overlaps(q.start, q.end) {
				continue
			}
			if q.up && user.publishes() {
				all = append(all, user.detail(nil, q, isVideo))
			}
			peers := 0
			for _, peer := range stays {
				if !q.down || peers == maxPeers || peer.seat == user.seat || !peer.publishes() || !peer.overlaps(later(q.start, user.start), earlierOf(q.end, user.end)) {
					continue
				}
				peers++
				all = append(all, user.detail(&peer, q, isVideo))
			}
		}
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (s stay) overlaps(from, to time.Time) bool { return s.end.After(from) && s.start.Before(to) }

// detail is what a user sent, or received of a peer.
func (s stay) detail(peer *stay, q listQuery, isVideo bool) userDetail {
	d := userDetail{UserID: s.userID(), RoomID: s.call.roomID(), Direction: 1}
	from := s
	if peer != nil {
		d.Direction, d.PeerID, from = 2, peer.userID(), *peer
	}
	for _, kind := range detailKinds {
		if kind.video && !isVideo {
			continue
		}
		indicator := detailIndicator{Name: kind.name, Desc: kind.sent, Unit: kind.unit, Data: []detailPoint{}}
		if peer != nil {
			indicator.Desc = kind.received
		}
		for at := bucketStart(q.start, detailStep); at.Before(q.end); at = at.Add(detailStep) {
			if at.Before(q.start) || !s.is(at) || !from.is(at) {
				continue
			}
			severity := from.uplink(at)
			if peer != nil && !strings.Contains(kind.name, "bandwidth") {
				severity = 0 // the downlink of who receives is fine
			}
			indicator.Data = append(indicator.Data, detailPoint{at.UnixMilli(), twoDecimals(kind.value(from, at, severity))})
		}
		d.CallDetail = append(d.CallDetail, indicator)
	}
	return d
}

// dipSeverity is that of a short dip in quality that every hour has, at the same minute for an app, so that the last hour
// always shows one.
func dipSeverity(appID string, at time.Time) float64 {
	from := bucketStart(at, time.Hour).Add(time.Duration(8+40*noise("dip/"+appID, time.Unix(0, 0))) * time.Minute)
	if at.Before(from) || !at.Before(from.Add(dipLength)) {
		return 0
	}
	return 0.3
}

const dipLength = 6 * time.Minute

package rtcsim

import (
	"strings"
	"time"
)

// Indicators of quality. All are percentages.
const (
	joinRoomSuccessRate       = "join_room_success_rate"
	stallRate                 = "stall_rate"
	firstFrameSendSuccessRate = "first_frame_send_success_rate"
	firstFrameRecvSuccessRate = "first_frame_recv_success_rate"
	networkTransDelay         = "network_trans_delay"
)

var qualityIndicators = []string{
	joinRoomSuccessRate, stallRate, firstFrameSendSuccessRate, firstFrameRecvSuccessRate, networkTransDelay,
}

// quality is how much is lost to trouble: of a success rate what it is below 100,
// of a stall rate all of it.
type quality struct {
	success      bool
	loss         float64 // at a peak of a working day
	incidentLoss float64 // if an incident took every user away
}

var qualities = map[string]quality{
	joinRoomSuccessRate:       {success: true, loss: 0.45, incidentLoss: 5.5},
	firstFrameSendSuccessRate: {success: true, loss: 0.7, incidentLoss: 5},
	firstFrameRecvSuccessRate: {success: true, loss: 0.9, incidentLoss: 5},
	networkTransDelay:         {success: true, loss: 1.4, incidentLoss: 4},
	stallRate:                 {loss: 0.7, incidentLoss: 4},
}

// videoLoss is how much more video loses than audio.
const videoLoss = 1.5

// qualityOf is that of an indicator, or of a series of one medium of it. name has no
// tier.
func qualityOf(name string) (q quality, ok bool) {
	indicator, isVideo := strings.CutPrefix(name, videoPrefix)
	q, ok = qualities[strings.TrimPrefix(indicator, audioPrefix)]
	if isVideo {
		q.loss, q.incidentLoss = videoLoss*q.loss, videoLoss*q.incidentLoss
	}
	return q, ok
}

// maxLoss keeps the worst connections of the worst hour believable.
const maxLoss = 5

// usualLoss is little at night, when networks are free.
func (q quality) usualLoss(p profile, at time.Time) float64 {
	return q.loss * (0.6 + 0.4*min(rhythm(p, at), 1.2))
}

func (q quality) value(loss float64) float64 {
	loss = min(loss, maxLoss)
	if q.success {
		return 100 - loss
	}
	return loss
}

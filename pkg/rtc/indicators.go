package rtc

// Indicator describes a number that the API gives. Only the name is certain; the rest is empty where the documents do
// not say it.
type Indicator struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	// Unit is a Grafana unit id, such as "percent" for 0-100; empty if unknown.
	Unit        string `json:"unit"`
	Description string `json:"description"`
	Group       string `json:"group"`

	// Standing says how the documents know the name.
	Standing Standing `json:"-"`
}

// Standing says how the documents know an indicator.
type Standing int

// The standings.
const (
	Documented Standing = iota // as one that can be asked for
	Unproven                   // from a sample of an answer; it may or may not be one that can be asked for
	Answered                   // as what the API calls an indicator that is asked for by another name
)

// What is listed here is a start and not a fence: the API has more, so any name can be asked for and an administrator
// can describe further ones.
var (
	userCount = Indicator{
		Name: "user_count", Label: "Users in calls", Unit: "short", Group: "Scale",
		Description: "Distinct user ids of the app that took part in calls (通话人数)",
	}

	// https://www.volcengine.com/docs/6348/1167931; the unit of the two call times is not documented.
	operationIndicators = []Indicator{
		userCount,
		{
			Name: "per_call_time", Label: "Call time per user", Group: "Duration",
			Description: "A call duration by its name; the API's documents give neither its exact meaning nor its unit",
		},
		{
			Name: "avg_call_time", Label: "Average call time", Group: "Duration",
			Description: "A call duration by its name; the API's documents give neither its exact meaning nor its unit",
		},
		{
			Name: "5s_join_room_success_rate", Label: "Joined within 5 s", Unit: "percent", Group: "Quality",
			Description: "Share of attempts to join a room that succeeded within 5 seconds (5s 进房成功率)",
			Standing:    Unproven,
		},
	}

	// https://www.volcengine.com/docs/6348/1219545
	operationDistributionIndicators = []Indicator{
		userCount,
		{
			Name: "user_num", Label: "Users in calls", Unit: "short", Group: "Scale",
			Description: "Distinct user ids of the app that took part in calls (通话人数)",
			Standing:    Answered,
		},
	}

	// https://www.volcengine.com/docs/6348/1219551
	realTimeOperationIndicators = []Indicator{
		{
			Name: "online_user_count", Label: "Users online", Unit: "short", Group: "Scale",
			Description: "Users of the app who are online",
		},
		{
			Name: "online_room_count", Label: "Rooms online", Unit: "short", Group: "Scale",
			Description: "Rooms of the app that are online",
		},
	}

	// https://www.volcengine.com/docs/6348/1219549
	qualityIndicators = []Indicator{
		{
			Name: "join_room_success_rate", Label: "Joined successfully", Unit: "percent", Group: "Quality",
			Description: "Share of attempts to join a room that succeeded",
		},
		{
			Name: "stall_rate", Label: "Stalls", Unit: "percent", Group: "Quality",
			Description: "Share of playback that stalled; the API answers with one series for audio and one for video",
		},
		{
			Name: "80ms_audio_stall_rate", Label: "Audio stalls", Unit: "percent", Group: "Quality",
			Description: "Share of audio playback that stalled; part of the answer to stall_rate",
			Standing:    Answered,
		},
		{
			Name: "first_frame_send_success_rate", Label: "First frame sent", Unit: "percent", Group: "Quality",
			Description: "Share of first frames that were sent successfully",
		},
		{
			Name: "first_frame_recv_success_rate", Label: "First frame received", Unit: "percent", Group: "Quality",
			Description: "Share of first frames that were received successfully",
		},
		{
			Name: "network_trans_delay", Label: "Network delay within its tier", Unit: "percent", Group: "Quality",
			Description: "Share of time in which the network delay was within its tier; not milliseconds",
		},
	}

	// https://www.volcengine.com/docs/6348/1219546; they come together and cannot be asked for one by one. Grafana's unit
	// for minutes would write millions of them as years.
	usageKinds = []Indicator{
		{Name: "Audio", Label: "Audio minutes", Unit: "short", Group: "Usage", Description: "Minutes of audio; not the bill"},
		{Name: "VideoSDM", Label: "Video minutes, 360P", Unit: "short", Group: "Usage", Description: "Minutes of video at 360P; not the bill"},
		{Name: "VideoSD", Label: "Video minutes, 720P", Unit: "short", Group: "Usage", Description: "Minutes of video at 720P; not the bill"},
		{Name: "VideoHD", Label: "Video minutes, 1080P", Unit: "short", Group: "Usage", Description: "Minutes of video at 1080P; not the bill"},
	}
)

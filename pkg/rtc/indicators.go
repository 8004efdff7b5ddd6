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
	Answered                   // as what the API calls an indicator that is asked for by another name, which SeriesName cannot tell
)

// What is listed here is a start and not a fence: the API has more, so any name can be asked for and an administrator
// can describe further ones.
var (
	userCount = Indicator{
		Name: "user_count", Label: "Users in calls", Unit: "short", Group: "Scale",
		Description: "Distinct user ids of the app that took part in calls (通话人数)",
	}

	// https://www.volcengine.com/docs/6348/1167931. The page does not describe the two call times, so they are known by
	// their names.
	operationIndicators = []Indicator{
		userCount,
		{
			Name: "per_call_time", Label: "per_call_time", Group: "Duration",
			Description: "The API's documents show this name and give no meaning and no unit",
		},
		{
			Name: "avg_call_time", Label: "avg_call_time", Group: "Duration",
			Description: "The API's documents show this name and give no meaning and no unit",
		},
		{
			Name: "5s_join_room_success_rate", Label: "Join success rate · 5 s", Unit: "percent", Group: "Quality",
			Description: "Name from a sample of an answer; the API may refuse it (5s 进房成功率)",
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
			Name: "online_room_count", Label: "Active rooms", Unit: "short", Group: "Scale",
			Description: "Rooms of the app that are active",
		},
	}

	// https://www.volcengine.com/docs/6348/1167931; answers have names of their own, see SeriesName.
	qualityIndicators = []Indicator{
		{
			Name: "join_room_success_rate", Label: "Join success rate", Unit: "percent", Group: "Quality",
			Description: "Share of attempts to join a room that succeed within the time of the tier, 5 s by default",
		},
		{
			Name: "stall_rate", Label: "Stall rate", Unit: "percent", Group: "Quality",
			Description: "Stalls of audio or video. By the API's page the rate of 80 ms is the share of time with stalls within 80 ms, the reverse of its name: it is not settled whether a high value is good or bad",
		},
		{
			Name: "first_frame_send_success_rate", Label: "First frame sent", Unit: "percent", Group: "Quality",
			Description: "Share of first frames that are sent successfully",
		},
		{
			Name: "first_frame_recv_success_rate", Label: "First frame decoded", Unit: "percent", Group: "Quality",
			Description: "Share of first frames that are decoded successfully",
		},
		{
			Name: "network_trans_delay", Label: "Network delay within limit", Unit: "percent", Group: "Quality",
			Description: "Share of time in which the delay between two ends is within the time of the tier, 400 ms by default; not milliseconds",
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

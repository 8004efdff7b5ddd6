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
}

// Catalogue lists the indicators of ListOperationData that are known
// (https://www.volcengine.com/docs/6348/1167931). It is a start and not a fence: the API has more, so any name can be
// asked for and an administrator can describe further ones. The unit of the two call times is not documented.
var Catalogue = []Indicator{
	{
		Name: "user_count", Label: "Users in calls", Unit: "short", Group: "Scale",
		Description: "Distinct user ids of the app that took part in calls (通话人数)",
	},
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
	},
}

// requestable are the catalogue's names that the documents show in a request or list as such. They may ride along on
// any call; 5s_join_room_success_rate is documented only as a name in an answer.
var requestable = []string{"user_count", "per_call_time", "avg_call_time"}

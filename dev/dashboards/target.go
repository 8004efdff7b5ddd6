package main

// target is a query of this data source.
type target struct {
	RefID       string   `json:"refId"`
	Datasource  object   `json:"datasource"`
	QueryType   string   `json:"queryType"`
	AppIDs      []string `json:"appIds"`
	Indicators  []string `json:"indicators,omitempty"`
	Dimension   string   `json:"dimension,omitempty"`
	OS          []string `json:"os,omitempty"`
	Access      []string `json:"access,omitempty"`
	ProductType string   `json:"productType,omitempty"`
	RoomID      string   `json:"roomId,omitempty"`
	UserIDs     []string `json:"userIds,omitempty"`
	Direction   string   `json:"direction,omitempty"`
	Granularity string   `json:"granularity,omitempty"`
	Sort        string   `json:"sort,omitempty"`
	Legend      string   `json:"legend,omitempty"`
}

// The indicators that the API's documents show in a request; others may be refused.
const (
	userCount       = "user_count"
	perCallTime     = "per_call_time"
	avgCallTime     = "avg_call_time"
	onlineUserCount = "online_user_count"
	onlineRoomCount = "online_room_count"
	joinRate        = "join_room_success_rate"
	sendRate        = "first_frame_send_success_rate"
	recvRate        = "first_frame_recv_success_rate"
	stallRate       = "stall_rate"
	networkRate     = "network_trans_delay"
)

const (
	daily = "1d"

	// byWidth is the finest for a short range and a coarser one for a long range.
	byWidth = "auto"

	// chosenGranularity is the dashboard's variable.
	chosenGranularity = "$granularity"
)

// The dimensions of the distributions.
const (
	byProvince = "Province"
	byCountry  = "Country"
	byOS       = "OS"
	byNetwork  = "Access"
)

func query(queryType, legend string, indicators ...string) target {
	return target{
		RefID: "A", Datasource: chosenDatasource, QueryType: queryType,
		AppIDs: []string{"$app"}, Indicators: indicators, Legend: legend,
	}
}

func (t target) by(granularity string) target {
	t.Granularity = granularity
	return t
}

// of narrows a query down to users with an operating system and a network type.
func (t target) of(os, access string) target {
	t.OS, t.Access = []string{os}, []string{access}
	return t
}

// inChosenRoom narrows a query down to the room of the dashboard.
func (t target) inChosenRoom() target {
	t.RoomID = chosenRoom
	return t
}

func operationData(granularity, legend string, indicators ...string) target {
	return query("operationData", legend, indicators...).by(granularity)
}

func quality(granularity, legend string, indicators ...string) target {
	return query("quality", legend, indicators...).by(granularity)
}

func realTimeOperationData(legend string, indicators ...string) target {
	return query("realTimeOperationData", legend, indicators...)
}

func realTimeQuality(legend string, indicators ...string) target {
	return query("realTimeQuality", legend, indicators...)
}

// distribution asks for a value of each dimension value, with one of the query types that have them.
func distribution(queryType, dimension string, indicators ...string) target {
	t := query(queryType, "", indicators...)
	t.Dimension = dimension
	return t
}

// The orders of a distribution's rows.
const (
	lowestFirst  = "asc"
	highestFirst = "desc"
)

func (t target) sorted(order string) target {
	t.Sort = order
	return t
}

func usage(legend string) target { return query("usage", legend) }

// appName names a series by its app.
const appName = "{{app_name}}"

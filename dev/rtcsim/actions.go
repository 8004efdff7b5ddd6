package rtcsim

import (
	"slices"
	"time"
)

// action is what the page of an action states.
type action struct {
	rate    int           // calls in the time of ratePer
	ratePer time.Duration // a second where it is not set

	lookBack time.Duration // how old StartTime may be
	span     time.Duration // from StartTime to EndTime
	delay    time.Duration // from the end of a bucket to its data
	realTime bool          // data of the last hour, in buckets of 30 s

	// granularities are what AggregateGranularity may be. The body of an action that
	// has but one does not name it. None at all is one total of the range.
	granularities []string

	indicatorForm indicatorForm
	indicators    []string
	answered      Naming // where it is not that of the options

	dimensions []string
	filters    []string // optional fields of the body

	result func(s *Server, q query) any

	// list is set for an action that lists entries; the request is a GET with
	// parameters instead of a body.
	list *listAction
}

// indicatorForm is how a body names indicators.
type indicatorForm int

const (
	noIndicator indicatorForm = iota
	oneIndicator
	indicatorList
)

// Names of the actions.
const (
	actionListApps                        = "ListApps"
	actionListOperationData               = "ListOperationData"
	actionListOperationDistribution       = "ListOperationDistribution"
	actionListQuality                     = "ListQuality"
	actionListQualityDistribution         = "ListQualityDistribution"
	actionListRealTimeOperationData       = "ListRealTimeOperationData"
	actionListRealTimeQuality             = "ListRealTimeQuality"
	actionListRealTimeQualityDistribution = "ListRealTimeQualityDistribution"
	actionListUsages                      = "ListUsages"
	actionListRoomInfo                    = "ListRoomInfo"
	actionListUserInfo                    = "ListUserInfo"
	actionListCallDetail                  = "ListCallDetail"
)

// actions is the API. ListApps has its limits of a page in apps.go; the others ask
// for the data of one app in a range of time.
var actions = map[string]action{
	actionListApps: {rate: 20},

	// https://www.volcengine.com/docs/6348/1219547
	actionListOperationData: {
		rate: 2, lookBack: 30 * 24 * time.Hour, span: 7 * 24 * time.Hour, delay: 8 * time.Hour,
		granularities: []string{"1h", "1d"},
		indicatorForm: indicatorList, indicators: operationIndicators,
		result: (*Server).series,
	},
	// https://www.volcengine.com/docs/6348/1219545
	actionListOperationDistribution: {
		rate: 2, lookBack: 30 * 24 * time.Hour, span: 7 * 24 * time.Hour, delay: 8 * time.Hour,
		indicatorForm: oneIndicator, indicators: []string{userCount},
		answered:   Naming{userCount: {userNum}},
		dimensions: []string{"Province", "Country"},
		result:     (*Server).operationDistribution,
	},
	// https://www.volcengine.com/docs/6348/1219549
	actionListQuality: {
		rate: 2, lookBack: 30 * 24 * time.Hour, span: 7 * 24 * time.Hour, delay: 8 * time.Hour,
		granularities: []string{"5min", "1d"},
		indicatorForm: indicatorList, indicators: qualityIndicators,
		filters: []string{"OS", "Access", "RoomId", "UserId", "ProductType"},
		result:  (*Server).series,
	},
	// https://www.volcengine.com/docs/6348/1219550
	actionListQualityDistribution: {
		rate: 2, lookBack: 30 * 24 * time.Hour, span: 7 * 24 * time.Hour, delay: 8 * time.Hour,
		indicatorForm: oneIndicator, indicators: qualityIndicators,
		dimensions: []string{"Province", "Country", "OS", "Access"},
		filters:    []string{"Platform", "ProductType"},
		result:     (*Server).qualityDistribution,
	},
	// https://www.volcengine.com/docs/6348/1219551
	actionListRealTimeOperationData: {
		rate: 2, lookBack: time.Hour, span: time.Hour, delay: 20 * time.Second, realTime: true,
		granularities: []string{"30s"},
		indicatorForm: indicatorList, indicators: []string{onlineUserCount, onlineRoomCount},
		result: (*Server).series,
	},
	// https://www.volcengine.com/docs/6348/1219548
	actionListRealTimeQuality: {
		rate: 2, lookBack: time.Hour, span: time.Hour, delay: time.Minute, realTime: true,
		granularities: []string{"30s"},
		indicatorForm: indicatorList, indicators: qualityIndicators,
		filters: []string{"RoomId", "UserId", "ProductType"},
		result:  (*Server).series,
	},
	// https://www.volcengine.com/docs/6348/1219543
	actionListRealTimeQualityDistribution: {
		rate: 2, lookBack: time.Hour, span: time.Hour, delay: time.Minute, realTime: true,
		indicatorForm: oneIndicator, indicators: qualityIndicators,
		dimensions: []string{"Province", "Country", "OS", "Access"},
		filters:    []string{"Platform", "ProductType"},
		result:     (*Server).qualityDistribution,
	},
	// https://www.volcengine.com/docs/6348/1219546
	actionListUsages: {
		rate: 2, lookBack: 30 * 24 * time.Hour, span: 30 * 24 * time.Hour, delay: 8 * time.Hour,
		granularities: []string{"1d"},
		result:        (*Server).usages,
	},

	// The pages of the lists are those of the international twin, 1186715/156026,
	// 1186716/156027 and 1186717/172151.
	actionListRoomInfo: {
		rate: 10, lookBack: 14 * 24 * time.Hour, span: 24 * time.Hour, delay: 20 * time.Second,
		list: &listAction{pages: true, entries: (*Server).rooms, name: "RoomList"},
	},
	actionListUserInfo: {
		rate: 10, lookBack: 14 * 24 * time.Hour, span: 6 * time.Hour, delay: 100 * time.Second,
		list: &listAction{pages: true, entries: (*Server).roomUsers, name: "UserList", required: []string{"RoomId"}, users: 10},
	},
	actionListCallDetail: {
		rate: 10, ratePer: time.Minute, lookBack: 6 * 24 * time.Hour, span: time.Hour, delay: 100 * time.Second,
		list: &listAction{entries: (*Server).callDetails, name: "UserCallDetail", required: []string{"RoomId", "UserId"}, users: 20},
	},
}

// choosesGranularity says whether the body names a granularity.
func (a action) choosesGranularity() bool { return len(a.granularities) > 1 }

// required are the fields that the body must have.
func (a action) required() []string {
	fields := []string{"AppId", "StartTime", "EndTime"}
	if a.indicatorForm != noIndicator {
		fields = append(fields, "Indicator")
	}
	if a.choosesGranularity() {
		fields = append(fields, "AggregateGranularity")
	}
	if len(a.dimensions) > 0 {
		fields = append(fields, "Dimension")
	}
	return fields
}

// documents says whether the page of the action has the field of the body.
func (a action) documents(field string) bool {
	return slices.Contains(a.required(), field) || slices.Contains(a.filters, field)
}

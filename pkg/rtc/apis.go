package rtc

import (
	"context"
	"time"
)

// API is what the documents say of one action: its limits and how it is asked. Everything that plans, paces, sends or
// judges calls reads it here.
type API struct {
	// Action is the value of the query parameter of the same name.
	Action string
	// PerSecond is the number of calls per second for the whole account, all apps and all clients together.
	PerSecond float64
	// Span is the longest time that one call may ask for.
	Span time.Duration
	// LookBack is the age of the oldest data that can be asked for.
	LookBack time.Duration
	// Delay is the time after its end at which a bucket has its final value.
	Delay time.Duration
	// RealTime tells that the data is that of the last hour, seconds late. Its delay is not a setting.
	RealTime bool
	// Granularities are those of the buckets, the finest first. Only an API with a choice is told the granularity.
	Granularities []Granularity
	// Total tells that an answer has one value for the whole range instead, for each place of a dimension. Its range
	// counts in buckets of the granularity.
	Total bool
	// Form is how an API takes indicators.
	Form Form
	// Indicators are the ones that are known.
	Indicators []Indicator
	// Dimensions are those that an API with totals knows.
	Dimensions []string
	// Filters are the fields of Filter that the API takes, Required those that it demands.
	Filters, Required []string
	// UserIDs is the most user ids that a call may have.
	UserIDs int
	// List is what only an API that lists entries has, nil for the others.
	List *List

	read func(ctx context.Context, c *Client, r Request, send func() time.Time) (Answer, error)
}

// Form is how an API takes indicators.
type Form int

// The forms.
const (
	ManyIndicators Form = iota // a list
	OneIndicator               // one per call
	NoIndicator                // it gives all that it has
)

// Version is the version of every action used here.
const Version = "2023-11-01"

const day = 24 * time.Hour

// The limits are those of each action's page, named with the row; the call rate of an account is on page 69828
// (https://www.volcengine.com/docs/6348/69828).
var (
	// OperationData has an app's operation indicators by hour or by day
	// (https://www.volcengine.com/docs/6348/1167931 lists them).
	OperationData = &API{
		Action: "ListOperationData", PerSecond: 2, Span: 7 * day, LookBack: 30 * day, Delay: 8 * time.Hour,
		Granularities: []Granularity{Hour, Day}, Indicators: operationIndicators, read: read[seriesResult],
	}
	// OperationDistribution has the users of a range by place (https://www.volcengine.com/docs/6348/1219545).
	OperationDistribution = &API{
		Action: "ListOperationDistribution", PerSecond: 2, Span: 7 * day, LookBack: 30 * day, Delay: 8 * time.Hour,
		Granularities: []Granularity{Hour}, Total: true, Form: OneIndicator, Indicators: operationDistributionIndicators,
		Dimensions: []string{"Province", "Country"}, read: read[operationDistributionResult],
	}
	// RealTimeOperationData has the users and rooms of the last hour (https://www.volcengine.com/docs/6348/1219551).
	RealTimeOperationData = &API{
		Action: "ListRealTimeOperationData", PerSecond: 2, Span: time.Hour, LookBack: time.Hour, Delay: 20 * time.Second,
		RealTime: true, Granularities: []Granularity{HalfMinute}, Indicators: realTimeOperationIndicators, read: read[seriesResult],
	}
	// Quality has an app's quality indicators by five minutes or by day (https://www.volcengine.com/docs/6348/1219549).
	Quality = &API{
		Action: "ListQuality", PerSecond: 2, Span: 7 * day, LookBack: 30 * day, Delay: 8 * time.Hour,
		Granularities: []Granularity{FiveMinutes, Day}, Indicators: qualityIndicators,
		Filters: []string{"OS", "Access", "RoomId", "UserId", "ProductType"}, UserIDs: 20, read: read[seriesResult],
	}
	// QualityDistribution has the quality of a range by place (https://www.volcengine.com/docs/6348/1219550).
	QualityDistribution = &API{
		Action: "ListQualityDistribution", PerSecond: 2, Span: 7 * day, LookBack: 30 * day, Delay: 8 * time.Hour,
		Granularities: []Granularity{Hour}, Total: true, Form: OneIndicator, Indicators: qualityIndicators,
		Dimensions: qualityDimensions, Filters: []string{"Platform", "ProductType"}, read: read[qualityDistributionResult],
	}
	// RealTimeQuality has the quality of the last hour (https://www.volcengine.com/docs/6348/1219548).
	RealTimeQuality = &API{
		Action: "ListRealTimeQuality", PerSecond: 2, Span: time.Hour, LookBack: time.Hour, Delay: time.Minute,
		RealTime: true, Granularities: []Granularity{HalfMinute}, Indicators: qualityIndicators,
		Filters: []string{"RoomId", "UserId", "ProductType"}, UserIDs: 20, read: read[seriesResult],
	}
	// RealTimeQualityDistribution has the quality of the last hour by place
	// (https://www.volcengine.com/docs/6348/1219543).
	RealTimeQualityDistribution = &API{
		Action: "ListRealTimeQualityDistribution", PerSecond: 2, Span: time.Hour, LookBack: time.Hour, Delay: time.Minute,
		RealTime: true, Granularities: []Granularity{HalfMinute}, Total: true, Form: OneIndicator, Indicators: qualityIndicators,
		Dimensions: qualityDimensions, Filters: []string{"Platform", "ProductType"}, read: read[qualityDistributionResult],
	}
	// Usages has the minutes of each kind by day (https://www.volcengine.com/docs/6348/1219546).
	Usages = &API{
		Action: "ListUsages", PerSecond: 2, Span: 30 * day, LookBack: 30 * day, Delay: 8 * time.Hour,
		Granularities: []Granularity{Day}, Form: NoIndicator, Indicators: usageKinds, read: read[usagesResult],
	}
)

var qualityDimensions = []string{"Province", "Country", "OS", "Access"}

// LookBackMargin keeps a call within the look-back although it is made some time after it was planned.
func (a *API) LookBackMargin() time.Duration { return min(10*time.Minute, a.LookBack/60) }

// Documented are the names that can be asked for by the documents.
func (a *API) Documented() []string {
	var names []string
	for _, indicator := range a.Indicators {
		if indicator.Standing == Documented {
			names = append(names, indicator.Name)
		}
	}
	return names
}

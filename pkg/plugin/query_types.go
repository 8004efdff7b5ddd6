package plugin

import (
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
)

// queryType is what a query can ask for, under the name that dashboards and rules store.
type queryType struct {
	name string
	api  *rtc.API
}

// queryTypes are all that there are; the first is that of a query that names none.
var queryTypes = []queryType{
	{"operationData", rtc.OperationData},
	{"operationDistribution", rtc.OperationDistribution},
	{"realTimeOperationData", rtc.RealTimeOperationData},
	{"quality", rtc.Quality},
	{"qualityDistribution", rtc.QualityDistribution},
	{"realTimeQuality", rtc.RealTimeQuality},
	{"realTimeQualityDistribution", rtc.RealTimeQualityDistribution},
	{"usage", rtc.Usages},
	{"rooms", rtc.Rooms},
	{"roomUsers", rtc.RoomUsers},
	{"callDetail", rtc.CallDetail},
}

// queryTypeOf finds a query type by its name.
func queryTypeOf(name string) (queryType, error) {
	if name == "" {
		return queryTypes[0], nil
	}
	var names []string
	for _, known := range queryTypes {
		if known.name == name {
			return known, nil
		}
		names = append(names, known.name)
	}
	return queryType{}, badQuery("Query type %q is not known; use one of %s.", name, strings.Join(names, ", "))
}

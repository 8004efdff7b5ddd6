package plugin

import (
	"slices"
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
)

// checkDrillDown refuses the query types that show ids of rooms and users where the administrator did not turn them on.
func checkDrillDown(asked queryType, set settings) error {
	if asked.api.List == nil || set.drillDown {
		return nil
	}
	return errDrillDownOff
}

var errDrillDownOff = badQuery("Rooms, users and call details are turned off, because they show the ids of rooms and users; an administrator can turn them on with the setting drillDown of the data source.")

// listFormat is what the users of a room come as; the values are part of the public contract.
type listFormat string

const (
	formatTable    listFormat = "table"
	formatTimeline listFormat = "timeline"
)

// formatOf checks the format. In a query of another type a format that is not known is another data source's, left there by
// a conversion; it never had a meaning.
func formatOf(asked queryType, stored string) (listFormat, error) {
	format := listFormat(stored)
	switch {
	case format == "" || format == formatTable:
		return formatTable, nil
	case asked.api != rtc.RoomUsers && format == formatTimeline:
		return "", badQuery("Query type %q has no format; remove it.", asked.name)
	case asked.api != rtc.RoomUsers:
		return formatTable, nil
	case format != formatTimeline:
		return "", badQuery("Format %q is not known; use table or timeline.", stored)
	default:
		return format, nil
	}
}

// directionOf checks the direction; of other types than call detail see formatOf.
func directionOf(asked queryType, stored string) (string, error) {
	switch {
	case stored == "" || stored == "both":
		return "", nil
	case stored == rtc.DirectionUp || stored == rtc.DirectionDown:
		return stored, nil
	case asked.api != rtc.CallDetail:
		return "", nil
	default:
		return "", badQuery("Direction %q is not known; use both, up or down.", stored)
	}
}

// requiredFilters are those without which an API gives nothing.
func requiredFilters(asked queryType, filter rtc.Filter) error {
	for _, name := range asked.api.Required {
		if slices.ContainsFunc(filter.Fields(), func(field rtc.Field) bool { return field.Name == name }) {
			continue
		}
		if name == "RoomId" {
			return badQuery("No room is chosen; choose a room.")
		}
		return badQuery("No user is chosen; choose 1 to %d users of the room.", asked.api.UserIDs)
	}
	return nil
}

// checkList looks at what only lists have to keep to.
func checkList(asked queryType, q query) error {
	switch {
	case asked.api.List == nil:
		return nil
	case asked.api == rtc.CallDetail && len(q.appIDs) > 1:
		return badQuery("Query type %q is about a room of one app; choose one app.", asked.name)
	case slices.ContainsFunc(q.filter.UserIDs, func(id string) bool { return strings.Contains(id, ",") }):
		return badQuery("The API takes user ids in a list with commas, so a user id with a comma cannot be asked for; remove it.")
	default:
		return nil
	}
}

// checkListRule refuses an alert rule on what has no number to judge by.
func checkListRule(q query) error {
	if q.asker.rule && q.api.List != nil && q.api != rtc.Rooms {
		return badQuery("Users of a room and call details cannot be used in an alert rule; use query type rooms, which gives a rule the number of rooms, or realTimeQuality.")
	}
	return nil
}

// countsRooms tells that the asker needs a number instead of a table.
func (q query) countsRooms() bool { return q.api == rtc.Rooms && q.asker.needsAll() }

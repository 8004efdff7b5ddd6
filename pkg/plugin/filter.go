package plugin

import (
	"slices"
	"strconv"
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
)

// maxFilterValues bounds the values of a list that the API does not bound itself.
const maxFilterValues = 50

// filterLabels are the names of the API's filters in a series' labels.
var filterLabels = map[string]string{
	"OS": "os", "Access": "access", "RoomId": "room_id", "UserId": "user_id", "ProductType": "product_type", "Platform": "platform",
	"Direction": "direction", "ExcludeServerUser": "exclude_server_user",
}

// filterJSON is the part of a query that narrows it down; the names are part of the public contract.
type filterJSON struct {
	Dimension   string   `json:"dimension"`
	OS          []string `json:"os"`
	Access      []string `json:"access"`
	RoomID      string   `json:"roomId"`
	UserIDs     []string `json:"userIds"`
	ProductType string   `json:"productType"`
	Platform    string   `json:"platform"`
	// Direction is "both", "up" or "down".
	Direction looseText `json:"direction"`
	// ExcludeServerUser leaves servers out of the users of a room, which is what the API does where nothing is set.
	ExcludeServerUser *bool `json:"excludeServerUser"`
}

// filterOf checks the filter of a query against what its type has. Equal filters come out equal, in whatever order
// their values were written.
func filterOf(asked queryType, stored filterJSON) (rtc.Filter, error) {
	filter, err := stored.filter(asked)
	if err != nil {
		return rtc.Filter{}, err
	}
	for _, field := range filter.Fields() {
		if !slices.Contains(asked.api.Filters, field.Name) {
			return rtc.Filter{}, badQuery("Query type %q has no filter %s; remove it.", asked.name, field.Name)
		}
	}
	if filter.Dimension, err = dimensionOf(asked, filter.Dimension); err != nil {
		return rtc.Filter{}, err
	}
	switch {
	case filter.ProductType == "web" && len(filter.OS)+len(filter.Access) > 0:
		return rtc.Filter{}, badQuery("The API ignores operating systems and network types for product type web; remove them, or the product type.")
	case len(filter.UserIDs) > 0 && filter.RoomID == "":
		return rtc.Filter{}, badQuery("User ids are those of a room; give the room id as well.")
	case len(filter.UserIDs) > asked.api.UserIDs:
		return rtc.Filter{}, badQuery("The query asks for more than %d user ids; split it.", asked.api.UserIDs)
	}
	return filter, requiredFilters(asked, filter)
}

// filter checks the texts.
func (stored filterJSON) filter(asked queryType) (filter rtc.Filter, err error) {
	list := func(what string, values []string) []string {
		if err != nil {
			return nil
		}
		values, err = namesOf(what, values, maxFilterValues)
		slices.Sort(values)
		return values
	}
	text := func(what, value string) string {
		return strings.Join(list(what, []string{value}), "")
	}
	filter = rtc.Filter{
		Dimension:   text("dimension", stored.Dimension),
		OS:          list("operating system", stored.OS),
		Access:      list("network type", stored.Access),
		RoomID:      text("room id", stored.RoomID),
		UserIDs:     list("user id", stored.UserIDs),
		ProductType: text("product type", stored.ProductType),
		Platform:    text("platform", stored.Platform),
	}
	if err != nil {
		return filter, err
	}
	if stored.ExcludeServerUser != nil {
		filter.ExcludeServerUser = strconv.FormatBool(*stored.ExcludeServerUser)
	}
	filter.Direction, err = directionOf(asked, string(stored.Direction))
	return filter, err
}

// dimensionOf is the dimension of a type that has some, the first if none is asked for.
func dimensionOf(asked queryType, dimension string) (string, error) {
	known := asked.api.Dimensions
	switch {
	case len(known) == 0 && dimension != "":
		return "", badQuery("Query type %q has no dimension; remove it.", asked.name)
	case len(known) == 0 || slices.Contains(known, dimension):
		return dimension, nil
	case dimension == "":
		return known[0], nil
	default:
		return "", badQuery("Dimension %q is not known; use one of %s.", dimension, strings.Join(known, ", "))
	}
}

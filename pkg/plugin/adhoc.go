package plugin

import (
	"slices"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// maxAdHocFilters bounds the ad-hoc filters of a query.
const maxAdHocFilters = 20

// adHocFilter is a condition of a dashboard's ad-hoc filter variable, which holds for all panels. The names are part of
// the public contract.
type adHocFilter struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

// adHocFields are the API's names of the filters that an ad-hoc variable can set.
var adHocFields = map[string]string{
	"os": "OS", "access": "Access", "roomId": "RoomId", "productType": "ProductType", "platform": "Platform",
}

// adHocOperators are equality with one value and with one of several.
var adHocOperators = []string{"=", "=|"}

// withAdHoc adds ad-hoc filters to the filter of a query, which has priority. A filter that the query type lacks leaves
// the data unfiltered, and a notice says so: the variable is that of a whole dashboard.
func withAdHoc(asked queryType, own filterJSON, filters []adHocFilter) (filterJSON, []data.Notice, error) {
	if len(filters) > maxAdHocFilters {
		return own, nil, badQuery("The dashboard has more than %d ad-hoc filters; remove some.", maxAdHocFilters)
	}
	var list noticeList
	values := map[string][]string{}
	for _, filter := range filters {
		if problem := nameProblem(filter.Key); problem != "" {
			return own, nil, badQuery("The key of an ad-hoc filter %s; correct it.", problem)
		}
		field, known := adHocFields[filter.Key]
		if !known || !slices.Contains(asked.api.Filters, field) {
			list.addUnfiltered("Query type %q has no filter %q.", asked.name, filter.Key)
			continue
		}
		if !slices.Contains(adHocOperators, filter.Operator) {
			return own, nil, badQuery("The ad-hoc filter %q has the operator %q; use = or one of.", filter.Key, filter.Operator)
		}
		if isSet(filter.Values) {
			common, err := inCommon(filter.Key, values[filter.Key], filter.Values)
			if err != nil {
				return own, nil, err
			}
			values[filter.Key] = common
		}
	}
	merged, err := own.fill(values)
	if err != nil {
		return own, nil, err
	}
	return withoutConflict(own, merged, &list), list.all, nil
}

// fill sets the filters that are not set. A filter with a single value takes no list.
func (stored filterJSON) fill(values map[string][]string) (filterJSON, error) {
	lists := map[string]*[]string{"os": &stored.OS, "access": &stored.Access}
	texts := map[string]*string{"roomId": &stored.RoomID, "productType": &stored.ProductType, "platform": &stored.Platform}
	for key, given := range values {
		if list, ok := lists[key]; ok && !isSet(*list) {
			*list = given
		}
		text, ok := texts[key]
		switch {
		case !ok || isSet([]string{*text}):
		case len(given) > 1:
			return stored, badQuery("The ad-hoc filter %q takes one value, not one of several.", key)
		default:
			*text = given[0]
		}
	}
	return stored, nil
}

// withoutConflict takes an ad-hoc filter away that the API would ignore: for the web it knows neither operating systems
// nor network types.
func withoutConflict(own, merged filterJSON, list *noticeList) filterJSON {
	if merged.ProductType != "web" || !isSet(merged.OS) && !isSet(merged.Access) {
		return merged
	}
	const reason = "The API ignores operating systems and network types for product type web."
	if own.ProductType != "web" && (isSet(own.OS) || isSet(own.Access)) {
		list.addUnfiltered(reason)
		merged.ProductType = own.ProductType
		return merged
	}
	if !isSet(own.OS) && !isSet(own.Access) {
		list.addUnfiltered(reason)
		merged.OS, merged.Access = own.OS, own.Access
	}
	return merged
}

func (l *noticeList) addUnfiltered(reason string, args ...any) {
	l.add(data.NoticeSeverityWarning, reason+" The data is not narrowed by this ad-hoc filter.", args...)
}

// inCommon are the values that two conditions on a key allow.
func inCommon(key string, first, second []string) ([]string, error) {
	if first == nil {
		return second, nil
	}
	common := slices.DeleteFunc(slices.Clone(first), func(value string) bool { return !slices.Contains(second, value) })
	if len(common) == 0 {
		return nil, badQuery("The ad-hoc filters %q exclude each other; remove one.", key)
	}
	return common, nil
}

// isSet tells that a value is not blank.
func isSet(values []string) bool {
	return slices.ContainsFunc(values, func(value string) bool { return strings.TrimSpace(value) != "" })
}

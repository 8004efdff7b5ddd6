package rtcsim

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// maxUserIDs is how many UserId a call may name.
const maxUserIDs = 20

// request is the body of a call for data, with the fields of all actions.
type request struct {
	AppID                string `json:"AppId"`
	StartTime, EndTime   string
	Indicator            indicatorField
	AggregateGranularity string
	Dimension            string

	OS, Access            []string
	RoomID                string   `json:"RoomId"`
	UserID                []string `json:"UserId"`
	ProductType, Platform string
}

// indicatorField is a list of names or one name. Its form tells which.
type indicatorField struct {
	names []string
	form  indicatorForm
}

// UnmarshalJSON accepts either form; which is right is up to the action.
func (f *indicatorField) UnmarshalJSON(value []byte) error {
	var name string
	switch {
	case bytes.Equal(value, []byte("null")):
		return nil
	case json.Unmarshal(value, &name) != nil:
		f.form = indicatorList
		return json.Unmarshal(value, &f.names)
	case name != "":
		f.names = []string{name}
	}
	f.form = oneIndicator
	return nil
}

// query is a request that passed every check.
type query struct {
	action      action
	appID       string
	start, end  time.Time
	indicators  []string
	granularity string // empty where there is one total of the range
	dimension   string
	filter      Filter
}

func (s *Server) parseQuery(a action, contentType string, body []byte) (query, *apiError) {
	r, err := a.decode(contentType, body)
	if err != nil {
		return query{}, err
	}
	if err := s.verifyApp(r.AppID); err != nil {
		return query{}, err
	}
	if err := r.verifyChoices(a); err != nil {
		return query{}, err
	}
	start, end, err := s.parseRange(a, r)
	if err != nil {
		return query{}, err
	}
	indicators, err := s.knownIndicators(a, r.Indicator.names)
	if err != nil {
		return query{}, err
	}
	q := query{
		action: a, appID: r.AppID, start: start, end: end, indicators: indicators,
		granularity: r.AggregateGranularity, dimension: r.Dimension,
		filter: Filter{
			OS: r.OS, Access: r.Access, RoomID: r.RoomID, UserIDs: r.UserID, ProductType: r.ProductType, Platform: r.Platform,
		},
	}
	if len(a.granularities) == 1 {
		q.granularity = a.granularities[0]
	}
	return q, nil
}

// decode reads the fields that the action documents. Others are ignored whatever
// they hold, as a gateway does.
func (a action) decode(contentType string, body []byte) (r request, _ *apiError) {
	var fields map[string]json.RawMessage
	if err := decode(contentType, body, &fields); err != nil {
		return r, err
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { return !a.documents(name) })
	documented, err := json.Marshal(fields)
	if err != nil {
		return r, errorf("InvalidParameter.Unmarshal", "The request body cannot be parsed: %v.", err)
	}
	if err := decode(contentType, documented, &r); err != nil {
		return r, err
	}
	if form := r.Indicator.form; form != noIndicator && form != a.indicatorForm {
		return r, errorf("InvalidParameter.Unmarshal", "The request body cannot be parsed: Indicator has the wrong type.")
	}
	for _, name := range a.required() {
		if r.lacks(name) {
			return r, errorf("MissingParameter", "The required parameter %s is missing.", name)
		}
	}
	return r, nil
}

func (r request) lacks(field string) bool {
	return map[string]bool{
		"AppId":                r.AppID == "",
		"StartTime":            r.StartTime == "",
		"EndTime":              r.EndTime == "",
		"Indicator":            len(r.Indicator.names) == 0,
		"AggregateGranularity": r.AggregateGranularity == "",
		"Dimension":            r.Dimension == "",
	}[field]
}

func (s *Server) verifyApp(id string) *apiError {
	i := slices.IndexFunc(s.options.Apps, func(a App) bool { return a.ID == id })
	switch {
	case i < 0:
		return errorf("InvalidParameter.NotExistAppId", "The AppId %s does not exist.", id)
	case s.options.Apps[i].Denied:
		return errorf("AccessDenied.NoPermissionForApp", "No permission for the AppId %s.", id)
	}
	return nil
}

// verifyChoices refuses UserId without RoomId. The documents say that it has no
// effect then; refusing shows the mistake. Filters may hold any text: the documents
// list values of some, and do not say what others do.
func (r request) verifyChoices(a action) *apiError {
	switch {
	case a.choosesGranularity() && !slices.Contains(a.granularities, r.AggregateGranularity):
		return errorf("InvalidParameter", "The parameter AggregateGranularity must be one of %s.", strings.Join(a.granularities, ", "))
	case len(a.dimensions) > 0 && !slices.Contains(a.dimensions, r.Dimension):
		return errorf("InvalidParameter", "The parameter Dimension must be one of %s.", strings.Join(a.dimensions, ", "))
	case len(r.UserID) > maxUserIDs:
		return errorf("InvalidParameter", "The parameter UserId must not have more than %d entries.", maxUserIDs)
	case len(r.UserID) > 0 && r.RoomID == "":
		return errorf("InvalidParameter", "The parameter UserId needs a RoomId.")
	}
	return nil
}

// knownIndicators refuses without naming the culprit: no document promises that
// the message does, so a client has to find it without.
func (s *Server) knownIndicators(a action, names []string) ([]string, *apiError) {
	var known []string
	for _, name := range names {
		documented := slices.Contains(a.indicators, name) && (name != joinSuccessRate || !s.options.RefuseSample)
		if documented || slices.Contains(s.options.Indicators, name) {
			known = append(known, name)
		}
	}
	tooMany := s.options.MaxIndicators > 0 && len(names) > s.options.MaxIndicators
	if tooMany || len(known) < len(names) && !s.options.DropUnknown {
		return nil, errorf("InvalidParameter", "The parameter Indicator is invalid.")
	}
	return known, nil
}

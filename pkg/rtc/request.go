package rtc

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// Request is what one call asks for.
type Request struct {
	API        *API
	AppID      string
	Grid       Grid
	Window     Span
	Indicators []string
	Filter     Filter
	// Oldest is the start of what may be asked for at the time of sending, which can be long after the planning.
	Oldest time.Time
}

// Filter narrows down what is asked for. Which fields an API takes is in its Filters; the zero Filter narrows nothing.
type Filter struct {
	// Dimension is what the places of a total are: Province, Country, OS or Access.
	Dimension string `json:",omitempty"`

	OS     []string `json:",omitempty"`
	Access []string `json:",omitempty"`
	RoomID string   `json:"RoomId,omitempty"`
	// UserIDs are users of the room RoomID, at most as many as API.UserIDs.
	UserIDs     []string `json:"UserId,omitempty"`
	ProductType string   `json:",omitempty"`
	Platform    string   `json:",omitempty"`

	// Direction of what is told of a user is DirectionUp or DirectionDown, and both where it is empty.
	Direction string `json:",omitempty"`
	// ExcludeServerUser leaves the users out that are servers: true or false, and the API's default where it is empty.
	ExcludeServerUser string `json:",omitempty"`
}

// Field is one field of a Filter with the name that the API has for it.
type Field struct {
	Name   string
	Values []string
}

// Fields are those that narrow something down.
func (f Filter) Fields() []Field {
	var set []Field
	for _, field := range []Field{
		{"OS", f.OS}, {"Access", f.Access}, {"RoomId", []string{f.RoomID}}, {"UserId", f.UserIDs},
		{"ProductType", []string{f.ProductType}}, {"Platform", []string{f.Platform}},
		{"Direction", []string{f.Direction}}, {"ExcludeServerUser", []string{f.ExcludeServerUser}},
	} {
		if len(field.Values) > 0 && field.Values[0] != "" {
			set = append(set, field)
		}
	}
	return set
}

// withoutIDs takes the ids of the room and of its users out of a message of the API: errors are shown to people who did not
// ask for these, and may be logged.
func (f Filter) withoutIDs(text string) string {
	for _, id := range append(slices.Clone(f.UserIDs), f.RoomID) {
		if id == "" {
			continue
		}
		whole := regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(id) + `($|[^\pL\pN])`)
		text = whole.ReplaceAllString(text, "${1}***${2}")
	}
	return text
}

// Key is the same for filters that ask for the same.
func (f Filter) Key() string { return string(marshal(f)) }

// FilterOf is the filter that has the key.
func FilterOf(key string) (f Filter, err error) {
	if err := json.Unmarshal([]byte(key), &f); err != nil {
		return Filter{}, fmt.Errorf("the key of a filter: %w", err)
	}
	return f, nil
}

// NoFilter is the key of the zero Filter.
const NoFilter = "{}"

// Body has the fields of the action's page. Whether EndTime is inclusive is not documented: a bucket that was not asked
// for is dropped from the answer.
func (r Request) Body() []byte {
	start := r.Grid.Start(r.Window.First)
	if start.Before(r.Oldest) {
		start = r.API.Granularities[0].Grid().StartFrom(r.Oldest)
	}
	body := struct {
		AppID                string `json:"AppId"`
		StartTime            string
		EndTime              string
		Indicator            any         `json:",omitempty"`
		AggregateGranularity Granularity `json:",omitempty"`
		Filter
	}{
		AppID:     r.AppID,
		StartTime: start.Format(time.RFC3339),
		EndTime:   r.Grid.Start(r.Window.End).Format(time.RFC3339),
		Filter:    r.Filter,
	}
	switch r.API.Form {
	case ManyIndicators:
		body.Indicator = r.Indicators
	case OneIndicator:
		body.Indicator = r.Indicators[0]
	case NoIndicator:
	}
	if len(r.API.Granularities) > 1 {
		body.AggregateGranularity = r.Grid.Granularity
	}
	return marshal(body)
}

// attributes describe the request in a trace.
func (r Request) attributes() []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.StringSlice("rtc.indicators", r.Indicators),
		attribute.String("rtc.granularity", string(r.Grid.Granularity)),
		attribute.String("rtc.from", r.Grid.Start(r.Window.First).Format(time.RFC3339)),
		attribute.String("rtc.to", r.Grid.Start(r.Window.End).Format(time.RFC3339)),
	}
}

// marshal is for what cannot fail to marshal: strings and lists of them.
func marshal(content any) []byte {
	body, err := json.Marshal(content)
	if err != nil {
		return nil
	}
	return body
}

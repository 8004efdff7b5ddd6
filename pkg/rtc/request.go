package rtc

import (
	"encoding/json"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// request is what one call asks for.
type request struct {
	api        *API
	appID      string
	grid       Grid
	window     Span
	indicators []string
	filter     Filter
	oldest     time.Time // of what may be asked for at the time of sending, which can be long after the planning
}

// Filter narrows down what is asked for. Which fields an API takes is in its Filters; the zero Filter narrows nothing.
type Filter struct {
	// Dimension is what the places of a total are: Province, Country, OS or Access.
	Dimension string `json:",omitempty"`

	OS     []string `json:",omitempty"`
	Access []string `json:",omitempty"`
	RoomID string   `json:"RoomId,omitempty"`
	// UserIDs are at most MaxUserIDs of the room RoomID.
	UserIDs     []string `json:"UserId,omitempty"`
	ProductType string   `json:",omitempty"`
	Platform    string   `json:",omitempty"`
}

// MaxUserIDs is the most user ids that a call may have.
const MaxUserIDs = 20

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
	} {
		if len(field.Values) > 0 && field.Values[0] != "" {
			set = append(set, field)
		}
	}
	return set
}

// key is the same for filters that ask for the same.
func (f Filter) key() string { return string(marshal(f)) }

// noFilter is the key of the zero Filter.
const noFilter = "{}"

// body has the fields of the action's page. Whether EndTime is inclusive is not documented: a bucket that was not asked
// for is dropped from the answer.
func (r request) body() []byte {
	start := r.grid.Start(r.window.First)
	if start.Before(r.oldest) {
		start = r.api.Granularities[0].Grid().startFrom(r.oldest)
	}
	body := struct {
		AppID                string `json:"AppId"`
		StartTime            string
		EndTime              string
		Indicator            any         `json:",omitempty"`
		AggregateGranularity Granularity `json:",omitempty"`
		Filter
	}{
		AppID:     r.appID,
		StartTime: start.Format(time.RFC3339),
		EndTime:   r.grid.Start(r.window.End).Format(time.RFC3339),
		Filter:    r.filter,
	}
	switch r.api.Form {
	case ManyIndicators:
		body.Indicator = r.indicators
	case OneIndicator:
		body.Indicator = r.indicators[0]
	case NoIndicator:
	}
	if len(r.api.Granularities) > 1 {
		body.AggregateGranularity = r.grid.Granularity
	}
	return marshal(body)
}

// attributes describe the request in a trace.
func (r request) attributes() []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.StringSlice("rtc.indicators", r.indicators),
		attribute.String("rtc.granularity", string(r.grid.Granularity)),
		attribute.String("rtc.from", r.grid.Start(r.window.First).Format(time.RFC3339)),
		attribute.String("rtc.to", r.grid.Start(r.window.End).Format(time.RFC3339)),
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

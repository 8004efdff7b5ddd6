package rtc

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// ListRequest is what one call of an API that lists entries asks for.
type ListRequest struct {
	API    *API
	AppID  string
	Period Period
	Filter Filter
	// Page counts from 1; it matters only where there are pages.
	Page int
}

// List makes one call. For send see Fetch.
func (c *Client) List(ctx context.Context, r ListRequest, send func() time.Time) (Page, error) {
	return r.API.List.read(ctx, c, r, send)
}

// readList makes a call of an API whose answers have the form T.
func readList[T listResult](ctx context.Context, c *Client, r ListRequest, send func() time.Time) (Page, error) {
	answer, _, err := do[T](ctx, c, message{api: r.API, parameters: r.parameters()}, send, r.attributes()...)
	if failure := ownFailure(err, r.API); failure != nil {
		failure.Message = r.withoutIDs(failure.Kind(), failure.Message)
	}
	if err != nil {
		return Page{}, err
	}
	return answer.page(r.API), nil
}

// parameters are those of the action's page.
func (r ListRequest) parameters() url.Values {
	values := url.Values{
		"AppId":     {r.AppID},
		"StartTime": {r.Period.From.In(beijing).Format(time.RFC3339)},
		"EndTime":   {r.Period.To.In(beijing).Format(time.RFC3339)},
	}
	for _, field := range r.Filter.Fields() {
		if slices.Contains(r.API.Filters, field.Name) {
			values.Set(field.Name, strings.Join(field.Values, ","))
		}
	}
	if slices.Contains(r.API.Filters, "Direction") {
		values.Set("Direction", directionNumbers[r.Filter.Direction])
	}
	if size := r.API.List.PageSize; size > 0 {
		values.Set("PageNum", strconv.Itoa(r.Page))
		values.Set("PageSize", strconv.Itoa(size))
	}
	return values
}

var directionNumbers = map[string]string{"": "0", DirectionUp: "1", DirectionDown: "2"}

// Text writes the request down for people, without the number of the page.
func (r ListRequest) Text() string {
	values := r.parameters()
	values.Del("PageNum")
	text, err := url.QueryUnescape(values.Encode())
	if err != nil {
		return r.API.Action
	}
	return r.API.Action + "?" + text
}

// attributes describe the request in a trace: never the ids of rooms and users.
func (r ListRequest) attributes() []attribute.KeyValue {
	return []attribute.KeyValue{
		attribute.String("rtc.from", r.Period.From.In(beijing).Format(time.RFC3339)),
		attribute.String("rtc.to", r.Period.To.In(beijing).Format(time.RFC3339)),
		attribute.Int("rtc.page", r.Page),
	}
}

// withoutIDs takes ids of rooms and users out of a message of the API. The ids that were asked for go wherever they stand;
// what may be another one goes unless the message is about keys and permissions, which has names that an administrator
// needs.
func (r ListRequest) withoutIDs(kind Kind, text string) string {
	text = r.Filter.withoutIDs(text)
	switch kind {
	case KindCredentials, KindSessionToken, KindPermission, KindClock:
		return text
	}
	return r.withoutOtherIDs(text)
}

var (
	shortNumber = regexp.MustCompile(`^\d{1,4}(\.\d+)?[a-z]{0,2}$`)
	maybeID     = regexp.MustCompile(`"[^"]+"|“[^”]+”|` + "`[^`]+`" + `|\B'[^']+'\B|[\pL\pN_.@:+-]*[\pN@][\pL\pN_.@:+-]*`)
)

// withoutOtherIDs replaces what stands in quotes, has a digit or is an address, but for short numbers and what the request has
// itself.
func (r ListRequest) withoutOtherIDs(text string) string {
	known := map[string]bool{r.API.Action: true, Version: true}
	for name, values := range r.parameters() {
		known[name] = true
		for _, value := range values {
			known[value] = true
		}
	}
	const around = "\"'`“”.:+-"
	return maybeID.ReplaceAllStringFunc(text, func(found string) string {
		bare := strings.Trim(found, around)
		if bare == "" || known[bare] || shortNumber.MatchString(bare) {
			return found
		}
		return strings.Replace(found, bare, "***", 1)
	})
}

// NamesIDs tells that the URL of a request can have ids of rooms and users, so that nothing may record it.
func NamesIDs(r *http.Request) bool {
	action := r.URL.Query().Get("Action")
	return r.Method == http.MethodGet && slices.ContainsFunc([]*API{Rooms, RoomUsers, CallDetail}, func(a *API) bool { return a.Action == action })
}

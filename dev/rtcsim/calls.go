package rtcsim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Call is one call that the server received, whatever became of it.
type Call struct {
	At     time.Time // arrival, by time.Now
	Method string
	Action string
	// AccessKeyID is that of the keys which the call says it is signed with.
	AccessKeyID string
	Body        string

	// Fields of the body as sent, whether or not the action documents them; empty
	// where the body has none. An Indicator that is one string is one entry.
	AppID, Start, End     string
	Indicators            []string
	Granularity           string
	Dimension             string
	OS, Access            []string
	RoomID                string
	UserIDs               []string
	ProductType, Platform string
	Direction             string
	ExcludeServerUser     string
	Page, PageSize        int

	RequestID string
	Status    int       // HTTP status decided on; with a fault of the connection it may never arrive
	Code      string    // error code answered, "" when there is none
	Fault     FaultKind // fault that the call met, "" when there is none
}

// Calls returns the calls received so far, in order. A call is listed before its
// answer begins, so calls that hang are listed too.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// ResetCalls forgets the calls received so far. The rate windows stay.
func (s *Server) ResetCalls() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

func newCall(r *http.Request, body []byte, at time.Time) Call {
	var sent request
	_ = json.Unmarshal(body, &sent) // what cannot be read stays empty
	query := r.URL.Query()
	if r.Method == http.MethodGet {
		sent = request{AppID: query.Get("AppId"), StartTime: query.Get("StartTime"), EndTime: query.Get("EndTime"), RoomID: query.Get("RoomId")}
		sent.UserID = commaList(query.Get("UserId"))
	}
	page, _ := strconv.Atoi(query.Get("PageNum"))
	pageSize, _ := strconv.Atoi(query.Get("PageSize"))
	auth, _ := parseAuthorization(r.Header.Get("Authorization"))
	return Call{
		At:          at,
		Method:      r.Method,
		Action:      r.URL.Query().Get("Action"),
		AccessKeyID: auth.accessKeyID,
		Body:        string(body),
		AppID:       sent.AppID,
		Start:       sent.StartTime,
		End:         sent.EndTime,
		Indicators:  sent.Indicator.names,
		Granularity: sent.AggregateGranularity,
		Dimension:   sent.Dimension,
		OS:          sent.OS,
		Access:      sent.Access,
		RoomID:      sent.RoomID,
		UserIDs:     sent.UserID,
		ProductType: sent.ProductType,
		Platform:    sent.Platform,
		Direction:   query.Get("Direction"),
		Page:        page,
		PageSize:    pageSize,

		ExcludeServerUser: query.Get("ExcludeServerUser"),
	}
}

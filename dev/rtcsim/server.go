// Package rtcsim is a simulated Volcengine RTC OpenAPI for tests and demos, in
// the spirit of net/http/httptest.
//
// It answers ListOperationData and ListApps (Version 2023-11-01) as the public
// documents describe them: it recomputes signatures, enforces the request rate,
// the span of a call, the look-back and the delay of the data, and answers
// deterministic believable values. Where the documents are silent it makes one
// choice and says so at the place of the choice; what clients must expect either
// way is an option. Faults of the API, of gateways and of connections are
// injected with [Server.Inject].
//
// Over a socket it is an ordinary handler:
//
//	sim := rtcsim.New(rtcsim.Options{})
//	srv := httptest.NewServer(sim)
//
// Inside a testing/synctest bubble use [Server.Client], which needs no socket.
package rtcsim

import (
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Credentials of the demo. The secrets are recognisable text, so that a test can
// search logs, answers and pages for leaks.
const (
	DemoAccessKeyID     = "AKLTrtcsimDemoAccessKeyId"
	DemoSecretAccessKey = "CANARY-rtcsim-secret-access-key"
	DemoSessionToken    = "CANARY-rtcsim-session-token"
	DefaultRegion       = "cn-north-1"
)

const (
	service    = "rtc"
	apiVersion = "2023-11-01"

	actionListOperationData = "ListOperationData"
	actionListApps          = "ListApps"

	maxRequestBody = 1 << 20
)

// Options configure a [Server]. The zero value is the documented API with the
// demo's credentials and apps.
type Options struct {
	// Now is the clock of the data: which buckets are answered already and which
	// are too old. Default time.Now. The rate limit and X-Date always use
	// time.Now, the clock the client paces itself by.
	Now func() time.Time

	// AccessKeyID and SecretAccessKey default to the demo's. With a SessionToken,
	// requests must carry it; without, they must not carry any.
	AccessKeyID, SecretAccessKey, SessionToken string

	// Region of the signature's scope, default DefaultRegion.
	Region string

	// Apps of the account, default DemoApps.
	Apps []App

	// Indicators are names known beside user_count, per_call_time, avg_call_time
	// and 5s_join_room_success_rate.
	Indicators []string

	// ExclusiveEnd leaves out the bucket that starts exactly at EndTime. The
	// documentation's sample has it, so the default has it too.
	ExclusiveEnd bool

	// DropUnknown leaves an unknown indicator out of the answer. By default the
	// whole call is refused; the documents do not say which is right.
	DropUnknown bool

	// ThrottleWithOK answers throttled calls with HTTP 200 and an Error in the
	// envelope instead of HTTP 429.
	ThrottleWithOK bool

	// NoRateLimit lets any number of calls through.
	NoRateLimit bool
}

// Server is the simulated API. It is safe for concurrent use.
type Server struct {
	options    Options
	indicators []string

	// mu makes the order of Calls, the rate windows and the use of faults one order.
	mu       sync.Mutex
	calls    []Call
	faults   []*Fault
	windows  map[string]*window
	requests uint64
}

// New returns a server with its own calls, rate windows and faults.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AccessKeyID == "" {
		o.AccessKeyID = DemoAccessKeyID
	}
	if o.SecretAccessKey == "" {
		o.SecretAccessKey = DemoSecretAccessKey
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	if o.Apps == nil {
		o.Apps = DemoApps
	}
	return &Server{
		options:    o,
		indicators: slices.Concat(catalogue, o.Indicators),
		windows: map[string]*window{
			actionListOperationData: {limit: 2},
			actionListApps:          {limit: 20},
		},
	}
}

// ServeHTTP answers one call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		http.Error(w, "request body cannot be read", http.StatusBadRequest)
		return
	}
	a, fault := s.receive(r, body)
	fault.deliver(w, r, a)
}

// receive decides on the answer and records the call before a byte of it is
// sent, so that a client that has its answer finds its call in Calls.
func (s *Server) receive(r *http.Request, body []byte) (answer, Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()

	now := time.Now()
	action := r.URL.Query().Get("Action")
	meta := s.metadata(action, now)
	a := s.answer(r, body, now, meta)
	fault := s.takeFault(action)
	a = fault.replace(a, meta)

	call := newCall(r, body, now)
	call.RequestID, call.Status, call.Code, call.Fault = meta.RequestID, a.status, a.code, fault.Kind
	s.calls = append(s.calls, call)
	return a, fault
}

// answer checks in the order of a gateway: who calls, what, how often, with what.
func (s *Server) answer(r *http.Request, body []byte, now time.Time, meta metadata) answer {
	if r.URL.Path != "/" {
		return meta.fail(errorf("ServiceNotFound", "The service is not found at the path %s.", r.URL.Path))
	}
	if err := s.verifySignature(r, body, now); err != nil {
		return meta.fail(err)
	}
	if err := verifyAction(r); err != nil {
		return meta.fail(err)
	}
	if err := s.throttle(meta.Action, now); err != nil {
		return meta.fail(err)
	}
	result, err := s.result(meta.Action, r.Header.Get("Content-Type"), body)
	if err != nil {
		return meta.fail(err)
	}
	return meta.ok(result)
}

func verifyAction(r *http.Request) *apiError {
	action, version := r.URL.Query().Get("Action"), r.URL.Query().Get("Version")
	known := action == actionListOperationData || action == actionListApps
	if !known || version != apiVersion || r.Method != http.MethodPost {
		return errorf("InvalidActionOrVersion", "Could not find operation %s %s for version %s.", r.Method, action, version)
	}
	return nil
}

func (s *Server) result(action, contentType string, body []byte) (any, *apiError) {
	if action == actionListApps {
		return s.listApps(contentType, body)
	}
	return s.listOperationData(contentType, body)
}

// Package rtcsim is a simulated Volcengine RTC OpenAPI for tests and demos, in
// the spirit of net/http/httptest.
//
// It answers the data actions of Version 2023-11-01 as the public documents
// describe them: operation data and quality, of the past month and of the last
// hour, as series and as distributions over places; usage; and the list of apps.
// It recomputes signatures, enforces each action's request rate, span of a call,
// look-back and delay of the data, and answers deterministic believable values.
// Where the documents are silent it makes one choice and says so at the place of
// the choice; what clients must expect either way is an option. Faults of the API,
// of gateways and of connections are injected with [Server.Inject].
//
// What tells the actions apart is the table in actions.go. What a test expects of
// an answer it gets from [Value], [Filtered] and [Distribution].
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
	"sync"
	"time"
)

const (
	service    = "rtc"
	apiVersion = "2023-11-01"

	maxRequestBody = 1 << 20
)

// Server is the simulated API. It is safe for concurrent use.
type Server struct {
	options Options

	// mu makes the order of Calls, the rate windows and the use of faults one order.
	mu       sync.Mutex
	calls    []Call
	faults   []*Fault
	windows  map[string]*window
	roleKeys map[string]keys // temporary, by access key id
	requests uint64
}

// New returns a server with its own calls, rate windows and faults.
func New(o Options) *Server {
	windows := map[string]*window{}
	for name, a := range actions {
		windows[name] = newWindow(a, o.CallsPerSecond)
	}
	return &Server{options: o.withDefaults(), windows: windows, roleKeys: map[string]keys{}}
}

// ServeHTTP answers one call of the API.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		http.Error(w, "request body cannot be read", http.StatusBadRequest)
		return
	}
	a, fault := s.receive(r, body)
	w.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	fault.deliver(w, r, a)
}

// receive decides on the answer and records the call before a byte of it is
// sent, so that a client that has its answer finds its call in Calls.
func (s *Server) receive(r *http.Request, body []byte) (answer, Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()

	now := time.Now()
	meta := s.metadata(r, now)
	a := s.answer(r, body, now, meta)
	call := newCall(r, body, now)
	fault := s.takeFault(call)
	a = fault.replace(a, meta)
	call.RequestID, call.Status, call.Code, call.Fault = meta.RequestID, a.status, a.code, fault.Kind
	s.calls = append(s.calls, call)
	return a, fault
}

// answer checks in the order of a gateway: who calls, what, how often, with what.
func (s *Server) answer(r *http.Request, body []byte, now time.Time, meta metadata) answer {
	if isSTS(r) {
		return meta.answer(s.assumeRole(r, body, now))
	}
	if r.URL.Path != "/" {
		return meta.fail(errorf("ServiceNotFound", "The service is not found at the path %s.", r.URL.Path))
	}
	caller, _, err := s.verifySignature(r, body, now, service, s.options.Region)
	if err != nil {
		return meta.fail(err)
	}
	if err := verifyAction(r); err != nil {
		return meta.fail(err)
	}
	if err := s.verifyRole(caller); err != nil {
		return meta.fail(err)
	}
	if err := s.throttle(meta.Action, now); err != nil {
		return meta.fail(err)
	}
	if list := actions[meta.Action].list; list != nil {
		return meta.answer(s.list(actions[meta.Action], r.URL.Query()))
	}
	return meta.answer(s.result(meta.Action, r.Header.Get("Content-Type"), body))
}

func verifyAction(r *http.Request) *apiError {
	action, version := r.URL.Query().Get("Action"), r.URL.Query().Get("Version")
	known, ok := actions[action]
	if !ok || version != apiVersion || r.Method != known.method() {
		return errorf("InvalidActionOrVersion", "Could not find operation %s %s for version %s.", r.Method, action, version)
	}
	return nil
}

func (s *Server) result(action, contentType string, body []byte) (any, *apiError) {
	if action == actionListApps {
		return s.listApps(contentType, body)
	}
	a := actions[action]
	q, err := s.parseQuery(a, contentType, body)
	if err != nil {
		return nil, err
	}
	return a.result(s, q), nil
}

package rtcsim

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// FaultKind says what goes wrong with a call.
type FaultKind string

// The kinds of faults. The first five change what is answered, the others how
// the ordinary answer arrives.
const (
	APIError     FaultKind = "api error"     // Code and Message in the envelope; Status (default: the code's usual one) may be 200
	RawAnswer    FaultKind = "raw answer"    // Status (default 200), ContentType and Body as they are: a gateway's HTML, half a JSON, nothing, megabytes
	Redirect     FaultKind = "redirect"      // Status (default 307) and URL
	MutateAnswer FaultKind = "mutate answer" // Mutate on the ordinary answer when it is a success
	Delay        FaultKind = "delay"         // the ordinary answer after Wait

	Hang               FaultKind = "hang"                 // no answer until the client leaves
	ResetBeforeHeaders FaultKind = "reset before headers" // the connection is reset without a byte
	ResetAfterHeaders  FaultKind = "reset after headers"  // the connection is reset between headers and body
	CutBody            FaultKind = "cut body"             // the connection ends in the middle of the body
	SlowDrip           FaultKind = "slow drip"            // the body arrives in pieces of Size bytes with a Pause after each
)

// Fault is what [Server.Inject] does to calls. Kind says which of the other
// fields matter; Wait goes before any kind.
type Fault struct {
	Action string // "" is any action
	AppID  string // "" is any app
	Times  int    // how many calls; 0 is until ClearFaults
	Kind   FaultKind

	Wait time.Duration // before the answer begins; ends early when the client leaves

	Status        int
	Code, Message string
	ContentType   string
	Body          string
	URL           string
	RetryAfter    string // header of that name, with RawAnswer
	Mutate        func(answer map[string]any)
	Size          int // default 16
	Pause         time.Duration
}

// Inject makes the next f.Times calls of f.Action meet the fault. Faults wait in
// the order of their injection; a call meets the first that fits. The fault comes
// on top: beneath it the call is checked as ever and takes its place in the rate
// window, and its answer, even a refusal, is what the fault replaces or spoils.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// ClearFaults forgets the faults that no call has met yet.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// takeFault is called with s.mu held. The zero Fault is none.
func (s *Server) takeFault(call Call) Fault {
	i := slices.IndexFunc(s.faults, func(f *Fault) bool {
		return (f.Action == "" || f.Action == call.Action) && (f.AppID == "" || f.AppID == call.AppID)
	})
	if i < 0 {
		return Fault{}
	}
	f := s.faults[i]
	taken := *f
	switch f.Times {
	case 0:
	case 1:
		s.faults = slices.Delete(s.faults, i, i+1)
	default:
		f.Times--
	}
	return taken
}

// replace is what is answered instead of the ordinary answer a.
func (f Fault) replace(a answer, meta metadata) answer {
	switch f.Kind {
	case APIError:
		err := errorf(f.Code, "%s", f.Message)
		err.status = cmp.Or(f.Status, err.status)
		return meta.fail(err)
	case RawAnswer:
		return answer{status: cmp.Or(f.Status, http.StatusOK), contentType: f.ContentType, retryAfter: f.RetryAfter, body: []byte(f.Body)}
	case Redirect:
		return answer{status: cmp.Or(f.Status, http.StatusTemporaryRedirect), location: f.URL}
	case MutateAnswer:
		return f.mutate(a)
	default:
		return a
	}
}

func (f Fault) mutate(a answer) answer {
	if a.code != "" {
		return a
	}
	var body map[string]any
	if err := json.Unmarshal(a.body, &body); err != nil {
		panic(fmt.Errorf("rtcsim: own answer: %w", err))
	}
	f.Mutate(body)
	return newAnswer(a.status, a.code, body)
}

// deliver sends a as the fault lets it arrive.
func (f Fault) deliver(w http.ResponseWriter, r *http.Request, a answer) {
	if !pause(r.Context(), f.Wait) {
		return
	}
	switch f.Kind {
	case Hang:
		<-r.Context().Done()
	case ResetBeforeHeaders:
		reset(w)
	case ResetAfterHeaders:
		a.send(w, nil)
		reset(w)
	case CutBody:
		a.send(w, a.body[:len(a.body)/2])
		abort()
	case SlowDrip:
		f.drip(w, r, a)
	default:
		a.send(w, a.body)
	}
}

func (f Fault) drip(w http.ResponseWriter, r *http.Request, a answer) {
	a.send(w, nil)
	for piece := range slices.Chunk(a.body, cmp.Or(f.Size, 16)) {
		if _, err := w.Write(piece); err != nil {
			return
		}
		flush(w)
		if !pause(r.Context(), f.Pause) {
			return
		}
	}
}

// send writes the headers of the whole answer and the given part of its body.
func (a answer) send(w http.ResponseWriter, part []byte) {
	header := w.Header()
	header.Set("Content-Length", strconv.Itoa(len(a.body)))
	// A nil Content-Type keeps net/http from guessing one.
	header["Content-Type"] = nil
	if a.contentType != "" {
		header.Set("Content-Type", a.contentType)
	}
	if a.location != "" {
		header.Set("Location", a.location)
	}
	if a.retryAfter != "" {
		header.Set("Retry-After", a.retryAfter)
	}
	w.WriteHeader(a.status)
	if _, err := w.Write(part); err != nil {
		return
	}
	flush(w)
}

// flush has nobody to tell when the client is gone; the next write finds out.
func flush(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() }

// reset ends the connection with a TCP reset. Without a connection to take over
// ([Server.Client]), the transport makes the same error of an aborted handler.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		abort()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		// Without lingering, Close sends RST instead of FIN.
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// abort is net/http's way to end a connection in the middle of an answer.
func abort() { panic(http.ErrAbortHandler) }

// pause waits for d and reports whether the client is still there.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

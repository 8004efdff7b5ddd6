package rtcsim

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"
)

// envelope is the body of every answer: a Result, or an Error in the metadata.
type envelope struct {
	ResponseMetadata metadata
	Result           any `json:",omitempty"`
}

type metadata struct {
	RequestID string `json:"RequestId"`
	Action    string
	Version   string
	Service   string
	Region    string
	Error     *apiError `json:",omitempty"`
}

type apiError struct {
	CodeN   int `json:",omitempty"`
	Code    string
	Message string
	status  int
}

// errorKinds are the documented error codes. Where the documents give two
// statuses or none, the one here is the simulator's choice; CodeN is 0 (left
// out) where it is not documented. A code with a dot belongs to the kind before
// the dot; any other is a bad request.
var errorKinds = map[string]struct{ status, codeN int }{
	"MissingSignature":           {http.StatusUnauthorized, 0},
	"InvalidAuthorization":       {http.StatusUnauthorized, 0},
	"InvalidCredential":          {http.StatusUnauthorized, 0},
	"InvalidAccessKey":           {http.StatusUnauthorized, 100009},
	"SignatureDoesNotMatch":      {http.StatusUnauthorized, 100010},
	"MissingAuthenticationToken": {http.StatusUnauthorized, 0},
	"InvalidSecretToken":         {http.StatusUnauthorized, 0},
	"InvalidTimestamp":           {http.StatusBadRequest, 100006},
	"ServiceNotFound":            {http.StatusNotFound, 100007},
	"InvalidActionOrVersion":     {http.StatusNotFound, 100008},
	"FlowLimitExceeded":          {http.StatusTooManyRequests, 0},
	"AccessDenied":               {http.StatusForbidden, 100013},
	"MissingParameter":           {http.StatusBadRequest, 100002},
	"InvalidParameter":           {http.StatusBadRequest, 0},

	// These come by Server.Inject only.
	"AccountFlowLimitExceeded": {http.StatusTooManyRequests, 100027},
	"InternalError":            {http.StatusInternalServerError, 100014},
	"InternalServiceTimeout":   {http.StatusGatewayTimeout, 100016},
}

func errorf(code, format string, args ...any) *apiError {
	name, _, _ := strings.Cut(code, ".")
	kind := errorKinds[name]
	return &apiError{
		CodeN:   kind.codeN,
		Code:    code,
		Message: fmt.Sprintf(format, args...),
		status:  cmp.Or(kind.status, http.StatusBadRequest),
	}
}

// answer is what is to be sent, before a fault of the connection spoils it.
type answer struct {
	status      int
	contentType string
	location    string
	retryAfter  string
	body        []byte
	code        string // error code in the envelope
}

func (m metadata) answer(result any, err *apiError) answer {
	if err != nil {
		return m.fail(err)
	}
	return m.ok(result)
}

func (m metadata) ok(result any) answer {
	return newAnswer(http.StatusOK, "", envelope{ResponseMetadata: m, Result: result})
}

func (m metadata) fail(err *apiError) answer {
	m.Error = err
	return newAnswer(err.status, err.Code, envelope{ResponseMetadata: m})
}

func newAnswer(status int, code string, body any) answer {
	encoded, err := json.Marshal(body)
	if err != nil {
		// Only what a test's own Mutate put into the answer can fail here.
		panic(fmt.Errorf("rtcsim: encode answer: %w", err))
	}
	return answer{status: status, contentType: "application/json; charset=utf-8", body: encoded, code: code}
}

func (s *Server) metadata(r *http.Request, now time.Time) metadata {
	s.requests++
	m := metadata{
		RequestID: requestID(now, s.requests),
		Action:    r.URL.Query().Get("Action"),
		Version:   apiVersion,
		Service:   service,
		Region:    s.options.Region,
	}
	if isSTS(r) {
		m.Version, m.Service, m.Region = stsVersion, stsService, DefaultRegion
	}
	return m
}

// requestID has the documented shape, Beijing time to the second, and the tail
// of hexadecimal digits that tells calls of one second apart.
func requestID(now time.Time, n uint64) string {
	tail := sha256.Sum256(fmt.Appendf(nil, "%d/%d", now.UnixNano(), n))
	return now.In(beijing).Format("20060102150405") + fmt.Sprintf("%X", tail[:10])
}

// decode reads a JSON body into request. The documents do not say what another
// Content-Type does; here it is refused, as a gateway would read a form.
func decode(contentType string, body []byte, request any) *apiError {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil || mediaType != "application/json" {
		return errorf("InvalidParameter.Unmarshal", "The Content-Type must be application/json, not %q.", contentType)
	}
	if err := json.Unmarshal(body, request); err != nil {
		return errorf("InvalidParameter.Unmarshal", "The request body cannot be parsed: %v.", err)
	}
	return nil
}

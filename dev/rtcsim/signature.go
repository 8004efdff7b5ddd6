package rtcsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	algorithm   = "HMAC-SHA256"
	xDateLayout = "20060102T150405Z"

	// maxClockSkew is how far X-Date may be from the server's clock.
	maxClockSkew = 15 * time.Minute
)

// authorization is the parsed header
// "HMAC-SHA256 Credential=AK/date/region/service/request, SignedHeaders=a;b, Signature=hex".
type authorization struct {
	accessKeyID   string
	scope         string
	signedHeaders []string
	signature     string
}

func parseAuthorization(header string) (authorization, bool) {
	fields, ok := strings.CutPrefix(header, algorithm+" ")
	if !ok {
		return authorization{}, false
	}
	values := map[string]string{}
	for field := range strings.SplitSeq(fields, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		values[name] = value
	}
	accessKeyID, scope, _ := strings.Cut(values["Credential"], "/")
	a := authorization{
		accessKeyID:   accessKeyID,
		scope:         scope,
		signedHeaders: strings.Split(values["SignedHeaders"], ";"),
		signature:     values["Signature"],
	}
	complete := a.accessKeyID != "" && a.scope != "" && values["SignedHeaders"] != "" && a.signature != ""
	return a, complete
}

// verifySignature checks the request as https://www.volcengine.com/docs/6348/69859
// describes signing, and tells who signed it. now is the clock that X-Date is
// compared with.
func (s *Server) verifySignature(r *http.Request, body []byte, now time.Time, service, region string) (keys, string, *apiError) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return keys{}, "", errorf("MissingSignature", "The request has no Authorization header.")
	}
	auth, ok := parseAuthorization(header)
	if !ok {
		return keys{}, "", errorf("InvalidAuthorization", "The Authorization header is malformed.")
	}
	caller, ok := s.keysOf(auth.accessKeyID)
	if !ok {
		return keys{}, "", errorf("InvalidAccessKey", "The access key %s does not exist.", auth.accessKeyID)
	}
	if err := caller.verifySessionToken(r.Header.Get("X-Security-Token"), now); err != nil {
		return keys{}, "", err
	}
	if err := verifyDate(r.Header.Get("X-Date"), now); err != nil {
		return keys{}, "", err
	}
	if want := credentialScope(r, region, service); auth.scope != want {
		return keys{}, "", errorf("InvalidCredential", "The credential scope must be %s.", want)
	}
	return caller, auth.accessKeyID, caller.compareSignature(r, body, auth)
}

func (k keys) verifySessionToken(token string, now time.Time) *apiError {
	switch {
	case token == "" && k.sessionToken != "":
		return errorf("MissingAuthenticationToken", "The request has no X-Security-Token header.")
	case token != k.sessionToken, !k.expires.IsZero() && !now.Before(k.expires):
		return errorf("InvalidSecretToken", "The session token is wrong or has expired.")
	}
	return nil
}

func verifyDate(xDate string, now time.Time) *apiError {
	date, err := time.Parse(xDateLayout, xDate)
	if err != nil || now.Sub(date).Abs() > maxClockSkew {
		return errorf("InvalidTimestamp", "X-Date %q is more than 15 minutes off the server's time.", xDate)
	}
	return nil
}

func (k keys) compareSignature(r *http.Request, body []byte, auth authorization) *apiError {
	required := []string{"host", "x-content-sha256", "x-date"}
	if k.sessionToken != "" {
		required = append(required, "x-security-token")
	}
	for _, name := range required {
		if !slices.Contains(auth.signedHeaders, name) {
			return errorf("InvalidAuthorization", "The header %s must be signed.", name)
		}
	}
	if r.Header.Get("X-Content-Sha256") != hexSHA256(body) {
		return errorf("SignatureDoesNotMatch", "X-Content-Sha256 is not the digest of the request body.")
	}
	want := signature(r, body, auth.signedHeaders, k.secretAccessKey, auth.scope)
	if !hmac.Equal([]byte(want), []byte(auth.signature)) {
		return errorf("SignatureDoesNotMatch", "The signature does not match the request.")
	}
	return nil
}

// signature computes the documented signature of a received request.
func signature(r *http.Request, body []byte, signedHeaders []string, secretAccessKey, scope string) string {
	stringToSign := strings.Join([]string{
		algorithm, r.Header.Get("X-Date"), scope, hexSHA256([]byte(canonicalRequest(r, body, signedHeaders))),
	}, "\n")

	key := []byte(secretAccessKey)
	for part := range strings.SplitSeq(scope, "/") {
		key = hmacSHA256(key, part)
	}
	return hex.EncodeToString(hmacSHA256(key, stringToSign))
}

// credentialScope has the date of the X-Date header.
func credentialScope(r *http.Request, region, service string) string {
	date, _, _ := strings.Cut(r.Header.Get("X-Date"), "T")
	return strings.Join([]string{date, region, service, "request"}, "/")
}

func canonicalRequest(r *http.Request, body []byte, signedHeaders []string) string {
	var headers strings.Builder
	for _, name := range signedHeaders {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host // net/http keeps it out of the headers
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	return strings.Join([]string{
		r.Method, r.URL.Path, canonicalQuery(r.URL.Query()), headers.String(), strings.Join(signedHeaders, ";"), hexSHA256(body),
	}, "\n")
}

// canonicalQuery encodes as RFC 3986 says; url.Values writes a space as "+".
func canonicalQuery(query url.Values) string {
	return strings.ReplaceAll(query.Encode(), "+", "%20")
}

func hmacSHA256(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func hexSHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

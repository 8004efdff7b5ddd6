package rtc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// result is the part of an answer that differs from API to API.
type result interface {
	// empty tells that nothing of it was found in the answer.
	empty() bool
}

// envelope is what every answer is wrapped in (https://www.volcengine.com/docs/6348/1178322).
type envelope[T result] struct {
	ResponseMetadata *struct {
		RequestID string `json:"RequestId"`
		Error     *struct {
			Code    string
			Message string
		}
	}
	Result T
}

// openEnvelope finds the error also in an answer with HTTP 200, which is how the API refuses some calls.
//
// It decodes leniently: encoding/json skips a value of a surprising type and decodes all the rest, so that only an
// answer in which nothing else is left is refused for it.
//
// The secrets of the request are taken out of the answer as it came, and out of the texts of an error once more, because
// JSON can write the same text in several ways.
func openEnvelope[T result](status int, answer []byte, secrets []string) (result T, requestID string, err error) {
	answer = scrub(answer, secrets)
	shown := func(text string) string { return clip(string(scrub([]byte(text), secrets))) }
	if bytes.Count(answer, []byte(",")) > maxElements {
		return result, "", &Error{HTTPStatus: status, Cause: errTooMany}
	}
	var opened envelope[T]
	err = json.Unmarshal(answer, &opened)
	metadata, surprise := opened.ResponseMetadata, new(json.UnmarshalTypeError)
	if metadata != nil {
		requestID = shown(metadata.RequestID)
	}
	switch {
	case metadata != nil && metadata.Error != nil:
		err = &Error{
			Code:       shown(metadata.Error.Code),
			Message:    shown(metadata.Error.Message),
			RequestID:  requestID,
			HTTPStatus: status,
		}
	case status != http.StatusOK, err == nil && metadata == nil && opened.Result.empty():
		err = &Error{HTTPStatus: status, Cause: errNotTheAPI}
	case err != nil && (!errors.As(err, &surprise) || opened.Result.empty()):
		err = &Error{HTTPStatus: status, Cause: fmt.Errorf("%w: %w", errNotTheAPI, err)}
	default:
		err = nil
	}
	return opened.Result, requestID, err
}

// errNotTheAPI marks an answer that is not of the documented form: a gateway's or another server's.
var errNotTheAPI = errors.New("the answer is not one of the API")

// errTooMany marks an answer with more elements than any that can be asked for. Each takes memory, however short it is.
var errTooMany = errors.New("the answer has more elements than can be read")

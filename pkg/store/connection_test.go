package store_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// flaky does something else before it works.
type flaky struct {
	next  http.RoundTripper
	first []func() (*http.Response, error)
	tries []time.Time
}

func (f *flaky) RoundTrip(r *http.Request) (*http.Response, error) {
	f.tries = append(f.tries, time.Now())
	if len(f.first) > 0 {
		first := f.first[0]
		f.first = f.first[1:]
		return first()
	}
	return f.next.RoundTrip(r)
}

func fails(err error) func() (*http.Response, error) {
	return func() (*http.Response, error) { return nil, err }
}

func busy(retryAfter string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Retry-After": {retryAfter}}, Body: io.NopCloser(strings.NewReader("busy")),
		}, nil
	}
}

// askOver asks over a connection that does something else first, and tells when it was tried.
func (w world) askOver(first ...func() (*http.Response, error)) (answer store.Answer, tries []time.Time) {
	w.Helper()
	simulated := *w.sim.Client()
	connection := &flaky{next: simulated.Transport, first: first}
	simulated.Transport = connection
	client, err := rtc.NewClient(account, &simulated, rtc.NewRoles(), func(string, ...any) {})
	require.NoError(w, err)
	store := store.New(client, w.api, usual, w.process, time.Now)
	defer store.Close()
	answer, err = store.Ask(w.Context(), last(day, rtc.Hour, class, "user_count")).Wait(w.Context())
	require.NoError(w, err)
	return answer, connection.tries
}

func TestAConnectionThatBrokeWhileIdleIsTriedAgain(t *testing.T) {
	for _, text := range []string{"http: server closed idle connection", "http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR", "http2: client connection lost"} {
		inWorld(t, rtcsim.Options{}, usual, func(w world) {
			answer, _ := w.askOver(fails(errors.New(text)))
			assert.Empty(w, answer.Failures)
		})
	}
}

func TestANameServerThatFailsIsTriedAgain(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		answer, tries := w.askOver(fails(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "rtc.simulated", IsTemporary: true}}))
		assert.Empty(w, answer.Failures)
		assert.Len(w, tries, 2)
	})
}

func TestAHostThatDoesNotExistIsNotTriedAgain(t *testing.T) {
	inWorld(t, rtcsim.Options{}, usual, func(w world) {
		answer, tries := w.askOver(fails(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "rtc.simulated", IsNotFound: true}}))
		require.Len(w, answer.Failures, 1)
		failure := new(rtc.Error)
		require.ErrorAs(w, answer.Failures[0].Err, &failure)
		assert.Equal(w, rtc.KindUnavailable, failure.Kind())
		assert.Contains(w, failure.Error(), "no such host")
		assert.Len(w, tries, 1)
	})
}

// A server may ask for a longer pause than the usual one, within a bound, but not for a shorter one.
func TestAServerThatAsksForAPause(t *testing.T) {
	for header, bounds := range map[string][2]time.Duration{
		"12":                            {12 * time.Second, 13 * time.Second},
		"86400":                         {30 * time.Second, 31 * time.Second},
		"0":                             {time.Second, 3 * time.Second},
		"-5":                            {time.Second, 3 * time.Second},
		"Wed, 21 Oct 2099 07:28:00 GMT": {time.Second, 3 * time.Second},
	} {
		inWorld(t, rtcsim.Options{}, usual, func(w world) {
			answer, tries := w.askOver(busy(header))
			assert.Empty(w, answer.Failures)
			require.Len(w, tries, 2)
			pause := tries[1].Sub(tries[0])
			assert.True(w, bounds[0] <= pause && pause <= bounds[1], "%s: %s", header, pause)
		})
	}
}

package rtcsim

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConnectionFaults(t *testing.T) {
	t.Run("reset before headers", func(t *testing.T) {
		eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
			s.Inject(Fault{Kind: ResetBeforeHeaders})
			res, _, err := exchange(t, client, url)
			assert.Nil(t, res)
			assert.ErrorContains(t, err, "connection reset by peer")
		})
	})
	t.Run("reset after headers", func(t *testing.T) {
		eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
			s.Inject(Fault{Kind: ResetAfterHeaders})
			res, body, err := exchange(t, client, url)
			// A socket may lose even the headers to the reset that follows them.
			if res != nil {
				assert.Equal(t, 200, res.StatusCode)
			}
			require.Error(t, err)
			assert.Empty(t, body)
		})
	})
	t.Run("cut body", func(t *testing.T) {
		eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
			s.Inject(Fault{Kind: CutBody})
			res, body, err := exchange(t, client, url)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			assert.Equal(t, 200, res.StatusCode)
			assert.Len(t, body, int(res.ContentLength/2))
		})
	})
	t.Run("slow drip", func(t *testing.T) {
		eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
			s.Inject(Fault{Kind: SlowDrip, Size: 100, Pause: time.Millisecond})
			start := time.Now()
			res, body, err := exchange(t, client, url)
			require.NoError(t, err)
			assert.Len(t, body, int(res.ContentLength))
			assert.Contains(t, body, `"TimeStamp"`)
			assert.GreaterOrEqual(t, time.Since(start), time.Duration(len(body)/100)*time.Millisecond)
		})
	})
}

func TestHangUntilClientLeaves(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
		s.Inject(Fault{Kind: Hang})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()

		_, err := client.Do(signedQuestion(t, url).WithContext(ctx))

		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestHangingCallIsListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		s.Inject(Fault{Kind: Hang})
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		r := signedQuestion(t, anyURL).WithContext(ctx)
		go func() {
			_, err := s.Client().Do(r)
			left <- err
		}()

		synctest.Wait()
		require.Len(t, s.Calls(), 1)
		cancel()
		require.ErrorIs(t, <-left, context.Canceled)
	})
}

func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		s.Inject(Fault{Kind: Delay, Wait: 20 * time.Second, Times: 1})
		start := time.Now()

		assert.Empty(t, ask(t, s, actionListOperationData).code())
		assert.Equal(t, 20*time.Second, time.Since(start))
	})
}

func TestDelayEndsWithClient(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
		s.Inject(Fault{Kind: APIError, Code: "InternalError", Wait: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()

		_, err := client.Do(signedQuestion(t, url).WithContext(ctx))

		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestClientLeavesInTheMiddleOfTheBody(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *Server, client *http.Client, url string) {
		s.Inject(Fault{Kind: SlowDrip, Pause: time.Hour})
		res, err := client.Do(signedQuestion(t, url))
		require.NoError(t, err)

		_, err = io.ReadFull(res.Body, make([]byte, 16))

		require.NoError(t, err)
		require.NoError(t, res.Body.Close()) // the test ends only if the handler does
	})
}

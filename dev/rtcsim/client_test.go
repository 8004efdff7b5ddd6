package rtcsim

import (
	"context"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestClientTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		s.Inject(Fault{Kind: Hang})
		client := s.Client()
		client.Timeout = 30 * time.Second
		start := time.Now()

		_, err := client.Do(signedQuestion(t, anyURL))

		var timeout net.Error
		require.ErrorAs(t, err, &timeout)
		assert.True(t, timeout.Timeout())
		assert.Equal(t, 30*time.Second, time.Since(start))
	})
}

func TestContextEndsReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		s.Inject(Fault{Kind: SlowDrip, Pause: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		res, err := s.Client().Do(signedQuestion(t, anyURL).WithContext(ctx))
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()

		body, err := io.ReadAll(res.Body)

		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Len(t, body, 32, "two pieces in a minute and a half")
	})
}

func TestResetIsThatOfASocket(t *testing.T) {
	s := New(Options{Now: atNoon})
	s.Inject(Fault{Kind: ResetBeforeHeaders})

	_, err := s.Client().Do(signedQuestion(t, anyURL))

	var op *net.OpError
	require.ErrorAs(t, err, &op)
	assert.ErrorIs(t, err, syscall.ECONNRESET)
}

func TestConcurrentCallsShareTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Now: atNoon})
		for range 10 {
			r := signedQuestion(t, anyURL)
			go func() {
				res, err := s.Client().Do(r)
				if assert.NoError(t, err) {
					assert.NoError(t, res.Body.Close())
				}
			}()
		}
		synctest.Wait()

		passed := 0
		for _, c := range s.Calls() {
			if c.Code == "" {
				passed++
			}
		}
		assert.Len(t, s.Calls(), 10)
		assert.Equal(t, 2, passed)
	})
}

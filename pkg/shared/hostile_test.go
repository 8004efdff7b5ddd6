package shared_test

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/shared"
)

// A server that is not Redis can announce anything. Nothing is allocated for what has not come, and nothing crashes.
func TestRepliesAreBounded(t *testing.T) {
	for name, reply := range map[string]string{
		"a large string":              "$500000000\r\n",
		"a string beyond all numbers": "$99999999999999999999999999\r\n",
		"an overflowing length":       "$18446744073709551615\r\n",
		"a negative length":           "$-500000000\r\n",
		"leading zeros":               "$" + strings.Repeat("0", 40) + "500000000\r\n",
		"a large array":               "*500000000\r\n",
		"large arrays in arrays":      strings.Repeat("*1000\r\n", 1000),
		"arrays in arrays":            strings.Repeat("*1\r\n", 1<<19),
		"large strings in an array":   "*128\r\n" + strings.Repeat("$1000000\r\n"+strings.Repeat("x", 1_000_000)+"\r\n", 8),
		"an endless line":             "+" + strings.Repeat("x", 8<<20),
		"a length in a string":        "$3\r\nabc*500000000\r\n",
		"several replies":             ":1\r\n$500000000\r\n$500000000\r\n",
		"nothing":                     "\r\n",
		"another protocol":            "HTTP/1.1 400 Bad Request\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			redis := open(t, configOf(answers(t, reply)))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := redis.Read(t.Context(), redis.Key("a"))
			require.Error(t, err)
			_, err = redis.Lease(t.Context(), redis.Key("b"), time.Minute)
			if err == nil {
				assert.Equal(t, "several replies", name)
			}
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(48<<20), "bytes")
		})
	}
}

// A text that somebody else stored under the key of a lease is not read to its end.
func TestTheHolderOfALeaseIsBounded(t *testing.T) {
	server := startMini(t)
	redis := open(t, configOf(server.Addr()))
	key := redis.Key("lease")
	require.NoError(t, server.Set(key, strings.Repeat("x", 16<<20)))
	lease, err := redis.Lease(t.Context(), key, time.Minute)
	require.NoError(t, err)
	assert.Nil(t, lease)
}

// Sentinels that hang, refuse, or name what is no master do not keep from the one that knows.
func TestSentinelsAreAskedAtOnce(t *testing.T) {
	master := answers(t, "*1\r\n$6\r\nmaster\r\n")
	replica := answers(t, "*1\r\n$5\r\nslave\r\n")
	hangs, unknown, refuses := answers(t, ""), answers(t, "*-1\r\n"), answers(t, "-NOAUTH Authentication required.\r\n")
	for name, test := range map[string]struct {
		sentinels []string
		says      string
	}{
		"one that hangs":       {[]string{hangs, unknown, refuses, names(t, replica), names(t, master)}, ""},
		"no master":            {[]string{names(t, replica)}, "not a master"},
		"unknown name":         {[]string{unknown}, "knows no master of the name"},
		"password missing":     {[]string{refuses}, "NOAUTH"},
		"two problems":         {[]string{unknown, unknown}, "; "},
		"an address too short": {[]string{answers(t, "*1\r\n$1\r\na\r\n")}, "address of 1 parts"},
	} {
		t.Run(name, func(t *testing.T) {
			further := url.Values{"master_name": {"rtc"}, "addr": test.sentinels[1:]}
			url := "redis://" + test.sentinels[0] + "?" + further.Encode()
			redis := open(t, shared.Config{URL: url, Timeout: patience})
			_, err := redis.Read(t.Context(), redis.Key("a"))
			if test.says == "" {
				require.NoError(t, err, "the master is found")
				return
			}
			require.ErrorContains(t, err, test.says)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// names is a Sentinel that names an address.
func names(t *testing.T, address string) string {
	host, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	return answers(t, fmt.Sprintf("*2\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n", len(host), host, len(port), port))
}

// answers is the address of a server that sends the same whatever it gets.
func answers(t *testing.T, reply string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var work sync.WaitGroup
	var mu sync.Mutex
	var accepted []net.Conn
	work.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			accepted = append(accepted, connection)
			mu.Unlock()
			work.Go(func() {
				command := make([]byte, 64<<10)
				for {
					if _, err := connection.Read(command); err != nil {
						return
					}
					if _, err := io.WriteString(connection, reply); err != nil {
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for _, connection := range accepted {
			_ = connection.Close()
		}
		mu.Unlock()
		work.Wait()
	})
	return listener.Addr().String()
}

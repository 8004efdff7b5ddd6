package shared_test

import (
	"flag"
	"net/url"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"volcengine-rtc-datasource/pkg/shared"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var inSoak = flag.Bool("soak", false, "also run what counts calls in real time, which a busy host disturbs")

// onlyInSoak skips what only a quiet host can pass.
func onlyInSoak(t *testing.T) {
	t.Helper()
	if !*inSoak {
		t.Skip("part of go tool mage soak")
	}
}

// startMini starts a Redis in the process, with a clock that a test can set.
func startMini(t *testing.T) *miniredis.Miniredis {
	t.Helper()
	server := miniredis.NewMiniRedis()
	require.NoError(t, server.Start())
	t.Cleanup(server.Close)
	return server
}

// patience is the time limit of operations where a test is not about it: the race detector makes Redis's scripts slow.
const patience = 10 * time.Second

func configOf(address string) shared.Config {
	return shared.Config{URL: (&url.URL{Scheme: "redis", Host: address}).String(), Timeout: patience}
}

// open is the Redis of a replica of its own.
func open(t *testing.T, config shared.Config) *shared.Redis {
	t.Helper()
	redis, err := shared.NewConnections().Open(config)
	require.NoError(t, err)
	t.Cleanup(redis.Close)
	return redis
}

package acceptance

import (
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// clock is that of the plugin and the simulator. The plugin reads from the file how far it is ahead of the host's.
type clock struct {
	file  string
	ahead atomic.Int64
}

// newClock goes with the host's until it is advanced.
func newClock(t *testing.T) *clock {
	t.Helper()
	c := &clock{file: filepath.Join(t.TempDir(), "clock")}
	c.advance(t, 0)
	return c
}

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) advance(t *testing.T, by time.Duration) {
	ahead := time.Duration(c.ahead.Add(int64(by)))
	next := c.file + ".next"
	// The plugin may read at any time, so it must find the one or the other, whole.
	require.NoError(t, os.WriteFile(next, []byte(ahead.String()), 0o600))
	require.NoError(t, os.Rename(next, c.file))
}

// start starts a plugin; one from dev/bench/clocked goes by this clock.
func (c *clock) start(t testing.TB, binary string, logs io.Writer) *pluginhost.Plugin {
	t.Helper()
	command := exec.Command(binary)
	command.Env = []string{"BENCH_CLOCK=" + c.file}
	plugin, err := pluginhost.StartCommand(command, logs)
	require.NoError(t, err, "build the plugin first: go tool mage build")
	t.Cleanup(plugin.Close)
	return plugin
}

// newClockedHost is a plugin that goes by a clock, as its API does.
func newClockedHost(t *testing.T, c *clock, api rtcsim.Options) host {
	t.Helper()
	api.Now = c.now
	h := host{logs: &logBuffer{}, sim: rtcsim.New(api)}
	h.Plugin = c.start(t, clockedBinary(t), h.logs)
	server := httptest.NewServer(h.sim)
	t.Cleanup(server.Close)
	h.instance = pluginhost.SimulatedInstance(server.URL)
	return h
}

// clockedBinary is the plugin with a clock that can be set, built with flags of go build.
func clockedBinary(t *testing.T, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "plugin")
	flags = slices.Concat([]string{"build", "-tags", "arrow_json_stdlib", "-o", binary}, flags, []string{"../bench/clocked"})
	output, err := exec.CommandContext(t.Context(), "go", flags...).CombinedOutput()
	require.NoError(t, err, "%s", output)
	return binary
}

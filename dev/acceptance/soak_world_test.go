package acceptance

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// faultShare is the share of calls that meet a fault.
const faultShare = 0.3

var flakiness = []rtcsim.Fault{
	{Kind: rtcsim.RawAnswer, Status: http.StatusBadGateway, ContentType: "text/html", Body: "<html><h1>Bad Gateway</h1></html>"},
	{Kind: rtcsim.ResetBeforeHeaders},
	{Kind: rtcsim.ResetAfterHeaders},
	{Kind: rtcsim.CutBody},
	apiError(http.StatusInternalServerError, "InternalError", "Internal error."),
	apiError(http.StatusOK, "InternalServiceTimeout", "The service took too long."),
	{Kind: rtcsim.Delay, Wait: 400 * time.Millisecond},
}

// flaky lets calls meet faults by chance.
func flaky(sim *rtcsim.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rand.Float64() < faultShare {
			fault := flakiness[rand.IntN(len(flakiness))]
			fault.Times = 1
			sim.Inject(fault)
		}
		sim.ServeHTTP(w, r)
	})
}

// pluginLog keeps of a log when calls were sent, and what tells of a race or a panic with the lines that follow it.
type pluginLog struct {
	mu     sync.Mutex
	sent   map[string][]time.Time // by action
	text   strings.Builder
	follow int
}

var (
	broken   = regexp.MustCompile(`DATA RACE|panic|fatal error`)
	callSent = regexp.MustCompile(`"action":"(\w+)".*"sent":"([^"]+)"`)
)

func (l *pluginLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if call := callSent.FindSubmatch(line); call != nil {
		if at, err := time.Parse(time.RFC3339Nano, string(call[2])); err == nil {
			l.sent[string(call[1])] = append(l.sent[string(call[1])], at)
		}
	}
	if broken.Match(line) {
		l.follow = 60
	}
	if l.follow > 0 && l.text.Len() < 1<<20 {
		l.follow--
		l.text.Write(line)
	}
	return len(line), nil
}

func (l *pluginLog) faults() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// sentBy gives the moments at which calls of an action were sent, in order.
func (l *pluginLog) sentBy(action string) []time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	sent := slices.Clone(l.sent[action])
	slices.SortFunc(sent, time.Time.Compare)
	return sent
}

// state is what a plugin holds when nobody asks.
type state struct{ goroutines, heap float64 }

// settle reads the plugin's state once what is under way has ended, which leaves at most so many goroutines, and garbage
// is collected.
func (s *soak) settle(t *testing.T, most float64) state {
	t.Helper()
	goroutines, before := s.usualGoroutines(t), -1.0
	for deadline := time.Now().Add(time.Minute); goroutines != before || goroutines > most; {
		require.True(t, time.Now().Before(deadline), "%v goroutines with nobody asking, then %v; at most %v", before, goroutines, most)
		// Each idle connection has two goroutines, and how many there are is up to chance.
		s.upstream.CloseClientConnections()
		before, goroutines = goroutines, s.usualGoroutines(t)
	}
	// Reading the metrics makes garbage itself; the second collection from here on has freed all that the load left.
	for enough := s.metric(t, "go_gc_duration_seconds_count") + 2; s.metric(t, "go_gc_duration_seconds_count") < enough; {
		require.NoError(t, t.Context().Err())
	}
	return state{goroutines: goroutines, heap: s.metric(t, "go_memstats_heap_inuse_bytes")}
}

// usualGoroutines is the median of a second and more; reading it takes goroutines itself, at times more than others.
func (h host) usualGoroutines(t *testing.T) float64 {
	t.Helper()
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	readings := make([]float64, 25)
	for i := range readings {
		<-ticker.C
		readings[i] = h.metric(t, "go_goroutines")
	}
	slices.Sort(readings)
	return readings[len(readings)/2]
}

// awaitDisposal returns when the SDK has disposed of the data source before the last change, which it does after 5 s.
func (s *soak) awaitDisposal(t *testing.T) {
	t.Helper()
	select {
	case <-time.After(6 * time.Second):
	case <-t.Context().Done():
	}
}

// metric is the sum of the metric's series.
func (h host) metric(t *testing.T, name string) (sum float64) {
	t.Helper()
	metrics, err := h.Metrics(t.Context())
	require.NoError(t, err)
	found := false
	for lines := bufio.NewScanner(bytes.NewReader(metrics)); lines.Scan(); {
		rest, ok := strings.CutPrefix(lines.Text(), name)
		if !ok || !strings.HasPrefix(rest, "{") && !strings.HasPrefix(rest, " ") {
			continue
		}
		value, err := strconv.ParseFloat(rest[strings.LastIndexByte(rest, ' ')+1:], 64)
		require.NoError(t, err)
		sum, found = sum+value, true
	}
	require.True(t, found, "no metric %s", name)
	return sum
}

// peakMemory is what a process had resident at most, as Linux tells it.
func peakMemory(pid int) string {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return "unknown"
	}
	found := regexp.MustCompile(`VmHWM:\s*(.*)`).FindSubmatch(status)
	if found == nil {
		return "unknown"
	}
	return string(found[1])
}

package acceptance

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

const day = 24 * time.Hour

// kept asks for what was kept since the panel was opened first, and for the 29 days before that. It has no hole.
func (p sharedPanel) kept(t *testing.T, h host, opened, until time.Time) []data.Notice {
	t.Helper()
	var frame *data.Frame
	for deadline := time.Now().Add(time.Minute); frame == nil || frame.Meta.Custom != nil; {
		require.True(t, time.Now().Before(deadline), "the panel is never whole")
		response, err := h.QueryData(t.Context(), p.request(t, h, until))
		require.NoError(t, err)
		require.NoError(t, response.Responses["A"].Error)
		frame = response.Responses["A"].Frames[0]
	}
	require.Len(t, frame.Fields, 1+len(p.indicators), "%v", frame.Meta.Notices)
	for row := range frame.Rows() {
		at, _ := frame.Fields[0].At(row).(time.Time)
		for _, field := range frame.Fields[1:] {
			value, _ := field.At(row).(*float64)
			want, exists := rtcsim.Value(p.app, field.Labels["indicator"], "1h", at)
			switch {
			case value != nil:
				require.True(t, exists && *value == want, "%s at %s is %v", field.Labels["indicator"], at, *value)
			case at.After(opened.Add(-29 * day)):
				require.False(t, exists, "%s at %s is missing", field.Labels["indicator"], at)
			}
		}
	}
	at, _ := frame.Fields[0].At(frame.Rows() - 1).(time.Time)
	require.WithinDuration(t, until, at, 2*time.Hour)
	return frame.Meta.Notices
}

// lasting counts the keys that stay for longer than that.
func (r *replicaSet) lasting(t *testing.T, longer time.Duration) (count int) {
	t.Helper()
	for _, key := range r.redis.Keys() {
		if left, _ := r.redis.Do("PTTL", key).(int64); left > longer.Milliseconds() {
			count++
		}
	}
	return count
}

// Of two replicas one at a time fetches what the API would forget, with a tenth of the quota. What is kept has no hole then,
// outlives the processes and a rotation of the secret, and stays longer when history is longer.
func TestHistoryIsBackfilledAndKept(t *testing.T) {
	t.Parallel()
	const perSecond, windows = 20, 3
	r := startSharingOf(t, clockedBinary(t), 0, rtcsim.Options{NoRateLimit: true, MoreKeys: map[string]string{"AKrotated": "the rotated secret"}})
	r.instance.JSONData["history"], r.instance.JSONData["callsPerSecond"] = "1y", perSecond
	both := []host{r.add(t, r.clock), r.add(t, r.clock)}
	panel := sharedPanel{app: app, indicators: replicaIndicators, back: 29 * day}
	opened := r.clock.now()
	r.show(t, both, []sharedPanel{panel})
	require.Equal(t, 5, r.calls(t))

	until := opened.Add(-3 * day) // what was not settled then is fetched again
	for range 2 {
		began := time.Now()
		r.clock.advance(t, 24*day) // of which 22 have settled: three windows of seven days
		require.Eventually(t, func() bool { return len(r.sim.Calls()) >= windows }, time.Minute, 10*time.Millisecond)
		calls := r.sim.Calls()
		// Each replica by itself would keep this distance, so two at once would not.
		assert.GreaterOrEqual(t, calls[windows-1].At.Sub(began), (windows-1)*10*time.Second/perSecond)
		starts := map[string]bool{}
		for _, call := range calls {
			starts[call.Start] = true
		}
		assert.Len(t, starts, windows)

		// What is being written is waited for, so this one also tells that all is. On the others it stays in use.
		fresh := r.add(t, r.clock)
		until = until.Add(7 * windows * day)
		panel.back = until.Sub(opened.Add(-75 * day))
		for _, h := range []host{fresh, both[0], both[1]} {
			notices := panel.kept(t, h, opened, until)
			require.Len(t, notices, 1)
			assert.Contains(t, notices[0].Text, "Values are kept from ")
		}
		assert.Equal(t, windows, r.calls(t), "those of the backfill")
		fresh.Close()
	}

	rotated := r.add(t, r.clock)
	rotated.instance.JSONData["accessKeyId"] = "AKrotated"
	rotated.instance.SecureJSONData["secretAccessKey"] = "the rotated secret"
	panel.kept(t, rotated, opened, until)
	assert.Equal(t, 1, r.calls(t), "one call for the app, and no history is lost")

	values := r.lasting(t, 300*day)
	require.NotZero(t, values)
	assert.Zero(t, r.lasting(t, 367*day))
	longer := r.add(t, r.clock)
	longer.instance.JSONData["history"] = "2y"
	panel.kept(t, longer, opened, until)
	assert.Eventually(t, func() bool { return r.lasting(t, 700*day) == values }, time.Minute, 50*time.Millisecond)
	assert.Zero(t, r.calls(t))
}

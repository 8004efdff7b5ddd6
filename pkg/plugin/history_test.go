package plugin_test

import (
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/plugin"
)

// years are data sources, one after the other, that keep values in one Redis while the clock runs on.
type years struct {
	grafana
	redis *miniredis.Miniredis
	clock atomic.Pointer[time.Time]
}

func newYears(t *testing.T) *years {
	t.Helper()
	y := &years{redis: miniredis.RunT(t)}
	y.clock.Store(&now)
	y.grafana = grafana{TB: t, sim: rtcsim.New(rtcsim.Options{Now: y.now, NoRateLimit: true})}
	server := httptest.NewServer(y.sim)
	t.Cleanup(server.Close)
	y.url = server.URL
	y.restart()
	return y
}

func (y *years) now() time.Time { return *y.clock.Load() }

func (y *years) restart() {
	instance, err := plugin.NewFactory(y.now)(y.Context(), y.settings(jsonMap{
		"redisUrl": "redis://" + y.redis.Addr(), "history": "1y", "callsPerSecond": 100,
	}, nil))
	require.NoError(y, err)
	y.ds = instance.(*plugin.Datasource)
	y.Cleanup(y.ds.Dispose)
}

func (y *years) pass(d time.Duration) {
	next := y.now().Add(d)
	y.clock.Store(&next)
}

// quarter asks for 90 days by day.
func (y *years) quarter(headers map[string]string) backend.DataResponse {
	q := y.dataQuery("A", 0, jsonMap{"indicators": []string{"user_count"}, "granularity": "1d"})
	q.TimeRange = backend.TimeRange{From: y.now().Add(-90 * day), To: y.now()}
	return y.send(y.Context(), headers, q)["A"]
}

// gaps counts the values that a response lacks, of those that it has times for.
func gaps(response backend.DataResponse) (missing, all int) {
	for row := range response.Frames[0].Fields[1].Len() {
		all++
		if _, ok := response.Frames[0].Fields[1].ConcreteAt(row); !ok {
			missing++
		}
	}
	return missing, all
}

func TestHistoryThroughQueryData(t *testing.T) {
	t.Parallel()
	y := newYears(t)
	asRule := map[string]string{"FromAlert": "true"}

	first := y.quarter(nil)
	require.NoError(t, first.Error)
	require.Len(t, first.Frames[0].Meta.Notices, 1)
	assert.Contains(t, first.Frames[0].Meta.Notices[0].Text, "Values are kept from ")
	missing, all := gaps(first)
	assert.Equal(t, 61, missing, "what was before the API's 30 days")
	assert.Equal(t, 90, all)
	require.Error(t, y.quarter(asRule).Error)
	assert.Contains(t, y.quarter(asRule).Error.Error(), "are kept from")

	for range 4 {
		y.pass(20 * day)
		require.NoError(t, y.quarter(nil).Error)
	}
	y.restart()
	whole := y.quarter(nil)
	missing, _ = gaps(whole)
	assert.Zero(t, missing)
	assert.Empty(t, whole.Frames[0].Meta.Notices)
	require.NoError(t, y.quarter(asRule).Error)

	y.redis.SetError("LOADING Redis is loading the dataset in memory")
	y.restart()
	unread := y.quarter(nil)
	require.NoError(t, unread.Error)
	require.Len(t, unread.Frames[0].Meta.Notices, 1)
	assert.Contains(t, unread.Frames[0].Meta.Notices[0].Text, "The values that Redis keeps could not be read")
	assert.NotNil(t, unread.Frames[0].Meta.Custom, "the front end asks again")
	require.Error(t, y.quarter(asRule).Error)
	assert.Contains(t, y.quarter(asRule).Error.Error(), "The values that Redis keeps could not be read")
}

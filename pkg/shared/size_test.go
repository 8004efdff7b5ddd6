package shared_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// What a series takes in Redis for a year, which docs/replicas.md tells.
func TestSizeOfASeriesInAYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		granularity rtc.Granularity
		most        int
	}{{rtc.Hour, 40_000}, {rtc.Day, 3000}} {
		for _, indicator := range []string{"user_count", "5s_join_room_success_rate"} {
			server := startMini(t)
			replica := replicaOf(t, server, account)
			grid := c.granularity.Grid()
			year := rtc.Span{First: grid.Bucket(time.Unix(1.7e9, 0)), End: grid.Bucket(time.Unix(1.7e9, 0).AddDate(1, 0, 0))}
			key := store.KeptKey{LeaseKey: store.LeaseKey{Action: "ListOperationData", AppID: canaryApp, Grid: grid, Filter: rtc.NoFilter}, Indicator: indicator}
			chunks := 0
			for size := int64(store.KeptKey.Span(key).Len()); (year.First/size+int64(chunks))*size < year.End; chunks++ {
				chunk := key
				chunk.Chunk = year.First/size + int64(chunks)
				kept := &store.Kept{Span: chunk.Span(), Keep: 365 * 24 * time.Hour, Runs: []store.KeptRun{{Span: chunk.Span(), Fetched: time.Unix(1.7e9, 0)}}}
				values := rtc.NoValues(kept.Span.Len())
				for i := range values {
					if value, ok := rtcsim.Value(canaryApp, indicator, string(c.granularity), grid.Start(kept.Span.First+int64(i))); ok {
						values[i] = value
					}
				}
				kept.Series = []store.KeptSeries{{SeriesID: rtc.SeriesID{Name: indicator}, Values: values}}
				replica.Write([]store.KeptWrite{{Key: chunk, Merge: func(*store.Kept) *store.Kept { return kept }}}, nil)
			}
			require.Eventually(t, func() bool { return len(server.Keys()) == chunks }, 5*time.Second, 10*time.Millisecond)
			bytes := 0
			for _, name := range server.Keys() {
				value, err := server.Get(name)
				require.NoError(t, err)
				bytes += len(name) + len(value)
			}
			t.Logf("%s by %s: %d keys, %d bytes", indicator, c.granularity, chunks, bytes)
			assert.Less(t, bytes, c.most)
		}
	}
}

package plugin_test

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// What is always so is in the query inspector and has no notice; a notice tells that much of the range is missing.
func TestNoticesOfWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	const delayed, oldest = "Data is available", "Volcengine RTC gives the last"
	for name, c := range map[string]struct {
		query  jsonMap
		back   time.Duration
		notice string
		stats  []string
	}{
		"hours of a week":      {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}, back: 7 * day, stats: []string{"Not available from", "Next value at"}},
		"days of a week":       {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1d"}, back: 7 * day, stats: []string{"Not available from", "Next value at"}},
		"last 30 days":         {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}, back: 30 * day, stats: []string{"Not available from", "Next value at", "The API's data begins at"}},
		"last 30 days by day":  {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1d"}, back: 30 * day, stats: []string{"Not available from", "Next value at", "The API's data begins at"}},
		"places of a week":     {query: jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}}, back: 7 * day, stats: []string{"Not available from", "Next value at"}},
		"last hour":            {query: jsonMap{"queryType": "realTimeQuality", "indicators": []string{"stall_rate"}}, back: hour, stats: []string{"Not available from", "Next value at", "The API's data begins at"}},
		"last quarter":         {query: jsonMap{"queryType": "realTimeOperationData", "indicators": []string{"online_user_count"}}, back: 15 * time.Minute, stats: []string{"Not available from", "Next value at"}},
		"a quarter is missing": {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}, back: 34 * hour, notice: delayed, stats: []string{"Not available from", "Next value at"}},
		"less is missing":      {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}, back: 35 * hour, stats: []string{"Not available from", "Next value at"}},
		"all is missing":       {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}, back: 5 * hour, notice: delayed, stats: []string{"Not available from", "Next value at"}},
		"much of real time":    {query: jsonMap{"queryType": "realTimeQuality", "indicators": []string{"stall_rate"}}, back: 3 * time.Minute, notice: delayed, stats: []string{"Not available from", "Next value at"}},
		"last 40 days":         {query: jsonMap{"indicators": []string{"user_count"}, "granularity": "1d"}, back: 40 * day, notice: oldest, stats: []string{"Not available from", "Next value at", "The API's data begins at"}},
		"last 3 hours live":    {query: jsonMap{"queryType": "realTimeQuality", "indicators": []string{"stall_rate"}}, back: 3 * hour, notice: oldest, stats: []string{"Not available from", "Next value at", "The API's data begins at"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := newGrafana(t, rtcsim.Options{}, nil).query(dataQuery(t, c.back, c.query))["A"]
			require.NoError(t, response.Error)
			meta := response.Frames[0].Meta
			if c.notice == "" {
				assert.Empty(t, meta.Notices)
			} else {
				require.Len(t, meta.Notices, 1)
				assert.Contains(t, meta.Notices[0].Text, c.notice)
			}
			assert.Equal(t, c.stats, momentsOf(meta.Stats))
		})
	}
}

// momentsOf are the names of the stats that are moments.
func momentsOf(stats []data.QueryStat) []string {
	var names []string
	for _, stat := range stats {
		if stat.Unit == "dateTimeAsIso" {
			names = append(names, stat.DisplayName)
		}
	}
	return names
}

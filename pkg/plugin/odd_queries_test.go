package plugin_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// oddQuery is a query that the editor would not write.
type oddQuery struct {
	Name string
	// Stored is the query as a dashboard has it, and Sent what the front end makes of it; its tests compare the two.
	Stored, Sent json.RawMessage
	// Answer is "data", or a part of the error.
	Answer string
}

// TestOddQueriesAreAnswered asks what the front end sends for queries that are not as they should be: each gets data or
// an error that says why not.
func TestOddQueriesAreAnswered(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/odd_queries.json")
	require.NoError(t, err)
	var odd []oddQuery
	require.NoError(t, json.Unmarshal(content, &odd))
	require.GreaterOrEqual(t, len(odd), 40)

	g := newGrafana(t, rtcsim.Options{}, nil)
	ask := func(raw json.RawMessage) backend.DataResponse {
		timeRange := backend.TimeRange{From: now.Add(-30 * time.Hour), To: now}
		return g.query(backend.DataQuery{RefID: "A", JSON: raw, Interval: time.Minute, TimeRange: timeRange})["A"]
	}
	for _, one := range odd {
		answer := ask(one.Sent)
		if one.Answer == "data" {
			require.NoError(t, answer.Error, one.Name)
			require.Len(t, answer.Frames, 1, one.Name)
			assert.NotEmpty(t, answer.Frames[0].Fields, one.Name)
		} else {
			require.ErrorContains(t, answer.Error, one.Answer, one.Name)
		}
		// Alert rules send what is stored.
		stored := ask(one.Stored)
		assert.True(t, stored.Error != nil || len(stored.Frames) == 1, one.Name)
	}
}

package plugin_test

import (
	"context"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// A week by the hour is one call, and whatever else is asked keeps to the rate of an account that grants ten calls a
// minute.
func TestAnAccountOfTenCallsAMinute(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{CallsPerSecond: 0.16}, jsonMap{"callsPerSecond": 0.16})
	answer := g.query(g.dataQuery("A", 7*24*time.Hour, jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"}))["A"]
	require.NoError(t, answer.Error)
	assert.Equal(t, 7*24-8, answer.Frames[0].Rows())
	assert.Len(t, g.sim.Calls(), 1)

	health, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{}) // reads a day of the default app
	require.NoError(t, err)
	assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
	for _, call := range g.sim.Calls() {
		assert.Empty(t, call.Code, "never throttled")
	}
	assert.Len(t, g.sim.Calls(), 3)
}

func TestHealthTellsTheRateInForce(t *testing.T) {
	t.Parallel()
	for set, says := range map[any]string{nil: "At most 2 calls a second", 0.5: "At most 0.5 calls a second", " 7.5 ": "At most 7.5 calls a second", "": "At most 2 calls"} {
		g := newGrafana(t, rtcsim.Options{}, jsonMap{"callsPerSecond": set})
		health, err := g.ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
		require.NoError(t, err)
		assert.Equal(t, backend.HealthStatusOk, health.Status, health.Message)
		assert.Contains(t, health.Message, says)
	}
}

// A rule has a deadline, and is told what keeps it from an answer.
func TestARuleThatTheRateKeepsFromItsAnswer(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{CallsPerSecond: 0.01}, jsonMap{"callsPerSecond": 0.01})
	query := g.dataQuery("A", 30*24*time.Hour, jsonMap{"indicators": []string{"user_count"}, "granularity": "1h"})
	query.TimeRange.From = now.Add(-29 * 24 * time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	answer := g.send(ctx, map[string]string{"FromAlert": "true"}, query)["A"]
	require.Error(t, answer.Error)
	assert.Contains(t, answer.Error.Error(), "quota of 0.01 calls a second")
}

package main

import (
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
)

func TestRequestIsThatOfGrafana(t *testing.T) {
	now := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	panel, rule := dashboard()[0], dashboard()[3]

	request, err := panel.request(backend.PluginContext{Namespace: "default"}, now)
	require.NoError(t, err)
	require.Empty(t, request.Headers)
	require.Equal(t, "default", request.PluginContext.Namespace)
	query := request.Queries[0]
	require.Equal(t, backend.TimeRange{From: now.Add(-30 * day), To: now}, query.TimeRange)
	require.JSONEq(t, `{"refId":"A","queryType":"operationData","granularity":"1d",
		"appIds":["661e0000a1c05f0001543cf1","661e0000b2d16f0001543cf2"],
		"indicators":["user_count","per_call_time","avg_call_time"]}`, string(query.JSON))

	request, err = rule.request(backend.PluginContext{}, now)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"FromAlert": "true"}, request.Headers)
}

func TestNaiveCalls(t *testing.T) {
	q := question{appIDs: []string{"a", "b"}, indicators: []string{"x", "y", "z"}}
	q.back = 7 * day
	require.Equal(t, 6, q.naiveCalls())
	q.back = 30 * day
	require.Equal(t, 30, q.naiveCalls(), "30 days are five calls of at most seven")
}

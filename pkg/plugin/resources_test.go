package plugin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

func (g grafana) get(ctx context.Context, path string) *backend.CallResourceResponse {
	g.Helper()
	var got *backend.CallResourceResponse
	sender := backend.CallResourceResponseSenderFunc(func(response *backend.CallResourceResponse) error {
		got = response
		return nil
	})
	require.NoError(g, g.ds.CallResource(ctx, &backend.CallResourceRequest{
		Method: http.MethodGet, Path: strings.Split(path, "?")[0], URL: path,
	}, sender))
	return got
}

func TestAppsAreListedWithoutTheirKeys(t *testing.T) {
	t.Parallel()
	apps := []rtcsim.App{{ID: "a1", Name: "One", Status: 1, AppKey: rtcsim.CanaryAppKey}, {ID: "a2", Name: "二", SecondaryAppKey: rtcsim.CanaryAppKey}}
	g := newGrafana(t, rtcsim.Options{Apps: apps}, nil)
	response := g.get(t.Context(), "apps")
	assert.Equal(t, http.StatusOK, response.Status)
	assert.JSONEq(t, `[{"id":"a1","name":"One","status":1},{"id":"a2","name":"二","status":0}]`, string(response.Body))
	g.get(t.Context(), "apps")
	assert.Len(t, g.sim.Calls(), 1, "the list is kept")
}

func TestAppsThatCannotBeListed(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{SecretAccessKey: "another"}, nil)
	response := g.get(t.Context(), "apps")
	assert.Equal(t, http.StatusBadGateway, response.Status, "401 would end the user's session")
	assert.Contains(t, string(response.Body), "check the access key ID")
}

func TestAFailedListOfAppsIsAskedForAgain(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{SecretAccessKey: "another"}, nil)
	g.get(t.Context(), "apps")
	g.get(t.Context(), "apps")
	assert.Len(t, g.sim.Calls(), 2)
}

func TestQueryTypesTellTheRangesThatWorkInARule(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, jsonMap{"dataDelay": "10h"})
	response := g.get(t.Context(), "query-types")
	assert.Equal(t, http.StatusOK, response.Status)
	assert.JSONEq(t, `[
		{"name": "operationData", "delay": "10 h", "alertRanges": {"auto": "now-13h", "1h": "now-13h", "1d": "now-36h"}},
		{"name": "operationDistribution", "delay": "10 h", "alertRanges": {"auto": "now-13h"}},
		{"name": "realTimeOperationData", "delay": "20s", "alertRanges": {"auto": "now-3m", "30s": "now-3m"}},
		{"name": "quality", "delay": "10 h", "alertRanges": {"auto": "now-13h", "5min": "now-13h", "1d": "now-36h"}},
		{"name": "qualityDistribution", "delay": "10 h", "alertRanges": {"auto": "now-13h"}},
		{"name": "realTimeQuality", "delay": "1m", "alertRanges": {"auto": "now-5m", "30s": "now-5m"}},
		{"name": "realTimeQualityDistribution", "delay": "1m", "alertRanges": {"auto": "now-5m"}},
		{"name": "usage", "delay": "10 h", "alertRanges": {"auto": "now-36h", "1d": "now-36h"}}
	]`, string(response.Body))
	assert.Empty(t, g.sim.Calls())
}

func TestIndicatorsAreTheCataloguesAndTheAdministrators(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, jsonMap{"indicators": []jsonMap{
		{"name": "rooms", "unit": "short"},
		{"name": "user_count", "label": "People"},
	}})
	response := g.get(t.Context(), "indicators")
	assert.Equal(t, http.StatusOK, response.Status)
	body := string(response.Body)
	assert.Contains(t, body, `{"name":"user_count","label":"People","unit":"short","description":"Distinct user ids`)
	assert.Contains(t, body, `{"name":"rooms","label":"rooms","unit":"short","description":"","group":"Own indicators"}`)
	assert.Empty(t, g.sim.Calls())
}

func TestOtherResourcesAreNotFound(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	assert.Equal(t, http.StatusNotFound, g.get(t.Context(), "secrets").Status)
}

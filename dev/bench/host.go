package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// host is a plugin process on a simulated API of its own.
type host struct {
	plugin    *pluginhost.Simulated
	sim       *rtcsim.Server
	ahead     atomic.Int64 // of the host's clock, for the simulator and a clocked plugin
	clockFile string
	rate      float64       // of calls, 0 for the documented one
	past      []rtcsim.Call // of the dashboards opened so far
}

// startHost starts a plugin on a simulated API with five apps.
func startHost(binary, folder string) (*host, error) { return startLargeHost(binary, folder, 0, 0) }

// startLargeHost is startHost with more apps, and with a rate of its own unless that is 0.
func startLargeHost(binary, folder string, apps int, rate float64) (*host, error) {
	h := &host{clockFile: filepath.Join(folder, "clock"), rate: rate}
	if err := h.setClock(0); err != nil {
		return nil, err
	}
	if err := os.Setenv("BENCH_CLOCK", h.clockFile); err != nil {
		return nil, err
	}
	var err error
	h.plugin, err = pluginhost.StartSimulated(binary, io.Discard, rtcsim.Options{
		Now: h.now, Indicators: indicators, CallsPerSecond: rate, Apps: slices.Concat(rtcsim.DemoApps, fifthApp, manyApps(apps)),
	})
	if err != nil {
		return nil, err
	}
	h.sim = h.plugin.API
	return h, nil
}

// manyApps makes apps of the account.
func manyApps(n int) []rtcsim.App {
	apps := make([]rtcsim.App, n)
	for i := range apps {
		apps[i] = rtcsim.App{ID: fmt.Sprintf("661e0000f6%03d", i), Name: fmt.Sprint("App ", i), Status: 1}
	}
	return apps
}

// replica starts one more plugin on the same API.
func (h *host) replica(binary string) (*host, error) {
	plugin, err := h.plugin.Replica(binary, io.Discard)
	return &host{plugin: plugin, sim: h.sim, clockFile: h.clockFile}, err
}

func (h *host) close() { h.plugin.Close() }

func (h *host) now() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }

// setClock sets the clocks forward by as much as ahead is more than before.
func (h *host) setClock(ahead time.Duration) error {
	h.ahead.Store(int64(ahead))
	next := h.clockFile + ".next"
	if err := os.WriteFile(next, []byte(ahead.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(next, h.clockFile)
}

// indicators are those that the dashboards show; the administrator listed them in the settings.
var indicators = []string{
	"user_count", "per_call_time", "avg_call_time", "5s_join_room_success_rate", "rooms", "publishers", "subscribers",
	"speakers", "screens", "reconnects", "leaves", "errors",
}

func (h *host) pluginContext(uid string) (backend.PluginContext, error) {
	var own []map[string]string
	for _, name := range indicators {
		own = append(own, map[string]string{"name": name})
	}
	instance := h.plugin.Instance
	instance.UID = uid
	instance.JSONData = maps.Clone(instance.JSONData)
	instance.JSONData["indicators"] = own
	if h.rate != 0 {
		instance.JSONData["callsPerSecond"] = h.rate
	}
	return instance.PluginContext()
}

// panel is one query of a dashboard or a rule.
type panel struct {
	uid         string // of the data source
	queryType   string
	app         string
	apps        []string // instead of app
	indicators  []string
	granularity string
	back        time.Duration
	rule        bool
}

// request is a panel's query as Grafana sends it.
func (h *host) request(p panel) (*backend.QueryDataRequest, error) {
	pluginContext, err := h.pluginContext(p.uid)
	if err != nil {
		return nil, err
	}
	apps := p.apps
	if apps == nil {
		apps = []string{p.app}
	}
	query, err := json.Marshal(map[string]any{"queryType": p.queryType, "appIds": apps, "indicators": p.indicators, "granularity": p.granularity})
	if err != nil {
		return nil, err
	}
	now := h.now()
	request := &backend.QueryDataRequest{PluginContext: pluginContext, Headers: map[string]string{}, Queries: []backend.DataQuery{{
		RefID: "A", JSON: query, Interval: time.Minute, TimeRange: backend.TimeRange{From: now.Add(-p.back), To: now},
	}}}
	if p.rule {
		request.Headers[backend.FromAlertHeaderName] = "true"
	}
	return request, nil
}

// errPartial is the answer to a panel that there was no time for.
var errPartial = errors.New("the answer is not whole yet")

// ask sends a panel's query, and fails if it brings no data though there is some.
func (h *host) ask(ctx context.Context, p panel) error {
	request, err := h.request(p)
	if err != nil {
		return err
	}
	response, err := h.plugin.QueryData(ctx, request)
	if err != nil {
		return err
	}
	answer := response.Responses["A"]
	if answer.Error != nil {
		return answer.Error
	}
	if answer.Frames[0].Meta.Custom != nil {
		return errPartial
	}
	mustHaveData := p.back >= 33*time.Hour || p.queryType == live
	if fields := len(answer.Frames[0].Fields); mustHaveData && fields != 1+max(1, len(p.apps))*len(p.indicators) {
		return fmt.Errorf("a panel of %v got %d fields: %v", p.indicators, fields, answer.Frames[0].Meta.Notices)
	}
	return nil
}

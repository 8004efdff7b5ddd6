package workbench

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/dev/pluginhost"
)

// maxBody bounds what the page may send.
const maxBody = 1 << 20

// host answers as a Grafana server does that has this plugin and one data source.
type host struct {
	plugin *pluginhost.Plugin
	stored *datasource
}

func (h *host) settings(w http.ResponseWriter, r *http.Request) {
	if h.knows(w, r) {
		reply(w, http.StatusOK, h.stored.shown())
	}
}

func (h *host) saveSettings(w http.ResponseWriter, r *http.Request) {
	if !h.knows(w, r) {
		return
	}
	var sent changes
	if !read(w, r, &sent) {
		return
	}
	h.stored.save(sent, time.Now())
	reply(w, http.StatusOK, map[string]any{"datasource": h.stored.shown(), "message": "Datasource updated"})
}

// health is what Save & test asks. As in Grafana a data source that does not work is a bad request.
func (h *host) health(w http.ResponseWriter, r *http.Request) {
	pluginContext, ok := h.pluginContext(w, r)
	if !ok {
		return
	}
	result, err := h.plugin.CheckHealth(r.Context(), pluginContext)
	if err != nil {
		reply(w, http.StatusInternalServerError, message(err))
		return
	}
	status := http.StatusOK
	if result.Status != backend.HealthStatusOk {
		status = http.StatusBadRequest
	}
	content := map[string]any{"status": result.Status.String(), "message": result.Message}
	if len(result.JSONDetails) > 0 {
		content["details"] = json.RawMessage(result.JSONDetails)
	}
	reply(w, status, content)
}

func (h *host) resource(w http.ResponseWriter, r *http.Request) {
	pluginContext, ok := h.pluginContext(w, r)
	if !ok {
		return
	}
	answer, err := h.plugin.GetResource(r.Context(), pluginContext, r.PathValue("path")+"?"+r.URL.RawQuery)
	if err != nil {
		reply(w, http.StatusBadGateway, message(err))
		return
	}
	for name, values := range answer.Headers {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // a page that left misses nothing
}

// metrics are those of the plugin's process, for Prometheus.
func (h *host) metrics(w http.ResponseWriter, r *http.Request) {
	content, err := h.plugin.Metrics(r.Context())
	if err != nil {
		reply(w, http.StatusBadGateway, message(err))
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	_, _ = w.Write(content) // who left misses nothing
}

// pluginContext is what Grafana sends to the plugin with each request; without, the answer is given.
func (h *host) pluginContext(w http.ResponseWriter, r *http.Request) (backend.PluginContext, bool) {
	if !h.knows(w, r) {
		return backend.PluginContext{}, false
	}
	pluginContext, err := h.stored.current().PluginContext()
	if err != nil {
		reply(w, http.StatusInternalServerError, message(err))
		return backend.PluginContext{}, false
	}
	return pluginContext, true
}

// knows tells whether the request is about the data source that there is, where its path names one.
func (h *host) knows(w http.ResponseWriter, r *http.Request) bool {
	if uid := r.PathValue("uid"); uid != "" && uid != h.stored.current().UID {
		reply(w, http.StatusNotFound, map[string]string{"message": "Data source not found"})
		return false
	}
	return true
}

func read(w http.ResponseWriter, r *http.Request, content any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(content); err != nil {
		reply(w, http.StatusBadRequest, message(err))
		return false
	}
	return true
}

func reply(w http.ResponseWriter, status int, content any) {
	encoded, err := json.Marshal(content)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // a page that left misses nothing
}

func message(err error) map[string]string { return map[string]string{"message": err.Error()} }

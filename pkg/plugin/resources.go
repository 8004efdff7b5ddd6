package plugin

import (
	"encoding/json"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// appJSON is an app as the editor gets it; AppKeys are not part of it.
type appJSON struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status int    `json:"status"`
}

// resources are what the editors ask for; the paths and fields are part of the public contract.
func (d *Datasource) resources() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /apps", d.serveApps)
	mux.HandleFunc("GET /indicators", d.serveIndicators)
	mux.HandleFunc("GET /query-types", d.serveQueryTypes)
	mux.HandleFunc("GET /rooms", d.serveRooms)
	mux.HandleFunc("GET /room-users", d.serveRoomUsers)
	return mux
}

// serveIndicators lists the indicators of the query type that the parameter queryType names.
func (d *Datasource) serveIndicators(w http.ResponseWriter, r *http.Request) {
	asked, err := queryTypeOf(r.URL.Query().Get("queryType"))
	if err != nil {
		serveError(w, r, err)
		return
	}
	serveJSON(w, r, http.StatusOK, d.indicators[asked.api].offered())
}

func (d *Datasource) serveApps(w http.ResponseWriter, r *http.Request) {
	apps, err := d.apps.List(r.Context())
	if err != nil {
		serveError(w, r, err)
		return
	}
	listed := make([]appJSON, len(apps))
	for i, app := range apps {
		listed[i] = appJSON{ID: app.ID, Name: app.Name, Status: app.Status}
	}
	serveJSON(w, r, http.StatusOK, listed)
}

func serveError(w http.ResponseWriter, r *http.Request, err error) {
	explained := explain(err)
	status := int(explained.status)
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		status = http.StatusBadGateway // Grafana's browser takes these for the end of its own session
	}
	serveJSON(w, r, status, map[string]string{"message": explained.text()})
}

func serveJSON(w http.ResponseWriter, r *http.Request, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(content); err != nil {
		backend.Logger.FromContext(r.Context()).Debug("The caller did not take the answer", "error", err)
	}
}

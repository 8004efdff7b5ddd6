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

// serveApps lists the apps of the account. The parameter refresh asks the API anew, also shortly after a failure.
func (d *Datasource) serveApps(w http.ResponseWriter, r *http.Request) {
	list := d.apps.Apps
	if r.URL.Query().Get("refresh") == "true" {
		list = d.apps.Refresh
	}
	apps, err := list(r.Context())
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
	serveJSON(w, r, int(explained.status), map[string]string{"message": explained.text()})
}

func serveJSON(w http.ResponseWriter, r *http.Request, status int, content any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(content); err != nil {
		backend.Logger.FromContext(r.Context()).Debug("The caller did not take the answer", "error", err)
	}
}

package plugin

import "net/http"

// queryTypeJSON is what the editors are told of a query type.
type queryTypeJSON struct {
	Name string `json:"name"`
	// Delay is how long after the end of a bucket its value is shown, for people to read.
	Delay string `json:"delay"`
	// AlertRanges are the starts of ranges in which an alert rule finds a value, by granularity.
	AlertRanges map[string]string `json:"alertRanges"`
}

func (d *Datasource) serveQueryTypes(w http.ResponseWriter, r *http.Request) {
	var listed []queryTypeJSON
	for _, known := range queryTypes {
		if checkDrillDown(known, d.settings) != nil {
			continue
		}
		delay := known.api.Delay
		if !known.api.RealTime && known.api.List == nil {
			delay = d.settings.dataDelay
		}
		listed = append(listed, queryTypeJSON{Name: known.name, Delay: duration(delay), AlertRanges: alertRanges(known.api, delay)})
	}
	serveJSON(w, r, http.StatusOK, listed)
}

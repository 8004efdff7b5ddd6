package workbench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// queryRequest is the body of /api/ds/query. Times are milliseconds since 1970.
type queryRequest struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Queries []json.RawMessage `json:"queries"`
}

// queryEnvelope is what Grafana itself reads of a query; the plugin gets the whole.
type queryEnvelope struct {
	RefID         string  `json:"refId"`
	QueryType     string  `json:"queryType"`
	MaxDataPoints int64   `json:"maxDataPoints"`
	IntervalMS    float64 `json:"intervalMs"`
}

func (h *host) query(w http.ResponseWriter, r *http.Request) {
	pluginContext, ok := h.pluginContext(w, r)
	if !ok {
		return
	}
	var sent queryRequest
	if !read(w, r, &sent) {
		return
	}
	request, err := sent.parse()
	if err != nil {
		reply(w, http.StatusBadRequest, message(err))
		return
	}
	request.PluginContext = pluginContext
	// Grafana's rule evaluation sets this header; here the page says that it stands for a rule.
	if r.Header.Get(backend.FromAlertHeaderName) == "true" {
		request.Headers = map[string]string{backend.FromAlertHeaderName: "true"}
	}
	response, err := h.plugin.QueryData(r.Context(), request)
	if err != nil {
		reply(w, http.StatusInternalServerError, message(err))
		return
	}
	reply(w, statusOf(response), response)
}

func (q queryRequest) parse() (*backend.QueryDataRequest, error) {
	from, err := parseTime(q.From)
	if err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	to, err := parseTime(q.To)
	if err != nil {
		return nil, fmt.Errorf("to: %w", err)
	}
	request := &backend.QueryDataRequest{}
	for _, query := range q.Queries {
		var envelope queryEnvelope
		if err := json.Unmarshal(query, &envelope); err != nil {
			return nil, fmt.Errorf("query: %w", err)
		}
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: envelope.RefID, QueryType: envelope.QueryType, MaxDataPoints: envelope.MaxDataPoints,
			Interval:  time.Duration(envelope.IntervalMS * float64(time.Millisecond)),
			TimeRange: backend.TimeRange{From: from, To: to}, JSON: query,
		})
	}
	return request, nil
}

func parseTime(text string) (time.Time, error) {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	return time.UnixMilli(ms).UTC(), nil
}

// statusOf is 400 as soon as one query has an error, as in Grafana.
func statusOf(response *backend.QueryDataResponse) int {
	for _, one := range response.Responses {
		if one.Error != nil {
			return http.StatusBadRequest
		}
	}
	return http.StatusOK
}

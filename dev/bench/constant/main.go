// A plugin that answers every query with one frame, which it reads at its start: the least that a plugin of this SDK
// can take for an answer.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/plugin"
)

type constant struct{ frame *data.Frame }

var (
	_ backend.QueryDataHandler   = (*constant)(nil)
	_ backend.CheckHealthHandler = (*constant)(nil)
)

func main() {
	content, err := os.ReadFile(os.Getenv("BENCH_FRAME"))
	if err != nil {
		log.Fatal(err)
	}
	frame := &data.Frame{}
	if err := json.Unmarshal(content, frame); err != nil {
		log.Fatal(err)
	}
	factory := func(context.Context, backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
		return &constant{frame}, nil
	}
	if err := datasource.Manage(plugin.ID, factory, datasource.ManageOpts{}); err != nil {
		log.Fatal(err)
	}
}

// QueryData answers with the frame.
func (c *constant) QueryData(_ context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	for _, query := range req.Queries {
		response.Responses[query.RefID] = backend.DataResponse{Frames: data.Frames{c.frame}}
	}
	return response, nil
}

// CheckHealth is always well.
func (c *constant) CheckHealth(context.Context, *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk}, nil
}

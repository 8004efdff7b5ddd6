// Package pluginhost runs the built plugin as Grafana does: the binary as a process of its own, spoken to over gRPC.
package pluginhost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// Plugin is a running plugin process.
type Plugin struct {
	process     *goplugin.Client
	data        pluginv2.DataClient
	diagnostics pluginv2.DiagnosticsClient
	resource    pluginv2.ResourceClient
}

// Binary is the path of this machine's binary in the folder of a built plugin.
func Binary(dist string) string {
	name := fmt.Sprintf("gpx_volcengine_rtc_%s_%s", runtime.GOOS, runtime.GOARCH)
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dist, name)
}

// Start starts a plugin binary. Its log, debug included, goes to logs, one line of JSON an entry. The process outlives
// its parent unless Close is called or, on Linux, the parent dies.
func Start(binary string, logs io.Writer, arguments ...string) (*Plugin, error) {
	return StartCommand(exec.Command(binary, arguments...), logs)
}

// StartCommand is Start for a command that is not started yet. What its Env has comes on top of this process's
// environment.
func StartCommand(command *exec.Cmd, logs io.Writer) (*Plugin, error) {
	EndWithParent(command)
	process := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: command,
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data":        &grpcplugin.DataGRPCPlugin{},
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Output: logs, Level: hclog.Debug, JSONFormat: true}),
	})
	plugin := &Plugin{process: process}
	if err := plugin.dispense(); err != nil {
		process.Kill()
		return nil, fmt.Errorf("start %s: %w", command.Path, err)
	}
	return plugin, nil
}

func (p *Plugin) dispense() error {
	client, err := p.process.Client()
	if err != nil {
		return err
	}
	dispensed := map[string]any{"data": nil, "diagnostics": nil, "resource": nil}
	for name := range dispensed {
		if dispensed[name], err = client.Dispense(name); err != nil {
			return err
		}
	}
	var data, diagnostics, resource bool
	p.data, data = dispensed["data"].(pluginv2.DataClient)
	p.diagnostics, diagnostics = dispensed["diagnostics"].(pluginv2.DiagnosticsClient)
	p.resource, resource = dispensed["resource"].(pluginv2.ResourceClient)
	if !data || !diagnostics || !resource {
		return errors.New("the plugin does not serve data, diagnostics and resources")
	}
	return nil
}

// Close ends the process and waits for its end.
func (p *Plugin) Close() { p.process.Kill() }

// Exited tells that the process has ended.
func (p *Plugin) Exited() bool { return p.process.Exited() }

// PID is the process's id.
func (p *Plugin) PID() int { return p.process.ReattachConfig().Pid }

// QueryData asks for data.
func (p *Plugin) QueryData(ctx context.Context, req *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response, err := p.data.QueryData(ctx, backend.ToProto().QueryDataRequest(req))
	if err != nil {
		return nil, err
	}
	return backend.FromProto().QueryDataResponse(response)
}

// CheckHealth does what Save & test does.
func (p *Plugin) CheckHealth(ctx context.Context, pluginContext backend.PluginContext) (*backend.CheckHealthResult, error) {
	response, err := p.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{
		PluginContext: backend.ToProto().PluginContext(pluginContext),
	})
	if err != nil {
		return nil, err
	}
	return backend.FromProto().CheckHealthResponse(response), nil
}

// GetResource asks for a resource, as an editor does; target is its path, with a query if it has one.
func (p *Plugin) GetResource(ctx context.Context, pluginContext backend.PluginContext, target string) (*backend.CallResourceResponse, error) {
	path, _, _ := strings.Cut(target, "?")
	stream, err := p.resource.CallResource(ctx, backend.ToProto().CallResourceRequest(&backend.CallResourceRequest{
		PluginContext: pluginContext, Method: http.MethodGet, Path: path, URL: target,
	}))
	if err != nil {
		return nil, err
	}
	whole := &backend.CallResourceResponse{}
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return nil, err
		}
		received := backend.FromProto().CallResourceResponse(part)
		whole.Body = append(whole.Body, received.Body...)
		if received.Status != 0 {
			whole.Status, whole.Headers = received.Status, received.Headers
		}
	}
}

// Metrics are the plugin's, in Prometheus' text format.
func (p *Plugin) Metrics(ctx context.Context) ([]byte, error) {
	response, err := p.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return nil, err
	}
	return response.GetMetrics().GetPrometheus(), nil
}

package pluginhost

import (
	"io"
	"net/http/httptest"
	"time"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// Simulated is a running plugin with a data source on a simulated API.
type Simulated struct {
	*Plugin
	API      *rtcsim.Server
	Instance Instance
	server   *httptest.Server // nil where the API is another's
}

// StartSimulated starts a plugin binary on a simulated API of its own.
func StartSimulated(binary string, logs io.Writer, api rtcsim.Options) (*Simulated, error) {
	sim := rtcsim.New(api)
	server := httptest.NewServer(sim)
	plugin, err := Start(binary, logs)
	if err != nil {
		server.Close()
		return nil, err
	}
	return &Simulated{Plugin: plugin, API: sim, server: server, Instance: SimulatedInstance(server.URL)}, nil
}

// SimulatedInstance is a data source of the simulator's first app, at an address of the simulated API.
func SimulatedInstance(endpoint string) Instance {
	return Instance{
		UID: "rtc", Updated: time.Unix(1, 0),
		JSONData: map[string]any{
			"accessKeyId": rtcsim.DemoAccessKeyID, "endpoint": endpoint, "defaultAppId": rtcsim.DemoApps[0].ID,
			"drillDown": true,
		},
		SecureJSONData: map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey},
	}
}

// Replica starts one more plugin with the same data source, on the same API.
func (s *Simulated) Replica(binary string, logs io.Writer) (*Simulated, error) {
	plugin, err := Start(binary, logs)
	if err != nil {
		return nil, err
	}
	return &Simulated{Plugin: plugin, API: s.API, Instance: s.Instance}, nil
}

// Close ends the plugin, and the API that was started with it.
func (s *Simulated) Close() {
	s.Plugin.Close()
	if s.server != nil {
		s.server.Close()
	}
}

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// simulator is the simulated API on a free port of the loopback interface.
type simulator struct {
	server *rtcsim.Server
	url    string
	close  func()
}

// forbidden is an app that the demo's key may list but not read, to see what that looks like.
var forbidden = rtcsim.App{
	ID: "661e0000e5049f0001543cf5", Name: "Partner Events 合作活动 (no permission)", Status: 1, Denied: true,
	CreatedAt: time.Date(2025, 11, 3, 11, 20, 0, 0, beijing),
}

func startSimulator(ctx context.Context) (*simulator, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the simulated API: %w", err)
	}
	sim := rtcsim.New(rtcsim.Options{Apps: append(slices.Clone(rtcsim.DemoApps), forbidden)})
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends by Close only
	}()
	return &simulator{
		server: sim,
		url:    "http://" + listener.Addr().String(),
		close: func() {
			_ = server.Close()
			<-served
		},
	}, nil
}

// instance is a data source that uses the simulated API.
func (s *simulator) instance() pluginhost.Instance {
	return pluginhost.Instance{
		UID:     "volcengine-rtc",
		Updated: time.Now(),
		JSONData: map[string]any{
			"accessKeyId":  rtcsim.DemoAccessKeyID,
			"region":       rtcsim.DefaultRegion,
			"endpoint":     s.url,
			"defaultAppId": rtcsim.DemoApps[0].ID,
			"drillDown":    true,
		},
		SecureJSONData: map[string]string{"secretAccessKey": rtcsim.DemoSecretAccessKey},
	}
}

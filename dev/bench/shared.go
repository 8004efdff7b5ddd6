package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"volcengine-rtc-datasource/dev/pluginhost"
	"volcengine-rtc-datasource/dev/rtcsim"
)

// redisServer is a Redis that keeps nothing on disk.
type redisServer struct {
	process *exec.Cmd
	url     string
}

// startRedis starts one on a free port.
func startRedis(ctx context.Context, folder string) (*redisServer, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(address)
	s := &redisServer{url: "redis://" + address}
	s.process = exec.CommandContext(ctx, "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder)
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	for ctx.Err() == nil {
		dialer := net.Dialer{Timeout: time.Second}
		if connection, err := dialer.DialContext(ctx, "tcp", address); err == nil {
			return s, connection.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.close()
	return nil, ctx.Err()
}

func (s *redisServer) close() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// startShared starts plugins on one API, which share a Redis.
func startShared(all binaries, redis *redisServer, count, apps int) ([]*host, error) {
	first, err := startLargeHost(all.built, all.folder, apps, 0)
	if err != nil {
		return nil, err
	}
	first.plugin.Instance.JSONData["redisUrl"] = redis.url
	hosts := []*host{first}
	for range count - 1 {
		other, err := first.replica(all.built)
		if err != nil {
			return hosts, err
		}
		hosts = append(hosts, other)
	}
	return hosts, nil
}

func closeAll(hosts []*host) {
	for i := range hosts {
		hosts[len(hosts)-1-i].close() // the first has the API
	}
}

// fillAll shows panels on all hosts at once.
func fillAll(ctx context.Context, table *tabwriter.Writer, name string, hosts []*host, panels []panel, minimum int) error {
	hosts[0].sim.ResetCalls()
	began := time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for _, h := range hosts {
		group.Go(func() error { return h.fill(ctx, panels) })
	}
	err := group.Wait()
	row{name: name, calls: len(hosts[0].sim.Calls()), minimum: minimum, last: time.Since(began), bound: bound(minimum)}.print(table)
	return err
}

// sharingReplicas opens dashboards on replicas that share a Redis, and once more on one that is new.
func sharingReplicas(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	redis, err := startRedis(ctx, all.folder)
	if err != nil {
		return err
	}
	defer redis.close()
	hosts, err := startShared(all, redis, 2, 0)
	defer func() { closeAll(hosts) }()
	if err != nil {
		return err
	}
	panels := panels24(func(int, *panel) {})
	if err := fillAll(ctx, table, "24 panels, 1 app, 30 d hourly, on 2 replicas with a Redis", hosts, panels, hosts[0].minimum(panels)); err != nil {
		return err
	}
	time.Sleep(time.Second) // what was fetched is written
	third, err := hosts[0].replica(all.built)
	if err != nil {
		return err
	}
	hosts = append(hosts, third)
	return fillAll(ctx, table, "the same on a third", []*host{third}, panels, 0)
}

// sharingApps opens dashboards of ten apps on three replicas that share a Redis.
func sharingApps(ctx context.Context, all binaries, table *tabwriter.Writer) error {
	const apps = 10
	redis, err := startRedis(ctx, all.folder)
	if err != nil {
		return err
	}
	defer redis.close()
	hosts, err := startShared(all, redis, 3, apps)
	defer func() { closeAll(hosts) }()
	if err != nil {
		return err
	}
	var panels []panel
	for _, app := range manyApps(apps) {
		panels = append(panels, panels24(func(_ int, p *panel) { p.app = app.ID })...)
	}
	return fillAll(ctx, table, "24 panels of each of 10 apps, on 3 replicas with a Redis", hosts, panels, hosts[0].minimum(panels))
}

// measureWarmShared times the answers from memory with a Redis against those without.
func measureWarmShared(ctx context.Context, all binaries) error {
	redis, err := startRedis(ctx, all.folder)
	if err != nil {
		return err
	}
	defer redis.close()
	p := panel{uid: "rtc", app: rtcsim.DemoApps[0].ID, granularity: "1h", back: 30 * day, indicators: indicators[:3]}
	var hosts []*host
	for _, url := range []string{redis.url, ""} {
		plugin, err := pluginhost.StartSimulated(all.built, io.Discard, rtcsim.Options{Indicators: indicators})
		if err != nil {
			return err
		}
		h := &host{plugin: plugin, sim: plugin.API}
		defer h.close()
		h.plugin.Instance.JSONData["redisUrl"] = url
		if err := h.ask(ctx, p); err != nil {
			return err
		}
		hosts = append(hosts, h)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "\nthe same query\tp50 with Redis\twithout\tratio\t")
	var times [2][]time.Duration
	for range 10 {
		for i, h := range hosts {
			measured, err := timeQueries(ctx, h, p, 1, warmQueries/10)
			if err != nil {
				return err
			}
			times[i] = append(times[i], measured...)
		}
	}
	with, without := percentile(times[0], 50), percentile(times[1], 50)
	_, _ = fmt.Fprintf(table, "1 at a time\t%.2f ms\t%.2f ms\t%.2f\t\n", milliseconds(with), milliseconds(without), float64(with)/float64(without))
	return table.Flush()
}

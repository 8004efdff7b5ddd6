// Package workbench is Grafana's host contract for this plugin on one page: it serves what the plugin's front end asks of
// a Grafana server, with the built plugin behind it, and a page that shows the plugin's editors and draws the answers.
// It listens on the loopback interface, knows no users, and is never shipped.
package workbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"volcengine-rtc-datasource/dev/pluginhost"
)

// Options say what is served.
type Options struct {
	Addr     string // port 0 picks a free one
	Dist     string // folder of the built plugin
	Plugin   *pluginhost.Plugin
	Instance pluginhost.Instance // the data source as it is configured at first
	Out      io.Writer           // told where the workbench is
}

// Folders below the root of the repository, where the demo is started.
const (
	pageFolder  = "dev/workbench/page/dist"
	page18      = "dev/workbench/page18/dist"
	imageFolder = "node_modules/@grafana/ui/dist/public/img"
	fontFolder  = "node_modules/@fontsource/inter/files"
	buildPage   = "npm ci && npm run build:workbench"
)

// Serve serves the workbench until ctx ends. Without a built page it says how to build it and ends at once.
func Serve(ctx context.Context, o Options) error {
	if _, err := os.Stat(filepath.Join(pageFolder, "index.html")); err != nil {
		_, err = fmt.Fprintf(o.Out, "\nThe workbench's page is not built. To build it: %s\n", buildPage)
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("serve the workbench: %w", err)
	}
	server := &http.Server{Handler: handler(o), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if _, err := fmt.Fprintf(o.Out, "\nWorkbench: http://%s/ (Ctrl-C ends it)\n", listener.Addr()); err != nil {
		return errors.Join(err, server.Close())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve the workbench: %w", err)
	case <-ctx.Done():
		// Queries that still run are of no use to anybody any more.
		return server.Close()
	}
}

// handler has the paths that Grafana has.
func handler(o Options) http.Handler {
	host := &host{plugin: o.Plugin, stored: newDatasource(o.Instance)}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/ds/query", host.query)
	mux.HandleFunc("GET /api/datasources/uid/{uid}", host.settings)
	mux.HandleFunc("PUT /api/datasources/uid/{uid}", host.saveSettings)
	mux.HandleFunc("GET /api/datasources/uid/{uid}/health", host.health)
	mux.HandleFunc("GET /api/plugins/"+pluginType+"/metrics", host.metrics)
	mux.HandleFunc("GET /api/datasources/uid/{uid}/resources/{path...}", host.resource)

	folder := func(prefix, path string) {
		mux.Handle("GET "+prefix, http.StripPrefix(prefix, http.FileServer(http.Dir(path))))
	}
	folder("/public/plugins/"+pluginType+"/", o.Dist)
	folder("/public/build/img/", imageFolder)
	// Grafana's typeface. In another one the same text takes more room.
	for name, file := range map[string]string{"Regular": "inter-latin-400-normal.woff2", "Medium": "inter-latin-500-normal.woff2"} {
		mux.HandleFunc("GET /public/fonts/inter/Inter-"+name+".woff2", func(w http.ResponseWriter, r *http.Request) {
			http.ServeFile(w, r, filepath.Join(fontFolder, file))
		})
	}
	mux.HandleFunc("GET /d/{uid}", drawn)
	folder("/react18/", page18)
	folder("/", pageFolder)
	return onlyLocal(mux)
}

// drawn leads from Grafana's address of a dashboard, which data links have, to the page that draws it.
func drawn(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/?drawn="+url.QueryEscape(r.PathValue("uid"))+"&"+r.URL.RawQuery, http.StatusFound)
}

// onlyLocal refuses names that other sites could point at this address, and pages of other sites.
func onlyLocal(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _, err := net.SplitHostPort(r.Host)
		if ip := net.ParseIP(name); err != nil || name != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "only for the loopback interface", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		guarded.ServeHTTP(w, r)
	})
}

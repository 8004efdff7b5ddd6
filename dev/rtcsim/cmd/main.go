// Command rtcsim serves the simulated Volcengine RTC OpenAPI until it is interrupted or terminated. With -check it asks
// once whether a server answers at an address, as a container's health check does.
//
//	go run ./dev/rtcsim/cmd -addr 127.0.0.1:0
//	go run ./dev/rtcsim/cmd -check http://127.0.0.1:8980
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"volcengine-rtc-datasource/dev/rtcsim"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8980", "address to listen on; port 0 picks a free one")
	checked := flag.String("check", "", "check that a server answers at this URL, and end")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	if *checked != "" {
		err = check(ctx, *checked)
	} else {
		err = serve(ctx, *addr)
	}
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, addr string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: rtcsim.New(rtcsim.Options{}), ReadHeaderTimeout: 10 * time.Second}
	introduce(listener.Addr())

	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(shutdown); err != nil {
		return fmt.Errorf("shut down: %w", err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func introduce(addr net.Addr) {
	fmt.Printf("url: http://%s\n", addr)
	fmt.Printf("access key id: %s\n", rtcsim.DemoAccessKeyID)
	fmt.Printf("secret access key: %s\n", rtcsim.DemoSecretAccessKey)
	fmt.Printf("region: %s\n", rtcsim.DefaultRegion)
	for _, app := range rtcsim.DemoApps {
		fmt.Printf("app: %s %s\n", app.ID, app.Name)
	}
}

// The plugin with a clock that a benchmark or a test can set forward: all else is as in pkg/main.go.
package main

import (
	"log"
	"os"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"

	"volcengine-rtc-datasource/pkg/plugin"
)

// backfillEvery is short, because a backfill looks in real time, which the clock does not set forward.
const backfillEvery = 100 * time.Millisecond

func main() {
	clock := plugin.Clock{Now: now, BackfillEvery: backfillEvery}
	if err := datasource.Manage(plugin.ID, clock.NewFactory(), datasource.ManageOpts{}); err != nil {
		log.Fatal(err)
	}
}

// now is ahead of the host's clock by the duration in the file that BENCH_CLOCK names.
func now() time.Time {
	content, err := os.ReadFile(os.Getenv("BENCH_CLOCK"))
	if err != nil {
		log.Fatal(err)
	}
	ahead, err := time.ParseDuration(strings.TrimSpace(string(content)))
	if err != nil {
		log.Fatal(err)
	}
	return time.Now().Add(ahead)
}

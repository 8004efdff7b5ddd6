// Command licences lists what the plugin ships of others: the Go modules that are compiled into the binary and the npm
// packages that are bundled, each with its licence. It fails on a licence that is not known to go with Apache-2.0. Run
// it after a build.
//
//	go run ./dev/licences
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"text/tabwriter"
)

// dependency is something of others that is shipped.
type dependency struct{ name, version, licence string }

// unknown is the licence of a dependency whose text says none that is listed here.
const unknown = "unknown"

func main() {
	if err := list(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func list(ctx context.Context) error {
	modules, err := goModules(ctx)
	if err != nil {
		return err
	}
	packages, err := npmPackages("dist/module.js.map", "node_modules")
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	all := slices.Concat(modules, packages)
	for _, d := range all {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", d.name, d.version, d.licence)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, d := range all {
		if d.licence == unknown {
			return fmt.Errorf("the licence of %s is not known", d.name)
		}
	}
	return nil
}

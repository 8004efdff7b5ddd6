//go:build mage

// The commands of the project; go tool mage -l lists them.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/grafana/grafana-plugin-sdk-go/build"
	"github.com/magefile/mage/mg"
	"github.com/magefile/mage/sh"
	"github.com/magefile/mage/target"
)

const (
	golangciLint        = "github.com/golangci/golangci-lint/v2/cmd/golangci-lint"
	golangciLintVersion = "v2.15.0"
)

// plugin.json stands at the top level, not in src/ where the SDK looks for it.
func init() {
	_ = build.SetBeforeBuildCallback(func(config build.Config) (build.Config, error) {
		config.PluginJSONPath = "."
		return config, nil
	})
}

// Build makes the plugin for this machine in dist/.
func Build() error {
	mg.Deps(frontend)
	return build.Build{}.Custom(runtime.GOOS, runtime.GOARCH)
}

// BuildAll makes the plugin for every platform that Grafana runs on.
func BuildAll() {
	mg.Deps(frontend)
	b := build.Build{}
	mg.SerialDeps(b.Linux, b.LinuxARM64, b.LinuxARM, b.Darwin, b.DarwinARM64, b.Windows)
}

// Package makes the archive for Grafana's plugin catalogue in release/ and checks it. It signs the plugin first if
// GRAFANA_ACCESS_POLICY_TOKEN is set.
func Package() error {
	mg.Deps(BuildAll)
	return run("go", "run", "./dev/release")
}

// Demo builds everything, shows the plugin at work on the simulated API and serves the workbench until Ctrl-C.
func Demo() error {
	mg.Deps(Build, workbench)
	return run("go", "run", "./dev/demo")
}

// DemoOnce builds the plugin, shows its answers in the terminal, and ends.
func DemoOnce() error {
	mg.Deps(Build)
	return run("go", "run", "./dev/demo", "-once")
}

// Test runs every test. Those of the binary and of the pages mostly wait, in real time; the others use up what that leaves
// of the processor.
func Test() {
	mg.SerialDeps(Build, testTools)
	mg.Deps(testHost, testCode, testFrontend)
}

// testHost runs the tests that start programs. Chromium does not take the lowest priority, so it comes after the binary.
func testHost() { mg.SerialDeps(testBinary, testBrowser) }

// testBinary runs the tests that keep to the clock of the host, alone at the usual priority.
func testBinary() error {
	return sh.RunV("go", slices.Concat([]string{"test", "-p", "1", "-parallel", "8", "-timeout", "20m"}, realTime)...)
}

// testCode runs the other tests in Go, and feeds the parsers with hostile input.
func testCode() error {
	listed, err := sh.Output("go", "list", "./...")
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(strings.Fields(listed), func(path string) bool {
		return slices.ContainsFunc(realTime, func(dir string) bool { return strings.HasSuffix(path, strings.TrimPrefix(dir, ".")) })
	})
	if err := besides("go", slices.Concat([]string{"test"}, others)...); err != nil {
		return err
	}
	return fuzz("3000x") // a number: where a time ends while Go's fuzzer is busy, it fails with "context deadline exceeded"
}

func testFrontend() error {
	if err := besides("npm", "run", "typecheck"); err != nil {
		return err
	}
	return besides("npm", "test")
}

func testBrowser() error {
	mg.SerialDeps(workbench, workbench18)
	return besides("npm", "run", "test:browser")
}

// Race runs the tests of what is shipped with the race detector, which takes five times the processor's time.
func Race() error {
	mg.Deps(testTools)
	return sh.RunV("go", "test", "-race", "-p", "1", "-timeout", "20m", "./pkg/...")
}

// Fuzz feeds each parser with hostile input for a minute.
func Fuzz() { mg.Deps(mg.F(fuzz, "1m")) }

// Soak puts the plugin under load for three minutes, with a flaky API and changing settings; and counts the calls of replicas
// in real time.
func Soak() error {
	mg.Deps(Build)
	if err := sh.RunV("go", "test", "-count=1", "./pkg/shared", "-soak"); err != nil {
		return err
	}
	return sh.RunV("go", "test", "-count=1", "-v", "-run", "TestSoak|TestReplicasShare", "./dev/acceptance", "-soak", "3m", "-timeout", "20m")
}

// Faults shows what users see for everything that can go wrong, and compares it with the table in dev/acceptance/testdata.
func Faults() error {
	mg.Deps(Build)
	return sh.RunV("go", "test", "-count=1", "-run", "TestWhatTheUserSees|TestEveryQueryTypeMeetsTroubleAlike", "./dev/acceptance")
}

// Bench measures the calls, the times and the sizes that docs/limits-and-cost.md quotes.
func Bench() error {
	mg.Deps(Build)
	if err := sh.RunV("go", "test", "-run", "^$", "-bench", ".", "-benchmem", "./pkg/..."); err != nil {
		return err
	}
	return run("go", "run", "./dev/bench")
}

// Lint checks the code's form, in Go and TypeScript.
func Lint() error {
	mg.Deps(nodeModules)
	mg.Deps(lintGo, lintFrontend)
	return nil
}

func lintGo() error {
	linter, err := installedLinter()
	if err != nil {
		return err
	}
	return sh.RunV(linter, "run", "./...")
}

func lintFrontend() error {
	if err := besides("npm", "run", "lint"); err != nil {
		return err
	}
	return besides("npm", "run", "compatible")
}

// Licences lists what the plugin ships of others, and fails on a licence that is not known.
func Licences() error {
	mg.Deps(Build)
	return sh.RunV("go", "run", "./dev/licences")
}

// Clean removes what the other commands made, except node_modules/.
func Clean() error {
	return errors.Join(sh.Rm("dist"), sh.Rm("release"), sh.Rm(".cache"), sh.Rm("coverage"))
}

func frontend() error {
	mg.Deps(nodeModules)
	return sh.RunV("npm", "run", "build")
}

func nodeModules() error { return npmInstall(".") }

// npmInstall brings node_modules/ of a folder in line with its lock file.
func npmInstall(folder string) error {
	stale, err := target.Path(filepath.Join(folder, "node_modules", ".package-lock.json"), filepath.Join(folder, "package-lock.json"))
	if err != nil || !stale {
		return err
	}
	return sh.RunV("npm", "ci", "--prefix", folder)
}

// workbench builds the page that shows the plugin without Grafana.
func workbench() error {
	mg.Deps(nodeModules)
	return sh.RunV("npm", "run", "build:workbench")
}

// workbench18 builds the same page on the React and the components of Grafana 12.
func workbench18() error {
	mg.Deps(nodeModules)
	if err := npmInstall("dev/workbench/page18"); err != nil {
		return err
	}
	return sh.RunV("npm", "run", "build:workbench18")
}

// testTools installs what the tests need, where it is missing.
func testTools() error {
	for command, packages := range map[string][]string{
		"gcc":          {"gcc", "libc6-dev"}, // the race detector needs cgo, and a test sets the clock of Redis
		"redis-server": {"redis-server"},     // what replicas share; Sentinel is the same binary
		"chromium":     {"chromium"},
	} {
		if err := install(command, packages...); err != nil {
			return err
		}
	}
	return nil
}

// realTime are packages whose tests keep to the clock of the host.
var realTime = []string{"./dev/acceptance", "./pkg/shared"}

// fuzzTargets are the fuzz functions of each package; go test runs one at a time.
var fuzzTargets = map[string][]string{
	"./pkg/plugin": {"FuzzFrame", "FuzzListFrame", "FuzzQuery", "FuzzSettings"},
	"./pkg/rtc":    {"FuzzAnswer", "FuzzApps", "FuzzAssumeRole", "FuzzList", "FuzzMoment", "FuzzTimeStamp"},
	"./pkg/store":  {"FuzzPlan"},
}

func fuzz(each string) error {
	for pkg, targets := range fuzzTargets {
		for _, target := range targets {
			if err := besides("go", "test", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", each, pkg); err != nil {
				return err
			}
		}
	}
	return nil
}

// besides runs a command with what others leave of the processor. What it prints comes in one piece when it ends.
func besides(name string, arguments ...string) error {
	output, err := exec.Command("nice", slices.Concat([]string{"-n", "19", name}, arguments)...).CombinedOutput()
	_, _ = os.Stdout.Write(output)
	if err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(arguments, " "), err)
	}
	return nil
}

// run passes Ctrl-C on and waits for the command's end, which mage alone would leave behind. To end so is no failure.
func run(name string, arguments ...string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command := exec.CommandContext(ctx, name, arguments...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := command.Run(); ctx.Err() == nil {
		return err
	}
	return nil
}

// install gets a command from Debian's packages where it is missing.
func install(command string, packages ...string) error {
	if _, err := exec.LookPath(command); err == nil {
		return nil
	}
	if _, err := exec.LookPath("apt-get"); err != nil {
		return fmt.Errorf("install %s, which the tests need", command)
	}
	if err := sh.RunV("apt-get", "update", "-q"); err != nil {
		return err
	}
	return sh.RunV("apt-get", append([]string{"install", "-y", "-q", "--no-install-recommends"}, packages...)...)
}

// installedLinter is golangci-lint of the pinned version, built into .cache where it is missing.
func installedLinter() (string, error) {
	folder, err := filepath.Abs(filepath.Join(".cache", "golangci-lint-"+golangciLintVersion))
	if err != nil {
		return "", err
	}
	linter := filepath.Join(folder, "golangci-lint")
	if _, err := os.Stat(linter); err == nil {
		return linter, nil
	}
	return linter, sh.RunWithV(map[string]string{"GOBIN": folder}, "go", "install", golangciLint+"@"+golangciLintVersion)
}

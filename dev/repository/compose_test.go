// Package repository checks the files of the repository that no build and no test of the plugin reads: those of Docker,
// the workflows, and what users read.
package repository

import (
	"encoding/json"
	"go/version"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"volcengine-rtc-datasource/dev/pluginhost"
)

const root = "../.."

type composeFile struct {
	Services map[string]struct {
		Image string
		Build struct {
			Context, Dockerfile, Target string
			Args                        map[string]string
		}
		Ports, Volumes []string
		Environment    map[string]string
		DependsOn      map[string]struct{ Condition string } `yaml:"depends_on"`
		ReadOnly       bool                                  `yaml:"read_only"`
		CapDrop        []string                              `yaml:"cap_drop"`
	}
}

func readCompose(t *testing.T) composeFile {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	require.NoError(t, err)
	var read composeFile
	require.NoError(t, yaml.Unmarshal(content, &read))
	require.NotEmpty(t, read.Services)
	return read
}

func TestComposeServices(t *testing.T) {
	compose := readCompose(t)
	for name, service := range compose.Services {
		assert.Empty(t, service.Image, "%s: images are pinned in the Dockerfile", name)
		dockerfile := filepath.Join(root, service.Build.Context, service.Build.Dockerfile)
		assert.FileExists(t, dockerfile, name)
		target := stageNamed(t, service.Build.Target)
		assert.Len(t, target.all("HEALTHCHECK"), 1, name)
		assert.Equal(t, []string{"ALL"}, service.CapDrop, name)
		for _, port := range service.Ports {
			assert.Regexp(t, `^127\.0\.0\.1:`, port, name)
		}
		for _, volume := range service.Volumes {
			source, target, _ := strings.Cut(volume, ":")
			assert.DirExists(t, filepath.Join(root, source), name)
			assert.True(t, strings.HasSuffix(target, ":ro"), volume)
		}
		for other, dependency := range service.DependsOn {
			assert.Contains(t, compose.Services, other)
			assert.Equal(t, "service_healthy", dependency.Condition)
		}
	}
	assert.True(t, compose.Services["rtcsim"].ReadOnly)
	assert.Regexp(t, `^[1-9]\d*:`, stageNamed(t, "rtcsim").all("USER")[0].arguments, "not root")
	assert.Empty(t, stageNamed(t, "grafana").all("USER"), "Grafana's own user stays")
}

func TestComposeRunsThePluginUnsigned(t *testing.T) {
	var plugin struct{ ID, Executable string }
	decodeJSON(t, "plugin.json", &plugin)
	grafana := readCompose(t).Services["grafana"]
	assert.Equal(t, plugin.ID, grafana.Environment["GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS"])
	folder := "/var/lib/grafana/plugins/" + plugin.ID
	var copied []string
	for _, instruction := range stageNamed(t, "grafana").all("COPY") {
		copied = append(copied, instruction.arguments)
	}
	assert.Contains(t, copied, "/src/dist "+folder)
	assert.Contains(t, copied, "/out/"+plugin.Executable+"_linux_* "+folder+"/")
}

// The provisioning files reach the simulated API and the dashboards where the compose file puts them.
func TestComposeFitsTheProvisioning(t *testing.T) {
	port := stageNamed(t, "rtcsim").all("EXPOSE")[0].arguments
	assert.Contains(t, readCompose(t).Services, "rtcsim")
	for pattern, want := range map[string]string{
		"provisioning/datasources/*.y*ml": "endpoint: http://rtcsim:" + port + "\n",
		"provisioning/dashboards/*.y*ml":  "path: /var/lib/grafana/plugins/volcengine-rtc-datasource/dashboards\n",
	} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.Len(t, paths, 1, pattern)
		content, err := os.ReadFile(paths[0])
		require.NoError(t, err)
		assert.Contains(t, string(content), want)
	}
}

func TestProvisionedDashboardsAreThoseOfTheInstalledPlugin(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "provisioning/dashboards/volcengine-rtc.yaml"))
	require.NoError(t, err)
	var file struct {
		APIVersion int `yaml:"apiVersion"`
		Providers  []struct {
			Name, Type, Folder string
			Options            struct{ Path string }
		}
	}
	require.NoError(t, yaml.Unmarshal(content, &file))
	require.Equal(t, 1, file.APIVersion)
	require.Len(t, file.Providers, 1)
	provider := file.Providers[0]
	assert.Equal(t, "file", provider.Type)
	folder, ok := strings.CutSuffix(provider.Options.Path, "/dashboards")
	require.True(t, ok)
	var installed []string
	for _, instruction := range stageNamed(t, "grafana").all("COPY") {
		installed = append(installed, strings.Fields(instruction.arguments)[1])
	}
	assert.Contains(t, installed, folder, "where the compose file's image has the plugin")
}

// The replicas differ in their ports only, and their data source is the provisioned one with a Redis.
func TestComposeReplicas(t *testing.T) {
	compose := readCompose(t)
	first, second := compose.Services["replica-1"], compose.Services["replica-2"]
	assert.NotEqual(t, first.Ports, second.Ports)
	second.Ports = first.Ports
	assert.Equal(t, first, second)
	assert.Equal(t, compose.Services["grafana"].Environment, first.Environment)
	assert.Contains(t, first.Volumes, "./dev/compose/replicas:/etc/grafana/provisioning/datasources:ro")

	datasource := func(file string) map[string]any {
		content, err := os.ReadFile(filepath.Join(root, file))
		require.NoError(t, err)
		var read struct{ Datasources []map[string]any }
		require.NoError(t, yaml.Unmarshal(content, &read))
		require.Len(t, read.Datasources, 1)
		return read.Datasources[0]
	}
	single, shared := datasource("provisioning/datasources/volcengine-rtc.yaml"), datasource("dev/compose/replicas/volcengine-rtc.yaml")
	settings := shared["jsonData"].(map[string]any)
	assert.Equal(t, "redis://valkey:"+stageNamed(t, "valkey").all("EXPOSE")[0].arguments, settings["redisUrl"])
	assert.Contains(t, compose.Services, "valkey")
	delete(settings, "redisUrl")
	delete(settings, "history")
	assert.Equal(t, single, shared)
}

func TestComposeImagesArePinned(t *testing.T) {
	var named []string
	for _, stage := range stages(t) {
		if stage.image != "scratch" && !slices.Contains(named, stage.image) {
			assert.Regexp(t, `^[a-z/]+:\d+\.\d+\.\d+(-[a-z-]+)?$`, stage.image)
		}
		for _, copied := range stage.all("COPY") {
			if from := copied.options["from"]; from != "" {
				assert.Contains(t, named, from)
			}
		}
		named = append(named, stage.name)
	}
	newest := stageNamed(t, "newest")
	assert.Regexp(t, `^grafana/grafana:\d`, newest.image)
	assert.Equal(t, newest.name, stageNamed(t, "grafana").image, "without an argument")
	assert.Equal(t, map[string]string{"GRAFANA": "${GRAFANA_VERSION:+grafana/grafana:}${GRAFANA_VERSION:-newest}"},
		readCompose(t).Services["grafana"].Build.Args)
}

// The image, and the container of the workflow, may be newer than go.mod asks.
func TestGoIsNewEnough(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	asked := regexp.MustCompile(`(?m)^go (.*)$`).FindStringSubmatch(string(content))[1]
	for _, image := range []string{stageNamed(t, "backend").image, readWorkflows(t)["ci.yml"].Jobs["test"].Container} {
		given := regexp.MustCompile(`^golang:([\d.]+)`).FindStringSubmatch(image)[1]
		assert.GreaterOrEqual(t, version.Compare("go"+given, "go"+asked), 0, "%s gives, go.mod asks %s", given, asked)
	}
}

// Node 20 is out of support.
func TestNodeIsSupported(t *testing.T) {
	given := []string{regexp.MustCompile(`^node:(\d+)`).FindStringSubmatch(stageNamed(t, "frontend").image)[1]}
	for _, workflow := range readWorkflows(t) {
		for _, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if strings.HasPrefix(step.Uses, "actions/setup-node@") {
					given = append(given, step.With["node-version"])
				}
			}
		}
	}
	for _, major := range given {
		number, err := strconv.Atoi(major)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, number, 22)
	}
	assert.Len(t, given, 4)
}

func TestComposeFilesAreInTheBuildContext(t *testing.T) {
	for _, stage := range stages(t) {
		for _, copied := range stage.all("COPY") {
			if copied.options["from"] != "" {
				continue
			}
			paths := strings.Fields(copied.arguments)
			for _, source := range paths[:len(paths)-1] {
				_, err := os.Stat(filepath.Join(root, source))
				require.NoError(t, err)
				assert.True(t, inContext(t, source), ".dockerignore leaves out %s", source)
			}
		}
	}
	for _, left := range []string{"node_modules", "dist", ".git", "dev/workbench", "go"} {
		assert.False(t, inContext(t, left), left)
	}
}

// inContext reads our .dockerignore: all is left out but what a "!" names, whole folders included.
func inContext(t *testing.T, name string) bool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, ".dockerignore"))
	require.NoError(t, err)
	lines := strings.Fields(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(string(content), ""))
	require.Equal(t, "*", lines[0])
	return slices.ContainsFunc(lines[1:], func(line string) bool {
		kept, ok := strings.CutPrefix(line, "!")
		require.True(t, ok, line)
		return name == kept || strings.HasPrefix(name, kept+"/")
	})
}

func TestComposeFrontendCommands(t *testing.T) {
	var manifest struct{ Scripts map[string]string }
	decodeJSON(t, "package.json", &manifest)
	var commands []string
	for _, run := range stageNamed(t, "frontend").all("RUN") {
		commands = append(commands, run.arguments)
	}
	require.Equal(t, []string{"npm ci --ignore-scripts", "npm run build"}, commands)
	assert.Contains(t, manifest.Scripts["build"], "--config rspack.config.mjs")
}

// The commands of the Dockerfile, run here: what is built starts and is found healthy, and unhealthy when it is gone.
func TestComposeBackendCommands(t *testing.T) {
	out := t.TempDir()
	for _, run := range stageNamed(t, "backend").all("RUN") {
		command := exec.Command("sh", "-c", strings.ReplaceAll(run.arguments, "/out/", out+"/"))
		command.Dir, command.Env = root, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-mod=readonly", "GOOS=linux")
		output, err := command.CombinedOutput()
		require.NoError(t, err, "%s\n%s", command, output)
	}

	t.Run("plugin", func(t *testing.T) {
		built, err := filepath.Glob(filepath.Join(out, "gpx_*"))
		require.NoError(t, err)
		require.Equal(t, []string{pluginhost.Binary(out)}, built)
		plugin, err := pluginhost.Start(built[0], io.Discard)
		require.NoError(t, err)
		plugin.Close()
	})

	t.Run("rtcsim", func(t *testing.T) {
		image := stageNamed(t, "rtcsim")
		const listen, loopback = ":8980", "127.0.0.1:0"
		start := words(t, image.all("ENTRYPOINT")[0].arguments)
		require.Equal(t, listen, start[len(start)-1])
		start[len(start)-1] = loopback
		server, url := startServer(t, filepath.Join(out, path.Base(start[0])), start[1:]...)

		check := image.healthCommand(t)
		last := len(check) - 1
		require.Equal(t, "http://127.0.0.1"+listen, check[last])
		healthy := func() error {
			return exec.Command(filepath.Join(out, path.Base(check[0])), append(check[1:last:last], url)...).Run()
		}
		require.NoError(t, healthy())
		require.NoError(t, server.Process.Signal(syscall.SIGTERM), "what docker stop sends")
		require.NoError(t, server.Wait())
		require.Error(t, healthy())
	})
	check := stageNamed(t, "grafana").healthCommand(t)
	assert.Equal(t, []string{"rtcsim", "-check"}, []string{path.Base(check[0]), check[1]})
}

// startServer starts the simulated API and reads its address from the first line that it prints.
func startServer(t *testing.T, binary string, arguments ...string) (*exec.Cmd, string) {
	t.Helper()
	ctx := t.Context()
	server := exec.CommandContext(ctx, binary, arguments...)
	server.WaitDelay = 10 * time.Second
	output, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	buffer := make([]byte, 4096)
	n, err := output.Read(buffer)
	require.NoError(t, err)
	found := regexp.MustCompile(`^url: (http://127\.0\.0\.1:\d+)\n`).FindSubmatch(buffer[:n])
	require.NotNil(t, found, "%s", buffer[:n])
	return server, string(found[1])
}

func decodeJSON(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, into))
}

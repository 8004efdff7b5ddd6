package repository

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// notRun are the steps that no test runs, by how they begin, with the reason.
var notRun = map[string]string{
	".ci/run":              "it runs this test",
	"npm audit":            "asks the registry what is known of the packages",
	"npm ci":               "what go tool mage does before every build, with the scripts of the packages",
	"npx playwright":       "downloads a browser",
	"docker ":              "needs Docker and the Internet",
	"go tool mage package": "builds for six platforms, which takes minutes; dev/release is tested by itself",
	"gh release create":    "needs GitHub",
}

// inPart are the steps that are run without what the tests lack.
var inPart = map[string]string{
	"npm run e2e": "npm run e2e -- --list", // no Grafana
}

// scratch is a clone of the repository in which the steps of workflows are run.
type scratch struct {
	folder      string
	environment []string
}

func newScratch(t *testing.T) scratch {
	t.Helper()
	s := scratch{folder: filepath.Join(t.TempDir(), "clone")}
	output, err := exec.Command("git", "clone", "--quiet", root, s.folder).CombinedOutput()
	require.NoError(t, err, "%s", output)
	modules, err := filepath.Abs(filepath.Join(root, "node_modules"))
	require.NoError(t, err)
	require.NoError(t, os.Symlink(modules, filepath.Join(s.folder, "node_modules")))
	var manifest struct{ Version string }
	decodeJSON(t, "package.json", &manifest)
	temp := t.TempDir()
	s.environment = append(os.Environ(),
		"GIT_CONFIG_GLOBAL="+filepath.Join(temp, "gitconfig"), "GITHUB_ENV="+filepath.Join(temp, "env"), "RUNNER_TEMP="+temp,
		"GITHUB_REF_NAME=v"+manifest.Version)
	return s
}

// run does what a runner does with a step.
func (s scratch) run(step step, environment ...string) (string, error) {
	file := strings.NewReplacer("${{ matrix.grafana }}", "12.4.10").Replace(step.Run)
	if part, ok := inPart[file]; ok {
		file = part
	}
	command := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", file)
	command.Dir, command.Env = s.folder, slices.Concat(s.environment, environment)
	for name, value := range step.Env {
		if strings.HasPrefix(value, "${{ secrets.") {
			value = "a secret"
		}
		command.Env = append(command.Env, name+"="+value)
	}
	output, err := command.CombinedOutput()
	return string(output), err
}

func (s step) reasonNotToRun() string {
	for start, reason := range notRun {
		if strings.HasPrefix(s.Run, start) {
			return reason
		}
	}
	return ""
}

func TestEveryStepOfTheWorkflowsRuns(t *testing.T) {
	for name, workflow := range readWorkflows(t) {
		s := newScratch(t)
		for _, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if step.Run == "" || step.reasonNotToRun() != "" {
					continue
				}
				output, err := s.run(step)
				assert.NoError(t, err, "%s: %s\n%s", name, step.Run, output)
			}
		}
	}
}

// stepOf is the step of a workflow that holds a text.
func stepOf(t *testing.T, file, text string) step {
	t.Helper()
	for _, job := range readWorkflows(t)[file].Jobs {
		for _, step := range job.Steps {
			if strings.Contains(step.Run, text) {
				return step
			}
		}
	}
	require.Fail(t, "no step", "%s in %s", text, file)
	return step{}
}

// In a container the checkout belongs to another user, and git refuses to work there.
func TestTheCheckoutIsSafeInAContainer(t *testing.T) {
	const otherOwner = "GIT_TEST_ASSUME_DIFFERENT_OWNER=1"
	s, status := newScratch(t), step{Run: "git status"}
	output, err := s.run(status, otherOwner)
	require.Error(t, err)
	require.Contains(t, output, "dubious ownership")
	output, err = s.run(stepOf(t, "ci.yml", "safe.directory"))
	require.NoError(t, err, output)
	output, err = s.run(status, otherOwner)
	require.NoError(t, err, output)
}

func TestAReleaseFailsEarly(t *testing.T) {
	s := newScratch(t)
	_, err := s.run(stepOf(t, "release.yml", "GITHUB_REF_NAME\""), "GITHUB_REF_NAME=v0.0.1")
	require.Error(t, err, "the tag is of another version")
	signed := stepOf(t, "release.yml", "test -n")
	signed.Env = nil
	_, err = s.run(signed, "GRAFANA_ACCESS_POLICY_TOKEN=")
	require.Error(t, err, "no secret to sign with")

	release := readWorkflows(t)["release.yml"]
	tests := release.Jobs[release.Jobs["release"].Needs].Uses
	assert.Equal(t, "./.github/workflows/ci.yml", tests, "the tests come first")
}

package repository

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

type workflow struct {
	Permissions map[string]string
	Jobs        map[string]struct {
		Container string
		Strategy  struct{ Matrix map[string][]string }
		Steps     []struct {
			Uses, Run string
			With      map[string]string
		}
	}
}

func readWorkflows(t *testing.T) map[string]workflow {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, ".github/workflows/*.yml"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	read := map[string]workflow{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		var w workflow
		require.NoError(t, yaml.Unmarshal(content, &w), path)
		read[filepath.Base(path)] = w
	}
	return read
}

func TestWorkflowsRunCommandsThatExist(t *testing.T) {
	var manifest struct{ Scripts map[string]string }
	decodeJSON(t, "package.json", &manifest)
	magefile, err := os.ReadFile(filepath.Join(root, "Magefile.go"))
	require.NoError(t, err)
	for name, workflow := range readWorkflows(t) {
		assert.NotNil(t, workflow.Permissions, "%s: its token may do no more than it says", name)
		for _, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if step.Uses != "" {
					assert.Regexp(t, `^actions/[a-z-]+@v\d+$`, step.Uses, name)
				}
				if script, ok := strings.CutPrefix(step.Run, "npm run "); ok {
					assert.Contains(t, manifest.Scripts, script, name)
				}
				if target, ok := strings.CutPrefix(step.Run, "go tool mage "); ok {
					found := regexp.MustCompile(`(?mi)^func ` + target + `\(`).Match(magefile)
					assert.True(t, found, "%s: Magefile.go has no target %s", name, target)
				}
				if strings.HasPrefix(step.Run, ".ci/") {
					assert.FileExists(t, filepath.Join(root, step.Run), name)
				}
			}
		}
	}
}

// The workflows and the images use the same Go, Node and Grafana.
func TestWorkflowsUseTheVersionsOfTheImages(t *testing.T) {
	golang := stageNamed(t, "backend").image
	node := regexp.MustCompile(`^node:([\d.]+)`).FindStringSubmatch(stageNamed(t, "frontend").image)[1]
	grafana := strings.TrimPrefix(stageNamed(t, "grafana").image, "grafana/grafana:")
	workflows := readWorkflows(t)
	assert.Equal(t, golang, workflows["ci.yml"].Jobs["test"].Container)
	assert.Contains(t, workflows["e2e.yml"].Jobs["grafana"].Strategy.Matrix["grafana"], grafana)
	for name, workflow := range workflows {
		for _, job := range workflow.Jobs {
			for _, step := range job.Steps {
				if version := step.With["node-version"]; version != "" {
					assert.Equal(t, node, version, name)
				}
				if version := step.With["go-version"]; version != "" {
					assert.True(t, strings.HasPrefix(golang, "golang:"+version+"-"), "%s: Go %s, the image is %s", name, version, golang)
				}
			}
		}
	}
	var manifest struct{ Dependencies map[string]string }
	decodeJSON(t, "package.json", &manifest)
	assert.Equal(t, manifest.Dependencies["@grafana/ui"], grafana, "Grafana's libraries and the Grafana of the compose file")
}

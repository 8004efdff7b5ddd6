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
		Needs     string
		Uses      string
		Steps     []step
	}
}

type step struct {
	Name, Uses, Run, If string
	With, Env           map[string]string
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

package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const projectRoot = "../.."

func TestShippedFilesAreCurrent(t *testing.T) {
	files, err := render()
	require.NoError(t, err)
	for name, content := range files {
		found, err := os.ReadFile(filepath.Join(projectRoot, name))
		require.NoError(t, err)
		assert.Equal(t, string(content), string(found), "go run ./dev/dashboards")
	}
	for _, folder := range []string{dashboardFolder, ruleFolder(english), ruleFolder(chinese)} {
		entries, err := os.ReadDir(filepath.Join(projectRoot, folder))
		require.NoError(t, err)
		for _, entry := range entries {
			assert.Contains(t, files, path.Join(folder, entry.Name()))
		}
	}
}

func TestLanguages(t *testing.T) {
	files, err := render()
	require.NoError(t, err)
	han := regexp.MustCompile(`\p{Han}`)
	for name, content := range files {
		if !strings.Contains(name, "zh-Hans") {
			assert.NotRegexp(t, han, string(content), name)
			continue
		}
		for _, title := range regexp.MustCompile(`"?(title|summary)"?: (>-\n)?.*`).FindAllString(string(content), -1) {
			assert.Regexp(t, han, title, name)
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const shipped = "../../src/dashboards"

func TestShippedDashboardsAreCurrent(t *testing.T) {
	files, err := render()
	require.NoError(t, err)
	for name, content := range files {
		found, err := os.ReadFile(filepath.Join(shipped, name))
		require.NoError(t, err)
		assert.Equal(t, string(content), string(found), "go run ./dev/dashboards")
	}
	entries, err := os.ReadDir(shipped)
	require.NoError(t, err)
	assert.Len(t, entries, len(files))
}

func TestLanguages(t *testing.T) {
	files, err := render()
	require.NoError(t, err)
	han := regexp.MustCompile(`\p{Han}`)
	for _, name := range []string{"rtc-overview", "rtc-app-detail", "rtc-live", "rtc-quality"} {
		assert.NotRegexp(t, han, string(files[name+".json"]))
		for _, title := range regexp.MustCompile(`"title": .*`).FindAllString(string(files[name+".zh-Hans.json"]), -1) {
			assert.Regexp(t, han, title)
		}
	}
}

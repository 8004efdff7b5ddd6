package main

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func built(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "dist", name))
	require.NoError(t, err, "build the plugin first: go tool mage build")
	return string(content)
}

// The catalogue shows both texts on a site of its own: their links, which are relative in the repository, must be absolute
// and lead to files of the version that is released.
func TestTheShippedTextsHaveAbsoluteLinks(t *testing.T) {
	var manifest struct{ Version string }
	content, err := os.ReadFile(filepath.Join(root, "package.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &manifest))
	file := regexp.MustCompile(`^/[^/]+/[^/]+/(?:blob|raw)/v` + regexp.QuoteMeta(manifest.Version) + `/(.+)$`)
	files := 0
	for _, name := range []string{"README.md", "CHANGELOG.md"} {
		for _, link := range regexp.MustCompile(`\]\(([^)\s]+)\)`).FindAllStringSubmatch(built(t, name), -1) {
			if strings.HasPrefix(link[1], "#") {
				continue
			}
			address, err := url.Parse(link[1])
			require.NoError(t, err)
			assert.Equal(t, "https", address.Scheme, "%s: %s", name, link[1])
			if found := file.FindStringSubmatch(address.Path); found != nil {
				files++
				assert.FileExists(t, filepath.Join(root, found[1]), "%s: %s", name, link[1])
			}
		}
	}
	assert.Greater(t, files, 15)
}

func TestTheLinksOfThePluginAreThoseOfItsRepository(t *testing.T) {
	var plugin struct {
		Info struct {
			Author struct{ URL string }
			Links  []struct{ Name, URL string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(built(t, "plugin.json")), &plugin))
	repository := plugin.Info.Author.URL
	assert.Regexp(t, `^https://[^/]+/[^/]+/[^/]+$`, repository)
	var names []string
	for _, link := range plugin.Info.Links {
		if strings.HasPrefix(link.URL, repository) {
			names = append(names, link.Name)
		}
	}
	assert.Equal(t, []string{"Repository", "Documentation", "Raise an issue", "License"}, names)
}

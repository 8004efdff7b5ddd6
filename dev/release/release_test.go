package main

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/release/check"
)

const root = "../.."

// The plugin as it stands in dist/, built for this machine: nothing but the other platforms is missing.
func TestTheBuiltPluginKeepsTheRules(t *testing.T) {
	dist := filepath.Join(t.TempDir(), "dist")
	require.NoError(t, os.CopyFS(dist, os.DirFS(filepath.Join(root, "dist"))), "build the plugin first: go tool mage build")
	require.NoError(t, dropInstalled(filepath.Join(dist, check.ManifestName)))
	archive, err := pack(dist, t.TempDir())
	require.NoError(t, err)
	problems, err := check.Archive(archive, os.DirFS(root))
	require.NoError(t, err)
	for _, problem := range problems {
		if problem.Rule != "executables" || !strings.HasSuffix(problem.Text, " is missing") {
			t.Errorf("%s (does dist/ stand as go tool mage build made it?)", problem)
		}
	}
}

func TestEqualBuildsMakeEqualArchives(t *testing.T) {
	dist := t.TempDir()
	for name, content := range map[string]string{
		"plugin.json":        `{"id": "acme-calls-datasource", "info": {"version": "1.2.0", "updated": "2026-11-01"}}`,
		"gpx_acme_linux_arm": "program",
		"img/logo.svg":       "<svg/>",
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dist, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dist, name), []byte(content), 0o600))
	}
	var contents [][]byte
	for range 2 {
		archive, err := pack(dist, filepath.Join(t.TempDir(), "new"))
		require.NoError(t, err)
		assert.Equal(t, "acme-calls-datasource-1.2.0.zip", filepath.Base(archive))
		content, err := os.ReadFile(archive)
		require.NoError(t, err)
		contents = append(contents, content)

		reader, err := zip.OpenReader(archive)
		require.NoError(t, err)
		modes := map[string]os.FileMode{}
		for _, file := range reader.File {
			modes[file.Name] = file.Mode()
		}
		require.NoError(t, reader.Close())
		assert.Equal(t, map[string]os.FileMode{
			"acme-calls-datasource/plugin.json":        0o644,
			"acme-calls-datasource/gpx_acme_linux_arm": 0o755,
			"acme-calls-datasource/img/logo.svg":       0o644,
		}, modes)
	}
	assert.Equal(t, contents[0], contents[1])
}

func TestPackWithoutABuild(t *testing.T) {
	_, err := pack(t.TempDir(), t.TempDir())
	require.ErrorContains(t, err, "build the plugin first")
}

func TestSums(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.zip")
	require.NoError(t, os.WriteFile(archive, []byte("abc"), 0o600))
	require.NoError(t, writeSums(archive))
	for extension, want := range map[string]string{ // the examples of FIPS 180
		".sha1":   "a9993e364706816aba3e25717850c26c9cd0d89d  a.zip\n",
		".sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.zip\n",
	} {
		content, err := os.ReadFile(archive + extension)
		require.NoError(t, err)
		assert.Equal(t, want, string(content))
	}
}

func TestSigning(t *testing.T) {
	t.Setenv(tokenVariable, "")
	t.Setenv("PATH", "")
	require.NoError(t, sign(t.Context()), "without a token nothing is run")

	t.Setenv(tokenVariable, "secret")
	require.ErrorContains(t, sign(t.Context()), "sign the plugin")
	assert.Equal(t, []string{"--yes", signer, "--distDir", "dist"}, signArguments(""))
	assert.Contains(t, signArguments("https://grafana.example"), "--rootUrls")
}

package check

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	id   = "acme-calls-datasource"
	name = id + "-1.2.0.zip"
)

const pluginFile = `{
	"type": "datasource", "name": "Acme Calls", "id": "acme-calls-datasource", "backend": true, "executable": "gpx_acme",
	"languages": ["en-US"],
	"includes": [{"type": "dashboard", "name": "Overview", "path": "dashboards/overview.json"}],
	"info": {
		"description": "Calls of Acme. By the hour.", "author": {"name": "Acme"}, "keywords": ["calls"],
		"logos": {"small": "img/logo.svg", "large": "img/logo.svg"},
		"links": [{"name": "License", "url": "https://acme.example/license"}],
		"screenshots": [{"name": "Panel", "path": "img/panel.png"}],
		"version": "1.2.0", "updated": "2026-11-01"
	},
	"dependencies": {"grafanaDependency": ">=12.3.0"}
}`

const mainGo = "package main\n"

// example is an archive that keeps all rules until a test breaks one.
type example struct {
	name   string
	files  map[string]string
	modes  map[string]fs.FileMode
	root   string
	extra  []string
	source fstest.MapFS
}

func newExample() *example {
	e := &example{
		name: name, root: id, modes: map[string]fs.FileMode{},
		files: map[string]string{
			"plugin.json": pluginFile, "module.js": "define([])", "LICENSE": "Apache License", "query_help.md": "# Help",
			"README.md":                        "# Acme Calls\n\n[docs](https://acme.example) [below](#usage) `[a](b)`\n",
			"CHANGELOG.md":                     "# Changelog\n\n## 1.2.0 (2026-11-01)\n\n## 1.1.0 (2026-10-01)\n",
			"img/logo.svg":                     `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8"/></svg>`,
			"img/panel.png":                    "\x89PNG\r\n\x1a\n",
			"dashboards/overview.zh-Hans.json": "{}",
			"dashboards/overview.json":         "{}",
			"locales/en-US/" + id + ".json":    "{}",
			"module.js.map":                    sourceMap("webpack://"+id+"/./module.ts", "export {};\n"),
			ManifestName:                       hashOf([]byte(mainGo)) + ":pkg/main.go\n",
			"1.js":                             "", "1.js.map": "{}",
		},
		source: fstest.MapFS{
			"package.json":               {Data: []byte(`{"version": "1.2.0"}`)},
			"pkg/main.go":                {Data: []byte(mainGo)},
			"src/module.ts":              {Data: []byte("export {};\n")},
			"node_modules/x/x.go":        {Data: []byte("package x")},
			"dev/page/node_modules/y.go": {Data: []byte("package y")},
		},
	}
	for platform, magic := range platforms {
		e.files["gpx_acme_"+platform] = string(magic) + "…"
	}
	return e
}

func sourceMap(source, content string) string {
	encoded, _ := json.Marshal(map[string]any{"sources": []string{source}, "sourcesContent": []string{content}})
	return string(encoded)
}

func (e *example) replace(file, old, replacement string) {
	e.files[file] = strings.Replace(e.files[file], old, replacement, 1)
}

func (e *example) write(t *testing.T) string {
	t.Helper()
	var content bytes.Buffer
	writer := zip.NewWriter(&content)
	add := func(name, text string, mode fs.FileMode) {
		header := &zip.FileHeader{Name: name}
		header.SetMode(mode)
		file, err := writer.CreateHeader(header)
		require.NoError(t, err)
		_, err = file.Write([]byte(text))
		require.NoError(t, err)
	}
	for _, file := range slices.Sorted(maps.Keys(e.files)) {
		mode, ok := e.modes[file]
		if !ok {
			mode = ModeOf(file)
		}
		add(e.root+"/"+file, e.files[file], mode)
	}
	for _, file := range e.extra {
		add(file, "", 0o644)
	}
	require.NoError(t, writer.Close())
	path := filepath.Join(t.TempDir(), e.name)
	require.NoError(t, os.WriteFile(path, content.Bytes(), 0o600))
	return path
}

func TestAGoodArchive(t *testing.T) {
	e := newExample()
	problems, err := Archive(e.write(t), e.source)
	require.NoError(t, err)
	assert.Empty(t, problems)
}

func TestASignedArchive(t *testing.T) {
	e := newExample()
	e.files["MANIFEST.txt"] = "-----BEGIN PGP SIGNED MESSAGE-----"
	problems, err := Archive(e.write(t), e.source)
	require.NoError(t, err)
	assert.Empty(t, problems)
}

func TestUnreadable(t *testing.T) {
	_, err := Archive(filepath.Join(t.TempDir(), "none.zip"), fstest.MapFS{})
	require.ErrorIs(t, err, fs.ErrNotExist)

	empty := &example{name: name, root: id}
	_, err = Archive(empty.write(t), fstest.MapFS{})
	require.EqualError(t, err, "the archive is empty")

	e := newExample()
	delete(e.files, "plugin.json")
	_, err = Archive(e.write(t), e.source)
	require.EqualError(t, err, "no plugin.json in "+id+"/")
}

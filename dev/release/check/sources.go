package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ManifestName is the file that holds the SHA-256 of every Go file that the executables were built from.
const ManifestName = "go_plugin_build_manifest"

// checkManifest compares the manifest with the source, which the catalogue builds anew.
func (a *archive) checkManifest() error {
	content, err := a.read(ManifestName)
	if err != nil || content == nil {
		return err
	}
	listed := map[string]string{}
	for line := range strings.Lines(string(content)) {
		hash, name, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			a.object("%q is not hash:path", line)
		}
		listed[name] = hash
	}
	return errors.Join(a.compareHashes(listed), a.findUnlisted(listed))
}

func (a *archive) compareHashes(listed map[string]string) error {
	for name, hash := range listed {
		if IsInstalled(name) {
			a.object("%s was installed and is no source", name)
			continue
		}
		content, err := fs.ReadFile(a.source, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			a.object("%s is not in the source", name)
		case err != nil:
			return err
		case hash != hashOf(content):
			a.object("%s has changed since the build", name)
		}
	}
	return nil
}

func (a *archive) findUnlisted(listed map[string]string) error {
	return fs.WalkDir(a.source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || name != "." && strings.HasPrefix(entry.Name(), ".")) {
			return fs.SkipDir
		}
		if path.Ext(name) == ".go" && listed[name] == "" {
			a.object("%s is not listed", name)
		}
		return nil
	})
}

// IsInstalled tells that a package manager put the file there: a clean clone does not have it.
func IsInstalled(name string) bool { return slices.Contains(strings.Split(name, "/"), "node_modules") }

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// checkSourceMap compares the source that the source map carries with src/. Names that the catalogue cannot find there
// make it say that the source does not match the archive.
func (a *archive) checkSourceMap() error {
	content, err := a.read("module.js.map")
	if err != nil || content == nil {
		return err
	}
	var mapped struct{ Sources, SourcesContent []string }
	if err := json.Unmarshal(content, &mapped); err != nil {
		a.object("module.js.map: %s", err)
		return nil
	}
	if len(mapped.Sources) == 0 || len(mapped.SourcesContent) != len(mapped.Sources) {
		a.object("module.js.map does not carry its sources")
		return nil
	}
	for i, name := range mapped.Sources {
		if err := a.compareSource(name, mapped.SourcesContent[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) compareSource(name, carried string) error {
	local, ok := strings.CutPrefix(name, "webpack://"+a.plugin.ID+"/")
	if !ok {
		a.object("module.js.map names %s, which is not in webpack://%s/", name, a.plugin.ID)
		return nil
	}
	// Generated: the bundler's own code, and modules that Grafana shares.
	if strings.HasPrefix(local, "webpack/") || strings.HasPrefix(local, "external ") || IsInstalled(local) {
		return nil
	}
	file := path.Join("src", strings.TrimPrefix(local, "./"))
	content, err := fs.ReadFile(a.source, file)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid):
		a.object("module.js.map names %s, which is not in the source", file)
	case err != nil:
		return err
	case string(content) != carried:
		a.object("%s has changed since the build", file)
	}
	return nil
}

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// inPackage finds the npm package that a source of a source map belongs to.
var inPackage = regexp.MustCompile(`node_modules/((?:@[^/]+/)?[^/]+)/`)

// npmPackages are those of which something is in the bundle, by its source map.
func npmPackages(sourceMap, nodeModules string) ([]dependency, error) {
	content, err := os.ReadFile(sourceMap)
	if err != nil {
		return nil, fmt.Errorf("build the plugin first: %w", err)
	}
	var parsed struct{ Sources []string }
	if err := json.Unmarshal(content, &parsed); err != nil {
		return nil, fmt.Errorf("%s: %w", sourceMap, err)
	}
	names := map[string]bool{}
	for _, source := range parsed.Sources {
		if found := inPackage.FindStringSubmatch(source); found != nil {
			names[found[1]] = true
		}
	}
	var packages []dependency
	for _, name := range slices.Sorted(maps.Keys(names)) {
		d, err := npmPackage(nodeModules, name)
		if err != nil {
			return nil, err
		}
		packages = append(packages, d)
	}
	return packages, nil
}

func npmPackage(nodeModules, name string) (dependency, error) {
	content, err := os.ReadFile(filepath.Join(nodeModules, name, "package.json"))
	if err != nil {
		return dependency{}, err
	}
	var described struct{ Version, License string }
	if err := json.Unmarshal(content, &described); err != nil {
		return dependency{}, fmt.Errorf("%s: %w", name, err)
	}
	if !slices.ContainsFunc(phrases, func(p struct{ phrase, licence string }) bool { return p.licence == described.License }) {
		described.License = unknown
	}
	return dependency{name, described.Version, described.License}, nil
}

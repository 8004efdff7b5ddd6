package check

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

func (a *archive) checkLayout() error {
	seen := map[string]bool{}
	for _, entry := range a.all {
		if root, _, _ := strings.Cut(entry.Name, "/"); root != a.plugin.ID {
			a.object("%s is not in the folder %s/", entry.Name, a.plugin.ID)
		}
		clean := strings.TrimSuffix(entry.Name, "/")
		if !fs.ValidPath(clean) || strings.ContainsAny(clean, `\:`) {
			a.object("%q is no plain path", entry.Name)
		}
		if seen[clean] {
			a.object("%s is there twice", entry.Name)
		}
		seen[clean] = true
		if kind := entry.Mode().Type(); kind != 0 && kind != fs.ModeDir {
			a.object("%s is neither file nor folder", entry.Name)
		}
	}
	return nil
}

func (a *archive) checkFiles() error {
	needed := []string{
		"plugin.json", "module.js", "module.js.map", "README.md", "CHANGELOG.md", "LICENSE", "query_help.md", ManifestName,
		a.plugin.Info.Logos.Small, a.plugin.Info.Logos.Large,
	}
	for _, language := range a.plugin.Languages {
		needed = append(needed, path.Join("locales", language, a.plugin.ID+".json"))
	}
	for _, include := range a.plugin.Includes {
		needed = append(needed, include.Path)
	}
	for _, screenshot := range a.plugin.Info.Screenshots {
		needed = append(needed, screenshot.Path)
	}
	slices.Sort(needed)
	for _, name := range slices.Compact(needed) {
		if _, ok := a.files[name]; !ok && name != "" {
			a.object("%s is missing", name)
		}
	}
	return nil
}

// expected are the files that the build makes, and MANIFEST.txt, which a signature is.
var expected = regexp.MustCompile(`^(` + strings.Join([]string{
	`plugin\.json`, `[\w.-]+\.js(\.map)?`, `README\.md`, `CHANGELOG\.md`, `LICENSE`, `query_help\.md`, ManifestName, `MANIFEST\.txt`,
	`gpx_\w+(\.exe)?`, `img/[\w/-]+\.(svg|png|jpe?g|gif)`, `locales/[\w-]+/[\w-]+\.json`, `dashboards/[\w-][\w.-]*\.json`,
}, "|") + `)$`)

// checkStrays finds what a build or a desktop left behind: .DS_Store, standalone.txt, a pid, a nested dist/.
func (a *archive) checkStrays() error {
	for _, name := range a.names() {
		if !expected.MatchString(name) {
			a.object("%s does not belong into the archive", name)
		}
	}
	return nil
}

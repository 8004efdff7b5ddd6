package check

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"time"
)

// pluginJSON is what the rules look at in plugin.json.
type pluginJSON struct {
	ID, Executable string
	Backend        bool
	Languages      []string
	Includes       []struct{ Path string }
	Info           struct {
		Version, Updated string
		Logos            struct{ Small, Large string }
		Screenshots      []struct{ Path string }
	}
}

var versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)

func (a *archive) readMetadata() error {
	content, err := a.read("plugin.json")
	if err != nil {
		return err
	}
	if content == nil {
		return fmt.Errorf("no plugin.json in %s/", a.root)
	}
	if err := json.Unmarshal(content, &a.plugin); err != nil {
		return fmt.Errorf("plugin.json: %w", err)
	}
	content, err = fs.ReadFile(a.source, "package.json")
	if err != nil {
		return err
	}
	var manifest struct{ Version string }
	if err := json.Unmarshal(content, &manifest); err != nil {
		return fmt.Errorf("package.json: %w", err)
	}
	a.version = manifest.Version
	return nil
}

func (a *archive) checkVersions() error {
	if !versionForm.MatchString(a.version) {
		a.object("package.json: version %q is not x.y.z", a.version)
	}
	if a.plugin.Info.Version != a.version {
		a.object("plugin.json says %q, package.json %q", a.plugin.Info.Version, a.version)
	}
	if _, err := time.Parse(time.DateOnly, a.plugin.Info.Updated); err != nil {
		a.object("plugin.json: info.updated %q is no date", a.plugin.Info.Updated)
	}
	if want := a.plugin.ID + "-" + a.version + ".zip"; a.name != want {
		a.object("the archive is named %s, not %s", a.name, want)
	}
	return a.checkChangelog()
}

func (a *archive) checkChangelog() error {
	content, err := a.read("CHANGELOG.md")
	if err != nil || content == nil {
		return err
	}
	heading := regexp.MustCompile(`(?m)^## \[?` + regexp.QuoteMeta(a.version) + `\]?\b.*\d{4}-\d{2}-\d{2}`)
	if !heading.Match(content) {
		a.object("CHANGELOG.md has no dated heading of version %s", a.version)
	}
	if first := regexp.MustCompile(`(?m)^## .*$`).Find(content); !heading.Match(first) {
		a.object("CHANGELOG.md begins with %q, not with version %s", first, a.version)
	}
	return nil
}

package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"time"
)

// pluginJSON is what the rules look at in plugin.json.
type pluginJSON struct {
	Type, Name, ID, Executable string
	Backend                    bool
	Languages                  []string
	Includes                   []struct{ Type, Name, Path string }
	Info                       struct {
		Description, Version, Updated string
		Keywords                      []string
		Author                        struct{ Name string }
		Logos                         struct{ Small, Large string }
		Links                         []struct{ Name, URL string }
		Screenshots                   []struct{ Name, Path string }
	}
	Dependencies struct{ GrafanaDependency string }
}

var (
	idForm      = regexp.MustCompile(`^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$`)
	versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`)
	// A range without an end: a Grafana that is not out yet is let in.
	grafanaForm = regexp.MustCompile(`^>=\d+\.\d+\.\d+(-\d+)?$`)
)

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

func (a *archive) checkPluginJSON() error {
	info := a.plugin.Info
	for field, value := range map[string]string{
		"type": a.plugin.Type, "name": a.plugin.Name, "info.description": info.Description,
		"info.author.name": info.Author.Name, "info.logos.small": info.Logos.Small, "info.logos.large": info.Logos.Large,
	} {
		if value == "" {
			a.object("%s is missing", field)
		}
	}
	if !idForm.MatchString(a.plugin.ID) {
		a.object("id %q is not <organisation>-<name>-<type>", a.plugin.ID)
	}
	if !grafanaForm.MatchString(a.plugin.Dependencies.GrafanaDependency) {
		a.object("dependencies.grafanaDependency %q is not of the form >=x.y.z", a.plugin.Dependencies.GrafanaDependency)
	}
	if strings.Count(info.Description, ". ")+1 > 2 {
		a.object("info.description has more than two sentences")
	}
	if len(info.Keywords) == 0 || len(info.Links) == 0 || len(info.Screenshots) == 0 {
		a.object("info needs keywords, links and screenshots")
	}
	for _, link := range info.Links {
		if !strings.HasPrefix(link.URL, "https://") {
			a.object("link %q is no https URL: %q", link.Name, link.URL)
		}
	}
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

// What templates leave behind.
var placeholders = map[string][]string{
	"plugin.json": {"%VERSION%", "%TODAY%"},
	"LICENSE":     {"{name of copyright owner}", "{yyyy}", "[name of copyright owner]", "[yyyy]"},
	"README.md":   {"%VERSION%", "%TODAY%", "Grafana data source plugin template", "TODO"},
}

func (a *archive) checkPlaceholders() error {
	var failed error
	for name, texts := range placeholders {
		content, err := a.read(name)
		failed = errors.Join(failed, err)
		for _, text := range texts {
			if strings.Contains(string(content), text) {
				a.object("%s still holds %q", name, text)
			}
		}
	}
	return failed
}

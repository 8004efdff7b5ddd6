package check

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each breaks the good example once; what is said about it is the whole answer.
var broken = []struct {
	does     string
	by       func(*example)
	problems []string
}{
	{"another root", func(e *example) { e.extra = []string{"other/README.md"} },
		[]string{"layout: other/README.md is not in the folder " + id + "/"}},
	{"path that leaves the folder", func(e *example) { e.extra = []string{id + "/../x"} },
		[]string{`layout: "` + id + `/../x" is no plain path`, "stray: ../x does not belong into the archive"}},
	{"entry twice", func(e *example) { e.extra = []string{id + "/LICENSE"} }, []string{"layout: " + id + "/LICENSE is there twice"}},
	{"link", func(e *example) { e.modes["LICENSE"] = fs.ModeSymlink | 0o644 },
		[]string{"layout: " + id + "/LICENSE is neither file nor folder"}},
	{"no licence", func(e *example) { delete(e.files, "LICENSE") }, []string{"files: LICENSE is missing"}},
	{"no source map", func(e *example) { delete(e.files, "module.js.map") }, []string{"files: module.js.map is missing"}},
	{"no changelog", func(e *example) { delete(e.files, "CHANGELOG.md") }, []string{"files: CHANGELOG.md is missing"}},
	{"no manifest", func(e *example) { delete(e.files, ManifestName) }, []string{"files: " + ManifestName + " is missing"}},
	{"no dashboard", func(e *example) { delete(e.files, "dashboards/overview.json") },
		[]string{"files: dashboards/overview.json is missing"}},
	{"no translation", func(e *example) { e.replace("plugin.json", `"en-US"`, `"en-US", "zh-Hans"`) },
		[]string{"files: locales/zh-Hans/" + id + ".json is missing"}},
	{"desktop's file", func(e *example) { e.files["img/.DS_Store"] = "" },
		[]string{"stray: img/.DS_Store does not belong into the archive"}},
	{"debugger's file", func(e *example) { e.files["standalone.txt"] = "" },
		[]string{"stray: standalone.txt does not belong into the archive"}},
	{"process id", func(e *example) { e.files["pid.txt"] = "" }, []string{"stray: pid.txt does not belong into the archive"}},
	{"folder in itself", func(e *example) { e.files["dist/module.js"] = "" },
		[]string{"stray: dist/module.js does not belong into the archive"}},
	{"platform missing", func(e *example) { delete(e.files, "gpx_acme_linux_arm64") },
		[]string{"executables: gpx_acme_linux_arm64 is missing"}},
	{"program of another platform", func(e *example) { e.files["gpx_acme_windows_amd64.exe"] = "\x7fELF" },
		[]string{"executables: gpx_acme_windows_amd64.exe is no program of its platform"}},
	{"executable of an old name", func(e *example) { e.files["gpx_old_linux_amd64"] = "\x7fELF" },
		[]string{"executables: gpx_old_linux_amd64 is of no platform that is released"}},
	{"executable that cannot run", func(e *example) { e.modes["gpx_acme_linux_amd64"] = 0o644 },
		[]string{"permissions: gpx_acme_linux_amd64 has mode 0644, not 0755"}},
	{"text that can run", func(e *example) { e.modes["README.md"] = 0o755 },
		[]string{"permissions: README.md has mode 0755, not 0644"}},
	{"other version in package.json", func(e *example) { e.source["package.json"] = &fstest.MapFile{Data: []byte(`{"version": "1.3.0"}`)} },
		[]string{
			"versions: CHANGELOG.md begins with \"## 1.2.0 (2026-11-01)\", not with version 1.3.0",
			"versions: CHANGELOG.md has no dated heading of version 1.3.0",
			`versions: plugin.json says "1.2.0", package.json "1.3.0"`,
			"versions: the archive is named " + name + ", not " + id + "-1.3.0.zip",
		}},
	{"version of another kind", func(e *example) {
		e.replace("plugin.json", "1.2.0", "v1")
		e.replace("CHANGELOG.md", "1.2.0", "v1")
		e.source["package.json"] = &fstest.MapFile{Data: []byte(`{"version": "v1"}`)}
		e.name = id + "-v1.zip"
	}, []string{`versions: package.json: version "v1" is not x.y.z`}},
	{"heading without date", func(e *example) { e.replace("CHANGELOG.md", " (2026-11-01)", "") }, []string{
		"versions: CHANGELOG.md begins with \"## 1.2.0\", not with version 1.2.0",
		"versions: CHANGELOG.md has no dated heading of version 1.2.0",
	}},
	{"Go file changed", func(e *example) { e.source["pkg/main.go"] = &fstest.MapFile{Data: []byte("package other")} },
		[]string{"manifest: pkg/main.go has changed since the build"}},
	{"Go file added", func(e *example) { e.source["pkg/new.go"] = &fstest.MapFile{Data: []byte("package main")} },
		[]string{"manifest: pkg/new.go is not listed"}},
	{"Go file removed", func(e *example) { e.files[ManifestName] += "00:pkg/old.go\n" },
		[]string{"manifest: pkg/old.go is not in the source"}},
	{"installed Go file", func(e *example) { e.files[ManifestName] += "00:dev/page/node_modules/y.go\n" },
		[]string{"manifest: dev/page/node_modules/y.go was installed and is no source"}},
	{"source changed", func(e *example) { e.source["src/module.ts"] = &fstest.MapFile{Data: []byte("export const x = 1;\n")} },
		[]string{"source map: src/module.ts has changed since the build"}},
	{"source of another plugin", func(e *example) { e.replace("module.js.map", "webpack://"+id, "webpack://other") },
		[]string{"source map: module.js.map names webpack://other/./module.ts, which is not in webpack://" + id + "/"}},
	{"source that is not there", func(e *example) { e.replace("module.js.map", "module.ts", "src/module.ts") },
		[]string{"source map: module.js.map names src/src/module.ts, which is not in the source"}},
	{"source map without sources", func(e *example) { e.files["module.js.map"] = "{}" },
		[]string{"source map: module.js.map does not carry its sources"}},
}

func TestABrokenRuleIsTold(t *testing.T) {
	for _, test := range broken {
		t.Run(test.does, func(t *testing.T) {
			e := newExample()
			test.by(e)
			found, err := Archive(e.write(t), e.source)
			require.NoError(t, err)
			var said []string
			for _, problem := range found {
				said = append(said, problem.String())
			}
			assert.Equal(t, test.problems, said)
		})
	}
}

func TestEveryRuleHasAnExample(t *testing.T) {
	for _, rule := range rules {
		covered := false
		for _, test := range broken {
			for _, problem := range test.problems {
				covered = covered || len(problem) > len(rule.name) && problem[:len(rule.name)+1] == rule.name+":"
			}
		}
		assert.True(t, covered, rule.name)
	}
}

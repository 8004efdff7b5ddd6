package repository

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// parsed are the Go files of a package of the plugin, without tests.
func parsed(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
	}
	require.NotEmpty(t, files)
	return files
}

// inspect calls visit with every node of the files that has the type.
func inspect[Node ast.Node](files []*ast.File, visit func(Node)) {
	for _, file := range files {
		ast.Inspect(file, func(node ast.Node) bool {
			if found, ok := node.(Node); ok {
				visit(found)
			}
			return true
		})
	}
}

// fieldsOf are the JSON names of a struct's fields, also of the structs that it embeds.
func fieldsOf(files []*ast.File, name string) (names []string) {
	inspect(files, func(spec *ast.TypeSpec) {
		structure, ok := spec.Type.(*ast.StructType)
		if !ok || spec.Name.Name != name {
			return
		}
		for _, field := range structure.Fields.List {
			if embedded, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
				names = append(names, fieldsOf(files, embedded.Name)...)
			}
			if field.Tag != nil {
				tag, _ := strconv.Unquote(field.Tag.Value)
				name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
				names = append(names, name)
			}
		}
	})
	return names
}

// propertiesOf are those of an interface in src/types.ts.
func propertiesOf(t *testing.T, name string) (names []string) {
	t.Helper()
	types, err := os.ReadFile(filepath.Join(root, "src/types.ts"))
	require.NoError(t, err)
	body := regexp.MustCompile(`(?ms)^export interface ` + name + ` .*?\{$(.*?)^\}$`).FindStringSubmatch(string(types))
	require.NotNil(t, body, name)
	for _, property := range regexp.MustCompile(`(?m)^  (\w+)\??:`).FindAllStringSubmatch(body[1], -1) {
		names = append(names, property[1])
	}
	require.NotEmpty(t, names)
	return names
}

// inBothLanguages calls check with a page of docs/ in each language.
func inBothLanguages(t *testing.T, name string, check func(page)) {
	t.Helper()
	check(read(t, "docs/"+name))
	check(read(t, "docs/zh-Hans/"+name))
}

// assertNames tells what a page does not name, without the page in the message.
func (p page) assertNames(t *testing.T, names []string) {
	t.Helper()
	for _, name := range names {
		if !strings.Contains(p.text, "`"+name+"`") {
			t.Errorf("%s does not name `%s`", p.path, name)
		}
	}
}

func TestEverySettingIsDocumented(t *testing.T) {
	var settings []string
	for _, name := range append(fieldsOf(parsed(t, "pkg/plugin"), "jsonData"), propertiesOf(t, "RtcOptions")...) {
		settings = append(settings, "jsonData."+name)
	}
	require.Contains(t, settings, "jsonData.accessKeyId")
	for _, name := range propertiesOf(t, "RtcSecureOptions") {
		settings = append(settings, "secureJsonData."+name)
	}
	inBothLanguages(t, "provisioning.md", func(p page) {
		p.assertNames(t, settings)
		for _, found := range regexp.MustCompile("`((?:secureJ|j)sonData\\.\\w+)`").FindAllStringSubmatch(p.text, -1) {
			assert.Contains(t, settings, found[1], "%s has a setting that there is not", p.path)
		}
	})
}

func TestEveryQueryFieldIsDocumented(t *testing.T) {
	fields := fieldsOf(parsed(t, "pkg/plugin"), "queryJSON")
	require.Contains(t, fields, "os", "of what is embedded")
	for _, name := range propertiesOf(t, "RtcQuery") {
		if !slices.Contains(fields, name) {
			fields = append(fields, name)
		}
	}
	inBothLanguages(t, "queries.md", func(p page) {
		p.assertNames(t, fields)
	})
}

func TestEveryQueryTypeIsDocumented(t *testing.T) {
	types, err := os.ReadFile(filepath.Join(root, "src/queryTypes.ts"))
	require.NoError(t, err)
	var names []string
	inspect(parsed(t, "pkg/plugin"), func(spec *ast.ValueSpec) {
		if spec.Names[0].Name != "queryTypes" {
			return
		}
		for _, row := range spec.Values[0].(*ast.CompositeLit).Elts {
			name, err := strconv.Unquote(row.(*ast.CompositeLit).Elts[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			names = append(names, name)
		}
	})
	require.Contains(t, names, "operationData")
	for _, name := range names {
		assert.Regexp(t, `\b`+name+`\b`, string(types))
	}
	inBothLanguages(t, "queries.md", func(p page) { p.assertNames(t, names) })
}

// Prometheus' options in the code are those of metrics; their labels are the argument beside them.
func TestEveryMetricIsDocumented(t *testing.T) {
	var metrics []string
	for _, folder := range pluginFolders(t) {
		inspect(parsed(t, folder), func(call *ast.CallExpr) {
			if len(call.Args) == 0 {
				return
			}
			options, ok := call.Args[0].(*ast.CompositeLit)
			if name := nameOf(options, ok); name != "" {
				metrics = append(metrics, "volcengine_rtc_"+name+labelsOf(call))
			}
		})
	}
	require.Contains(t, metrics, "volcengine_rtc_points_total{action,source}")
	inBothLanguages(t, "operations.md", func(p page) { p.assertNames(t, metrics) })
}

// pluginFolders are those of the plugin's packages.
func pluginFolders(t *testing.T) (folders []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "pkg"))
	require.NoError(t, err)
	for _, entry := range entries {
		if entry.IsDir() {
			folders = append(folders, "pkg/"+entry.Name())
		}
	}
	return folders
}

// nameOf is the name in a metric's options, empty if a literal is none.
func nameOf(options *ast.CompositeLit, ok bool) (name string) {
	if !ok {
		return ""
	}
	hasNamespace := false
	for _, element := range options.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return ""
		}
		key, _ := pair.Key.(*ast.Ident)
		value, _ := pair.Value.(*ast.BasicLit)
		switch {
		case key != nil && key.Name == "Namespace":
			hasNamespace = true
		case key != nil && key.Name == "Name" && value != nil:
			name, _ = strconv.Unquote(value.Value)
		}
	}
	if !hasNamespace {
		return ""
	}
	return name
}

func labelsOf(call *ast.CallExpr) string {
	if len(call.Args) < 2 {
		return ""
	}
	list, ok := call.Args[1].(*ast.CompositeLit)
	if !ok {
		return ""
	}
	var labels []string
	for _, element := range list.Elts {
		label, _ := strconv.Unquote(element.(*ast.BasicLit).Value)
		labels = append(labels, label)
	}
	return "{" + strings.Join(labels, ",") + "}"
}

var (
	verb = regexp.MustCompile(`%[a-z]|"%[a-z]"`)
	// sentence is what users read: it begins with a capital letter or a value and ends with a full stop, or with a cause
	// behind it. One that begins with a space stands behind another.
	sentence = regexp.MustCompile(`^ ?([A-Z]|%)\S* \S+ \S+ .*\.( %s)?$`)
)

// Every sentence of the plugin is in the table of its kind, and every row of the tables is a sentence of the plugin.
func TestEveryMessageIsDocumented(t *testing.T) {
	var said []string
	inspect(parsed(t, "pkg/plugin"), func(literal *ast.BasicLit) {
		if text, err := strconv.Unquote(literal.Value); err == nil && literal.Kind == token.STRING && sentence.MatchString(text) {
			if text[0] == ' ' {
				text = "…" + text
			}
			said = append(said, verb.ReplaceAllString(text, "…"))
		}
	})
	require.Greater(t, len(said), 60)
	inBothLanguages(t, "troubleshooting.md", func(p page) {
		var rows []*regexp.Regexp
		for _, cells := range p.cells() {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(cells[0]), "…", ".*")
			rows = append(rows, regexp.MustCompile(`^`+pattern+`$`))
		}
		for _, message := range said {
			if !slices.ContainsFunc(rows, func(row *regexp.Regexp) bool { return row.MatchString(message) }) {
				t.Errorf("%s lacks the message %q", p.path, message)
			}
		}
		for _, row := range rows {
			if !slices.ContainsFunc(said, row.MatchString) {
				t.Errorf("%s has %q, which the plugin does not say", p.path, row)
			}
		}
	})
}

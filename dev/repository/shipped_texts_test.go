package repository

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var stringLiteral = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// shippedTexts are the files that users read, by their paths. The changelog is none of them: it lists what was renamed.
func shippedTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	read := func(name string) {
		content, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		texts[name] = string(content)
		if filepath.Ext(name) == ".go" { // of code, only what it says
			texts[name] = strings.Join(stringLiteral.FindAllString(texts[name], -1), "\n")
		}
	}
	for _, name := range []string{"README.md", "README.zh-CN.md", "plugin.json", "src/query_help.md", "pkg/rtc/indicators.go"} {
		read(name)
	}
	for _, folder := range []string{"docs", "provisioning", "src/locales", "src/dashboards", "pkg/plugin"} {
		require.NoError(t, fs.WalkDir(os.DirFS(filepath.Join(root, folder)), ".", func(name string, _ fs.DirEntry, err error) error {
			isText := slices.Contains([]string{".md", ".json", ".yaml", ".yml", ".go"}, filepath.Ext(name))
			isTest := strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "testdata/v1.1.0/") // what 1.1.0 called things
			if err == nil && isText && !isTest {
				read(filepath.Join(folder, name))
			}
			return err
		}))
	}
	return texts
}

// indicatorName is the form of the names of indicators and of their answers.
var indicatorName = regexp.MustCompile(`\b(?:\w+_)?(?:count|num|rate|delay|call_time)\b`)

// Every name that the shipped texts give an indicator is one of the API's pages.
func TestShippedTextsNameWhatThePagesHave(t *testing.T) {
	known := pageNames(t)
	for file, text := range shippedTexts(t) {
		for _, name := range indicatorName.FindAllString(text, -1) {
			if strings.Contains(name, "_") && !slices.Contains(known, name) {
				t.Errorf("%s: no page has the name %q", file, name)
			}
		}
	}
}

// pageNames are the names of the table of the API's pages, for requests and for answers.
func pageNames(t *testing.T) []string {
	t.Helper()
	var sections map[string]json.RawMessage
	decodeJSON(t, "dev/rtcsim/testdata/indicators.json", &sections)
	delete(sections, "source")
	var names []string
	for _, section := range sections {
		var rows []struct {
			Indicator string
			Answered  []struct{ Name string }
		}
		require.NoError(t, json.Unmarshal(section, &rows))
		for _, row := range rows {
			names = append(names, row.Indicator)
			for _, answered := range row.Answered {
				names = append(names, answered.Name)
			}
		}
	}
	require.NotEmpty(t, names)
	return names
}

// The glossary says which words are not used for a thing.
func TestShippedTextsKeepToTheGlossary(t *testing.T) {
	avoided := avoidedWords(t)
	require.Greater(t, len(avoided), 20)
	for file, text := range shippedTexts(t) {
		text = strings.ToLower(text)
		for _, word := range avoided {
			if at := strings.Index(text, word); at >= 0 {
				t.Errorf("%s: the glossary has another word for %q in %q", file, word, text[max(0, at-40):min(len(text), at+60)])
			}
		}
	}
}

// avoidedWords are those of the last two columns of the table in CONTRIBUTING.md.
func avoidedWords(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "CONTRIBUTING.md"))
	require.NoError(t, err)
	_, section, found := strings.Cut(string(content), "\n## Terms\n")
	require.True(t, found)
	section, _, _ = strings.Cut(section, "\n## ")
	var words []string
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 7 || strings.Contains(line, "---") || strings.Contains(line, "English") {
			continue
		}
		for _, cell := range cells[4:6] {
			for word := range strings.SplitSeq(cell, ",") {
				if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
					words = append(words, word)
				}
			}
		}
	}
	return words
}

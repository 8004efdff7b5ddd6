package repository

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// page is a document in Markdown. Its path is relative to the repository.
type page struct {
	path string
	// text is without code blocks, which hold neither headings nor links.
	text  string
	code  []string
	whole string
}

var codeBlock = regexp.MustCompile("(?ms)^ *```\\w*\n(.*?)^ *```$")

func read(t *testing.T, path string) page {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	p := page{path: path, whole: string(content), text: codeBlock.ReplaceAllString(string(content), "")}
	for _, block := range codeBlock.FindAllStringSubmatch(p.whole, -1) {
		p.code = append(p.code, block[1])
	}
	return p
}

// pages are those at the top level and in docs/, by their paths.
func pages(t *testing.T) map[string]page {
	t.Helper()
	found := map[string]page{}
	top, err := fs.Glob(os.DirFS(root), "*.md")
	require.NoError(t, err)
	for _, path := range append(top, documents(t)...) {
		found[path] = read(t, path)
	}
	return found
}

// documents are the paths of the pages in docs/, in all languages.
func documents(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"docs/*.md", "docs/zh-Hans/*.md"} {
		found, err := fs.Glob(os.DirFS(root), pattern)
		require.NoError(t, err)
		paths = append(paths, found...)
	}
	require.NotEmpty(t, paths)
	return paths
}

var heading = regexp.MustCompile(`(?m)^(#+) (.*)$`)

// anchors are the names that GitHub gives the headings of a page: letters and digits in lower case, hyphens for spaces,
// and a number where a name comes again.
func (p page) anchors() []string {
	var names []string
	for _, found := range heading.FindAllStringSubmatch(p.text, -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			default:
				return -1
			}
		}, found[2])
		for number := 1; slices.Contains(names, name); number++ {
			name = strings.TrimRight(name, "-0123456789") + "-" + string(rune('0'+number))
		}
		names = append(names, name)
	}
	return names
}

// cells are those of the table rows of a page, without headers and rulers.
func (p page) cells() (rows [][]string) {
	lines := strings.Split(p.text, "\n")
	for i, line := range lines {
		isHeader := i+1 < len(lines) && ruler.MatchString(lines[i+1])
		if !strings.HasPrefix(line, "|") || isHeader || ruler.MatchString(line) {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}

var ruler = regexp.MustCompile(`^\|[ :|-]+\|$`)

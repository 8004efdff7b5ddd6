package repository

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	// elsewhere are links that are not to files of the repository.
	elsewhere = regexp.MustCompile(`^(https://|mailto:)`)
	// pageOfGitHub are pages of the repository's site that are no files, as seen from a page at the top level.
	pageOfGitHub = regexp.MustCompile(`^\.\./\.\./(releases|actions/workflows/[\w-]+\.yml(/badge\.svg)?)$`)
)

func TestLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for _, from := range all {
		for _, found := range link.FindAllStringSubmatch(from.text, -1) {
			target := found[1]
			if elsewhere.MatchString(target) || path.Dir(from.path) == "." && pageOfGitHub.MatchString(target) {
				continue
			}
			file, anchor, hasAnchor := strings.Cut(target, "#")
			to := path.Join(path.Dir(from.path), file)
			if file == "" {
				to = from.path
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s: link %s: %v", from.path, target, err)
				continue
			}
			if hasAnchor && !slices.Contains(all[to].anchors(), anchor) {
				t.Errorf("%s: link %s: %s has the anchors %q", from.path, target, to, all[to].anchors())
			}
		}
	}
}

// A page that no other page links to is not found.
func TestEveryDocumentIsLinkedFromTheREADME(t *testing.T) {
	for _, document := range documents(t) {
		readme := "README.md"
		if strings.HasPrefix(document, "docs/zh-Hans/") {
			readme = "README.zh-CN.md"
		}
		assert.Regexp(t, `\]\(`+regexp.QuoteMeta(document)+`[)#]`, read(t, readme).text)
	}
}

// The contents at the top of a page are its sections, in their order.
func TestContentsAreTheSections(t *testing.T) {
	for _, document := range documents(t) {
		p := read(t, document)
		var listed, sections []string
		for _, item := range regexp.MustCompile(`(?m)^- \[([^\]]+)\]\(#[^)]*\)$`).FindAllStringSubmatch(p.text, -1) {
			listed = append(listed, item[1])
		}
		for _, found := range heading.FindAllStringSubmatch(p.text, -1) {
			if found[1] == "##" {
				sections = append(sections, found[2])
			}
		}
		assert.Equal(t, sections, listed, document)
	}
}

func TestTheREADMEIsShort(t *testing.T) {
	for _, readme := range []string{"README.md", "README.zh-CN.md"} {
		assert.LessOrEqual(t, strings.Count(read(t, readme).whole, "\n"), 120, readme)
	}
}

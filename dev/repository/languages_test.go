package repository

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// inTwoLanguages are the pages in English, with those in Chinese.
func inTwoLanguages(t *testing.T) map[string]string {
	t.Helper()
	pairs := map[string]string{"README.md": "README.zh-CN.md"}
	for _, document := range documents(t) {
		if path.Dir(document) == "docs" {
			pairs[document] = path.Join("docs/zh-Hans", path.Base(document))
		}
	}
	return pairs
}

// The languages differ in words only: they have the same sections, lists, tables, links and code.
func TestTheLanguagesKeepStep(t *testing.T) {
	for english, chinese := range inTwoLanguages(t) {
		first, second := read(t, english), read(t, chinese)
		assert.Equal(t, shape(first), shape(second), "%s and %s: headings, items and table rows", english, chinese)
		assert.Equal(t, targets(first), targets(second), "%s and %s: links", english, chinese)
		assert.Equal(t, names(first), names(second), "%s and %s: names in code", english, chinese)
		assert.Equal(t, withoutComments(first.code), withoutComments(second.code), "%s and %s: code", english, chinese)
	}
}

// names are what stands as code between words, such as fields and values of labels; what is in <> is for the reader to replace.
func names(p page) []string {
	text := regexp.MustCompile(`<[^<>`+"`"+`]*>`).ReplaceAllString(p.text, "<>")
	found := regexp.MustCompile("`[^`\n]+`").FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// shape is what a page is made of, one item a line.
func shape(p page) []string {
	return regexp.MustCompile(`(?m)^(#+ |\||[0-9]\. |- )`).FindAllString(p.text, -1)
}

// targets are what a page links to, in the order of the text, without the language: anchors are words.
func targets(p page) (found []string) {
	for _, one := range link.FindAllStringSubmatch(p.text, -1) {
		target, _, hasAnchor := strings.Cut(one[1], "#")
		if !elsewhere.MatchString(target) && !strings.HasPrefix(target, "../../releases") && target != "" {
			target = path.Join(path.Dir(p.path), target)
		}
		target = strings.NewReplacer("docs/zh-Hans/", "docs/", "README.zh-CN.md", "README.md").Replace(target)
		if strings.Contains(target, "/badge/README-") || target == "README.md" || target == p.inOtherLanguage() {
			continue
		}
		if hasAnchor {
			target += "#"
		}
		found = append(found, target)
	}
	return found
}

// inOtherLanguage is the path that both languages of a page have without the language.
func (p page) inOtherLanguage() string {
	return strings.NewReplacer("docs/zh-Hans/", "docs/", "README.zh-CN.md", "README.md").Replace(p.path)
}

var comment = regexp.MustCompile(`(?m)(^|\s+)#.*$`)

func withoutComments(blocks []string) (bare []string) {
	for _, block := range blocks {
		bare = append(bare, comment.ReplaceAllString(block, ""))
	}
	return bare
}

// Each page says whom it is for, leads to the other language, and ends where the reader goes next.
func TestEveryDocumentGuidesItsReader(t *testing.T) {
	for english, chinese := range inTwoLanguages(t) {
		if english == "README.md" {
			continue
		}
		base := path.Base(english)
		assert.Regexp(t, `^# .*\n\n中文：\[zh-Hans/`+base+`\]\(zh-Hans/`+base+`\)\n\nFor (everybody|whoever) `, read(t, english).whole, english)
		assert.Regexp(t, `^# .*\n\nEnglish: \[\.\./`+base+`\]\(\.\./`+base+`\)\n\n适用读者：`, read(t, chinese).whole, chinese)
		assert.Regexp(t, `\n---\n\nNext: \[.*\.\n$`, read(t, english).whole, english)
		assert.Regexp(t, `\n---\n\n接下来：.*。\n$`, read(t, chinese).whole, chinese)
	}
}

package check

import (
	"regexp"
	"strings"
)

var (
	code         = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	markdownLink = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)`)
	reference    = regexp.MustCompile(`(?m)^\[[^\]]+\]:\s*<?(\S+?)>?(\s|$)`)
	htmlLink     = regexp.MustCompile(`(?i)\b(?:src|href)\s*=\s*["']([^"']+)`)
	absolute     = regexp.MustCompile(`^(https?://|mailto:|#)`)
)

// checkReadme: the catalogue shows the page on a site of its own, where relative links lead nowhere.
func (a *archive) checkReadme() error {
	content, err := a.read("README.md")
	if err != nil || content == nil {
		return err
	}
	text := code.ReplaceAllString(string(content), "")
	for _, form := range []*regexp.Regexp{markdownLink, reference, htmlLink} {
		for _, link := range form.FindAllStringSubmatch(text, -1) {
			if !absolute.MatchString(link[1]) {
				a.object("README.md has the relative link %s", link[1])
			}
		}
	}
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, "# ") || !strings.Contains(first, a.plugin.Name) {
		a.object("README.md does not begin with a heading that names %s", a.plugin.Name)
	}
	return nil
}

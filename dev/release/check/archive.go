// Package check holds an archive of the plugin against what it was made from: that all is in it and nothing else, that its
// programs run where they shall, and that it is of this version and of this source. What the texts and pictures have to be
// like is for the validator of Grafana's catalogue to say, which the release workflow runs.
package check

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Problem is one objection.
type Problem struct {
	// Rule is the name of the rule, as in the table in rules.go.
	Rule string
	// Text says what is wrong and in which file.
	Text string
}

func (p Problem) String() string { return p.Rule + ": " + p.Text }

// archive is an opened archive beside the source that it was made from.
type archive struct {
	// name is the file name of the archive, such as volcengine-rtc-datasource-1.0.0.zip.
	name string
	// all are the archive's entries as they are, folders included.
	all []*zip.File
	// files are the files by their path below the root folder.
	files map[string]*zip.File
	// root is the first folder of the first entry.
	root   string
	source fs.FS
	plugin pluginJSON
	// version is that of the source's package.json.
	version string

	problems []Problem
	rule     string
}

// Archive checks the archive at the path against the source that it was made from. The error is of an archive or a
// source that cannot be read at all.
func Archive(zipPath string, source fs.FS) ([]Problem, error) {
	reader, err := zip.OpenReader(zipPath)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", zipPath, err)
	}
	problems, err := check(path.Base(strings.ReplaceAll(zipPath, `\`, "/")), reader.File, source)
	return problems, errors.Join(err, reader.Close())
}

func check(name string, entries []*zip.File, source fs.FS) ([]Problem, error) {
	a := &archive{name: name, all: entries, files: map[string]*zip.File{}, source: source}
	if len(entries) == 0 {
		return nil, errors.New("the archive is empty")
	}
	a.root, _, _ = strings.Cut(entries[0].Name, "/")
	for _, entry := range entries {
		if below, ok := strings.CutPrefix(entry.Name, a.root+"/"); ok && !entry.FileInfo().IsDir() {
			a.files[below] = entry
		}
	}
	if err := a.readMetadata(); err != nil {
		return nil, err
	}
	for _, rule := range rules {
		a.rule = rule.name
		before := len(a.problems)
		if err := rule.apply(a); err != nil {
			return nil, fmt.Errorf("%s: %w", rule.name, err)
		}
		slices.SortFunc(a.problems[before:], func(p, q Problem) int { return strings.Compare(p.Text, q.Text) })
	}
	return a.problems, nil
}

func (a *archive) object(format string, arguments ...any) {
	a.problems = append(a.problems, Problem{Rule: a.rule, Text: fmt.Sprintf(format, arguments...)})
}

// read gives a file's content; nothing, and no error, if the archive lacks it, which is the files rule's affair.
func (a *archive) read(name string) ([]byte, error) {
	file, ok := a.files[name]
	if !ok {
		return nil, nil
	}
	reader, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	content, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return content, reader.Close()
}

// names are the paths of the files below the root, sorted.
func (a *archive) names() []string {
	names := make([]string, 0, len(a.files))
	for name := range a.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

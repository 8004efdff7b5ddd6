package main

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"volcengine-rtc-datasource/dev/release/check"
)

type plugin struct {
	ID   string
	Info struct{ Version, Updated string }
}

// pack writes <id>-<version>.zip into the folder, with all of dist below the folder <id>/, and gives its path. Modes and
// times come from the content and not from the machine, so equal builds make equal archives.
func pack(dist, folder string) (string, error) {
	content, err := os.ReadFile(filepath.Join(dist, "plugin.json"))
	if err != nil {
		return "", fmt.Errorf("build the plugin first: %w", err)
	}
	var built plugin
	if err := json.Unmarshal(content, &built); err != nil {
		return "", fmt.Errorf("%s/plugin.json: %w", dist, err)
	}
	updated, err := time.Parse(time.DateOnly, built.Info.Updated)
	if err != nil {
		return "", fmt.Errorf("%s/plugin.json: %w", dist, err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	archive := filepath.Join(folder, built.ID+"-"+built.Info.Version+".zip")
	file, err := os.Create(archive)
	if err != nil {
		return "", err
	}
	writer := zip.NewWriter(file)
	err = addFiles(writer, os.DirFS(dist), built.ID, updated)
	return archive, errors.Join(err, writer.Close(), file.Close())
}

// addFiles goes through the files in the order of their names.
func addFiles(writer *zip.Writer, dist fs.FS, root string, modified time.Time) error {
	return fs.WalkDir(dist, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		header := &zip.FileHeader{Name: path.Join(root, name), Method: zip.Deflate, Modified: modified}
		header.SetMode(check.ModeOf(name))
		target, err := writer.CreateHeader(header)
		if err != nil {
			return err
		}
		return copyFile(target, dist, name)
	})
}

func copyFile(target io.Writer, dist fs.FS, name string) error {
	source, err := dist.Open(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, source.Close())
}

// dropInstalled takes files of nested node_modules out of the manifest. The SDK leaves out only those at the top level,
// and who checks the manifest against a clean clone has none of them.
func dropInstalled(manifest string) error {
	content, err := os.ReadFile(manifest)
	if err != nil {
		return fmt.Errorf("build the plugin first: %w", err)
	}
	var kept strings.Builder
	for line := range strings.Lines(string(content)) {
		_, name, _ := strings.Cut(line, ":")
		if !check.IsInstalled(strings.TrimSpace(name)) {
			kept.WriteString(line)
		}
	}
	return os.WriteFile(manifest, []byte(kept.String()), 0o644)
}

package check

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
)

// ModeOf is the mode that a file of the archive has to have.
func ModeOf(name string) fs.FileMode {
	if strings.HasPrefix(name, "gpx_") {
		return 0o755
	}
	return 0o644
}

// platforms are those that Grafana runs on, with the first bytes of a program there.
var platforms = map[string][]byte{
	"linux_amd64":       []byte("\x7fELF"),
	"linux_arm64":       []byte("\x7fELF"),
	"linux_arm":         []byte("\x7fELF"),
	"darwin_amd64":      {0xcf, 0xfa, 0xed, 0xfe},
	"darwin_arm64":      {0xcf, 0xfa, 0xed, 0xfe},
	"windows_amd64.exe": []byte("MZ"),
}

func (a *archive) checkExecutables() error {
	if !a.plugin.Backend || a.plugin.Executable == "" {
		a.object("plugin.json names no executable of a backend")
		return nil
	}
	var wanted []string
	for platform, magic := range platforms {
		name := a.plugin.Executable + "_" + platform
		wanted = append(wanted, name)
		content, err := a.read(name)
		if err != nil {
			return err
		}
		switch {
		case content == nil:
			a.object("%s is missing", name)
		case !bytes.HasPrefix(content, magic):
			a.object("%s is no program of its platform", name)
		}
	}
	for _, name := range a.names() {
		if strings.HasPrefix(name, "gpx_") && !slices.Contains(wanted, name) {
			a.object("%s is of no platform that is released", name)
		}
	}
	return nil
}

func (a *archive) checkPermissions() error {
	for _, name := range a.names() {
		if mode := a.files[name].Mode().Perm(); mode != ModeOf(name) {
			a.object("%s has mode %#o, not %#o", name, mode, ModeOf(name))
		}
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goModules are those with a package in the plugin's binary.
func goModules(ctx context.Context) ([]dependency, error) {
	format := "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}"
	output, err := exec.CommandContext(ctx, "go", "list", "-deps", "-tags", "arrow_json_stdlib", "-f", format, "./pkg").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var modules []dependency
	seen := map[string]bool{}
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || seen[fields[0]] {
			continue
		}
		seen[fields[0]] = true
		licence, err := licenceOf(fields[2])
		if err != nil {
			return nil, err
		}
		modules = append(modules, dependency{fields[0], fields[1], licence})
	}
	return modules, nil
}

// licenceOf reads the licence file of a folder.
func licenceOf(folder string) (string, error) {
	for _, pattern := range []string{"LICENSE*", "LICENCE*", "COPYING*"} {
		files, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			return "", err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			if licence := classify(string(text)); licence != unknown {
				return licence, nil
			}
		}
	}
	return unknown, nil
}

// phrases are found in one licence only. The order matters: BSD's three clauses have the two of the shorter one.
var phrases = []struct{ phrase, licence string }{
	{"Apache License", "Apache-2.0"},
	{"Mozilla Public License", "MPL-2.0"},
	{"Permission is hereby granted, free of charge", "MIT"},
	{"Permission to use, copy, modify, and/or distribute this software", "ISC"},
	{"Permission to use, copy, modify, and distribute this software", "ISC"},
	{"Neither the name", "BSD-3-Clause"},
	{"Redistribution and use in source and binary forms", "BSD-2-Clause"},
	{"This is free and unencumbered software", "Unlicense"},
}

func classify(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, p := range phrases {
		if strings.Contains(text, p.phrase) {
			return p.licence
		}
	}
	return unknown
}

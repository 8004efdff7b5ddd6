package repository

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// stage is what one FROM of a Dockerfile begins.
type stage struct {
	name, image  string
	instructions []instruction
}

// instruction is one of a Dockerfile, its lines joined, its options (--from=…) apart.
type instruction struct {
	name      string
	options   map[string]string
	arguments string
}

var option = regexp.MustCompile(`^--([a-z-]+)=(\S+)\s+`)

func stages(t *testing.T) []stage {
	return readDockerfile(t, filepath.Join(root, "dev/compose/Dockerfile"))
}

func stageNamed(t *testing.T, name string) stage {
	t.Helper()
	all := stages(t)
	i := slices.IndexFunc(all, func(s stage) bool { return s.name == name })
	require.GreaterOrEqual(t, i, 0, "no stage %s", name)
	return all[i]
}

// readDockerfile reads the little of the format that ours uses. Arguments before the first FROM are set to their default.
func readDockerfile(t *testing.T, path string) []stage {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	text := regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(string(content), "")
	text = strings.ReplaceAll(text, "\\\n", " ")
	var stages []stage
	var defaults []string
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case name == "":
		case name == "ARG" && stages == nil:
			key, value, _ := strings.Cut(rest, "=")
			defaults = append(defaults, "${"+key+"}", value)
		case name == "FROM":
			image, as, _ := strings.Cut(strings.NewReplacer(defaults...).Replace(rest), " AS ")
			stages = append(stages, stage{name: as, image: image})
		default:
			last := &stages[len(stages)-1]
			last.instructions = append(last.instructions, readInstruction(name, rest))
		}
	}
	return stages
}

func readInstruction(name, rest string) instruction {
	read := instruction{name: name, options: map[string]string{}}
	rest = strings.TrimSpace(rest)
	for found := option.FindStringSubmatch(rest); found != nil; found = option.FindStringSubmatch(rest) {
		read.options[found[1]] = found[2]
		rest = strings.TrimSpace(rest[len(found[0]):])
	}
	read.arguments = rest
	return read
}

func (s stage) all(name string) []instruction {
	var found []instruction
	for _, i := range s.instructions {
		if i.name == name {
			found = append(found, i)
		}
	}
	return found
}

// healthCommand is the words of the stage's health check.
func (s stage) healthCommand(t *testing.T) []string {
	t.Helper()
	checks := s.all("HEALTHCHECK")
	require.Len(t, checks, 1, s.name)
	return words(t, strings.TrimPrefix(checks[0].arguments, "CMD "))
}

// words reads the JSON form of a command, the only one that needs no shell in the image.
func words(t *testing.T, command string) []string {
	t.Helper()
	var read []string
	require.NoError(t, json.Unmarshal([]byte(command), &read), command)
	return read
}

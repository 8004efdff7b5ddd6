// Command dashboards writes the dashboards and the alert rules that the plugin ships, each in English and in Simplified
// Chinese from one source, so that the two can never differ in anything but their texts.
//
//	go run ./dev/dashboards
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "folder of the project")
	flag.Parse()
	if err := write(*root); err != nil {
		log.Fatal(err)
	}
}

const dashboardFolder = "src/dashboards"

// ruleFolder is one that Grafana reads, for English, and one beside it that it does not read.
func ruleFolder(l language) string {
	if l == chinese {
		return "provisioning/alerting-zh-Hans"
	}
	return "provisioning/alerting"
}

func write(root string) error {
	files, err := render()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(root, name), content, 0o644); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}

// render gives the content of every file by its path.
func render() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, l := range []language{english, chinese} {
		for name, dashboard := range map[string]dashboard{
			"rtc-now": now(l), "rtc-overview": overview(l), "rtc-app-detail": appDetail(l), "rtc-live": live(l), "rtc-quality": qualityOverview(l),
			"rtc-rooms": rooms(l), "rtc-call": call(l),
		} {
			content, err := encode(dashboard)
			if err != nil {
				return nil, fmt.Errorf("encode %s: %w", name, err)
			}
			files[path.Join(dashboardFolder, name+l.fileSuffix+".json")] = content
		}
		content, err := rules(l)
		if err != nil {
			return nil, err
		}
		files[path.Join(ruleFolder(l), "rtc-rules.yaml")] = content
	}
	return files, nil
}

// encode keeps & and < as they are: they stand in links and texts that people read.
func encode(d dashboard) ([]byte, error) {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(d)
	return content.Bytes(), err
}

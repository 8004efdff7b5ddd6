// Command dashboards writes the dashboards that the plugin ships, each in English and in Simplified Chinese from one
// source, so that the two can never differ in anything but their texts.
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
	"path/filepath"
)

func main() {
	folder := flag.String("folder", "src/dashboards", "folder to write to")
	flag.Parse()
	if err := write(*folder); err != nil {
		log.Fatal(err)
	}
}

func write(folder string) error {
	files, err := render()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return fmt.Errorf("write dashboard: %w", err)
		}
	}
	return nil
}

// render gives the content of every dashboard file by its name.
func render() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, l := range []language{english, chinese} {
		for name, dashboard := range map[string]dashboard{
			"rtc-now": now(l), "rtc-overview": overview(l), "rtc-app-detail": appDetail(l), "rtc-live": live(l), "rtc-quality": qualityOverview(l),
		} {
			content, err := encode(dashboard)
			if err != nil {
				return nil, fmt.Errorf("encode %s: %w", name, err)
			}
			files[name+l.fileSuffix+".json"] = content
		}
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

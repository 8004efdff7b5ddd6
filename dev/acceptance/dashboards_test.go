package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// storedDashboard is what the tests read of a dashboard file.
type storedDashboard struct {
	UID, Title string
	Time       struct{ From, To string }
	Templating struct{ List []storedVariable }
	Panels     []storedPanel

	text string
}

type storedVariable struct {
	Name, Type string
	Multi      bool
	Datasource storedDatasource
	Query      json.RawMessage
	Current    struct{ Value json.RawMessage }
	Options    []struct{ Value string }
}

type storedPanel struct {
	ID              int
	Type, Title     string
	GridPos         struct{ H, W, X, Y int }
	Datasource      *storedDatasource
	Targets         []storedTarget
	Transformations []storedTransformation
	Options         struct {
		ColorMode string
		Layers    []storedLayer

		ReduceOptions struct{ Fields string }
	}
	FieldConfig struct {
		Defaults  storedField
		Overrides []struct {
			Matcher    struct{ Options string }
			Properties []struct {
				ID    string
				Value json.RawMessage
			}
		}
	}
	Collapsed bool
	Panels    []storedPanel
}

// storedField is what the tests read of the standard options of fields.
type storedField struct {
	Color      struct{ Mode, FixedColor string }
	Thresholds struct {
		Steps []struct{ Color string }
	}
	Links []storedLink
}

type storedLink struct{ Title, URL string }

// allPanels are those of a dashboard with those of its collapsed rows.
func (d storedDashboard) allPanels() []storedPanel {
	var all []storedPanel
	for _, panel := range d.Panels {
		all = append(append(all, panel), panel.Panels...)
	}
	return all
}

// isChinese tells the language of the panel's dashboard.
func (p storedPanel) isChinese() bool { return regexp.MustCompile(`\p{Han}`).MatchString(p.Title) }

type storedTransformation struct {
	ID      string `json:"id"`
	Options struct {
		RenameByName         map[string]string
		Regex, RenamePattern string
		Include              struct{ Names []string }
		Fields               fieldNames
	}
}

// fieldNames are those of a transformation with a list of fields; of others they are an object.
type fieldNames struct{ names []string }

func (f *fieldNames) UnmarshalJSON(text []byte) error {
	_ = json.Unmarshal(text, &f.names)
	return nil
}

// storedLayer is one of a map's.
type storedLayer struct {
	Name     string
	Location struct{ Mode, Lookup, Gazetteer string }
}

type storedTarget struct {
	RefID       string           `json:"refId"`
	QueryType   string           `json:"queryType"`
	AppIDs      []string         `json:"appIds"`
	Indicators  []string         `json:"indicators,omitempty"`
	Dimension   string           `json:"dimension,omitempty"`
	OS          []string         `json:"os,omitempty"`
	Access      []string         `json:"access,omitempty"`
	ProductType string           `json:"productType,omitempty"`
	RoomID      string           `json:"roomId,omitempty"`
	UserIDs     []string         `json:"userIds,omitempty"`
	Direction   string           `json:"direction,omitempty"`
	Granularity string           `json:"granularity,omitempty"`
	Sort        string           `json:"sort,omitempty"`
	Legend      string           `json:"legend,omitempty"`
	Datasource  storedDatasource `json:"datasource"`
}

type storedDatasource struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

const dashboardFolder = "src/dashboards"

// dashboards reads every dashboard file, by its name.
func dashboards(t *testing.T) map[string]storedDashboard {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, dashboardFolder))
	require.NoError(t, err)
	read := map[string]storedDashboard{}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(root, dashboardFolder, entry.Name()))
		require.NoError(t, err)
		var dashboard storedDashboard
		require.NoError(t, json.Unmarshal(content, &dashboard), entry.Name())
		dashboard.text = string(content)
		read[entry.Name()] = dashboard
	}
	require.NotEmpty(t, read)
	return read
}

func decodeJSON(t *testing.T, name string, into any) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, into))
}

func TestEveryDashboardIsIncludedInThePlugin(t *testing.T) {
	var plugin struct {
		Includes []struct{ Type, Name, Path string }
	}
	decodeJSON(t, "plugin.json", &plugin)
	stored := dashboards(t)
	var included []string
	for _, include := range plugin.Includes {
		require.Equal(t, "dashboard", include.Type)
		name, ok := strings.CutPrefix(include.Path, "dashboards/")
		require.True(t, ok, include.Path)
		assert.Equal(t, stored[name].Title, include.Name)
		included = append(included, name)
		assert.FileExists(t, filepath.Join(dist, include.Path), "build the plugin first: go tool mage build")
	}
	for name := range stored {
		assert.Contains(t, included, name)
	}
}

func TestDashboardsReferToWhatExists(t *testing.T) {
	stored := dashboards(t)
	var uids []string
	for _, dashboard := range stored {
		assert.NotContains(t, uids, dashboard.UID)
		uids = append(uids, dashboard.UID)
	}
	for name, dashboard := range stored {
		for _, used := range regexp.MustCompile(`"uid": "([^"]*)"`).FindAllStringSubmatch(dashboard.text, -1) {
			assert.Contains(t, []string{dashboard.UID, "${datasource}", "-- Grafana --"}, used[1], name)
		}
		for _, link := range regexp.MustCompile(`"/d/([\w-]+)`).FindAllStringSubmatch(dashboard.text, -1) {
			assert.Contains(t, uids, link[1], name)
		}
		var variables []string
		for _, variable := range dashboard.Templating.List {
			variables = append(variables, variable.Name)
		}
		for _, used := range regexp.MustCompile(`\$([a-zA-Z]\w*)|\$\{([a-z]\w*)[:}]`).FindAllStringSubmatch(dashboard.text, -1) {
			assert.Contains(t, variables, used[1]+used[2], name)
		}
		assertPanelsDoNotOverlap(t, dashboard)
	}
}

func assertPanelsDoNotOverlap(t *testing.T, dashboard storedDashboard) {
	t.Helper()
	assertNoOverlap(t, dashboard.Panels)
	for _, panel := range dashboard.Panels {
		assertNoOverlap(t, panel.Panels) // a collapsed row makes room for them when it is opened
	}
}

func assertNoOverlap(t *testing.T, panels []storedPanel) {
	t.Helper()
	taken := map[[2]int]string{}
	for _, panel := range panels {
		require.LessOrEqual(t, panel.GridPos.X+panel.GridPos.W, 24, panel.Title)
		for x := panel.GridPos.X; x < panel.GridPos.X+panel.GridPos.W; x++ {
			for y := panel.GridPos.Y; y < panel.GridPos.Y+panel.GridPos.H; y++ {
				require.Empty(t, taken[[2]int{x, y}], panel.Title)
				taken[[2]int{x, y}] = panel.Title
			}
		}
	}
}

package workbench

import (
	"maps"
	"sync"
	"time"

	"volcengine-rtc-datasource/dev/pluginhost"
)

const pluginType = "volcengine-rtc-datasource"

// datasource is the one configured data source. Its secrets leave it towards the plugin only.
type datasource struct {
	mu       sync.Mutex
	instance pluginhost.Instance
	version  int
}

// shown is the data source as the front end gets it, and jsonData and secureJsonData as it sends them.
type shown struct {
	ID               int             `json:"id"`
	UID              string          `json:"uid"`
	OrgID            int             `json:"orgId"`
	Name             string          `json:"name"`
	Type             string          `json:"type"`
	TypeName         string          `json:"typeName"`
	Access           string          `json:"access"`
	URL              string          `json:"url"`
	IsDefault        bool            `json:"isDefault"`
	JSONData         map[string]any  `json:"jsonData"`
	SecureJSONFields map[string]bool `json:"secureJsonFields"`
	Version          int             `json:"version"`
	ReadOnly         bool            `json:"readOnly"`
}

// changes are what the settings page saves. A secret that is not among them stays, an empty one goes.
type changes struct {
	JSONData       map[string]any    `json:"jsonData"`
	SecureJSONData map[string]string `json:"secureJsonData"`
}

func newDatasource(instance pluginhost.Instance) *datasource {
	return &datasource{instance: instance, version: 1}
}

// current is the data source as the plugin gets it. What it holds is never changed, only replaced.
func (d *datasource) current() pluginhost.Instance {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.instance
}

func (d *datasource) shown() shown {
	d.mu.Lock()
	defer d.mu.Unlock()
	configured := map[string]bool{}
	for name, secret := range d.instance.SecureJSONData {
		if secret != "" {
			configured[name] = true
		}
	}
	return shown{
		ID: 1, UID: d.instance.UID, OrgID: 1, Name: "Volcengine RTC", Type: pluginType, TypeName: "Volcengine RTC",
		Access: "proxy", IsDefault: true, JSONData: d.instance.JSONData, SecureJSONFields: configured, Version: d.version,
	}
}

// save replaces the settings. The plugin makes a new instance, as it sees that they were updated.
func (d *datasource) save(c changes, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	secrets := maps.Clone(d.instance.SecureJSONData)
	maps.Copy(secrets, c.SecureJSONData)
	d.instance = pluginhost.Instance{UID: d.instance.UID, Updated: now, JSONData: c.JSONData, SecureJSONData: secrets}
	d.version++
}

package pluginhost

import (
	"encoding/json"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// Instance is a configured data source, as Grafana stores it.
type Instance struct {
	UID            string
	Updated        time.Time
	JSONData       map[string]any
	SecureJSONData map[string]string
}

// PluginContext is what Grafana sends along with every request.
func (i Instance) PluginContext() (backend.PluginContext, error) {
	jsonData, err := json.Marshal(i.JSONData)
	if err != nil {
		return backend.PluginContext{}, err
	}
	return backend.PluginContext{
		Namespace: "default",
		PluginID:  "volcengine-rtc-datasource",
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID:                      1,
			UID:                     i.UID,
			Type:                    "volcengine-rtc-datasource",
			Name:                    "Volcengine RTC",
			JSONData:                jsonData,
			DecryptedSecureJSONData: i.SecureJSONData,
			Updated:                 i.Updated,
		},
	}, nil
}

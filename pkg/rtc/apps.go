package rtc

import (
	"context"
	"fmt"
	"time"
)

// Apps is the action that lists the apps of the account.
var Apps = &API{Action: "ListApps", PerSecond: 20}

// App is an app of the account. The AppKey and SecondaryAppKey that the API sends along are never read.
type App struct {
	ID   string
	Name string
	// Status is the API's own number; the documents at hand do not say what it means.
	Status int
}

// appsPerPage is the API's maximum, and also the most apps that an account can hold.
const appsPerPage = 100

// ListApps makes one call, and gives the apps from an offset on and how many there are in all. Limit and Offset are
// strings, by the documents. For send see Fetch.
func (c *Client) ListApps(ctx context.Context, offset int, send func() time.Time) (page []App, total int, err error) {
	body := fmt.Appendf(nil, `{"Limit":"%d","Offset":"%d"}`, appsPerPage, offset)
	result, _, err := do[appsResult](ctx, c, message{api: Apps, body: body}, send)
	if err != nil {
		return nil, 0, err
	}
	return result.apps(), result.Total, nil
}

// appsResult has what is used of the answer.
type appsResult struct {
	Total   int
	AppList []struct {
		AppID   string `json:"AppId"`
		AppName string
		Status  int
	}
}

func (r appsResult) empty() bool { return r.AppList == nil }

func (r appsResult) apps() []App {
	var apps []App
	for _, app := range r.AppList {
		if app.AppID != "" {
			apps = append(apps, App{ID: clip(app.AppID), Name: clip(app.AppName), Status: app.Status})
		}
	}
	return apps
}

package rtcsim

import (
	"slices"
	"strconv"
	"time"
)

// CanaryAppKey is part of every AppKey and SecondaryAppKey that ListApps answers
// for apps without keys of their own, so that a test can search for leaks.
const CanaryAppKey = "CANARY-rtcsim-app-key"

// App is an RTC app of the simulated account.
type App struct {
	ID, Name string

	// AppKey and SecondaryAppKey are made of CanaryAppKey when empty.
	AppKey, SecondaryAppKey string

	// Status is 0 being created, 1 running, 6 stopped for arrears, 98 disabled.
	Status    int
	CreatedAt time.Time

	// AudioOnly is an app without video.
	AudioOnly bool

	// Denied lists the app but refuses its data, as a policy without it does.
	Denied bool
}

// DemoApps are the apps of the demo.
var DemoApps = []App{
	{ID: "661e0000a1c05f0001543cf1", Name: "Online Class 在线课堂", Status: 1, CreatedAt: time.Date(2024, 4, 16, 10, 12, 3, 0, beijing)},
	{ID: "661e0000b2d16f0001543cf2", Name: "Voice Chat Room 语音聊天室", Status: 1, AudioOnly: true, CreatedAt: time.Date(2024, 6, 3, 15, 40, 27, 0, beijing)},
	{ID: "661e0000c3e27f0001543cf3", Name: "Video Conference 视频会议", Status: 1, CreatedAt: time.Date(2025, 1, 9, 9, 5, 51, 0, beijing)},
	{ID: "661e0000d4f38f0001543cf4", Name: "Telehealth 远程问诊", Status: 1, CreatedAt: time.Date(2025, 9, 22, 18, 31, 14, 0, beijing)},
}

const (
	defaultAppLimit = 50
	maxAppLimit     = 100
)

// listAppsRequest has Limit and Offset as strings, as documented. ProjectName is
// not read: the simulated account has one project.
type listAppsRequest struct {
	AppID         string `json:"AppId"`
	Limit, Offset string
	Reverse       int
}

type listAppsResult struct {
	Total, Offset, Limit int
	AppList              []listedApp
}

type listedApp struct {
	AppID           string `json:"AppId"`
	AppName         string
	AppKey          string
	SecondaryAppKey string
	CreateAt        string
	Status          int
}

func (s *Server) listApps(contentType string, body []byte) (any, *apiError) {
	var request listAppsRequest
	if len(body) > 0 { // every field is optional, so is the body
		if err := decode(contentType, body, &request); err != nil {
			return nil, err
		}
	}
	limit, ok := number(request.Limit, defaultAppLimit)
	if !ok || limit < 1 || limit > maxAppLimit {
		return nil, errorf("InvalidParameter", "The parameter Limit must be 1 to 100.")
	}
	offset, ok := number(request.Offset, 0)
	if !ok || offset < 0 {
		return nil, errorf("InvalidParameter", "The parameter Offset must not be negative.")
	}
	apps := s.selectApps(request.AppID, request.Reverse == 1)
	from := min(offset, len(apps))
	to := min(from+limit, len(apps))

	result := listAppsResult{Total: len(apps), Offset: offset, Limit: limit, AppList: []listedApp{}}
	for _, app := range apps[from:to] {
		result.AppList = append(result.AppList, list(app))
	}
	return result, nil
}

func number(text string, otherwise int) (int, bool) {
	if text == "" {
		return otherwise, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// selectApps are the apps in the order of their creation, or the other way round.
func (s *Server) selectApps(id string, reverse bool) []App {
	var apps []App
	for _, app := range s.options.Apps {
		if id == "" || app.ID == id {
			apps = append(apps, app)
		}
	}
	slices.SortStableFunc(apps, func(a, b App) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if reverse {
		slices.Reverse(apps)
	}
	return apps
}

func list(app App) listedApp {
	if app.AppKey == "" {
		app.AppKey = CanaryAppKey + "-primary-" + app.ID
	}
	if app.SecondaryAppKey == "" {
		app.SecondaryAppKey = CanaryAppKey + "-secondary-" + app.ID
	}
	return listedApp{
		AppID:           app.ID,
		AppName:         app.Name,
		AppKey:          app.AppKey,
		SecondaryAppKey: app.SecondaryAppKey,
		CreateAt:        app.CreatedAt.In(beijing).Format(time.RFC3339),
		Status:          app.Status,
	}
}

package rtcsim

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestListAppsOfDemo(t *testing.T) {
	got := resultOf[listAppsResult](t, call(t, New(Options{}), actionListApps, ""))

	assert.Equal(t, len(DemoApps), got.Total)
	assert.Equal(t, defaultAppLimit, got.Limit)
	require.Len(t, got.AppList, len(DemoApps))
	assert.Equal(t, listedApp{
		AppID:           DemoApps[0].ID,
		AppName:         "Online Class 在线课堂",
		AppKey:          CanaryAppKey + "-primary-" + DemoApps[0].ID,
		SecondaryAppKey: CanaryAppKey + "-secondary-" + DemoApps[0].ID,
		CreateAt:        "2024-04-16T10:12:03+08:00",
		Status:          1,
	}, got.AppList[0])
}

func TestListAppsPages(t *testing.T) {
	var apps []App
	for i := range 100 {
		apps = append(apps, App{
			ID: fmt.Sprintf("app-%d", i), AppKey: "own", CreatedAt: time.Date(2025, 1, 1, 0, i, 0, 0, time.UTC),
		})
	}
	for name, c := range map[string]struct {
		body        string
		total       int
		first, last string
		count       int
	}{
		"default":       {`{}`, 100, "app-0", "app-49", 50},
		"whole account": {`{"Limit":"100"}`, 100, "app-0", "app-99", 100},
		"second page":   {`{"Limit":"30","Offset":"90"}`, 100, "app-90", "app-99", 10},
		"past the end":  {`{"Offset":"100"}`, 100, "", "", 0},
		"newest first":  {`{"Limit":"2","Reverse":1}`, 100, "app-99", "app-98", 2},
		"one app":       {`{"AppId":"app-7"}`, 1, "app-7", "app-7", 1},
		"unknown app":   {`{"AppId":"app-700"}`, 0, "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := resultOf[listAppsResult](t, call(t, New(Options{Apps: apps}), actionListApps, c.body))

			assert.Equal(t, c.total, got.Total)
			require.Len(t, got.AppList, c.count)
			if c.count > 0 {
				assert.Equal(t, c.first, got.AppList[0].AppID)
				assert.Equal(t, c.last, got.AppList[c.count-1].AppID)
				assert.Equal(t, "own", got.AppList[0].AppKey)
			}
		})
	}
}

func TestParametersOfListApps(t *testing.T) {
	for body, code := range map[string]string{
		`{"Limit":100}`:    "InvalidParameter.Unmarshal",
		`{"Offset":0}`:     "InvalidParameter.Unmarshal",
		`{"Limit":"0"}`:    "InvalidParameter",
		`{"Limit":"101"}`:  "InvalidParameter",
		`{"Limit":"ten"}`:  "InvalidParameter",
		`{"Offset":"-1"}`:  "InvalidParameter",
		`{"Limit":"100"}`:  "",
		`{"Offset":"100"}`: "",
	} {
		t.Run(body, func(t *testing.T) {
			assert.Equal(t, code, call(t, New(Options{}), actionListApps, body).code())
		})
	}
}

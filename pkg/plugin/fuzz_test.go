package plugin

import (
	"errors"
	"math"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// FuzzQuery: whatever a query's JSON is, there is a *queryError or a query within the bounds.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		`{"refId":"A","queryType":"operationData","appIds":["661e"],"indicators":["user_count"],"granularity":"auto","legend":"{{label}}"}`,
		`{"indicators":["$x","[[y]]","${z:csv}"]}`, `{"indicators":"user_count"}`, `null`, `[]`, `{"appIds":[null,""],"indicators":["\u0000"]}`,
		`{"queryType":"quality","indicators":["stall_rate"],"granularity":"5min","os":["iOS","android"],"access":["wifi"],"roomId":"r","userIds":["u"],"productType":"native"}`,
		`{"queryType":"realTimeQualityDistribution","indicators":["a","b"],"dimension":"OS","platform":"Android"}`, `{"queryType":"usage"}`,
		`{"queryType":"rooms","roomId":"r"}`, `{"queryType":"roomUsers","roomId":"r","userIds":["a,b"],"excludeServerUser":false,"format":"timeline"}`,
		`{"queryType":"callDetail","roomId":"r","userIds":["u"],"direction":"up"}`,
	} {
		f.Add([]byte(seed), int64(3600), int64(60))
	}
	f.Fuzz(func(t *testing.T, stored []byte, length, interval int64) {
		now := time.Unix(1_773_138_600, 0)
		q, err := parseQuery(backend.DataQuery{
			JSON: stored, Interval: time.Duration(interval),
			TimeRange: backend.TimeRange{From: now, To: now.Add(time.Duration(length))},
		}, settings{defaultAppID: "661e0000543cf", drillDown: true}, asker{})
		if bad := new(queryError); err != nil {
			if !errors.As(err, &bad) || bad.Advice == "" {
				t.Fatalf("not a *queryError: %v", err)
			}
			return
		}
		if len(q.appIDs) == 0 || len(q.appIDs) > maxAppIDs || len(q.indicators) > maxIndicators || (q.granularity.Step() == 0) != (q.api.List != nil) ||
			(len(q.indicators) == 0) != (q.api.Form == rtc.NoIndicator) || (q.filter.Dimension == "") != (len(q.api.Dimensions) == 0) {
			t.Fatalf("out of bounds: %+v", q)
		}
		values := slices.Concat(q.appIDs, q.indicators)
		for _, field := range q.filter.Fields() {
			values = append(values, field.Values...)
		}
		for i, name := range values {
			if nameProblem(name) != "" || (i > 0 && i < len(q.appIDs) && name == q.appIDs[i-1]) {
				t.Fatalf("name %q", name)
			}
		}
	})
}

// FuzzFrame: whatever the API answers, there are frames that alerting and expressions can read.
func FuzzFrame(f *testing.F) {
	for i, known := range queryTypes {
		if known.api.List != nil {
			continue
		}
		f.Add(byte(i), "stall_rate", "广东", int64(1_773_138_600), 1.5, true, true)
		f.Add(byte(i), "user_num", "", int64(0), math.NaN(), false, false)
	}
	now := time.Unix(1_773_138_600, 0)
	f.Fuzz(func(t *testing.T, which byte, name, place string, at int64, value float64, share, fromAlert bool) {
		asked := queryTypes[int(which)%len(queryTypes)]
		if asked.api.List != nil {
			return // FuzzListFrame
		}
		q := query{api: asked.api, appIDs: []string{"a", "b"}, asker: asker{rule: fromAlert}, granularity: asked.api.Granularities[0]}
		if asked.api.Total {
			q.filter.Dimension = asked.api.Dimensions[0]
		}
		answer := store.Answer{Plan: store.NewPlan(asked.api, now.Add(-asked.api.LookBack/2), now, q.granularity, now, asked.api.Delay, 0)}
		for _, id := range []rtc.SeriesID{{Name: name, Place: place, At: at}, {Name: name, Place: place, At: at, Share: share}, {Name: name, Place: name}} {
			for _, appID := range q.appIDs {
				values := make([]float64, answer.Plan.Buckets.Len())
				for i := range values {
					values[i] = value
				}
				answer.Series = append(answer.Series, store.Series{AppID: appID, Indicator: "i", SeriesID: id, Values: values})
			}
		}
		response := frameOf(q, answer, legend{severalApps: true, dimension: q.filter.Dimension, indicators: newIndicatorBook(asked, nil)}, newSharedFields())
		seen := map[string]bool{}
		for _, field := range response.Fields {
			if key := field.Name + field.Labels.String(); seen[key] {
				t.Fatalf("twice: %s", key)
			} else {
				seen[key] = true
			}
		}
		reader, err := timeseries.CollectionReaderFromFrames(data.Frames{response})
		if err == nil {
			_, err = reader.GetCollection(true)
		} else if numbers, numericErr := numeric.CollectionReaderFromFrames(data.Frames{response}); numericErr == nil {
			_, err = numbers.GetCollection(false) // true is not implemented for all frames
		}
		if err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzListFrame: whatever entries a list has, there are frames whose fields are equally long and whose series differ.
func FuzzListFrame(f *testing.F) {
	f.Add(byte(0), "room", "user", "bandwidth", "音频发送码率", int64(1_773_138_600_000), int64(1_773_138_700_000), 1.5, true)
	f.Add(byte(2), "", "", "", "", int64(0), int64(-1), math.Inf(1), false)
	now := time.Unix(1_773_138_600, 0)
	f.Fuzz(func(t *testing.T, which byte, room, user, name, text string, began, end int64, value float64, over bool) {
		from, to := time.UnixMilli(began%(1<<43)), time.UnixMilli(end%(1<<43))
		q := query{api: rtc.CallDetail, appIDs: []string{"a"}, from: now.Add(-time.Hour), to: now}
		stay := &rtc.User{UserID: user, RoomID: room, Created: from, Left: to, Finished: over, Online: &value, Published: &over,
			Records: []rtc.Record{{At: to, Joined: over}, {At: from, Joined: !over}}}
		rows := map[byte][]rtc.Row{
			0: {&rtc.Room{RoomID: room, Created: from, Destroyed: to, Finished: over}, &rtc.Room{RoomID: room, CallID: user}},
			1: {stay, &rtc.User{UserID: room}},
			2: {&rtc.Detail{UserID: user, Direction: text, Name: name, Description: text, Unit: text, Points: []rtc.Point{{At: from, Value: value}}},
				&rtc.Detail{UserID: user, Direction: text, Name: name, Points: []rtc.Point{{At: to, Value: value}}}},
		}[which%3]
		var answer store.Answer
		for _, row := range rows {
			answer.Rows = append(answer.Rows, store.Row{AppID: "a", Row: row})
		}
		var frames data.Frames
		switch which % 3 {
		case 0:
			frames = data.Frames{roomsFrame(answer, legend{severalApps: true}, now)}
		case 1:
			frames = append(timelineFrames(q, answer, legend{severalApps: over}, now), usersFrame(answer, legend{}))
		case 2:
			frames = detailFrames(q, answer)
		}
		for _, frame := range frames {
			if _, err := frame.RowLen(); err != nil {
				t.Fatal(err)
			}
			if _, err := frame.MarshalJSON(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// FuzzSettings: whatever is stored, there is a *settingError or settings that can be used.
func FuzzSettings(f *testing.F) {
	f.Add([]byte(`{"accessKeyId":"AK","region":"cn-north-1","endpoint":"https://host/path","dataDelay":"8h","cacheTTL":"5m","indicators":[{"name":"a"}]}`), "secret")
	f.Add([]byte(`{"accessKeyId":"AK","endpoint":"http://user:pass@host"}`), "secret")
	f.Add([]byte(`{"accessKeyId":"AK","roleTrn":"trn:iam::1:role/a","stsEndpoint":"https://host","callsPerSecond":0.16}`), "secret")
	f.Add([]byte(`{"accessKeyId":"AK","callsPerSecond":"1e400"}`), "secret")
	f.Add([]byte(`{"accessKeyId":5}`), "\n")
	f.Add([]byte(``), "")
	f.Fuzz(func(t *testing.T, stored []byte, secret string) {
		parsed, err := parseSettings(backend.DataSourceInstanceSettings{
			JSONData: stored, DecryptedSecureJSONData: map[string]string{"secretAccessKey": secret},
		})
		if wrong := new(settingError); err != nil {
			if !errors.As(err, &wrong) || wrong.Field == "" {
				t.Fatalf("not a *settingError: %v", err)
			}
			return
		}
		endpoint, err := url.Parse(parsed.account.Endpoint)
		if err != nil || endpoint.Host == "" || endpoint.User != nil || parsed.account.AccessKeyID == "" || parsed.dataDelay < 0 || parsed.cacheTTL < 0 {
			t.Fatalf("unusable: %q", parsed.account.Endpoint)
		}
		sts, err := url.Parse(parsed.account.STSEndpoint)
		if err != nil || sts.Host == "" || sts.User != nil || parsed.account.RoleTRN != "" && !rtc.IsRoleTRN(parsed.account.RoleTRN) {
			t.Fatalf("unusable: %q at %q", parsed.account.RoleTRN, parsed.account.STSEndpoint)
		}
		if rate := rtc.OperationData.Rate(parsed.account.CallsPerSecond); !(rate >= rtc.MinCallsPerSecond && rate <= rtc.MaxCallsPerSecond) {
			t.Fatalf("unusable: %g calls a second", rate)
		}
	})
}

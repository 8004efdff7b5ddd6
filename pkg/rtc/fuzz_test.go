package rtc

import (
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// FuzzAnswer: whatever a server answers, every API makes an *Error of it or series that fit the window.
func FuzzAnswer(f *testing.F) {
	f.Add(http.StatusOK, weekOfTen(Span{First: 490000, End: 490003}))
	for _, answer := range []string{
		`{"ResponseMetadata":{},"Result":{"Indicators":[{"Name":"a","Unit":7,"overview":[],"Data":[{"TimeStamp":"2025-11-24T00:00:00+08:00","Value":"1e3"},null,{"Value":{}}]},null]}}`,
		`{"ResponseMetadata":{},"Result":{"Name":"user_num","Dimension":"Province","Data":[{"DistributionName":"广东","Value":3,"Proportion":"12.5"},null,{"DistributionName":[]}]}}`,
		`{"ResponseMetadata":{},"Result":{"Indicators":[{"Name":"a","Data":[{"Dimension":"wifi","TimeStamp":"x","Value":1},{"Dimension":"wifi","TimeStamp":"2025-11-24T00:00:00+08:00","Value":2}]}]}}`,
		`{"ResponseMetadata":{},"Result":{"Usages":[{"TimeStamp":"2025-11-24T00:00:00+08:00","Audio":1,"VideoSD":null,"VideoHD":"2"},{}]}}`,
		`{"ResponseMetadata":{"Error":{"CodeN":1,"Code":"X.Y","Message":"m"}}}`,
	} {
		f.Add(http.StatusOK, []byte(answer))
	}
	f.Add(http.StatusBadGateway, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, answer []byte) {
		checkAnswer[seriesResult](t, OperationData, status, answer)
		checkAnswer[usagesResult](t, Usages, status, answer)
		checkAnswer[operationDistributionResult](t, OperationDistribution, status, answer)
		checkAnswer[qualityDistributionResult](t, QualityDistribution, status, answer)
	})
}

// FuzzList: whatever a server answers, every API that lists entries makes an *Error of it or entries that can be told apart.
func FuzzList(f *testing.F) {
	for _, answer := range []string{
		`{"ResponseMetadata":{},"Result":{"RoomList":[{"RoomId":"r","CallId":"c","CreatedTime":"2025-11-24T00:00:00+08:00","DestroyTime":"","IsFinished":false,"ActiveUserNum":3}],"Total":1,"HasMore":false}}`,
		`{"ResponseMetadata":{},"Result":{"RoomList":[{"RoomId":7,"CreatedTime":1763913600000,"DestroyTime":null,"IsFinished":"true","ActiveUserNum":"3"},null,{"RoomId":[]}],"Total":"2","HasMore":1}}`,
		`{"ResponseMetadata":{},"Result":{"UserList":[{"UserId":"u","CreatedAt":"1763913600","LeaveAt":{},"Finished":0,"Duration":1e9,"Pub":null,"Record":[{"Time":1763913600000,"Type":"joinroom"},null,{"Type":5}]}]}}`,
		`{"ResponseMetadata":{},"Result":{"UserCallDetail":[{"UserId":"u","Direction":2,"PeerId":"p","CallDetail":[{"Name":"bandwidth","Desc":"音频发送码率","Unit":"kbps","Data":[{"Time":1763913600000,"Value":1},{"Time":"x","Value":"NaN"},null]}]}]}}`,
		`{"ResponseMetadata":{},"Result":{"RoomList":null,"Total":0}}`, `{"ResponseMetadata":{},"Result":{"UserList":{}}}`,
	} {
		f.Add(http.StatusOK, []byte(answer))
	}
	f.Fuzz(func(t *testing.T, status int, answer []byte) {
		checkList[roomsResult](t, Rooms, status, answer)
		checkList[usersResult](t, RoomUsers, status, answer)
		checkList[callDetailResult](t, CallDetail, status, answer)
	})
}

func checkList[T listResult](t *testing.T, api *API, status int, answer []byte) {
	result, _, err := openEnvelope[T](status, answer, nil)
	if failure := new(Error); err != nil {
		if !errors.As(err, &failure) || failure.Error() == "" {
			t.Fatalf("not an *Error that says something: %v", err)
		}
		return
	}
	page := result.page(api)
	if page.Total < -1 || api.List.PageSize > 0 && len(page.Rows) > page.Entries {
		t.Fatalf("%d of %d entries, %d in all", len(page.Rows), page.Entries, page.Total)
	}
	for _, row := range page.Rows {
		if key := row.Key(); key.RoomID == "" && key.UserID == "" {
			t.Fatal("an entry without an id")
		}
		if began := row.Began(); !began.IsZero() && (began.Before(firstMoment.Add(-time.Hour)) || began.After(lastMoment)) {
			t.Fatalf("began at %s", began)
		}
		if row.Size() <= 0 {
			t.Fatal("no size")
		}
	}
}

// FuzzMoment: a moment of an entry is none, or one that can be written down and read again.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{`"2025-11-24T00:00:00+08:00"`, `1763913600000`, `"1763913600"`, `""`, `null`, `{}`, `-1e300`, `"NaN"`, `true`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		var moment looseTime
		if err := moment.UnmarshalJSON(value); err != nil {
			t.Fatal(err)
		}
		if again := timeOf(moment.Format(time.RFC3339)); !moment.IsZero() && !again.Equal(moment.Truncate(time.Second)) {
			t.Fatalf("%s is not %s", again, moment)
		}
	})
}

func checkAnswer[T seriesAnswer](t *testing.T, api *API, status int, answer []byte) {
	result, _, err := openEnvelope[T](status, answer, nil)
	if failure := new(Error); err != nil && !errors.As(err, &failure) {
		t.Fatalf("not an *Error: %v", err)
	} else if err != nil && (failure.Error() == "" || failure.Kind() < KindOther) {
		t.Fatalf("an error that says nothing: %#v", failure)
	}
	grid, window := Hour.Grid(), Span{First: 490000, End: 490003}
	if api.Total {
		grid, window = TotalGrid(grid.Period(window)), Span{First: 0, End: 1}
	}
	to := newCollector(api, grid, window)
	result.collect(to)
	for _, series := range to.series {
		if series.Name == "" || len(series.Values) != window.Len() {
			t.Fatalf("series %q has %d values", series.Name, len(series.Values))
		}
		for _, value := range series.Values {
			if math.IsInf(value, 0) {
				t.Fatal("infinite")
			}
		}
	}
}

// FuzzAssumeRole: whatever STS answers, there is an *Error without secrets, or keys that can stand in a header for a while.
func FuzzAssumeRole(f *testing.F) {
	f.Add(http.StatusOK, []byte(`{"ResponseMetadata":{"RequestId":"r"},"Result":{"Credentials":{"CurrentTime":"2025-11-24T00:00:00+08:00","ExpiredTime":"2025-11-24T01:00:00+08:00","AccessKeyId":"a","SecretAccessKey":"s","SessionToken":"t"}}}`))
	f.Add(http.StatusOK, []byte(`{"ResponseMetadata":{},"Result":{"Credentials":{"ExpiredTime":7,"AccessKeyId":"a\n","SecretAccessKey":[],"SessionToken":null}}}`))
	f.Add(http.StatusForbidden, []byte(`{"ResponseMetadata":{"Error":{"Code":"AccessDenied","Message":"secret-key"}},"Result":{"Credentials":{"SecretAccessKey":"secret-key"}}}`))
	f.Fuzz(func(t *testing.T, status int, answer []byte) {
		result, _, err := openRoleAnswer(status, answer, nil)
		if failure := new(Error); err != nil {
			if !errors.As(err, &failure) || failure.Error() == "" {
				t.Fatalf("not an *Error that says something: %v", err)
			}
			if !result.empty() && len(result.Credentials.SecretAccessKey) > 8 && strings.Contains(failure.Message, result.Credentials.SecretAccessKey) {
				t.Fatalf("the error shows the secret: %v", err)
			}
			return
		}
		got := result.keys(time.Now())
		request, err := http.NewRequest(http.MethodGet, "http://host/", nil)
		if err != nil {
			t.Fatal(err)
		}
		signed := got.credentials("rtc", "cn-north-1").Sign(request)
		for _, name := range []string{"Authorization", "X-Security-Token"} {
			if value := signed.Header.Get(name); value == "" || strings.ContainsAny(value, "\r\n\x00") {
				t.Fatalf("%s is %q", name, value)
			}
		}
		if !got.expires.After(got.obtained) || got.renewAt().Before(got.obtained) {
			t.Fatalf("from %s to %s", got.obtained, got.expires)
		}
	})
}

// FuzzApps: whatever a server answers, every listed app has an id.
func FuzzApps(f *testing.F) {
	f.Add([]byte(`{"ResponseMetadata":{},"Result":{"Total":2,"AppList":[{"AppId":"a","AppName":"n","AppKey":"k","Status":1},{"AppId":5},null]}}`))
	f.Add([]byte(`{"Result":{"Total":"2","AppList":{}}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		result, _, err := openEnvelope[appsResult](http.StatusOK, answer, nil)
		if err != nil {
			return
		}
		for _, app := range result.apps() {
			if app.ID == "" {
				t.Fatal("an app without id")
			}
		}
	})
}

// FuzzTimeStamp: a point is kept only in the bucket that holds its time.
func FuzzTimeStamp(f *testing.F) {
	for _, stamp := range []string{"2021-07-24T00:00:00+08:00", "2021-07-23T16:00:00Z", "2021-07-24T00:30:00.5+08:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "", "x"} {
		f.Add(stamp, true)
	}
	f.Fuzz(func(t *testing.T, stamp string, daily bool) {
		grid := Hour.Grid()
		if daily {
			grid = Day.Grid()
		}
		at, err := time.Parse(time.RFC3339, stamp)
		if err != nil {
			return
		}
		bucket := grid.Bucket(at)
		if start, end := grid.Start(bucket), grid.Start(bucket+1); at.Before(start) || !at.Before(end) {
			t.Fatalf("%s is not within %s to %s", at, start, end)
		}
		if kept := collectOne(grid, bucket+1, stamp); !math.IsNaN(kept) {
			t.Fatal("kept in another bucket")
		}
		if kept := collectOne(grid, bucket, stamp); kept != 1 {
			t.Fatal("lost")
		}
	})
}

// collectOne is what becomes of a point of value 1 where a single bucket was asked for.
func collectOne(grid Grid, bucket int64, stamp string) float64 {
	to := newCollector(OperationData, grid, Span{First: bucket, End: bucket + 1})
	series := to.open(SeriesID{Name: "a"})
	to.add(series, stamp, 1.0)
	return series.Values[0]
}

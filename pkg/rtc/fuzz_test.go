package rtc

import (
	"errors"
	"math"
	"net/http"
	"testing"
	"time"
)

// FuzzAnswer: whatever a server answers, there is an *Error or series that fit the window.
func FuzzAnswer(f *testing.F) {
	window := Span{First: 490000, End: 490003}
	f.Add(http.StatusOK, weekOfTen(window))
	f.Add(http.StatusOK, []byte(`{"ResponseMetadata":{},"Result":{"Indicators":[{"Name":"a","Unit":7,"overview":[],"Data":[{"TimeStamp":"2025-11-24T00:00:00+08:00","Value":"1e3"},null,{"Value":{}}]},null]}}`))
	f.Add(http.StatusOK, []byte(`{"ResponseMetadata":{"Error":{"CodeN":1,"Code":"X.Y","Message":"m"}}}`))
	f.Add(http.StatusBadGateway, []byte(`<html>`))
	f.Fuzz(func(t *testing.T, status int, answer []byte) {
		result, _, err := openEnvelope[operationDataResult](status, answer)
		if failure := new(Error); err != nil && !errors.As(err, &failure) {
			t.Fatalf("not an *Error: %v", err)
		} else if err != nil && (failure.Error() == "" || failure.Kind() < KindOther) {
			t.Fatalf("an error that says nothing: %#v", failure)
		}
		for _, series := range result.series(Hour, window) {
			if series.name == "" || len(series.values) != window.Len() {
				t.Fatalf("series %q has %d values", series.name, len(series.values))
			}
			for _, value := range series.values {
				if math.IsInf(value, 0) {
					t.Fatal("infinite")
				}
			}
		}
	})
}

// FuzzApps: whatever a server answers, every listed app has an id.
func FuzzApps(f *testing.F) {
	f.Add([]byte(`{"ResponseMetadata":{},"Result":{"Total":2,"AppList":[{"AppId":"a","AppName":"n","AppKey":"k","Status":1},{"AppId":5},null]}}`))
	f.Add([]byte(`{"Result":{"Total":"2","AppList":{}}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		result, _, err := openEnvelope[appsResult](http.StatusOK, answer)
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
		g := Hour
		if daily {
			g = Day
		}
		at, err := time.Parse(time.RFC3339, stamp)
		if err != nil {
			return
		}
		bucket := g.bucket(at)
		if start, end := g.Start(bucket), g.Start(bucket+1); at.Before(start) || !at.Before(end) {
			t.Fatalf("%s is not within %s to %s", at, start, end)
		}
		series := answered{values: noValues(1)}
		series.add(g, Span{First: bucket + 1, End: bucket + 2}, stamp, 1.0)
		if !math.IsNaN(series.values[0]) {
			t.Fatal("kept in another bucket")
		}
		series.add(g, Span{First: bucket, End: bucket + 1}, stamp, 1.0)
		if series.values[0] != 1 {
			t.Fatal("lost")
		}
	})
}

// FuzzPlan: whatever the range and the moment, the calls are within the limits and do not overlap.
func FuzzPlan(f *testing.F) {
	f.Add(int64(1_773_138_600), int64(30*24*3600), int64(30*24*3600), int64(8*3600), true)
	f.Add(int64(0), int64(-1), int64(1), int64(0), false)
	f.Fuzz(func(t *testing.T, now, back, length, delay int64, daily bool) {
		const century = 100 * 365 * 24 * 3600
		if max(now, back, length, delay) > century || min(now, back, length, delay) < -century || length <= 0 || delay < 0 {
			return
		}
		g := Hour
		if daily {
			g = Day
		}
		moment := time.Unix(now, 0)
		from := moment.Add(-time.Duration(back) * time.Second)
		plan := OperationData.Plan(from, from.Add(time.Duration(length)*time.Second), g, moment, time.Duration(delay)*time.Second)
		oldest := plan.available.End
		for _, w := range plan.Windows(func(int64) bool { return true }) {
			if w.Len() == 0 || time.Duration(w.Len())*g.Step() > OperationData.Span || w.End > oldest || w.First < plan.available.First {
				t.Fatalf("window %v of %v", w, plan.available)
			}
			oldest = w.First
		}
	})
}

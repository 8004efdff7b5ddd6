package rtcsim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParametersOfListOperationData(t *testing.T) {
	const long, longer = "2026-03-06T23:59:59+08:00", "2026-03-06T23:59:58+08:00"
	apps := append([]App{{ID: "661e0000e5a49f0001543cf5", Denied: true}}, DemoApps...)

	for name, c := range map[string]struct {
		body string
		code string
	}{
		"complete":               {question(), ""},
		"UTC times":              {question(between("2026-03-11T16:00:00Z", "2026-03-12T16:00:00Z")), ""},
		"not JSON":               {`{"AppId":`, "InvalidParameter.Unmarshal"},
		"empty body":             {``, "InvalidParameter.Unmarshal"},
		"indicator not a list":   {strings.Replace(question(), `["user_count"]`, `"user_count"`, 1), "InvalidParameter.Unmarshal"},
		"no AppId":               {question(of("", userCount)), "MissingParameter"},
		"no indicator":           {question(of(DemoApps[0].ID)), "MissingParameter"},
		"no StartTime":           {question(between("", "2026-03-13T00:00:00+08:00")), "MissingParameter"},
		"no EndTime":             {question(between("2026-03-13T00:00:00+08:00", "")), "MissingParameter"},
		"no granularity":         {question(by("")), "MissingParameter"},
		"unknown granularity":    {question(by("5min")), "InvalidParameter"},
		"unknown app":            {question(of("661e00000000000000000000", userCount)), "InvalidParameter.NotExistAppId"},
		"denied app":             {question(of(apps[0].ID, userCount)), "AccessDenied.NoPermissionForApp"},
		"unknown indicator":      {question(of(DemoApps[0].ID, userCount, "rooms")), "InvalidParameter"},
		"start not RFC 3339":     {question(between("2026-03-12 00:00:00", "2026-03-13T00:00:00+08:00")), "InvalidParameter"},
		"end not RFC 3339":       {question(between("2026-03-12T00:00:00+08:00", "1773331200")), "InvalidParameter"},
		"start after end":        {question(between("2026-03-13T00:00:01+08:00", "2026-03-13T00:00:00+08:00")), "InvalidParameter.StartTimeAfterEndTime"},
		"start is end":           {question(between("2026-03-13T00:00:00+08:00", "2026-03-13T00:00:00+08:00")), ""},
		"7 days":                 {question(between(long, "2026-03-13T23:59:59+08:00")), ""},
		"7 days and a second":    {question(between(longer, "2026-03-13T23:59:59+08:00")), "InvalidParameter.OutofTimeRange"},
		"30 days ago":            {question(between("2026-02-13T12:00:00+08:00", "2026-02-14T12:00:00+08:00")), ""},
		"30 days and one second": {question(between("2026-02-13T11:59:59+08:00", "2026-02-14T12:00:00+08:00")), "InvalidParameter.OutofTimeRange"},
		"end in the future":      {question(between("2026-03-12T00:00:00+08:00", "2026-03-18T00:00:00+08:00")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := call(t, New(Options{Now: atNoon, Apps: apps}), actionListOperationData, c.body)

			assert.Equal(t, c.code, got.code())
			switch c.code {
			case "":
				assert.Equal(t, 200, got.status)
			case "AccessDenied.NoPermissionForApp":
				assert.Equal(t, 403, got.status)
			default:
				assert.Equal(t, 400, got.status)
			}
		})
	}
}

func TestContentTypeMustBeJSON(t *testing.T) {
	r := newRequest(t, anyURL, actionListOperationData, question())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	demo.sign(r, question(), time.Now())

	assert.Equal(t, "InvalidParameter.Unmarshal", do(t, New(Options{Now: atNoon}).Client(), r).code())
}

func TestBucketsThatAreAnswered(t *testing.T) {
	const day, next = "2026-03-12T00:00:00+08:00", "2026-03-13T00:00:00+08:00"
	for name, c := range map[string]struct {
		exclusiveEnd bool
		question     string
		first, last  string
		count        int
	}{
		"days, end included":              {false, question(), day, next, 2},
		"days, end excluded":              {true, question(), day, day, 1},
		"one moment, end included":        {false, question(between(day, day)), day, day, 1},
		"one moment, end excluded":        {true, question(between(day, day)), "", "", 0},
		"start inside a day":              {false, question(between("2026-03-12T00:00:01+08:00", next)), next, next, 1},
		"UTC midnight is inside a day":    {false, question(between("2026-03-12T00:00:00Z", "2026-03-13T00:00:00Z")), next, next, 1},
		"hours, end included":             {false, question(by("1h")), day, next, 25},
		"hours, end excluded":             {true, question(by("1h")), day, "2026-03-12T23:00:00+08:00", 24},
		"start inside an hour":            {true, question(by("1h"), between("2026-03-12T20:30:00+08:00", next)), "2026-03-12T21:00:00+08:00", "2026-03-12T23:00:00+08:00", 3},
		"hours of the last 8 are missing": {false, question(by("1h"), between("2026-03-15T00:00:00+08:00", "2026-03-15T12:00:00+08:00")), "2026-03-15T00:00:00+08:00", "2026-03-15T03:00:00+08:00", 4},
		"yesterday has arrived, not today": {false, question(between("2026-03-14T00:00:00+08:00", "2026-03-16T00:00:00+08:00")),
			"2026-03-14T00:00:00+08:00", "2026-03-14T00:00:00+08:00", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(Options{Now: atNoon, ExclusiveEnd: c.exclusiveEnd})

			data := indicatorsOf(t, call(t, s, actionListOperationData, c.question))[0].Data

			require.Len(t, data, c.count)
			if c.count > 0 {
				assert.Equal(t, c.first, data[0].TimeStamp)
				assert.Equal(t, c.last, data[c.count-1].TimeStamp)
			}
		})
	}
}

func TestAnswersAreTheValues(t *testing.T) {
	names := []string{joinSuccessRate, userCount, "rooms"}
	s := New(Options{Now: atNoon, Indicators: []string{"rooms"}})

	got := indicatorsOf(t, call(t, s, actionListOperationData, question(by("1h"), of(DemoApps[2].ID, names...))))

	require.Len(t, got, len(names))
	for i, name := range names {
		assert.Equal(t, name, got[i].Name)
		require.NotEmpty(t, got[i].Data)
		for _, p := range got[i].Data {
			at, err := time.Parse(time.RFC3339, p.TimeStamp)
			require.NoError(t, err)
			want, ok := Value(DemoApps[2].ID, name, "1h", at)
			assert.True(t, ok)
			assert.InDelta(t, want, p.Value, 0)
		}
	}
}

func TestUnknownIndicatorDropped(t *testing.T) {
	s := New(Options{Now: atNoon, DropUnknown: true})

	mixed := indicatorsOf(t, call(t, s, actionListOperationData, question(of(DemoApps[0].ID, "rooms", userCount))))
	alone := call(t, s, actionListOperationData, question(of(DemoApps[0].ID, "rooms")))

	require.Len(t, mixed, 1)
	assert.Equal(t, userCount, mixed[0].Name)
	assert.JSONEq(t, `{"AggregateGranularity":"1d","Indicators":[]}`, string(alone.Result))
}

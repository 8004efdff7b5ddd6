package acceptance

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// assertFrameFits finds the data that a panel's query asks for, all that the panel refers to, and no notice: where all is
// well, a panel has no icon.
func assertFrameFits(t *testing.T, frame *data.Frame, panel storedPanel, target storedTarget) {
	t.Helper()
	assert.Empty(t, frame.Meta.Notices)
	require.NotEmpty(t, frame.Fields)
	switch {
	case target.QueryType == "rooms" || target.QueryType == "roomUsers":
		assertList(t, frame, panel)
	case target.Dimension == "":
		assertSeries(t, frame, panel, target)
	default:
		assertTable(t, frame, panel, target)
	}
}

// bucketsOf are the lengths of the buckets of query types without a choice.
var bucketsOf = map[string]time.Duration{
	"realTimeOperationData": 30 * time.Second, "realTimeQuality": 30 * time.Second, "usage": 24 * time.Hour,
}

var bucketLengths = map[string]time.Duration{
	"auto": 5 * time.Minute, // of quality, at the interval of the tests
	"1h":   time.Hour, "1d": 24 * time.Hour,
}

func bucketOf(target storedTarget) time.Duration {
	if bucket, fixed := bucketsOf[target.QueryType]; fixed {
		return bucket
	}
	return bucketLengths[target.Granularity]
}

func assertSeries(t *testing.T, frame *data.Frame, panel storedPanel, target storedTarget) {
	t.Helper()
	assert.Equal(t, data.FrameTypeTimeSeriesWide, frame.Meta.Type)
	expected := 1
	for _, app := range target.AppIDs {
		expected += seriesOf(target, app)
	}
	assert.Len(t, frame.Fields, expected)
	assert.InDelta(t, bucketOf(target).Milliseconds(), frame.Fields[0].Config.Interval, 0)
	var names []string
	for _, field := range frame.Fields[1:] {
		assertHasValue(t, field)
		name := shownName(t, field, panel)
		assert.NotEmpty(t, name)
		assert.NotContains(t, name, "{{")
		assertNoRawName(t, name)
		assert.NotContains(t, names, name, "a name for each series")
		names = append(names, name)
		if len(target.OS) > 0 {
			assert.ElementsMatch(t, target.OS, strings.Split(field.Labels["os"], ","))
		}
	}
}

// seriesOf is how many series a query gives for an app.
func seriesOf(target storedTarget, app string) int {
	audioOnly := slices.ContainsFunc(rtcsim.DemoApps, func(a rtcsim.App) bool { return a.ID == app && a.AudioOnly })
	switch target.QueryType {
	case "usage":
		return 4
	case "quality", "realTimeQuality":
		count := 0
		for _, indicator := range target.Indicators {
			for _, series := range rtcsim.PageNaming[indicator] {
				if !audioOnly || !strings.Contains(series, "video") {
					count++
				}
			}
		}
		return count
	default:
		return len(target.Indicators)
	}
}

// shownName is the name of a series once the panel's transformations have renamed it.
func shownName(t *testing.T, field *data.Field, panel storedPanel) string {
	t.Helper()
	name := field.Config.DisplayNameFromDS
	for _, transformation := range panel.Transformations {
		if transformation.ID != "renameByRegex" {
			continue
		}
		pattern, err := regexp.Compile(strings.Trim(transformation.Options.Regex, "/"))
		require.NoError(t, err)
		replacement := regexp.MustCompile(`\$(\d)`).ReplaceAllString(transformation.Options.RenamePattern, "$${$1}")
		name = pattern.ReplaceAllString(name, replacement)
	}
	if panel.isChinese() {
		assert.NotRegexp(t, "audio|video|[Rr]ate|First frame|Network|Users", name, "English in a Chinese panel")
	}
	return name
}

// undescribed are the indicators that the API's pages name and do not describe; they are shown by these names.
var undescribed = []string{"per_call_time", "avg_call_time"}

func assertNoRawName(t *testing.T, name string) {
	t.Helper()
	if !slices.Contains(undescribed, name) {
		assert.NotRegexp(t, "[a-z]_[a-z]", name, "a raw name")
	}
}

func assertTable(t *testing.T, frame *data.Frame, panel storedPanel, target storedTarget) {
	t.Helper()
	assert.Equal(t, data.FrameTypeNumericLong, frame.Meta.Type)
	assert.Equal(t, strings.ToLower(target.Dimension), frame.Fields[0].Name)
	assert.Greater(t, frame.Rows(), 1)
	assert.NotEmpty(t, target.Sort, "the backend sorts, as labels may be anything")
	var names []string
	for _, field := range frame.Fields {
		assertHasValue(t, field)
		names = append(names, field.Name)
		if field.Config != nil {
			assertNoRawName(t, field.Config.DisplayNameFromDS)
		}
	}
	for _, transformation := range panel.Transformations {
		assert.NotEqual(t, "sortBy", transformation.ID)
		for field := range transformation.Options.RenameByName {
			assert.Contains(t, names, field)
		}
	}
	for _, layer := range panel.Options.Layers {
		assert.Equal(t, "public/gazetteer/countries.json", layer.Location.Gazetteer)
		codes, _ := frame.FieldByName(layer.Location.Lookup)
		require.NotNil(t, codes, layer.Location.Lookup)
		assert.Equal(t, "CN", codes.At(0), "the country with the most users, as the gazetteer knows it")
	}
}

// assertList finds the fields that a panel names, shows or partitions by.
func assertList(t *testing.T, frame *data.Frame, panel storedPanel) {
	t.Helper()
	assert.Equal(t, data.FrameTypeTable, frame.Meta.Type)
	require.Positive(t, frame.Rows())
	var names []string
	for _, field := range frame.Fields {
		names = append(names, field.Name)
	}
	for _, override := range panel.FieldConfig.Overrides {
		assert.Contains(t, names, override.Matcher.Options)
	}
	if shown := panel.Options.ReduceOptions.Fields; shown != "" {
		assert.Contains(t, names, strings.Trim(shown, "/^$"))
	}
	for _, transformation := range panel.Transformations {
		for _, field := range append(transformation.Options.Include.Names, transformation.Options.Fields.names...) {
			assert.Contains(t, names, field, transformation.ID)
		}
	}
}

// assertDetail finds series of the user in the direction asked for.
func assertDetail(t *testing.T, frames data.Frames, target storedTarget) {
	t.Helper()
	require.NotEmpty(t, frames)
	for _, frame := range frames {
		assert.Equal(t, data.FrameTypeTimeSeriesMulti, frame.Meta.Type)
		assert.Empty(t, frame.Meta.Notices)
		require.Len(t, frame.Fields, 2)
		assertHasValue(t, frame.Fields[1])
		assert.Equal(t, target.UserIDs[0], frame.Fields[1].Labels["user_id"])
		assert.Equal(t, target.Direction, frame.Fields[1].Labels["direction"])
	}
}

func assertHasValue(t *testing.T, field *data.Field) {
	t.Helper()
	hasValue := false
	for i := range field.Len() {
		hasValue = hasValue || !field.NilAt(i)
	}
	assert.True(t, hasValue, field.Name)
}

package acceptance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assertFrameFits finds the data that a panel's query asks for, all that the panel refers to, and no notice of anything
// that is wrong.
func assertFrameFits(t *testing.T, frame *data.Frame, panel storedPanel, target storedTarget) {
	t.Helper()
	for _, notice := range frame.Meta.Notices {
		assert.Equal(t, data.NoticeSeverityInfo, notice.Severity, notice.Text)
	}
	require.NotEmpty(t, frame.Fields)
	if target.Dimension == "" {
		assertSeries(t, frame, target)
	} else {
		assertTable(t, frame, panel, target)
	}
}

// bucketsOf are the lengths of the buckets of query types without a choice.
var bucketsOf = map[string]time.Duration{
	"realTimeOperationData": 30 * time.Second, "realTimeQuality": 30 * time.Second, "usage": 24 * time.Hour,
}

var bucketLengths = map[string]time.Duration{"5min": 5 * time.Minute, "1h": time.Hour, "1d": 24 * time.Hour}

func assertSeries(t *testing.T, frame *data.Frame, target storedTarget) {
	t.Helper()
	assert.Equal(t, data.FrameTypeTimeSeriesWide, frame.Meta.Type)
	assert.Len(t, frame.Fields, 1+len(target.AppIDs)*seriesOf(target))
	bucket, fixed := bucketsOf[target.QueryType]
	if !fixed {
		bucket = bucketLengths[target.Granularity]
	}
	assert.InDelta(t, bucket.Milliseconds(), frame.Fields[0].Config.Interval, 0)
	var names []string
	for _, field := range frame.Fields[1:] {
		assertHasValue(t, field)
		name := field.Config.DisplayNameFromDS
		assert.NotEmpty(t, name)
		assert.NotContains(t, name, "{{")
		assert.NotContains(t, names, name, "a name for each series")
		names = append(names, name)
		if len(target.OS) > 0 {
			assert.Equal(t, strings.Join(target.OS, ","), field.Labels["os"])
		}
	}
}

// seriesOf is how many series a query gives for an app.
func seriesOf(target storedTarget) int {
	switch {
	case target.QueryType == "usage":
		return 4
	case slices.Contains(target.Indicators, "stall_rate"):
		return len(target.Indicators) + 1 // audio and video
	default:
		return len(target.Indicators)
	}
}

func assertTable(t *testing.T, frame *data.Frame, panel storedPanel, target storedTarget) {
	t.Helper()
	assert.Equal(t, data.FrameTypeNumericLong, frame.Meta.Type)
	assert.Equal(t, strings.ToLower(target.Dimension), frame.Fields[0].Name)
	assert.Greater(t, frame.Rows(), 1)
	var names, displayed []string
	for _, field := range frame.Fields {
		assertHasValue(t, field)
		names = append(names, field.Name)
		if field.Config != nil {
			displayed = append(displayed, field.Config.DisplayNameFromDS)
		}
	}
	for _, transformation := range panel.Transformations {
		for _, key := range transformation.Options.Sort {
			assert.Contains(t, displayed, key.Field)
		}
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

func assertHasValue(t *testing.T, field *data.Field) {
	t.Helper()
	hasValue := false
	for i := range field.Len() {
		hasValue = hasValue || !field.NilAt(i)
	}
	assert.True(t, hasValue, field.Name)
}

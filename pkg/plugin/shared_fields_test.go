package plugin_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// A dashboard on many screens has its points in memory once.
func TestAnswersToTheSameQueryShareTheirFields(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	query := g.dataQuery("A", 2*day, jsonMap{"indicators": []string{"user_count"}})
	first := g.query(query)["A"].Frames[0]
	second := g.query(query)["A"].Frames[0]
	assert.Same(t, first.Fields[1], second.Fields[1])
	assert.NotSame(t, first.Meta, second.Meta, "what an answer cost is its own")

	renamed := query
	renamed.JSON = jsonMap{"indicators": []string{"user_count"}, "legend": "Users"}.raw(t)
	assert.Equal(t, "Users", g.query(renamed)["A"].Frames[0].Fields[1].Config.DisplayNameFromDS)

	values := first.Fields[1].Len()
	runtime.KeepAlive(first)
	runtime.GC()
	assert.Equal(t, values, g.query(query)["A"].Frames[0].Fields[1].Len(), "also when the former answer is gone")
}

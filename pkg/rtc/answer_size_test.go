package rtc

import (
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An answer as large as any that is read, made of elements as small as possible, takes little memory.
func TestAnAnswerOfTinyElementsTakesLittleMemory(t *testing.T) {
	for name, element := range map[string]string{"objects": "{},", "numbers": "1,", "lists": "[],"} {
		t.Run(name, func(t *testing.T) {
			list := strings.Repeat(element, maxAnswerBytes/len(element)-100)
			answer := []byte(`{"ResponseMetadata":{},"Result":{"Indicators":[` + strings.TrimSuffix(list, ",") + `]}}`)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := openEnvelope[seriesResult](http.StatusOK, answer, nil)
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, errTooMany)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<20))
		})
	}
	inTime := `{"ResponseMetadata":{},"Result":{"Indicators":[` + strings.Repeat("{},", maxElements-10) + `{}]}}`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := openEnvelope[seriesResult](http.StatusOK, []byte(inTime), nil)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(300<<20), "the most that is read")
}

package rtc

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// weekOfTen is an answer with 7 days of hours of ten indicators.
func weekOfTen(window Span) []byte {
	grid := Hour.Grid()
	var text strings.Builder
	text.WriteString(`{"ResponseMetadata":{"RequestId":"2026031010300001","Action":"ListOperationData","Version":"2023-11-01","Service":"rtc","Region":"cn-north-1"},"Result":{"AggregateGranularity":"1h","Indicators":[`)
	for indicator := range 10 {
		if indicator > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"Name":"indicator_%d","Data":[`, indicator)
		for bucket := window.First; bucket < window.End; bucket++ {
			if bucket > window.First {
				text.WriteByte(',')
			}
			fmt.Fprintf(&text, `{"TimeStamp":%q,"Value":%d.%02d}`, grid.Start(bucket).Format("2006-01-02T15:04:05Z07:00"), bucket%997, bucket%100)
		}
		text.WriteString(`]}`)
	}
	text.WriteString(`]}}`)
	return []byte(text.String())
}

// BenchmarkDecode holds the lenient decoding against encoding/json's of the same bytes into the plainest struct. The
// frame that follows is measured in package plugin, against the same.
func BenchmarkDecode(b *testing.B) {
	window := Span{First: 490000, End: 490000 + 7*24}
	answer := weekOfTen(window)
	b.Run("plainest struct", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var plain struct {
				Result struct {
					Indicators []struct {
						Name string
						Data []struct {
							TimeStamp string
							Value     float64
						}
					}
				}
			}
			require.NoError(b, json.Unmarshal(answer, &plain))
		}
	})
	b.Run("answer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			result, _, err := openEnvelope[seriesResult](http.StatusOK, answer, nil)
			require.NoError(b, err)
			to := newCollector(OperationData, Hour.Grid(), window)
			result.collect(to)
			require.Len(b, to.series, 10)
		}
	})
}

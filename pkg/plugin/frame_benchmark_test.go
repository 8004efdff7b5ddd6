package plugin

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// BenchmarkFrame builds the frame of 7 days of hours of ten indicators; the decoding that comes before it is measured in
// package rtc.
func BenchmarkFrame(b *testing.B) {
	now := time.Date(2026, 3, 10, 10, 30, 0, 0, time.UTC)
	answer := store.Answer{Plan: store.NewPlan(rtc.OperationData, now.Add(-7*24*time.Hour-8*time.Hour), now, rtc.Hour, now, 8*time.Hour, 0)}
	for i := range 10 {
		answer.Series = append(answer.Series, store.Series{
			AppID: "661e0000543cf", SeriesID: rtc.SeriesID{Name: fmt.Sprintf("indicator_%d", i)}, Values: make([]float64, answer.Plan.Buckets.Len()),
		})
	}
	names := legend{indicators: newIndicatorBook(queryTypes[0], nil)}
	b.ReportAllocs()
	for b.Loop() {
		frame := newFrame(query{}, answer)
		frame.Fields = seriesFields(answer, names)
		require.Len(b, frame.Fields, 11)
	}
}

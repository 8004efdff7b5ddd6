package main

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// values makes a series; NaN stands for a gap.
func values(numbers ...float64) []*float64 {
	series := make([]*float64, len(numbers))
	for i := range numbers {
		if !math.IsNaN(numbers[i]) {
			series[i] = &numbers[i]
		}
	}
	return series
}

func TestSparkline(t *testing.T) {
	gap := math.NaN()
	tests := map[string]struct {
		values []*float64
		width  int
		want   string
	}{
		"from the least to the greatest": {values(0, 1, 2, 3, 4, 5, 6, 7), 8, "▁▂▃▄▅▆▇█"},
		"fewer values than columns":      {values(7, 0), 8, "█▁"},
		"means of neighbours":            {values(0, 2, 5, 7, 2, 0, 8, 8), 4, "▁▆▁█"},
		"a gap":                          {values(0, gap, 7), 8, "▁ █"},
		"a gap among neighbours":         {values(0, 0, gap, 7), 2, "▁█"},
		"nothing but gaps":               {values(gap, gap), 8, "  "},
		"all the same":                   {values(3, 3), 8, "▅▅"},
		"no values":                      {nil, 8, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.want, sparkline(test.values, test.width))
		})
	}
}

func TestBoundsAndLast(t *testing.T) {
	gap := math.NaN()
	low, high := bounds(values(gap, -2, 5, gap))
	require.InDelta(t, -2, low, 0)
	require.InDelta(t, 5, high, 0)
	require.InDelta(t, 5, last(values(gap, -2, 5, gap)), 0)

	low, high = bounds(values(gap))
	require.True(t, math.IsNaN(low) && math.IsNaN(high) && math.IsNaN(last(values(gap))))
}

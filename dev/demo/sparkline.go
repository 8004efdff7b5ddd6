package main

import (
	"math"
	"strings"
)

var bars = []rune("▁▂▃▄▅▆▇█")

// sparkline draws values as one line of at most width bars, several values a bar if there are more. Where no value is,
// it leaves a blank.
func sparkline(values []*float64, width int) string {
	means := downsample(values, width)
	low, high := bounds(means)
	var line strings.Builder
	for _, mean := range means {
		line.WriteRune(bar(mean, low, high))
	}
	return line.String()
}

func bar(value *float64, low, high float64) rune {
	switch {
	case value == nil:
		return ' '
	case high == low:
		return bars[len(bars)/2]
	default:
		return bars[int(math.Round((*value-low)/(high-low)*float64(len(bars)-1)))]
	}
}

// downsample gives at most width means of neighbouring values.
func downsample(values []*float64, width int) []*float64 {
	if len(values) <= width {
		return values
	}
	means := make([]*float64, width)
	for i := range means {
		means[i] = mean(values[i*len(values)/width : (i+1)*len(values)/width])
	}
	return means
}

func mean(values []*float64) *float64 {
	sum, count := 0.0, 0
	for _, value := range values {
		if value != nil {
			sum += *value
			count++
		}
	}
	if count == 0 {
		return nil
	}
	result := sum / float64(count)
	return &result
}

// bounds are the least and the greatest value, NaN without one.
func bounds(values []*float64) (low, high float64) {
	low, high = math.NaN(), math.NaN()
	for _, value := range values {
		if value != nil {
			// math.Min would keep the NaN.
			if math.IsNaN(low) || *value < low {
				low = *value
			}
			if math.IsNaN(high) || *value > high {
				high = *value
			}
		}
	}
	return low, high
}

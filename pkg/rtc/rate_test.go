package rtc_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"volcengine-rtc-datasource/pkg/rtc"
)

func TestRate(t *testing.T) {
	for _, test := range []struct {
		documented           float64
		callsPerSecond, rate float64
	}{
		{2, 0, 2}, {20, 0, 20}, {10, 0, 10},
		{2, 0.01, 0.01}, {2, 0.16, 0.16}, {2, 2, 2}, {2, 5, 5}, {2, 100, 100},
		{20, 0.01, 0.01}, {20, 0.16, 0.16}, {20, 5, 5}, {20, 20, 20}, {20, 100, 20},
		{10, 0.16, 0.16}, {10, 100, 10},
	} {
		api := &rtc.API{PerSecond: test.documented}
		assert.InDelta(t, test.rate, api.Rate(test.callsPerSecond), 0, "%+v", test)
	}
}

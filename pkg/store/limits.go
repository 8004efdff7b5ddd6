package store

import (
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// maxIndicatorsPerCall bounds a call's body, and how many names are remembered to ride along. The documents state
	// no maximum.
	maxIndicatorsPerCall = 50

	// maxWaitingCalls bounds the queue of a Store. At 2 calls a second its end is ten minutes away.
	maxWaitingCalls = 1200

	// maxTracks, maxCells and maxTotals bound the memory of a Store, for each of its granularities. An indicator of an
	// app with a filter is a track, with a cell for each bucket of the look-back: 23 KB by the hour, 280 KB by five
	// minutes. A total is a track with a single cell and a series for each place.
	maxTracks = 2000
	maxCells  = 2_000_000
	maxTotals = 400

	// maxRefusals bounds what is remembered of refused indicators, refusedFor how long.
	maxRefusals = 2000
	refusedFor  = 10 * time.Minute

	// maxRefusedPerCall bounds the search for indicators that the API refuses: each costs up to ⌈log2 n⌉+1 calls.
	maxRefusedPerCall = 4

	// maxAskedAlone bounds how many indicators of a call are asked for alone, to learn what the API calls them, and
	// maxNames how much of that is remembered.
	maxAskedAlone = 8
	maxNames      = 2000

	// maxSeriesPerIndicator bounds what an answer can add of an indicator, maxSeriesPerTotal when it has a series for each
	// place.
	maxSeriesPerIndicator = 8
	maxSeriesPerTotal     = 5000

	// lateFor is how long after its delay a real-time bucket without a value may still get one.
	lateFor = 2 * time.Minute

	// maxTries is how often a call is sent before its error is the answer.
	maxTries = 4
)

// indicatorsPerCall is the most that a call asks for.
func indicatorsPerCall(api *rtc.API) int {
	if api.Form == rtc.ManyIndicators {
		return maxIndicatorsPerCall
	}
	return 1
}

// seriesPerIndicator is the most series that are taken of one indicator.
func seriesPerIndicator(api *rtc.API) int {
	if api.Total {
		return maxSeriesPerTotal
	}
	return maxSeriesPerIndicator
}

package store

import "volcengine-rtc-datasource/pkg/rtc"

const (
	// maxIndicatorsPerCall bounds a call's body, and how many names are remembered for prefetching. The documents state no
	// maximum.
	maxIndicatorsPerCall = 50

	// maxSeriesPerIndicator bounds what is kept of an indicator, maxSeriesPerTotal when it has a series for each place; the
	// API may answer an indicator with several series.
	maxSeriesPerIndicator = 8
	maxSeriesPerTotal     = 5000

	// maxNames bounds what is remembered of the names that the API answers with.
	maxNames = 2000
)

// indicatorsPerCall is the most that a call asks for.
func indicatorsPerCall(api *rtc.API) int {
	if api.Form == rtc.ManyIndicators {
		return maxIndicatorsPerCall
	}
	return 1
}

// seriesPerIndicator is the most series that are kept of one indicator.
func seriesPerIndicator(api *rtc.API) int {
	if api.Total {
		return maxSeriesPerTotal
	}
	return maxSeriesPerIndicator
}

package rtc

import "time"

const (
	// maxSeriesPerCall bounds what an answer can add, maxSeriesPerTotal when it has a series for each place; the API may
	// answer an indicator with several series.
	maxSeriesPerCall  = 200
	maxSeriesPerTotal = 5000

	// maxRetryAfter bounds the pause that a server can ask for.
	maxRetryAfter = 30 * time.Second

	// maxAnswerBytes bounds an answer; the largest that can be asked for, 50 indicators by five minutes for a week, is
	// about 6 MB.
	maxAnswerBytes = 8 << 20

	// maxElements bounds the elements of an answer's lists and objects, which a point of two fields has two of. An answer of
	// maxAnswerBytes has no more, when its elements are points.
	maxElements = 400_000
)

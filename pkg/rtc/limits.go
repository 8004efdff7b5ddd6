package rtc

import "time"

// API is what the documents say of one action: its name and its limits. Everything that plans, paces or judges calls
// reads them here.
type API struct {
	// Action is the value of the query parameter of the same name.
	Action string
	// PerSecond is the number of calls per second for the whole account, all apps and all clients together.
	PerSecond int
	// Span is the longest time that one call may ask for.
	Span time.Duration
	// LookBack is the age of the oldest data that can be asked for.
	LookBack time.Duration
	// Delay is the time after its end at which a bucket has its final value.
	Delay time.Duration
}

// Version is the version of every action used here.
const Version = "2023-11-01"

const day = 24 * time.Hour

// The limits are those of each action's page; the call rate of an account is on page 69828
// (https://www.volcengine.com/docs/6348/69828).
var (
	// OperationData is ListOperationData, an app's operation indicators by hour or by day.
	OperationData = API{Action: "ListOperationData", PerSecond: 2, Span: 7 * day, LookBack: 30 * day, Delay: 8 * time.Hour}
	// Apps is ListApps, the apps of the account.
	Apps = API{Action: "ListApps", PerSecond: 20}
)

const (
	// maxIndicatorsPerCall bounds a call's body, and how many names are remembered to ride along. The documents state
	// no maximum.
	maxIndicatorsPerCall = 50

	// lookBackMargin keeps a call within the look-back although it is made some time after it was planned.
	lookBackMargin = 10 * time.Minute

	// paceMargin widens the distance between calls, so that two that leave in time still arrive in time.
	paceMargin = 1.04

	// gatherPause is how long the first call after a quiet time waits, so that the burst of queries of a dashboard that
	// opens can share it.
	gatherPause = 40 * time.Millisecond

	// viewerTurns is how many calls that a person waits for may go before one of an alert rule that waits as well.
	viewerTurns = 3

	// maxWaitingCalls bounds the queue of a data source. At 2 calls a second its end is ten minutes away.
	maxWaitingCalls = 1200

	// maxTracks bounds the memory: an indicator of an app at a granularity is one, 18 KB by the hour.
	maxTracks = 2000

	// maxRefusals bounds what is remembered of refused indicators, refusedFor how long.
	maxRefusals = 2000
	refusedFor  = 10 * time.Minute

	// maxRefusedPerCall bounds the search for indicators that the API refuses: each costs up to ⌈log2 n⌉+1 calls.
	maxRefusedPerCall = 4

	// maxSeriesPerCall and maxSeriesPerIndicator bound what an answer can add; the API may answer an indicator with several
	// series.
	maxSeriesPerCall      = 4 * maxIndicatorsPerCall
	maxSeriesPerIndicator = 8

	// maxTries is how often a call is sent before its error is the answer.
	maxTries = 4

	// maxAnswerBytes bounds an answer; the largest that can be asked for is below 1 MB.
	maxAnswerBytes = 4 << 20
)

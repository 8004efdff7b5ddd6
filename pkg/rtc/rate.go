package rtc

// dataCallsPerSecond is what the documents grant an account of each action for data
// (https://www.volcengine.com/docs/6348/69828).
const dataCallsPerSecond = 2

// Bounds of the calls per second that an account can be said to have.
const (
	MinCallsPerSecond = 0.01
	MaxCallsPerSecond = 100
)

// Rate is how many calls a second the API takes from an account: by the documents, or, where the account is known to have
// a rate of its own, callsPerSecond instead of the usual rate of data and at most that of the others. 0 stands for an
// account of which no such rate is known.
func (a *API) Rate(callsPerSecond float64) float64 {
	documented := a.PerSecond
	switch {
	case callsPerSecond == 0:
		return documented
	case a.PerSecond == dataCallsPerSecond:
		return callsPerSecond
	default:
		return min(documented, callsPerSecond)
	}
}

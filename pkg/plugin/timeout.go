package plugin

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	defaultTimeout = 30 * time.Second
	maxTimeout     = time.Hour
)

// timeoutOf is how long a call to the API may take. The setting is in seconds, and a provisioning file that takes it from
// an environment variable has it as text, which the SDK reads as no limit at all.
func timeoutOf(stored json.RawMessage) (time.Duration, error) {
	text := strings.TrimSpace(strings.Trim(string(stored), `"`))
	if text == "" || text == "null" || text == "0" {
		return defaultTimeout, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0 && seconds <= maxTimeout.Seconds()) {
		problem := fmt.Sprintf("must be a number of seconds, at most %d", int(maxTimeout.Seconds()))
		return 0, &settingError{Field: "timeout", Problem: problem, Cause: err}
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

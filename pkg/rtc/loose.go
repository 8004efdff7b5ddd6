package rtc

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// The types of this file read one field of an entry in whatever form it comes, so that a surprise in one does not cost
// the entry. What cannot be read is as if it were absent.

// looseText is a text, or the digits of a number.
type looseText string

// UnmarshalJSON never fails.
func (t *looseText) UnmarshalJSON(value []byte) error {
	*t = looseText(clip(textOf(value)))
	return nil
}

// textOf is the text of a value that is a text or a number. An id may be a number that a float could not hold.
func textOf(value []byte) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(value, &number) == nil {
		return number.String()
	}
	return ""
}

// looseTime is a moment: in RFC 3339, or a Unix time in milliseconds or, if it is too small for these, in seconds.
type looseTime struct{ time.Time }

// UnmarshalJSON never fails.
func (t *looseTime) UnmarshalJSON(value []byte) error {
	t.Time = timeOf(textOf(value))
	return nil
}

// Moments outside of these are none that an entry can have. 1e11 milliseconds are in 1973, as seconds they are in 5138.
var (
	firstMoment = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	lastMoment  = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

const leastMilliseconds = 1e11

func timeOf(text string) time.Time {
	text = strings.TrimSpace(text)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || !(math.Abs(number) < 1e15) {
			return time.Time{}
		}
		if math.Abs(number) < leastMilliseconds {
			number *= 1000
		}
		at = time.UnixMilli(int64(number))
	}
	if at.Before(firstMoment) || at.After(lastMoment) {
		return time.Time{}
	}
	return at.In(beijing)
}

// looseBool is true or false, also as a text or a number.
type looseBool struct{ value, known bool }

// UnmarshalJSON never fails.
func (b *looseBool) UnmarshalJSON(value []byte) error {
	*b = looseBool{}
	text := strings.Trim(string(value), `"`)
	if parsed, err := strconv.ParseBool(strings.ToLower(text)); err == nil {
		*b = looseBool{parsed, true}
	}
	return nil
}

// looseNumber is a finite number, also as a text.
type looseNumber struct {
	value float64
	known bool
}

// UnmarshalJSON never fails.
func (n *looseNumber) UnmarshalJSON(value []byte) error {
	*n = looseNumber{}
	number, err := strconv.ParseFloat(strings.TrimSpace(textOf(value)), 64)
	if err == nil && !math.IsNaN(number) && !math.IsInf(number, 0) {
		*n = looseNumber{number, true}
	}
	return nil
}

// whole is the number without its fraction, nil if it is not known.
func (n looseNumber) whole() *int64 {
	if !n.known || math.Abs(n.value) > 1<<53 {
		return nil
	}
	whole := int64(n.value)
	return &whole
}

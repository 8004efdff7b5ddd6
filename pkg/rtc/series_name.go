package rtc

import (
	"regexp"
	"strings"
)

// SeriesName is the name of a series in an answer, taken apart. The quality APIs put the tier that a rate is measured at
// and the medium before the indicator that was asked for: 80ms_audio_stall_rate answers stall_rate
// (https://www.volcengine.com/docs/6348/1167931). Any part but the indicator may be missing.
type SeriesName struct {
	// Tier is a time such as 80ms or 5s.
	Tier string
	// Medium is audio or video.
	Medium string
	// Indicator is all the rest, whatever it is.
	Indicator string
}

var (
	tierPrefix  = regexp.MustCompile(`^(\d+m?s)_(.+)$`)
	mediaPrefix = regexp.MustCompile(`^(audio|video)_(.+)$`)
)

// ParseSeriesName takes a name apart. Tier and medium may come in either order.
func ParseSeriesName(name string) SeriesName {
	parsed := SeriesName{Indicator: name}
	for {
		switch tier, medium := tierPrefix.FindStringSubmatch(parsed.Indicator), mediaPrefix.FindStringSubmatch(parsed.Indicator); {
		case tier != nil && parsed.Tier == "":
			parsed.Tier, parsed.Indicator = tier[1], tier[2]
		case medium != nil && parsed.Medium == "":
			parsed.Medium, parsed.Indicator = medium[1], medium[2]
		default:
			return parsed
		}
	}
}

// Answers tells whether a series of the name is one of the indicator's: the same but for a tier or a medium that the
// indicator does not name.
func (n SeriesName) Answers(indicator string) bool {
	asked := ParseSeriesName(indicator)
	return n.Indicator == asked.Indicator && (asked.Tier == "" || asked.Tier == n.Tier) && (asked.Medium == "" || asked.Medium == n.Medium)
}

// Without gives what a name has besides the indicator, such as "p95" of stall_rate_p95; ok is false if the indicator is
// not a part of it, between the name's ends or underscores.
func (n SeriesName) Without(indicator string) (rest string, ok bool) {
	padded, part := "_"+n.Indicator+"_", "_"+indicator+"_"
	if indicator == "" || !strings.Contains(padded, part) {
		return "", false
	}
	return strings.Trim(strings.Replace(padded, part, "_", 1), "_"), true
}

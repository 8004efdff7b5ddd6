package rtcsim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// documented is what the pages of the data actions say, in other words than the
// table of actions.
var documented = map[string]struct {
	lookBack, span time.Duration
	arrives        time.Duration // from the start of the finest bucket to its answer; of a total, to the first second of it
	granularities  string
	indicator      string // type of the field
	dimensions     string
	filters        string
}{
	"ListOperationData": {
		720 * time.Hour, 168 * time.Hour, 9 * time.Hour, "1h 1d", "list", "", "",
	},
	"ListOperationDistribution": {
		720 * time.Hour, 168 * time.Hour, 8*time.Hour + time.Second, "", "string", "Province Country", "",
	},
	"ListRealTimeOperationData": {
		60 * time.Minute, 60 * time.Minute, 50 * time.Second, "", "list", "", "",
	},
	"ListQuality": {
		720 * time.Hour, 168 * time.Hour, 8*time.Hour + 5*time.Minute, "5min 1d", "list", "", "OS Access RoomId UserId ProductType",
	},
	"ListQualityDistribution": {
		720 * time.Hour, 168 * time.Hour, 8*time.Hour + time.Second, "", "string", "Province Country OS Access", "Platform ProductType",
	},
	"ListRealTimeQuality": {
		60 * time.Minute, 60 * time.Minute, 90 * time.Second, "", "list", "", "RoomId UserId ProductType",
	},
	"ListRealTimeQualityDistribution": {
		60 * time.Minute, 60 * time.Minute, 61 * time.Second, "", "string", "Province Country OS Access", "Platform ProductType",
	},
	"ListUsages": {
		720 * time.Hour, 720 * time.Hour, 32 * time.Hour, "", "", "", "",
	},
}

// from is a range that starts some time before the data's clock of most tests.
func from(before, length time.Duration) change {
	start := noon.Add(-before)
	return between(start.Format(time.RFC3339), start.Add(length).Format(time.RFC3339))
}

func TestEveryActionIsDocumented(t *testing.T) {
	assert.Len(t, actions, len(documented)+len(documentedLists)+1, "and ListApps")
	for name := range documented {
		assert.Contains(t, actions, name)
	}
}

func TestRangesOfActions(t *testing.T) {
	const second = time.Second
	for name, page := range documented {
		for what, c := range map[string]struct {
			before, length time.Duration
			code           string
		}{
			"all there is":           {page.lookBack, page.span, ""},
			"longer than the span":   {page.lookBack, page.span + second, "InvalidParameter.OutofTimeRange"},
			"older than look-back":   {page.lookBack + second, page.span - second, "InvalidParameter.OutofTimeRange"},
			"start after end":        {page.lookBack, -second, "InvalidParameter.StartTimeAfterEndTime"},
			"one moment":             {page.lookBack, 0, ""},
			"all of it yet to come":  {-time.Hour, page.span, ""},
			"end is not there yet":   {page.span / 2, page.span, ""},
			"end has not arrived":    {page.span, page.span, ""},
			"nothing of it arrived":  {second, second, ""},
			"a second, long arrived": {page.lookBack, second, ""},
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				assert.Equal(t, c.code, ask(t, New(Options{Now: atNoon}), name, from(c.before, c.length)).code())
			})
		}
	}
}

// valuesIn counts the values of any answer.
func valuesIn(r reply) int {
	result := string(r.Result)
	return strings.Count(result, `"TimeStamp"`) + strings.Count(result, `"DistributionName"`)
}

func TestWhenDataArrives(t *testing.T) {
	start := noon.Add(-12 * time.Hour) // a day, an hour, 5 minutes and 30 s start here
	for name, page := range documented {
		t.Run(name, func(t *testing.T) {
			end := start
			if page.dimensions != "" {
				end = start.Add(time.Minute) // a total of no time is none
			}
			changes := []change{between(start.Format(time.RFC3339), end.Format(time.RFC3339))}
			if finest, _, several := strings.Cut(page.granularities, " "); several {
				changes = append(changes, by(finest))
			}
			now := start.Add(page.arrives - time.Second)
			s := New(Options{Now: func() time.Time { return now }, NoRateLimit: true})

			before := ask(t, s, name, changes...)
			now = now.Add(time.Second)
			after := ask(t, s, name, changes...)

			assert.Empty(t, before.code())
			assert.Zero(t, valuesIn(before))
			assert.Positive(t, valuesIn(after))
		})
	}
}

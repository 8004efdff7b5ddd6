package plugin

import (
	"regexp"
	"slices"
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// indicatorBook describes the indicators that this data source knows of a query type: the documented ones and the
// administrator's, who has the last word.
type indicatorBook []rtc.Indicator

// ownGroup is the group of the administrator's indicators.
const ownGroup = "Own indicators"

func newIndicatorBook(asked queryType, own []ownIndicator) indicatorBook {
	book := indicatorBook(slices.Clone(asked.api.Indicators))
	for _, indicator := range own {
		if !indicator.of(asked) {
			continue
		}
		place := slices.IndexFunc(book, func(known rtc.Indicator) bool { return known.Name == indicator.Name })
		if place >= 0 {
			book[place] = override(book[place], indicator.Indicator)
			continue
		}
		variant, _ := book.variant(indicator.Name, rtc.ParseSeriesName(indicator.Name).Indicator)
		indicator.Label = withDefault(indicator.Label, withDefault(variant.Label, indicator.Name))
		indicator.Unit = withDefault(indicator.Unit, variant.Unit)
		indicator.Description = withDefault(indicator.Description, variant.Description)
		indicator.Group = ownGroup
		book = append(book, indicator.Indicator)
	}
	return book
}

// offered are the indicators that can be asked for.
func (b indicatorBook) offered() []rtc.Indicator {
	return slices.DeleteFunc(slices.Clone(b), func(indicator rtc.Indicator) bool { return indicator.Standing == rtc.Answered })
}

func override(known, own rtc.Indicator) rtc.Indicator {
	known.Label = withDefault(own.Label, known.Label)
	known.Unit = withDefault(own.Unit, known.Unit)
	known.Description = withDefault(own.Description, known.Description)
	if known.Standing == rtc.Answered { // the administrator says that it can be asked for
		known.Standing = rtc.Unproven
	}
	return known
}

// describe gives what is known of an indicator.
func (b indicatorBook) describe(name string) (described rtc.Indicator, known bool) {
	place := slices.IndexFunc(b, func(indicator rtc.Indicator) bool { return indicator.Name == name })
	if place < 0 {
		return rtc.Indicator{}, false
	}
	return b[place], true
}

// describeAnswer gives what is known of a series: of its own name, or of the indicator that it is one medium or tier of.
// Otherwise only the unit of the indicator that was asked for can be its own.
func (b indicatorBook) describeAnswer(series store.Series) rtc.Indicator {
	if described, known := b.describe(series.Name); known {
		return described
	}
	for _, book := range []indicatorBook{b, rtc.Quality.Indicators} {
		for _, indicator := range []string{rtc.ParseSeriesName(series.Name).Indicator, series.Indicator} {
			if described, known := book.variant(series.Name, indicator); known {
				return described
			}
		}
	}
	described, _ := b.describe(series.Indicator)
	described.Label = series.Name
	return described
}

// variant gives what is known of a series that is one medium or tier of an indicator.
func (b indicatorBook) variant(name, indicator string) (described rtc.Indicator, known bool) {
	described, known = b.describe(indicator)
	parts, ok := partsOf(name, indicator)
	if !known || !ok {
		return rtc.Indicator{}, false
	}
	described.Label = strings.Join(append([]string{described.Label}, parts...), separator)
	return described, true
}

// separator stands between the parts of a label.
const separator = " · "

// partsOf are the medium, the tier and whatever else a series' name has besides the indicator, as a label has them; ok is
// false if the name is not one of the indicator's.
func partsOf(name, indicator string) (parts []string, ok bool) {
	parsed := rtc.ParseSeriesName(name)
	rest, ok := parsed.Without(indicator)
	if !ok {
		return nil, false
	}
	for _, part := range []string{parsed.Medium, rest, tierUnit.ReplaceAllString(parsed.Tier, " $0")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts, true
}

var tierUnit = regexp.MustCompile(`m?s$`)

// describeSeries lets what the API itself says of a series win over what is known of the indicator.
func (b indicatorBook) describeSeries(series store.Series) rtc.Indicator {
	described := b.describeAnswer(series)
	described.Label = withDefault(series.Alias, described.Label)
	if series.Unit != "" {
		described.Unit = grafanaUnit(series.Unit)
	}
	if series.Share {
		described.Label += " " + shareSuffix
		described.Unit = "percent"
	}
	return described
}

// grafanaUnit is the id of a unit that the API writes out. The documents list no units but %; Grafana shows another one
// as it stands.
func grafanaUnit(unit string) string {
	if unit == "%" {
		return "percent"
	}
	return "suffix: " + unit
}

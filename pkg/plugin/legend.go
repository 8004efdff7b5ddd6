package plugin

import (
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
)

// legend names the series of a query.
type legend struct {
	template    string
	severalApps bool
	indicators  *indicatorBook
	appNames    map[string]string
}

const appNamePlaceholder = "{{app_name}}"

// pattern is the query's template, or one that tells the series of this query apart.
func (l legend) pattern() string {
	switch {
	case strings.TrimSpace(l.template) != "":
		return l.template
	case l.severalApps:
		return "{{label}} · " + appNamePlaceholder
	default:
		return "{{label}}"
	}
}

// needsAppNames tells whether the apps have to be listed to name the series.
func (l legend) needsAppNames() bool { return strings.Contains(l.pattern(), appNamePlaceholder) }

// name fills in the placeholders; one that is not known stays as it is, so that the user sees it.
func (l legend) name(series rtc.Series) string {
	described := l.indicators.describeSeries(series)
	return strings.NewReplacer(
		"{{indicator}}", series.Name,
		"{{label}}", described.Label,
		"{{app_id}}", series.AppID,
		appNamePlaceholder, withDefault(l.appNames[series.AppID], series.AppID),
		"{{unit}}", described.Unit,
	).Replace(l.pattern())
}

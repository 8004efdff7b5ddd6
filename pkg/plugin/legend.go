package plugin

import (
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// legend names the series of a query.
type legend struct {
	template    string
	severalApps bool
	filter      []rtc.Field
	dimension   string
	indicators  indicatorBook
	appNames    map[string]string
}

const (
	appNamePlaceholder = "{{app_name}}"
	filtersPlaceholder = "{{filters}}"
)

// pattern is the query's template, or one that tells the series of this query apart from each other and from those that
// are filtered otherwise.
func (l legend) pattern() string {
	if strings.TrimSpace(l.template) != "" {
		return l.template
	}
	parts := []string{"{{label}}"}
	if l.dimension != "" {
		parts = append(parts, "{{place}}")
	}
	if len(l.filter) > 0 {
		parts = append(parts, filtersPlaceholder)
	}
	if l.severalApps {
		parts = append(parts, appNamePlaceholder)
	}
	return strings.Join(parts, " · ")
}

// filters writes the values of the filters.
func (l legend) filters() string {
	var values []string
	for _, field := range l.filter {
		values = append(values, field.Values...)
	}
	return strings.Join(values, ", ")
}

// appName is the name of an app, or its id if that is not known.
func (l legend) appName(appID string) string { return withDefault(l.appNames[appID], appID) }

// needsAppNames tells whether the apps have to be listed to name the series or the rows.
func (l legend) needsAppNames() bool {
	return strings.Contains(l.pattern(), appNamePlaceholder) || l.dimension != "" && l.severalApps
}

// name fills in the placeholders; one that is not known stays as it is, so that the user sees it.
func (l legend) name(series store.Series) string {
	described := l.indicators.describeSeries(series)
	return strings.NewReplacer(
		"{{indicator}}", series.Name,
		"{{label}}", described.Label,
		"{{app_id}}", series.AppID,
		appNamePlaceholder, l.appName(series.AppID),
		filtersPlaceholder, l.filters(),
		"{{place}}", series.Place,
		"{{unit}}", described.Unit,
	).Replace(l.pattern())
}

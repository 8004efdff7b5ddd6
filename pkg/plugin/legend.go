package plugin

import (
	"slices"
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
	appIDPlaceholder   = "{{app_id}}"
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
	return strings.Join(parts, separator)
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

// needsAppNames tells whether the apps have to be listed to name the series or the rows, or to tell them apart.
func (l legend) needsAppNames() bool {
	return strings.Contains(l.pattern(), appNamePlaceholder) || l.severalApps && !strings.Contains(l.pattern(), appIDPlaceholder)
}

// names are those of several series, each another one: the API may label two series alike, and a template need not hold
// what tells them apart.
func (l legend) names(all []store.Series) []string {
	names := make([]string, len(all))
	for i, series := range all {
		names[i] = l.name(series)
	}
	l.tellApart(names, all)
	return names
}

// tellApart adds to equal names of series what differs between these.
func (l legend) tellApart(names []string, all []store.Series) {
	for _, difference := range []func(store.Series) string{
		func(s store.Series) string {
			parts, _ := partsOf(s.Name, s.Indicator)
			return strings.Join(parts, separator)
		},
		func(s store.Series) string { return l.indicators.describeSeries(s).Label },
		func(s store.Series) string { return l.appName(s.AppID) },
		func(s store.Series) string { return s.AppID },
		func(s store.Series) string { return s.Place },
		func(s store.Series) string { return s.Name },
	} {
		equal := map[string][]int{}
		for i, name := range names {
			equal[name] = append(equal[name], i)
		}
		for name, group := range equal {
			first := difference(all[group[0]])
			if !slices.ContainsFunc(group, func(i int) bool { return difference(all[i]) != first }) {
				continue
			}
			for _, i := range group {
				if text := difference(all[i]); text != "" {
					names[i] = name + separator + text
				}
			}
		}
	}
}

// name fills in the placeholders; one that is not known stays as it is, so that the user sees it.
func (l legend) name(series store.Series) string {
	described := l.indicators.describeSeries(series)
	return strings.NewReplacer(
		"{{indicator}}", series.Name,
		"{{label}}", described.Label,
		appIDPlaceholder, series.AppID,
		appNamePlaceholder, l.appName(series.AppID),
		filtersPlaceholder, l.filters(),
		"{{place}}", series.Place,
		"{{unit}}", described.Unit,
	).Replace(l.pattern())
}

package plugin

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"volcengine-rtc-datasource/pkg/rtc"
)

func appIDsOf(stored []string, defaultAppID string) ([]string, error) {
	appIDs, err := namesOf("app", stored, maxAppIDs)
	if err != nil {
		return nil, err
	}
	if len(appIDs) == 0 && defaultAppID != "" {
		appIDs = []string{defaultAppID}
	}
	if len(appIDs) == 0 {
		return nil, badQuery("No app is chosen; choose one in the query, or set a default app in the data source settings.")
	}
	return appIDs, nil
}

func indicatorsOf(asked queryType, stored []string) ([]string, error) {
	indicators, err := namesOf("indicator", stored, maxIndicators)
	if err != nil {
		return nil, err
	}
	takesNone := asked.api.Form == rtc.NoIndicator
	switch {
	case takesNone && len(indicators) > 0:
		return nil, badQuery("Query type %q takes no indicators, it gives all; remove them.", asked.name)
	case !takesNone && len(indicators) == 0:
		return nil, badQuery("No indicator is chosen; choose at least one, such as %s.", asked.api.Indicators[0].Name)
	}
	return indicators, nil
}

// namesOf checks app ids, indicator names or the like and drops empty and double ones.
func namesOf(what string, names []string, most int) ([]string, error) {
	var checked []string
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(checked, name) {
			continue
		}
		if variable := uninterpolated.FindString(name); variable != "" {
			return nil, &uninterpolatedError{what, name}
		}
		if problem := nameProblem(name); problem != "" {
			return nil, badQuery("A name in the list of %ss %s; correct it.", what, problem)
		}
		checked = append(checked, name)
		if len(checked) > most {
			return nil, badQuery("The query asks for more than %d %ss; split it.", most, what)
		}
	}
	return checked, nil
}

// uninterpolated finds a variable that nobody replaced by its value: Grafana does not do it in alert rules.
var uninterpolated = regexp.MustCompile(`\$\{?\w|\[\[\w`)

// nameProblem tells what is wrong with an app id or an indicator name, nothing if it is empty.
func nameProblem(name string) string {
	switch {
	case name == "":
		return "is empty"
	case utf8.RuneCountInString(name) > maxNameLength:
		return fmt.Sprintf("is longer than %d characters", maxNameLength)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, notPrintable):
		return "has a character that cannot be printed"
	default:
		return ""
	}
}

func notPrintable(r rune) bool { return !unicode.IsPrint(r) }

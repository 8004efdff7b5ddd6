package plugin

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countryCode is the ISO 3166-1 code of two letters, which Grafana's maps know, of a country; empty where a name is not
// exactly one of those in Unicode's CLDR, in Chinese or English. The documents do not say how the API writes countries.
func countryCode(name string) string { return countryCodes()[strings.ToLower(name)] }

var countryCodes = sync.OnceValue(func() map[string]string {
	codes := map[string]string{}
	chinese, english := display.Regions(language.SimplifiedChinese), display.Regions(language.English)
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize() != region {
				continue
			}
			for _, name := range []string{code, chinese.Name(region), english.Name(region)} {
				if name != "" {
					codes[strings.ToLower(name)] = code
				}
			}
		}
	}
	return codes
})

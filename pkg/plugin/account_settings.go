package plugin

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"volcengine-rtc-datasource/pkg/rtc"
)

// endpointOf is the API's URL: the one given, or the one that is documented for the region.
func endpointOf(endpoint, region string) (string, error) {
	endpoint = strings.TrimSpace(endpoint)
	if endpoint == "" {
		documented, ok := rtc.Endpoints[region]
		if !ok {
			return "", &settingError{Field: "endpoint", Problem: fmt.Sprintf("is missing, and none is documented for region %q", region)}
		}
		return documented, nil
	}
	return endpoint, checkURL("endpoint", endpoint, rtc.Endpoints[defaultRegion])
}

// stsEndpointOf is the URL of STS: the one given, or the documented one.
func stsEndpointOf(endpoint string) (string, error) {
	endpoint = withDefault(strings.TrimSpace(endpoint), rtc.DefaultSTSEndpoint)
	return endpoint, checkURL("stsEndpoint", endpoint, rtc.DefaultSTSEndpoint)
}

// checkURL looks at a URL that requests are sent to.
func checkURL(field, text, example string) error {
	parsed, err := url.Parse(text)
	switch {
	case err != nil:
		return &settingError{Field: field, Problem: "is not a URL, such as " + example}
	case parsed.Scheme != "https" && parsed.Scheme != "http":
		return &settingError{Field: field, Problem: "must start with https:// or http://"}
	case parsed.Hostname() == "":
		return &settingError{Field: field, Problem: "has no host"}
	case parsed.User != nil:
		return &settingError{Field: field, Problem: "must not hold a user name or password"}
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return &settingError{Field: field, Problem: "must end before any ? or #"}
	}
	return nil
}

// checkRole looks at the role and at what cannot stand beside it.
func checkRole(account rtc.Account) error {
	switch {
	case account.RoleTRN == "":
		return nil
	case !rtc.IsRoleTRN(account.RoleTRN):
		return &settingError{Field: "roleTrn", Problem: "is not the TRN of a role, such as trn:iam::2100000000:role/rtc-reader"}
	case account.SessionToken != "":
		return &settingError{Field: "roleTrn", Problem: `cannot be set together with "sessionToken": a role is assumed with a permanent key`}
	}
	return nil
}

// callsPerSecondOf is the rate of calls that the account is said to have, 0 if nothing is said.
func callsPerSecondOf(stored any) (float64, error) {
	var rate float64
	var err error
	switch stored := stored.(type) {
	case nil:
		return 0, nil
	case float64:
		rate = stored
	case string:
		text := strings.TrimSpace(stored)
		if text == "" {
			return 0, nil
		}
		rate, err = strconv.ParseFloat(text, 64)
	}
	if err != nil || !(rate >= rtc.MinCallsPerSecond && rate <= rtc.MaxCallsPerSecond) {
		problem := fmt.Sprintf("must be a number from %g to %g, such as 2 or 0.16", rtc.MinCallsPerSecond, float64(rtc.MaxCallsPerSecond))
		return 0, &settingError{Field: "callsPerSecond", Problem: problem}
	}
	return rate, nil
}

// unencrypted tells that requests go by http to another host than Grafana's.
func (s settings) unencrypted() bool {
	return isUnencrypted(s.account.Endpoint) || s.account.RoleTRN != "" && isUnencrypted(s.account.STSEndpoint)
}

func isUnencrypted(text string) bool {
	endpoint, err := url.Parse(text)
	if err != nil || endpoint.Scheme != "http" {
		return false
	}
	address, err := netip.ParseAddr(endpoint.Hostname())
	return endpoint.Hostname() != "localhost" && (err != nil || !address.IsLoopback())
}

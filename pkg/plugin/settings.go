package plugin

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// settings are those of a data source, checked and with their defaults.
type settings struct {
	account      rtc.Account
	defaultAppID string
	dataDelay    time.Duration
	cacheTTL     time.Duration
	timeout      time.Duration
	indicators   []ownIndicator
}

// ownIndicator is one that the administrator describes.
type ownIndicator struct {
	rtc.Indicator
	// QueryType is the name of the query type that has it, empty for the first.
	QueryType string `json:"queryType"`
}

// of tells that the query type has the indicator.
func (i ownIndicator) of(asked queryType) bool {
	return withDefault(i.QueryType, queryTypes[0].name) == asked.name
}

// jsonData is what Grafana stores; the names are part of the public contract with provisioning files.
type jsonData struct {
	AccessKeyID  string         `json:"accessKeyId"`
	Region       string         `json:"region"`
	Endpoint     string         `json:"endpoint"`
	DefaultAppID string         `json:"defaultAppId"`
	DataDelay    string         `json:"dataDelay"`
	CacheTTL     string         `json:"cacheTTL"`
	Indicators   []ownIndicator `json:"indicators"`
	RoleTRN      string         `json:"roleTrn"`
	STSEndpoint  string         `json:"stsEndpoint"`
	// CallsPerSecond is a number, or the text of one, as an environment variable of a provisioning file gives it.
	CallsPerSecond any `json:"callsPerSecond"`
	// Timeout is a number of seconds, or the text of one.
	Timeout any `json:"timeout"`
}

const (
	defaultRegion    = "cn-north-1"
	defaultCacheTTL  = 5 * time.Minute
	maxDataDelay     = 7 * 24 * time.Hour
	maxCacheTTL      = 24 * time.Hour
	maxTimeout       = 10 * time.Minute
	maxOwnIndicators = 100
)

// settingError says which setting is wrong and how; its field has the name that provisioning files use.
type settingError struct {
	Field   string
	Problem string
	Cause   error
}

func (e *settingError) Error() string {
	text := fmt.Sprintf("Data source setting %q %s.", e.Field, e.Problem)
	if e.Cause != nil {
		text += " Cause: " + e.Cause.Error()
	}
	return text
}

func (e *settingError) Unwrap() error { return e.Cause }

func parseSettings(instance backend.DataSourceInstanceSettings) (settings, error) {
	var stored jsonData
	if len(instance.JSONData) > 0 {
		if err := json.Unmarshal(instance.JSONData, &stored); err != nil {
			return settings{}, &settingError{Field: "jsonData", Problem: "is not the JSON of this data source", Cause: err}
		}
	}
	parsed := settings{
		defaultAppID: strings.TrimSpace(stored.DefaultAppID),
		account: rtc.Account{
			AccessKeyID:     strings.TrimSpace(stored.AccessKeyID),
			SecretAccessKey: strings.TrimSpace(instance.DecryptedSecureJSONData["secretAccessKey"]),
			SessionToken:    strings.TrimSpace(instance.DecryptedSecureJSONData["sessionToken"]),
			Region:          withDefault(strings.TrimSpace(stored.Region), defaultRegion),
			RoleTRN:         strings.TrimSpace(stored.RoleTRN),
		},
	}
	var err error
	if parsed.account.Endpoint, err = endpointOf(stored.Endpoint, parsed.account.Region); err != nil {
		return settings{}, err
	}
	if parsed.account.STSEndpoint, err = stsEndpointOf(stored.STSEndpoint); err != nil {
		return settings{}, err
	}
	if parsed.account.CallsPerSecond, err = callsPerSecondOf(stored.CallsPerSecond); err != nil {
		return settings{}, err
	}
	if err := checkRole(parsed.account); err != nil {
		return settings{}, err
	}
	if parsed.dataDelay, err = durationOf("dataDelay", stored.DataDelay, queryTypes[0].api.Delay, maxDataDelay); err != nil {
		return settings{}, err
	}
	if parsed.cacheTTL, err = durationOf("cacheTTL", stored.CacheTTL, defaultCacheTTL, maxCacheTTL); err != nil {
		return settings{}, err
	}
	if parsed.timeout, err = timeoutOf(stored.Timeout); err != nil {
		return settings{}, err
	}
	if parsed.indicators, err = ownIndicators(stored.Indicators); err != nil {
		return settings{}, err
	}
	if problem := nameProblem(parsed.defaultAppID); parsed.defaultAppID != "" && problem != "" {
		return settings{}, &settingError{Field: "defaultAppId", Problem: problem}
	}
	return parsed, checkText(parsed)
}

// checkText looks at what goes into request headers and bodies.
func checkText(s settings) error {
	texts := []struct {
		field, text string
		required    bool
	}{
		{"accessKeyId", s.account.AccessKeyID, true},
		{"secretAccessKey", s.account.SecretAccessKey, true},
		{"sessionToken", s.account.SessionToken, false},
		{"region", s.account.Region, true},
	}
	for _, t := range texts {
		switch {
		case t.required && t.text == "":
			return &settingError{Field: t.field, Problem: "is missing"}
		case strings.ContainsFunc(t.text, notPrintable):
			return &settingError{Field: t.field, Problem: "has a line break or another character that cannot be printed"}
		}
	}
	return nil
}

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

func durationOf(field, text string, usual, most time.Duration) (time.Duration, error) {
	if strings.TrimSpace(text) == "" {
		return usual, nil
	}
	duration, err := gtime.ParseDuration(strings.TrimSpace(text))
	if err != nil || duration < 0 || duration > most {
		problem := fmt.Sprintf("must be a duration such as %s, at most %s", gtime.FormatInterval(usual), gtime.FormatInterval(most))
		return 0, &settingError{Field: field, Problem: problem, Cause: err}
	}
	return duration, nil
}

// timeoutOf is the timeout of a call, the default where none is set. Nothing means that there is none: a call that hangs
// would keep others of its app from being made.
func timeoutOf(stored any) (time.Duration, error) {
	var seconds float64
	var err error
	switch value := stored.(type) {
	case nil:
	case float64:
		seconds = value
	case string:
		if strings.TrimSpace(value) != "" {
			seconds, err = strconv.ParseFloat(strings.TrimSpace(value), 64)
		}
	default:
		err = strconv.ErrSyntax
	}
	if err != nil || seconds < 0 || seconds > maxTimeout.Seconds() || math.IsNaN(seconds) {
		problem := fmt.Sprintf("must be a number of seconds, at most %g", maxTimeout.Seconds())
		return 0, &settingError{Field: "timeout", Problem: problem, Cause: err}
	}
	if seconds == 0 {
		return store.DefaultTimeout, nil
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

func ownIndicators(stored []ownIndicator) ([]ownIndicator, error) {
	if len(stored) > maxOwnIndicators {
		return nil, &settingError{Field: "indicators", Problem: fmt.Sprintf("lists more than %d", maxOwnIndicators)}
	}
	own := slices.Clone(stored)
	for i := range own {
		own[i].Name = strings.TrimSpace(own[i].Name)
		if problem := nameProblem(own[i].Name); problem != "" {
			return nil, &settingError{Field: "indicators", Problem: fmt.Sprintf("has an entry (number %d) whose name %s", i+1, problem)}
		}
		if _, err := queryTypeOf(own[i].QueryType); err != nil {
			return nil, &settingError{Field: "indicators", Problem: fmt.Sprintf("has an entry (number %d) with a wrong query type", i+1), Cause: err}
		}
	}
	return own, nil
}

// storeOptions are the settings that concern the data of a query type.
func (s settings) storeOptions(asked queryType) store.Options {
	options := store.Options{DataDelay: s.dataDelay, CacheTTL: s.cacheTTL, Timeout: s.timeout}
	for _, indicator := range s.indicators {
		if indicator.of(asked) {
			options.Indicators = append(options.Indicators, indicator.Name)
		}
	}
	return options
}

func withDefault(text, usual string) string {
	if text == "" {
		return usual
	}
	return text
}

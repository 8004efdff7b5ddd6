package plugin

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"

	"volcengine-rtc-datasource/pkg/rtc"
)

// settings are those of a data source, checked and with their defaults.
type settings struct {
	account      rtc.Account
	defaultAppID string
	dataDelay    time.Duration
	cacheTTL     time.Duration
	indicators   []ownIndicator
	timeout      time.Duration
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
	// Timeout is a number, or a number as text.
	Timeout json.RawMessage `json:"timeout"`
}

const (
	defaultRegion    = "cn-north-1"
	defaultCacheTTL  = 5 * time.Minute
	maxDataDelay     = 7 * 24 * time.Hour
	maxCacheTTL      = 24 * time.Hour
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
		},
	}
	var err error
	if parsed.account.Endpoint, err = endpointOf(stored.Endpoint, parsed.account.Region); err != nil {
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
	parsed, err := url.Parse(endpoint)
	switch {
	case err != nil:
		return "", &settingError{Field: "endpoint", Problem: "is not a URL, such as https://rtc.volcengineapi.com"}
	case parsed.Scheme != "https" && parsed.Scheme != "http":
		return "", &settingError{Field: "endpoint", Problem: "must start with https:// or http://"}
	case parsed.Hostname() == "":
		return "", &settingError{Field: "endpoint", Problem: "has no host"}
	case parsed.User != nil:
		return "", &settingError{Field: "endpoint", Problem: "must not hold a user name or password"}
	case parsed.RawQuery != "" || parsed.Fragment != "":
		return "", &settingError{Field: "endpoint", Problem: "must end before any ? or #"}
	}
	return endpoint, nil
}

// unencrypted tells that the endpoint is http on another host than Grafana's.
func (s settings) unencrypted() bool {
	endpoint, err := url.Parse(s.account.Endpoint)
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
func (s settings) storeOptions(asked queryType) rtc.Options {
	options := rtc.Options{DataDelay: s.dataDelay, CacheTTL: s.cacheTTL}
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

package plugin

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/shared"
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
	redis        *shared.Config // what replicas share; nil without Redis
	epoch        string         // of what is known, in Redis and in the process
	history      time.Duration  // 0 for the look-back
	// drillDown tells that users may see the ids of rooms and users.
	drillDown bool
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
	RedisURL     string         `json:"redisUrl"`
	CacheEpoch   string         `json:"cacheEpoch"`
	History      string         `json:"history"`
	// DrillDown offers the query types that show ids of rooms and users.
	DrillDown bool `json:"drillDown"`
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
		drillDown:    stored.DrillDown,
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
	parsed.epoch = strings.TrimSpace(stored.CacheEpoch)
	if parsed.redis, err = redisOf(stored, instance.DecryptedSecureJSONData); err != nil {
		return settings{}, err
	}
	if parsed.history, err = historyOf(stored.History); err != nil {
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
// would keep others of its app from being made. A file of 1.x may have more than the most, which it comes to then.
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
	if err != nil || seconds < 0 || math.IsNaN(seconds) {
		problem := fmt.Sprintf("must be a number of seconds, at most %g", maxTimeout.Seconds())
		return 0, &settingError{Field: "timeout", Problem: problem, Cause: err}
	}
	if seconds == 0 {
		return store.DefaultTimeout, nil
	}
	return time.Duration(min(seconds, maxTimeout.Seconds()) * float64(time.Second)), nil
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
	options := store.Options{DataDelay: s.dataDelay, CacheTTL: s.cacheTTL, Timeout: s.timeout, History: s.history, Epoch: s.epoch}
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

package plugin

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/pkg/rtc"
)

// CheckHealth makes real calls: it lists the apps, and reads a day of the default app if there is one. A key that may
// read data but not list apps is healthy as well.
func (d *Datasource) CheckHealth(ctx context.Context, _ *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	result := d.checkHealth(ctx)
	if result.Status == backend.HealthStatusOk {
		result.Message += fmt.Sprintf(" At most %g calls a second go to each API for data.", d.stores[queryTypes[0].api].Rate())
	}
	if result.Status == backend.HealthStatusOk {
		result.Message += d.redisHealth(ctx)
	}
	if result.Status == backend.HealthStatusOk && d.settings.unencrypted() {
		result.Message += " Warning: an endpoint is http to another host, so data and signatures cross the network unencrypted."
	}
	return result, nil
}

// redisHealth says whether replicas share what they know. The data source works without Redis.
func (d *Datasource) redisHealth(ctx context.Context) string {
	switch {
	case d.redis == nil && d.settings.history != 0:
		return " The setting history has no effect without redisUrl."
	case d.redis == nil:
		return ""
	}
	if err := d.redis.Check(ctx); err != nil {
		return fmt.Sprintf(" Redis cannot be used: %s; the data source works without it.", err)
	}
	return " Redis can be used, so replicas share the quota and what they fetched."
}

func (d *Datasource) checkHealth(ctx context.Context) *backend.CheckHealthResult {
	apps, listError := d.apps.Refresh(ctx)
	if concernsAll(listError) {
		return unhealthy(listError)
	}
	if d.settings.defaultAppID == "" {
		if listError != nil {
			return unhealthy(listError)
		}
		return healthy("Connected: the account has %d apps. Data is read once a query names one; a default app lets this check read some.", len(apps))
	}
	if err := d.stores[queryTypes[0].api].Check(ctx, d.settings.defaultAppID); err != nil {
		return unhealthy(err)
	}
	if listError != nil {
		return healthy("Connected: data of app %s can be read. The apps cannot be listed, so type app ids by hand.", d.settings.defaultAppID)
	}
	return healthy("Connected: the account has %d apps, and data of app %s can be read.", len(apps), d.settings.defaultAppID)
}

// concernsAll tells that an error of one call is that of every other call as well.
func concernsAll(err error) bool {
	switch rtc.KindOf(err) {
	case rtc.KindCredentials, rtc.KindSessionToken, rtc.KindRole, rtc.KindClock, rtc.KindEndpoint, rtc.KindUnavailable:
		return true
	default:
		return false
	}
}

func healthy(format string, args ...any) *backend.CheckHealthResult {
	return &backend.CheckHealthResult{Status: backend.HealthStatusOk, Message: fmt.Sprintf(format, args...)}
}

// unhealthy gives what to do as the message and the cause as the details that Grafana can unfold.
func unhealthy(err error) *backend.CheckHealthResult {
	explained := explain(err)
	result := &backend.CheckHealthResult{Status: backend.HealthStatusError, Message: explained.advice}
	if details, err := json.Marshal(map[string]string{"verboseMessage": explained.cause}); err == nil {
		result.JSONDetails = details
	}
	return result
}

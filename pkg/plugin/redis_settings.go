package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	sdkproxy "github.com/grafana/grafana-plugin-sdk-go/backend/proxy"
	"golang.org/x/net/proxy"

	"volcengine-rtc-datasource/pkg/shared"
)

const (
	// usualHistory is the example of the setting; maxHistory is 5y, with leap days.
	usualHistory = 365 * 24 * time.Hour
	maxHistory   = 5 * 366 * 24 * time.Hour

	// maxCacheEpoch bounds a text that only has to differ from others.
	maxCacheEpoch = 1000
)

// redisFields are the settings that the parts of a shared.Config come from.
var redisFields = map[shared.Part]string{
	shared.PartURL: "redisUrl", shared.PartPassword: "redisPassword", shared.PartCACert: "redisCACert",
}

// redisOf is the Redis that replicas share, nil if none is set.
func redisOf(stored jsonData, secrets map[string]string) (*shared.Config, error) {
	if len(stored.CacheEpoch) > maxCacheEpoch {
		return nil, &settingError{Field: "cacheEpoch", Problem: fmt.Sprintf("is longer than %d bytes", maxCacheEpoch)}
	}
	config := &shared.Config{
		URL: strings.TrimSpace(stored.RedisURL), Password: strings.TrimSpace(secrets["redisPassword"]),
		CACert: strings.TrimSpace(secrets["redisCACert"]), Epoch: strings.TrimSpace(stored.CacheEpoch),
	}
	if config.URL == "" {
		return nil, nil
	}
	return config, redisError(config.Check())
}

// redisError names the setting that is wrong.
func redisError(err error) error {
	if wrong := new(shared.ConfigError); errors.As(err, &wrong) {
		return &settingError{Field: redisFields[wrong.Part], Problem: wrong.Problem}
	}
	return err
}

// historyOf is how long final values are kept, 0 for as long as the API has them.
func historyOf(text string) (time.Duration, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	return durationOf("history", text, usualHistory, maxHistory)
}

// openRedis connects to what replicas share, through the proxy if the data source has one. It is nil without Redis.
func openRedis(ctx context.Context, instance backend.DataSourceInstanceSettings, config *shared.Config, connections *shared.Connections) (*shared.Redis, error) {
	if config == nil {
		return nil, nil
	}
	options, err := instance.ProxyOptionsFromContext(ctx)
	if err != nil {
		return nil, &settingError{Field: "jsonData", Problem: "has options of the proxy that cannot be read", Cause: err}
	}
	reached := *config
	if client := sdkproxy.New(options); client.SecureSocksProxyEnabled() {
		if reached.Dial, err = proxyDialer(client); err != nil {
			return nil, &settingError{Field: "redisUrl", Problem: "cannot be reached through the proxy", Cause: err}
		}
		route, err := json.Marshal(options)
		if err != nil {
			return nil, err
		}
		reached.Route = string(route)
	}
	redis, err := connections.Open(reached)
	return redis, redisError(err)
}

func proxyDialer(client sdkproxy.Client) (shared.Dial, error) {
	dialer, err := client.NewSecureSocksProxyContextDialer()
	if err != nil {
		return nil, err
	}
	withContext, ok := dialer.(proxy.ContextDialer)
	if !ok {
		return nil, errors.New("the proxy's dialer takes no context")
	}
	return withContext.DialContext, nil
}

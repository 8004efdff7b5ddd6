package plugin_test

import (
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	sdkproxy "github.com/grafana/grafana-plugin-sdk-go/backend/proxy"
	"github.com/grafana/grafana-plugin-sdk-go/config"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/redistest"
	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/plugin"
)

const canaryPassword = "CANARY-redis-password"

func TestRedisSettings(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	tests := []struct {
		name    string
		set     jsonMap
		secrets map[string]string
		says    string // empty where the settings are right
	}{
		{name: "a host", set: jsonMap{"redisUrl": " redis://redis.example.com "}},
		{name: "user, port and database", set: jsonMap{"redisUrl": "rediss://grafana@redis.example.com:6380/3"}, secrets: map[string]string{"redisPassword": "p"}},
		{name: "IPv6", set: jsonMap{"redisUrl": "redis://[::1]:6379"}},
		{name: "Sentinel", set: jsonMap{"redisUrl": "redis://sentinel-0?master_name=rtc&addr=sentinel-1:26379&sentinel_auth=true"}},
		{name: "a history", set: jsonMap{"redisUrl": "redis://redis", "history": "5y", "cacheEpoch": "any text ✓"}},
		{name: "nothing", set: jsonMap{"redisUrl": "", "history": ""}},
		{name: "not a URL", set: jsonMap{"redisUrl": "redis://:" + canaryPassword + "@%zz"}, says: `"redisUrl" is not a URL, such as redis://redis.example.com:6379`},
		{name: "no scheme", set: jsonMap{"redisUrl": "redis.example.com"}, says: `"redisUrl" must start with redis:// or rediss://`},
		{name: "another scheme", set: jsonMap{"redisUrl": "http://redis"}, says: `"redisUrl" must start with redis:// or rediss://`},
		{name: "no host", set: jsonMap{"redisUrl": "redis://:6379"}, says: `"redisUrl" has no host`},
		{name: "a password", set: jsonMap{"redisUrl": "redis://u:" + canaryPassword + "@redis"}, says: `"redisUrl" must not hold a password`},
		{name: "an empty password", set: jsonMap{"redisUrl": "redis://u:@redis"}, says: `"redisUrl" must not hold a password`},
		{name: "a password as a parameter", set: jsonMap{"redisUrl": "redis://redis?password=" + canaryPassword}, says: `"redisUrl" has an unknown parameter`},
		{name: "a cluster", set: jsonMap{"redisUrl": "redis://a:6379,b:6379"}, says: "Redis Cluster, which is not supported"},
		{name: "a cluster by scheme", set: jsonMap{"redisUrl": "redis-cluster://a"}, says: "Redis Cluster, which is not supported"},
		{name: "a cluster by addresses", set: jsonMap{"redisUrl": "redis://a:6379?addr=b:6379"}, says: "Redis Cluster, which is not supported"},
		{name: "a database by name", set: jsonMap{"redisUrl": "redis://a/rtc"}, says: `"redisUrl" has a path that is not the number of a database`},
		{name: "a Sentinel without port", set: jsonMap{"redisUrl": "redis://a?master_name=m&addr=b"}, says: `"redisUrl" has an addr that is not host:port`},
		{name: "a user alone", set: jsonMap{"redisUrl": "redis://u@redis"}, says: `"redisPassword" is missing`},
		{name: "no certificate", set: jsonMap{"redisUrl": "rediss://redis"}, secrets: map[string]string{"redisCACert": "CANARY"}, says: `"redisCACert" is not a certificate in PEM form`},
		{name: "a certificate without TLS", set: jsonMap{"redisUrl": "redis://redis"}, secrets: map[string]string{"redisCACert": "CANARY"}, says: `"redisCACert" has no effect with redis://`},
		{name: "a history too long", set: jsonMap{"redisUrl": "redis://redis", "history": "6y"}, says: `"history" must be a duration such as 1y, at most 5y`},
		{name: "a history that is none", set: jsonMap{"redisUrl": "redis://redis", "history": "long"}, says: `"history" must be a duration such as 1y, at most 5y`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			instance, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(test.set, test.secrets))
			if test.says == "" {
				require.NoError(t, err)
				instance.(*plugin.Datasource).Dispose()
				return
			}
			require.ErrorContains(t, err, test.says)
			assert.NotContains(t, err.Error(), "CANARY")
		})
	}
}

// Save & test tells of Redis in a sentence, and is OK whatever it says.
func TestHealthTellsOfRedis(t *testing.T) {
	t.Parallel()
	server := miniredis.RunT(t)
	guarded := miniredis.RunT(t)
	guarded.RequireAuth("another password")
	for name, test := range map[string]struct {
		set  jsonMap
		says string
	}{
		"works":          {jsonMap{"redisUrl": "redis://" + server.Addr()}, "Redis can be used, so replicas share the quota"},
		"wrong password": {jsonMap{"redisUrl": "redis://" + guarded.Addr()}, "Redis cannot be used: WRONGPASS"},
		"gone":           {jsonMap{"redisUrl": "redis://127.0.0.1:1"}, "connection refused; the data source works without it."},
		"not TLS":        {jsonMap{"redisUrl": "rediss://" + server.Addr()}, "Redis cannot be used: "},
		"history alone":  {jsonMap{"history": "1y"}, "The setting history has no effect without redisUrl."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{}, nil)
			secrets := map[string]string{}
			if name == "wrong password" {
				secrets["redisPassword"] = canaryPassword
			}
			instance, err := plugin.NewFactory(time.Now)(t.Context(), g.settings(test.set, secrets))
			require.NoError(t, err)
			ds := instance.(*plugin.Datasource)
			defer ds.Dispose()
			health, err := ds.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
			require.NoError(t, err)
			assert.Equal(t, backend.HealthStatusOk, health.Status)
			assert.Contains(t, health.Message, test.says)
			assert.NotContains(t, health.Message+string(health.JSONDetails), "CANARY")
		})
	}
}

// A data source that uses Grafana's secure socks proxy reaches Redis through it. One that does not use it has no part in that.
func TestRedisThroughTheSecureSocksProxy(t *testing.T) {
	t.Parallel()
	const address = "127.0.0.1:1" // nobody listens there: only the proxy leads to a Redis
	socks := redistest.StartSocks(t, map[string]string{address: miniredis.RunT(t).Addr()})
	ctx := config.WithGrafanaConfig(t.Context(), config.NewGrafanaCfg(map[string]string{
		sdkproxy.PluginSecureSocksProxyEnabled: "true", sdkproxy.PluginSecureSocksProxyProxyAddress: socks.Address,
		sdkproxy.PluginSecureSocksProxyServerName: "127.0.0.1", sdkproxy.PluginSecureSocksProxyRootCAsContents: socks.CACert,
		sdkproxy.PluginSecureSocksProxyClientCertContents: socks.Certificate, sdkproxy.PluginSecureSocksProxyClientKeyContents: socks.Key,
	}))
	g := newGrafana(t, rtcsim.Options{}, nil)
	factory := plugin.NewFactory(time.Now)
	health := func(proxied bool) string {
		instance, err := factory(ctx, g.settings(jsonMap{"redisUrl": "redis://" + address, "enableSecureSocksProxy": proxied}, nil))
		require.NoError(t, err)
		ds := instance.(*plugin.Datasource)
		t.Cleanup(ds.Dispose)
		result, err := ds.CheckHealth(ctx, &backend.CheckHealthRequest{})
		require.NoError(t, err)
		assert.Equal(t, backend.HealthStatusOk, result.Status)
		return result.Message
	}
	assert.Contains(t, health(true), "Redis can be used")
	assert.Contains(t, socks.Asked(), address)
	assert.Contains(t, health(false), "connection refused; the data source works without it.")
}

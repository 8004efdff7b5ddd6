package plugin

import (
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"

	"volcengine-rtc-datasource/pkg/rtc"
)

// withoutTracedIDs keeps the SDK's tracing, which records the whole URL, away from requests whose URL has ids of rooms and
// users. Package rtc has spans of its own for every call.
func withoutTracedIDs(_ httpclient.Options, existing []httpclient.Middleware) []httpclient.Middleware {
	chain := make([]httpclient.Middleware, len(existing))
	for i, middleware := range existing {
		chain[i] = middleware
		if named, ok := middleware.(httpclient.MiddlewareName); ok && named.MiddlewareName() == httpclient.TracingMiddlewareName {
			chain[i] = untracedWithIDs(middleware)
		}
	}
	return chain
}

func untracedWithIDs(tracing httpclient.Middleware) httpclient.Middleware {
	return httpclient.NamedMiddlewareFunc(httpclient.TracingMiddlewareName, func(options httpclient.Options, next http.RoundTripper) http.RoundTripper {
		traced := tracing.CreateMiddleware(options, next)
		return httpclient.RoundTripperFunc(func(request *http.Request) (*http.Response, error) {
			if rtc.NamesIDs(request) {
				return next.RoundTrip(request)
			}
			return traced.RoundTrip(request)
		})
	})
}

package rtc

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// The metrics have no label for apps or indicators: users can ask for any number of these.
var (
	metricCalls = promauto.NewCounterVec(prometheus.CounterOpts{
		Namespace: MetricNamespace, Name: "api_calls_total",
		Help: "Calls to the Volcengine RTC API, by action and outcome; throttled ones have the outcome throttled.",
	}, []string{"action", "outcome"})
)

// MetricNamespace is the first part of every metric's name.
const MetricNamespace = "volcengine_rtc"

// outcomes are the names of the kinds of errors in metrics, traces and logs.
var outcomes = map[Kind]string{
	KindOther: "unreadable", KindCredentials: "credentials", KindSessionToken: "session token", KindPermission: "permission",
	KindClock: "clock", KindApp: "unknown app", KindRange: "range", KindParameter: "parameter", KindEndpoint: "endpoint", KindAction: "action",
	KindThrottled: "throttled", KindUnavailable: "unavailable", KindTimeout: "timeout", KindRole: "role",
}

func resultOf(err error) string {
	failure := new(Error)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &failure):
		return outcomes[failure.Kind()]
	default:
		return "cancelled"
	}
}

// Log is called with a message and pairs of keys and values, none of which is ever a secret or a body.
type Log func(message string, keysAndValues ...any)

func tracer() trace.Tracer { return otel.Tracer("volcengine-rtc-datasource/pkg/rtc") }

// outcome is what is known of a call beside its answer.
type outcome struct {
	sent      time.Time // zero if it was not
	requestID string
	date      time.Time // of the answer, by the clock of the API; zero if it does not say
}

// observe starts the span of a call; the function that it returns ends it and counts and logs the outcome.
func observe(ctx context.Context, log Log, action string, about []attribute.KeyValue) (context.Context, func(outcome, error)) {
	ctx, span := tracer().Start(ctx, action, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(about...))
	return ctx, func(call outcome, err error) {
		result := resultOf(err)
		metricCalls.WithLabelValues(action, result).Inc()
		log("Called the API", "action", action, "outcome", result, "requestId", call.requestID,
			"sent", call.sent.Format(time.RFC3339Nano), "took", time.Since(call.sent))
		span.SetAttributes(attribute.String("rtc.outcome", result), attribute.String("rtc.request_id", call.requestID))
		if err != nil {
			span.SetStatus(codes.Error, result)
		}
		span.End()
	}
}

// bare hides everything that a request's context carries but its end and its span. Grafana can have a request's traffic
// captured for diagnostics, and what the SDK captures has the header X-Security-Token unredacted.
func bare(ctx context.Context) context.Context {
	return trace.ContextWithSpanContext(withoutValues{ctx}, trace.SpanContextFromContext(ctx))
}

type withoutValues struct{ context.Context }

func (withoutValues) Value(any) any { return nil }

package store

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	"volcengine-rtc-datasource/pkg/rtc"
)

// The metrics have no label for apps or indicators: users can ask for any number of these.
var (
	metricPoints = promauto.NewCounterVec(prometheus.CounterOpts{
		Namespace: rtc.MetricNamespace, Name: "points_total",
		Help: "Points that queries asked for, by action and where they came from.",
	}, []string{"action", "source"})

	metricPending = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Namespace: rtc.MetricNamespace, Name: "pending_fetches",
		Help: "Calls that are wanted and not sent yet, by action and who waits.",
	}, []string{"action", "class"})

	metricPartial = promauto.NewCounterVec(prometheus.CounterOpts{
		Namespace: rtc.MetricNamespace, Name: "partial_responses_total",
		Help: "Answers that were given before all their calls had ended, by action.",
	}, []string{"action"})
)

func tracer() trace.Tracer { return otel.Tracer("volcengine-rtc-datasource/pkg/store") }

package shared

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/gomodule/redigo/redis"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/sony/gobreaker/v2"

	"volcengine-rtc-datasource/pkg/rtc"
)

var (
	metricOperations = promauto.NewCounterVec(prometheus.CounterOpts{
		Namespace: rtc.MetricNamespace, Name: "redis_operations_total",
		Help: "Operations on Redis, by operation and outcome. Those with the outcome \"breaker\" were not tried, because the last ones failed.",
	}, []string{"operation", "outcome"})

	metricSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: rtc.MetricNamespace, Name: "redis_operation_seconds",
		Help:    "How long operations on Redis took that were tried, by operation.",
		Buckets: []float64{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4},
	}, []string{"operation"})

	metricBreakers = promauto.NewGauge(prometheus.GaugeOpts{
		Namespace: rtc.MetricNamespace, Name: "redis_breakers_open",
		Help: "Redis servers that are not used at the moment, because operations on them failed.",
	})

	metricDropped = promauto.NewCounter(prometheus.CounterOpts{
		Namespace: rtc.MetricNamespace, Name: "redis_dropped_writes_total",
		Help: "Writes to Redis that were not made, because too many waited or the data source was closed.",
	})
)

// ErrUnavailable is the error of operations that are not tried, because the last ones failed.
var ErrUnavailable = errors.New("the last operations on Redis failed")

// outcomeOf names how an operation ended, in metrics.
func outcomeOf(err error) string {
	timeout := net.Error(nil)
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return "breaker"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case isReply(err):
		return "refused"
	default:
		return "unreachable"
	}
}

// isReply tells that an error is what Redis answered.
func isReply(err error) bool {
	var reply redis.Error
	return errors.As(err, &reply)
}

// isReplyOf tells that an error is an answer with a code, such as OOM.
func isReplyOf(err error, code string) bool {
	var reply redis.Error
	return errors.As(err, &reply) && strings.HasPrefix(string(reply), code+" ")
}

// concernsAll tells that the other operations would fail as well. What Redis says of a key, of a value or of its memory
// concerns one operation.
func concernsAll(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if !isReply(err) {
		return true
	}
	for _, prefix := range []string{"OOM", "WRONGTYPE", "NOSCRIPT", "MISCONF", "ERR"} {
		if isReplyOf(err, prefix) {
			return strings.Contains(err.Error(), "AUTH")
		}
	}
	return true
}

// scrubbed is an error whose text has no password in it: Redis repeats the arguments of a command that it does not know.
type scrubbed struct {
	text  string
	cause error
}

func (e *scrubbed) Error() string { return e.text }

func (e *scrubbed) Is(target error) bool { return errors.Is(e.cause, target) }

// readable is an error as users may see it.
func (c *connection) readable(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	switch {
	case outcomeOf(err) == "timeout":
		text = "no answer within " + c.timeout.String()
	case errors.Is(err, io.EOF):
		text = "the connection was closed"
	case isReplyOf(err, "MOVED"), isReplyOf(err, "CROSSSLOT"), isReplyOf(err, "CLUSTERDOWN"):
		text = "it is a Redis Cluster, which is not supported"
	}
	if c.password != "" {
		text = strings.ReplaceAll(text, c.password, "***")
	}
	return &scrubbed{clip(strings.ReplaceAll(text, "\n", "; ")), err} // several Sentinels can fail, each with an error of its own
}

// clip bounds a text that Redis sent and users see.
func clip(text string) string {
	const most = 300
	runes := []rune(strings.ToValidUTF8(text, "�"))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}

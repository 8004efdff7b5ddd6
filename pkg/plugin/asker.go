package plugin

import (
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// asker is who a request comes from, which decides how its queries are answered.
type asker struct {
	// rule tells that an alert rule is evaluated.
	rule bool
	// expression tells that a server-side expression computes with the answer.
	expression bool
}

// fromExpression is the header of Grafana's queries whose frames feed an expression.
const fromExpression = "X-Grafana-From-Expr"

func askerOf(req *backend.QueryDataRequest) asker {
	return asker{
		rule:       req.Headers[backend.FromAlertHeaderName] == "true",
		expression: req.GetHTTPHeader(fromExpression) != "",
	}
}

// needsAll tells that a part of an answer is of no use: a condition must not judge by it.
func (a asker) needsAll() bool { return a.rule || a.expression }

func (a asker) class() quota.Class {
	if a.rule {
		return quota.Rule
	}
	return quota.Viewer
}

// How long an answer waits for calls. Grafana gives a panel no deadline, and an alert rule 30 s.
const (
	patience         = 25 * time.Second
	livePatience     = 8 * time.Second // below the refresh interval of a live dashboard
	progressPatience = 2 * time.Second // of a front end that comes back for the rest
)

// patienceOf is how long the answer to a query waits for calls; it ends before the deadline of the request in any case.
func (a asker) patienceOf(api *rtc.API, progressive bool) time.Duration {
	switch {
	case a.needsAll():
		return patience
	case progressive:
		return progressPatience
	case api.RealTime:
		return livePatience
	default:
		return patience
	}
}

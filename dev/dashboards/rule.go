package main

import (
	"slices"
	"strconv"
	"time"
)

// rule is one of Grafana's alert rules, as far as it is used.
type rule struct {
	uid, title string
	about      string // why it is as it is, above it in the file

	condition string
	pending   string // for how long the condition has to hold
	noData    string
	linked    panelRef
	severity  string
	summary   string
	runbook   string
	steps     []step

	record *recording // of a recording rule only, which has no state
}

// recording is where a recording rule writes.
type recording struct{ metric, from, datasource string }

// panelRef is the panel that shows what a rule judges: of a dashboard's panels that ask for it first of all, a stat only
// where there is no other.
type panelRef struct {
	dashboard dashboard
	asks      target
}

func (r panelRef) id() int {
	fits := func(p panel) bool {
		return len(p.Targets) > 0 && p.Targets[0].QueryType == r.asks.QueryType && p.Targets[0].Dimension == r.asks.Dimension &&
			p.Targets[0].Granularity == r.asks.Granularity && slices.Equal(p.Targets[0].Indicators, r.asks.Indicators)
	}
	i := slices.IndexFunc(r.dashboard.Panels, func(p panel) bool { return p.Type != "stat" && fits(p) })
	if i < 0 {
		i = slices.IndexFunc(r.dashboard.Panels, fits)
	}
	return r.dashboard.Panels[i].ID
}

// step is a query or an expression of a rule.
type step struct {
	about    string
	refID    string
	from, to time.Duration // before the evaluation, of a query
	why      string        // of the range's end
	asks     target        // of a query
	model    mapping       // of an expression
}

// lastUpTo asks for the bucket that a moment lies in.
func lastUpTo(refID string, from, to time.Duration, asks target) step {
	return step{refID: refID, from: from, to: to, asks: asks}
}

func (s step) because(about string) step {
	s.about = about
	return s
}

// reduced takes one number of each series. Without a mode a gap stays one; dropNN leaves gaps out.
func reduced(refID, of, reducer string, settings ...entry) step {
	model := mapping{{key: "type", value: "reduce"}, {key: "reducer", value: reducer}, {key: "expression", value: of}}
	if len(settings) > 0 {
		model = append(model, entry{key: "settings", value: inline{mapping(settings)}})
	}
	return step{refID: refID, model: model}
}

var (
	withoutGaps = entry{key: "mode", value: "dropNN"}
	gapsAreZero = []entry{{key: "mode", value: "replaceNN"}, {key: "replaceWithValue", value: 0}}
)

func computed(refID, expression string) step {
	return step{refID: refID, model: mapping{{key: "type", value: "math"}, {key: "expression", value: expression}}}
}

// isBeyond is the condition: evaluator is lt or gt.
func isBeyond(refID, of, evaluator string, limit int) step {
	return step{refID: refID, model: mapping{
		{key: "type", value: "threshold"}, {key: "expression", value: of},
		{key: "conditions", value: []mapping{{{key: "evaluator", value: inline{mapping{{key: "type", value: evaluator}, {key: "params", value: []int{limit}}}}}}}},
	}}
}

// holds is the condition of an expression that gives 1 or 0.
func holds(refID, of string) step { return isBeyond(refID, of, "gt", 0) }

const expressions = "__expr__"

func (s step) yaml(interval time.Duration) mapping {
	written := mapping{{key: "refId", value: s.refID, above: comment(s.about)}}
	if s.model != nil {
		model := append(mapping{
			{key: "refId", value: s.refID}, {key: "datasource", value: inline{mapping{{key: "type", value: expressions}, {key: "uid", value: expressions}}}},
		}, s.model...)
		return append(written, entry{key: "datasourceUid", value: expressions}, entry{key: "model", value: model})
	}
	model := mapping{
		{key: "refId", value: s.refID}, {key: "datasource", value: inline{mapping{{key: "type", value: pluginID}, {key: "uid", value: provisionedUID}}}},
		{key: "queryType", value: s.asks.QueryType}, {key: "appIds", value: inline{[]string{}}},
	}
	if len(s.asks.Indicators) > 0 {
		model = append(model, entry{key: "indicators", value: inline{s.asks.Indicators}})
	}
	if s.asks.Dimension != "" {
		model = append(model, entry{key: "dimension", value: s.asks.Dimension})
	}
	if s.asks.Granularity != "" {
		model = append(model, entry{key: "granularity", value: s.asks.Granularity})
	}
	model = append(model, entry{key: "intervalMs", value: int(interval.Milliseconds())}, entry{key: "maxDataPoints", value: 43200})
	return append(written,
		entry{key: "relativeTimeRange", value: mapping{ago("from", s.from, ""), ago("to", s.to, s.why)}},
		entry{key: "datasourceUid", value: provisionedUID}, entry{key: "model", value: model},
	)
}

func (r rule) yaml(interval time.Duration) mapping {
	written := mapping{{key: "uid", value: r.uid, above: comment(r.about)}, {key: "title", value: r.title}}
	var data []mapping
	for _, s := range r.steps {
		data = append(data, s.yaml(interval))
	}
	labels := mapping{{key: "source", value: ruleSource}}
	if r.record != nil {
		return append(written,
			entry{key: "isPaused", value: true}, entry{key: "condition", value: r.condition},
			entry{key: "record", value: mapping{
				{key: "metric", value: r.record.metric}, {key: "from", value: r.record.from}, {key: "targetDatasourceUid", value: r.record.datasource},
			}},
			entry{key: "labels", value: labels}, entry{key: "data", value: data},
		)
	}
	uid, panelID := r.linked.dashboard.UID, r.linked.id()
	return append(written,
		entry{key: "condition", value: r.condition}, entry{key: "for", value: r.pending},
		entry{key: "noDataState", value: r.noData}, entry{key: "execErrState", value: "Error"},
		entry{key: "dashboardUid", value: uid}, entry{key: "panelId", value: panelID},
		entry{key: "labels", value: append(mapping{{key: "severity", value: r.severity}}, labels...)},
		entry{key: "annotations", value: mapping{
			{key: "summary", value: r.summary}, {key: "description", value: r.runbook},
			// These, and not the fields above, give a notification its links.
			{key: "__dashboardUid__", value: uid}, {key: "__panelId__", value: strconv.Itoa(panelID)},
		}},
		entry{key: "data", value: data},
	)
}

package acceptance

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// The expressions of Grafana's alert rules, as far as the rules here use them: Reduce, Math and Threshold, with Grafana's
// way of pairing numbers by their labels.

// number is what an expression gives of a series. A number of NaN is a gap.
type number struct {
	labels data.Labels
	value  float64
}

// evaluation holds what the queries and expressions of a rule give. One that is absent is No Data.
type evaluation map[string][]number

// evaluate computes a rule's expressions for the frames of its queries.
func evaluate(t *testing.T, rule storedRule, frames map[string]data.Frames) evaluation {
	t.Helper()
	known := evaluation{}
	for _, query := range rule.Data {
		if !query.isExpression() {
			continue
		}
		switch of := textOf(query.Model["expression"]); query.Model["type"] {
		case "reduce":
			known[query.RefID] = reduce(t, frames[of], query.Model)
		case "math":
			known[query.RefID] = known.math(t, of)
		case "threshold":
			known[query.RefID] = known.threshold(t, of, query.Model)
		default:
			require.Fail(t, "unknown expression", "%v", query.Model["type"])
		}
	}
	return known
}

// fires are the labels of the alert instances that fire.
func (e evaluation) fires(rule storedRule) (labels []data.Labels) {
	for _, n := range e[rule.Condition] {
		if n.value == 1 {
			labels = append(labels, n.labels)
		}
	}
	return labels
}

// reduce takes one number of each series, and leaves numbers as they are.
func reduce(t *testing.T, frames data.Frames, model map[string]any) (reduced []number) {
	t.Helper()
	if len(frames) == 0 || len(frames[0].Fields) == 0 {
		return nil
	}
	settings, _ := model["settings"].(map[string]any)
	reducer := textOf(model["reducer"])
	if frames[0].Meta.Type.Kind() == data.KindNumeric {
		reader, err := numeric.CollectionReaderFromFrames(frames)
		require.NoError(t, err)
		collection, err := reader.GetCollection(false)
		require.NoError(t, err)
		for _, ref := range collection.Refs {
			value, _, err := ref.NullableFloat64Value()
			require.NoError(t, err)
			reduced = append(reduced, number{ref.GetLabels(), *value})
		}
		return reduced
	}
	reader, err := timeseries.CollectionReaderFromFrames(frames)
	require.NoError(t, err)
	collection, err := reader.GetCollection(true)
	require.NoError(t, err)
	for _, ref := range collection.Refs {
		var values []float64
		for i := range ref.ValueField.Len() {
			switch value := ref.ValueField.At(i).(*float64); {
			case value != nil:
				values = append(values, *value)
			case settings["mode"] == nil:
				values = append(values, math.NaN())
			case settings["mode"] == "replaceNN":
				values = append(values, float64(settings["replaceWithValue"].(int)))
			}
		}
		reduced = append(reduced, number{ref.GetLabels(), reducedValue(t, reducer, values)})
	}
	return reduced
}

func reducedValue(t *testing.T, reducer string, values []float64) float64 {
	t.Helper()
	if len(values) == 0 {
		return math.NaN()
	}
	switch reducer {
	case "last":
		return values[len(values)-1]
	case "max":
		return slices.Max(values)
	case "mean":
		sum := 0.0
		for _, value := range values {
			sum += value
		}
		return sum / float64(len(values))
	default:
		require.Fail(t, "unknown reducer", reducer)
		return 0
	}
}

var variable = regexp.MustCompile(`\$([A-Z])`)

// math parses the expression as Go's: of what the rules use, precedence and operators are the same.
func (e evaluation) math(t *testing.T, expression string) []number {
	t.Helper()
	parsed, err := parser.ParseExpr(variable.ReplaceAllString(expression, "$1"))
	require.NoError(t, err)
	return e.walk(t, parsed)
}

func (e evaluation) walk(t *testing.T, node ast.Expr) []number {
	t.Helper()
	switch n := node.(type) {
	case *ast.ParenExpr:
		return e.walk(t, n.X)
	case *ast.Ident:
		return e[n.Name]
	case *ast.BasicLit:
		value, err := strconv.ParseFloat(n.Value, 64)
		require.NoError(t, err)
		return []number{{value: value}}
	case *ast.UnaryExpr:
		require.Equal(t, token.SUB, n.Op)
		negated := slices.Clone(e.walk(t, n.X))
		for i := range negated {
			negated[i].value = -negated[i].value
		}
		return negated
	case *ast.BinaryExpr:
		return paired(t, n.Op, e.walk(t, n.X), e.walk(t, n.Y))
	default:
		require.Fail(t, "unknown node", "%T", node)
		return nil
	}
}

// paired applies an operator to the numbers whose labels are equal, or of which one has all that the other has. One
// number on each side are paired whatever their labels, and the result has none.
func paired(t *testing.T, op token.Token, left, right []number) (results []number) {
	t.Helper()
	for _, a := range left {
		for _, b := range right {
			switch {
			case a.labels.Equals(b.labels) || len(b.labels) == 0 || len(a.labels) > len(b.labels) && a.labels.Contains(b.labels):
				results = append(results, number{a.labels, operated(t, op, a.value, b.value)})
			case len(a.labels) == 0 || len(b.labels) > len(a.labels) && b.labels.Contains(a.labels):
				results = append(results, number{b.labels, operated(t, op, a.value, b.value)})
			}
		}
	}
	if len(results) == 0 && len(left) == 1 && len(right) == 1 {
		return []number{{value: operated(t, op, left[0].value, right[0].value)}}
	}
	return results
}

func operated(t *testing.T, op token.Token, a, b float64) float64 {
	t.Helper()
	truth := func(is bool) float64 {
		if is {
			return 1
		}
		return 0
	}
	switch {
	case op == token.LAND && a == 0:
		return 0
	case math.IsNaN(a) || math.IsNaN(b):
		return math.NaN()
	}
	switch op {
	case token.ADD:
		return a + b
	case token.SUB:
		return a - b
	case token.MUL:
		return a * b
	case token.QUO:
		return a / b
	case token.LSS:
		return truth(a < b)
	case token.GTR:
		return truth(a > b)
	case token.LAND:
		return truth(a != 0 && b != 0)
	default:
		require.Fail(t, "unknown operator", op.String())
		return 0
	}
}

func (e evaluation) threshold(t *testing.T, of string, model map[string]any) (results []number) {
	t.Helper()
	evaluator := model["conditions"].([]any)[0].(map[string]any)["evaluator"].(map[string]any)
	op, ok := map[string]token.Token{"lt": token.LSS, "gt": token.GTR}[evaluator["type"].(string)]
	require.True(t, ok, evaluator["type"])
	limit := float64(evaluator["params"].([]any)[0].(int))
	for _, n := range e[of] {
		results = append(results, number{n.labels, operated(t, op, n.value, limit)})
	}
	return results
}

// Every rule that has a state can be evaluated on the simulated API: for each alert instance there is a result that
// names the app.
func TestEveryAlertRuleIsEvaluated(t *testing.T) {
	t.Parallel()
	h := newHost(t, rtcsim.Options{})
	instances := map[string]int{"rtc-joining-fails-on-os": 5, "rtc-first-frame-fails": 2, "rtc-network-delay": 2, "rtc-usage-jumped": 4}
	for _, rule := range alertRules(t) {
		if rule.Record != nil {
			continue
		}
		result := evaluate(t, rule, runQueries(t, h, rule))[rule.Condition]
		expected, several := instances[rule.UID]
		if !several {
			expected = 1
		}
		assert.Len(t, result, expected, rule.UID)
		for _, n := range result {
			assert.Equal(t, app, n.labels["app_id"], rule.UID)
		}
	}
}

// runQueries runs the queries of a rule as alerting does.
func runQueries(t *testing.T, h host, rule storedRule) map[string]data.Frames {
	t.Helper()
	response, err := h.QueryData(t.Context(), &backend.QueryDataRequest{
		PluginContext: h.pluginContext(t), Headers: map[string]string{backend.FromAlertHeaderName: "true"}, Queries: rule.queries(t),
	})
	require.NoError(t, err)
	frames := map[string]data.Frames{}
	for refID, answer := range response.Responses {
		require.NoError(t, answer.Error, "%s %s", rule.Title, refID)
		frames[refID] = answer.Frames
	}
	return frames
}

package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// sparkWidth is the width of a series, in columns of a terminal.
const sparkWidth = 30

// printer prints what was asked and answered. A write that fails shows at the end, in err.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

// answer prints a line for each series of an answer, its newest value beside it, and what a panel would say above them.
func (p *printer) answer(a answer) {
	p.line("\n%s", a.question.title)
	for _, frame := range a.response.Frames {
		for _, field := range frame.Fields {
			if field.Type() == data.FieldTypeNullableFloat64 {
				values := valuesOf(field)
				p.line("  %-*s %12s  %s", sparkWidth, sparkline(values, sparkWidth), number(last(values)), displayName(field))
			}
		}
		if frame.Meta == nil {
			continue
		}
		for _, notice := range frame.Meta.Notices {
			p.line("  %s: %s", notice.Severity, notice.Text)
		}
		p.line("  calls to the API: %d", strings.Count(frame.Meta.ExecutedQueryString, `"AppId"`))
	}
}

// calls prints what the answers cost.
func (p *printer) calls(questions []question, first, second int, took time.Duration) {
	naive := 0
	for _, q := range questions {
		naive += q.naiveCalls()
	}
	p.line("\nCalls to the API: %d for the first viewer, %d for the next one, in %s. One call for each indicator, app and 7 days", first, second, took.Round(time.Millisecond))
	p.line("of every panel would be %d for each viewer. What is live may have become new between the two.", naive)
}

func valuesOf(field *data.Field) []*float64 {
	values := make([]*float64, field.Len())
	for i := range values {
		values[i], _ = field.At(i).(*float64)
	}
	return values
}

func displayName(field *data.Field) string {
	if field.Config != nil && field.Config.DisplayNameFromDS != "" {
		return field.Config.DisplayNameFromDS
	}
	return field.Name
}

// last is the newest value that there is, NaN without one.
func last(values []*float64) float64 {
	for i := len(values) - 1; i >= 0; i-- {
		if values[i] != nil {
			return *values[i]
		}
	}
	return math.NaN()
}

// number writes a value with the decimals that it has, a gap as a dash.
func number(value float64) string {
	if math.IsNaN(value) {
		return "-"
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/mattn/go-runewidth"
)

// The widths of what is printed, in columns of a terminal.
const (
	pageWidth   = 100
	nameWidth   = 34
	sparkWidth  = 28
	numberWidth = 11
	cellWidth   = 14
	headRows    = 3
)

// beijing is the zone of the API's days and hours.
var beijing = time.FixedZone("UTC+8", 8*60*60)

const second = "01-02 15:04:05"

// printer prints what was asked and answered. A write that fails shows at the end, in err.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.out, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

func (p *printer) title(text string) {
	p.line("")
	p.line("── %s %s", text, strings.Repeat("─", max(0, pageWidth-4-runewidth.StringWidth(text))))
}

// paragraph prints text in lines that fit the page, indented but for its first word, the label.
func (p *printer) paragraph(label, text string) {
	const indent = 10
	for i, line := range wrap(text, pageWidth-indent) {
		if i > 0 {
			label = ""
		}
		p.line("%s%s", runewidth.FillRight(label, indent), line)
	}
}

// wrap breaks text between words into lines of at most width columns; a longer word stands alone.
func wrap(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		end := len(lines) - 1
		if end >= 0 && runewidth.StringWidth(lines[end])+1+runewidth.StringWidth(word) <= width {
			lines[end] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}

// answer prints the frames of an answer and what the query inspector would show of them.
func (p *printer) answer(a answer) {
	p.title(a.question.title)
	for _, frame := range a.response.Frames {
		if len(frame.Fields) > 0 {
			p.series(frame.Fields[1:])
			p.line("")
			p.table(frame)
			p.line("")
		}
		p.meta(frame.Meta)
	}
}

// series prints a line for each series.
func (p *printer) series(fields []*data.Field) {
	p.line("    %s %s%s", runewidth.FillRight("series", nameWidth), runewidth.FillRight("", sparkWidth), numbers("min", "max", "last"))
	for i, field := range fields {
		values := valuesOf(field)
		low, high := bounds(values)
		p.line("%2d  %s %s%s", i+1, fit(displayName(field), nameWidth),
			runewidth.FillRight(sparkline(values, sparkWidth), sparkWidth), numbers(number(low), number(high), number(last(values))))
	}
}

// table prints the first rows of a frame. Series have the numbers of the lines above: their names are too long here.
func (p *printer) table(frame *data.Frame) {
	head := []string{runewidth.FillRight("time (UTC+8)", len(second))}
	for i, field := range frame.Fields[1:] {
		head = append(head, cell(fmt.Sprintf("%d %s", i+1, field.Name)))
	}
	p.line("%s", strings.Join(head, ""))
	rows := frame.Rows()
	for row := range min(rows, headRows) {
		start, _ := frame.Fields[0].At(row).(time.Time)
		cells := []string{start.In(beijing).Format(second)}
		for _, field := range frame.Fields[1:] {
			cells = append(cells, cell(number(last(valuesOf(field)[row:row+1]))))
		}
		p.line("%s", strings.Join(cells, ""))
	}
	p.line("… %d rows", rows)
}

// meta prints notices, stats and the calls that were made for the answer.
func (p *printer) meta(meta *data.FrameMeta) {
	if meta == nil {
		return
	}
	for _, notice := range meta.Notices {
		p.paragraph(notice.Severity.String(), notice.Text)
	}
	var stats []string
	for _, stat := range meta.Stats {
		stats = append(stats, stat.DisplayName+": "+number(stat.Value)+strings.TrimPrefix(" "+stat.Unit, " short"))
	}
	p.paragraph("stats", strings.Join(stats, " · "))
	label := "calls"
	for body := range strings.Lines(meta.ExecutedQueryString) {
		p.line("%s%s", runewidth.FillRight(label, 10), call(body))
		label = ""
	}
}

// call is the body of a call, shortened to a line.
func call(body string) string {
	var sent struct {
		AppID                string `json:"AppId"`
		StartTime, EndTime   time.Time
		Indicator            []string
		AggregateGranularity string
	}
	if err := json.Unmarshal([]byte(body), &sent); err != nil {
		return fit(strings.TrimSpace(body), pageWidth-10)
	}
	const short = "01-02 15:04"
	granularity := ""
	if sent.AggregateGranularity != "" {
		granularity = " by " + sent.AggregateGranularity
	}
	text := fmt.Sprintf("%s  %s to %s%s  %s", sent.AppID, sent.StartTime.In(beijing).Format(short),
		sent.EndTime.In(beijing).Format(short), granularity, strings.Join(sent.Indicator, " "))
	return strings.TrimRight(fit(text, pageWidth-10), " ")
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

func fit(text string, width int) string {
	return runewidth.FillRight(runewidth.Truncate(text, width, "…"), width)
}

func cell(text string) string {
	return runewidth.FillLeft(runewidth.Truncate(text, cellWidth-1, "…"), cellWidth)
}

func numbers(texts ...string) string {
	var line strings.Builder
	for _, text := range texts {
		line.WriteString(runewidth.FillLeft(text, numberWidth))
	}
	return line.String()
}

// number writes a value with the decimals that it has, a gap as a dash.
func number(value float64) string {
	if math.IsNaN(value) {
		return "-"
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

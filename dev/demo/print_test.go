package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"
)

func TestAnswerIsReadableAt100Columns(t *testing.T) {
	var out bytes.Buffer
	p := &printer{out: &out}
	p.answer(answer{question: question{title: "Panel"}, response: backend.DataResponse{Frames: data.Frames{wideFrame(6)}}})
	require.NoError(t, p.err)

	for line := range strings.Lines(out.String()) {
		require.LessOrEqual(t, runewidth.StringWidth(strings.TrimSuffix(line, "\n")), pageWidth, line)
	}
	for _, text := range []string{
		"Panel", "语音聊天室", "▁█", "1 user_count", "01-02 00:00:00", "warning   Something is missing.",
		"Waited: 12 ms", "661e  01-01 00:00 to 01-03 00:00 by 1d  user_count",
	} {
		require.Contains(t, out.String(), text)
	}
}

func wideFrame(series int) *data.Frame {
	frame := data.NewFrame("", data.NewField("time", nil, []time.Time{
		time.Date(2026, 1, 1, 0, 0, 0, 0, beijing), time.Date(2026, 1, 2, 0, 0, 0, 0, beijing),
	}))
	for range series {
		field := data.NewField("user_count", nil, values(1234567.25, 7654321.75))
		field.Config = &data.FieldConfig{DisplayNameFromDS: strings.Repeat("Users in calls · 语音聊天室 ", 4)}
		frame.Fields = append(frame.Fields, field)
	}
	return frame.SetMeta(&data.FrameMeta{
		Notices: []data.Notice{{Severity: data.NoticeSeverityWarning, Text: "Something is missing. " + strings.Repeat("More words. ", 20)}},
		Stats:   []data.QueryStat{{FieldConfig: data.FieldConfig{DisplayName: "Waited", Unit: "ms"}, Value: 12}},
		ExecutedQueryString: `{"AppId":"661e","StartTime":"2026-01-01T00:00:00+08:00","EndTime":"2026-01-03T00:00:00+08:00",` +
			`"Indicator":["user_count"],"AggregateGranularity":"1d"}`,
	})
}

func TestWrap(t *testing.T) {
	require.Equal(t, []string{"one two", "three"}, wrap("one two three", 7))
	require.Equal(t, []string{"语音", "聊天"}, wrap("语音 聊天", 8), "a wide character takes two columns")
	require.Equal(t, []string{"averylongword", "x"}, wrap("averylongword x", 5))
	require.Empty(t, wrap("", 5))
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestPrinterKeepsTheFirstError(t *testing.T) {
	p := &printer{out: brokenPipe{}}
	p.title("Panel")
	require.EqualError(t, p.err, "broken pipe")
}

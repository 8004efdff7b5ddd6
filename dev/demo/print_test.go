package main

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/require"
)

func TestAnswerShowsEachSeriesWithItsNewestValue(t *testing.T) {
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	field := data.NewField("user_count", nil, values(1234567.25, 7654321.75))
	field.Config = &data.FieldConfig{DisplayNameFromDS: "Users in calls · 语音聊天室"}
	frame := data.NewFrame("", data.NewField("time", nil, []time.Time{first, first.Add(day)}), field)
	frame.Meta = &data.FrameMeta{
		Notices:             []data.Notice{{Severity: data.NoticeSeverityWarning, Text: "Something is missing."}},
		ExecutedQueryString: `{"AppId":"661e"}` + "\n" + `{"AppId":"661f"}`,
	}
	var out bytes.Buffer
	p := &printer{out: &out}
	p.answer(answer{question: question{title: "Panel"}, response: backend.DataResponse{Frames: data.Frames{frame}}})
	require.NoError(t, p.err)
	require.Equal(t, `
Panel
  ▁█                               7654321.75  Users in calls · 语音聊天室
  warning: Something is missing.
  calls to the API: 2
`, out.String())
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestPrinterKeepsTheFirstError(t *testing.T) {
	p := &printer{out: brokenPipe{}}
	p.line("Panel")
	require.EqualError(t, p.err, "broken pipe")
}

package plugin_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/gtime"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
	"volcengine-rtc-datasource/pkg/plugin"
)

// What version 1.1.0 stored keeps its meaning. testdata/v1.1.0 has
//
//   - dashboards.json: the queries of its dashboards, each once. The Chinese dashboards differ from the English ones in
//     fixed legends only; what else differs is listed.
//   - rules.json: the queries of its alert rules and its recording rule.
//   - queries.json: further queries as the editor, a person or an older version stores them.
//   - datasources.json: the settings of its provisioning file, of a data source with every setting and of one with none
//     that is optional.
//   - variables.json: what its query variables list.
//
// The answers beside the queries are those of the code of 1.1.0. They were recorded once, by the functions of this file
// run in a checkout of that version, and are not to be recorded again: an intended difference is an entry of
// differences. Notices, descriptions and statistics are not part of the recording.

// differences are those that the changelog names. An entry that no answer needs fails the test.
var differences = map[string]map[string]string{
	// Labels of indicators, old to new.
	renamedLabels: {
		"Average call time":                   "avg_call_time",
		"Call time per user":                  "per_call_time",
		"Joined within 5 s":                   "Join success rate · 5 s",
		"Rooms online":                        "Active rooms",
		"Joined successfully":                 "Join success rate",
		"Audio stalls":                        "Stall rate · audio · 80 ms",
		"80ms_video_stall_rate":               "Stall rate · video · 80 ms",
		"audio_first_frame_recv_success_rate": "First frame decoded · audio",
		"video_first_frame_recv_success_rate": "First frame decoded · video",
		"400ms_network_trans_delay":           "Network delay within limit · 400 ms",
	},
	// What is appended to a display name where 1.1.0 gave it to several series of an answer: by the name of the series
	// or, where these have one name, by the labels.
	toldApart: {
		"80ms_audio_stall_rate":                      "audio · 80 ms",
		"80ms_video_stall_rate":                      "video · 80 ms",
		"audio_first_frame_recv_success_rate":        "audio",
		"video_first_frame_recv_success_rate":        "video",
		"app_id=" + class + ", indicator=user_count": "Class",
		"app_id=" + chat + ", indicator=user_count":  "Chat",
	},
	// Parts of error messages, old to new.
	rewordedErrors: {
		"is final,": "is available yet,",
	},
}

const (
	renamedLabels  = "renamed labels"
	toldApart      = "series told apart"
	rewordedErrors = "reworded errors"
)

// difference is an entry of differences.
type difference struct{ kind, key string }

// stored is a request of what 1.1.0 stored, such as the panels of a dashboard.
type stored struct {
	Name string `json:"name"`
	// Datasource is a name in datasources.json, that of the provisioning file if absent.
	Datasource string `json:"datasource"`
	// Variables are the values that a dashboard's variables had.
	Variables map[string][]string `json:"variables"`
	Rule      bool                `json:"rule"`
	Queries   []storedQuery       `json:"queries"`
}

type storedQuery struct {
	// From and To are durations before now; To may be absent.
	From string `json:"from"`
	To   string `json:"to,omitempty"`
	// Interval is that between points, a minute if absent.
	Interval string          `json:"interval,omitempty"`
	Query    json.RawMessage `json:"query"`
	Answer   recordedAnswer  `json:"answer"`
}

// recordedAnswer is the only frame of an answer, or its error.
type recordedAnswer struct {
	Error  string          `json:"error,omitempty"`  // the first sentence
	Status backend.Status  `json:"status,omitempty"` // of an error
	Type   data.FrameType  `json:"type,omitempty"`
	Fields []recordedField `json:"fields,omitempty"`
}

type recordedField struct {
	Name     string  `json:"name"`
	Labels   string  `json:"labels,omitempty"`
	Display  string  `json:"display,omitempty"`
	Unit     string  `json:"unit,omitempty"`
	Interval float64 `json:"interval,omitempty"`
	Values   int     `json:"values"`
	Checksum string  `json:"checksum"`
}

func TestWhatVersion110StoredAnswersTheSame(t *testing.T) {
	t.Parallel()
	var all []stored
	for _, file := range []string{"dashboards", "rules", "queries"} {
		all = append(all, read110[[]stored](t, file)...)
	}
	used := map[difference]bool{}
	for i, answers := range answersOf(t, all) {
		t.Run(all[i].Name, func(t *testing.T) {
			for q, answer := range answers {
				query := all[i].Queries[q]
				assert.Equal(t, changed(query, used), answer, "%s", query.Query)
			}
		})
	}
	for kind, table := range differences {
		for key := range table {
			assert.True(t, used[difference{kind, key}], "%s: no answer needs the entry %q", kind, key)
		}
	}
}

// A label that was the API's name itself is named by its form.
func TestTheChangelogNamesEveryRenamedLabel(t *testing.T) {
	t.Parallel()
	changelog, err := os.ReadFile("../../CHANGELOG.md")
	require.NoError(t, err)
	for old, label := range differences[renamedLabels] {
		if strings.Contains(old, " ") {
			assert.Regexp(t, regexp.QuoteMeta(old)+".*"+regexp.QuoteMeta(label), string(changelog))
		}
	}
}

// changed is the recorded answer of a query with the differences that the changelog names. It notes which it used.
func changed(query storedQuery, used map[difference]bool) recordedAnswer {
	answer := query.Answer
	answer.Error = replaced(answer.Error, rewordedErrors, used)
	answer.Fields = slices.Clone(answer.Fields)
	for i, field := range query.Answer.Fields {
		if query.showsLabels() {
			answer.Fields[i].Display = replaced(field.Display, renamedLabels, used)
		}
		isAlike := func(other recordedField) bool { return other.Display == field.Display && other != field }
		if !slices.ContainsFunc(query.Answer.Fields, isAlike) {
			continue
		}
		for _, key := range []string{field.Name, field.Labels} {
			if suffix, ok := differences[toldApart][key]; ok {
				used[difference{toldApart, key}] = true
				answer.Fields[i].Display += " · " + suffix
			}
		}
	}
	return answer
}

// showsLabels tells that display names are made of labels, and not of a legend of the dashboard's own.
func (q storedQuery) showsLabels() bool {
	var query struct{ Legend string }
	_ = json.Unmarshal(q.Query, &query) // what is not a query has no legend
	return q.Answer.Type == data.FrameTypeNumericLong || strings.TrimSpace(query.Legend) == "" || strings.Contains(query.Legend, "{{label}}")
}

// replaced replaces the longest old text of a kind that a text has.
func replaced(text, kind string, used map[difference]bool) string {
	longest := ""
	for old := range differences[kind] {
		if len(old) > len(longest) && strings.Contains(text, old) {
			longest = old
		}
	}
	if longest == "" {
		return text
	}
	used[difference{kind, longest}] = true
	return strings.Replace(text, longest, differences[kind][longest], 1)
}

// answersOf asks everything, each request of a data source of its own, as nothing is to be in memory.
func answersOf(t *testing.T, all []stored) [][]recordedAnswer {
	t.Helper()
	answers := make([][]recordedAnswer, len(all))
	for i, request := range all {
		ds, _ := datasource110(t, request.Datasource, func() time.Time { return now })
		// As a dashboard's variable does first. Data waits for names for two seconds only, which a busy machine may need.
		require.Equal(t, http.StatusOK, grafana{TB: t, ds: ds}.get(t.Context(), "apps").Status)
		response, err := ds.QueryData(t.Context(), request.queryData(t))
		require.NoError(t, err, request.Name)
		for q := range request.Queries {
			answers[i] = append(answers[i], answerOf(t, response.Responses[strconv.Itoa(q)]))
		}
	}
	return answers
}

func (s stored) queryData(t *testing.T) *backend.QueryDataRequest {
	t.Helper()
	request := &backend.QueryDataRequest{Headers: map[string]string{}}
	if s.Rule {
		request.Headers["FromAlert"] = "true"
	}
	for i, query := range s.Queries {
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: strconv.Itoa(i), JSON: interpolated(query.Query, s.Variables), Interval: durationOf(t, query.Interval, time.Minute),
			TimeRange: backend.TimeRange{From: now.Add(-durationOf(t, query.From, 0)), To: now.Add(-durationOf(t, query.To, 0))},
		})
	}
	return request
}

// interpolated puts values in place of variables, as the front end does before it sends a query.
func interpolated(query json.RawMessage, variables map[string][]string) json.RawMessage {
	text := string(query)
	for name, values := range variables {
		text = strings.ReplaceAll(text, `"$`+name+`"`, `"`+strings.Join(values, `","`)+`"`)
	}
	return json.RawMessage(text)
}

func durationOf(t *testing.T, text string, otherwise time.Duration) time.Duration {
	t.Helper()
	if text == "" {
		return otherwise
	}
	duration, err := gtime.ParseDuration(text)
	require.NoError(t, err)
	return duration
}

func answerOf(t *testing.T, response backend.DataResponse) recordedAnswer {
	t.Helper()
	if response.Error != nil {
		sentence, _, _ := strings.Cut(response.Error.Error(), ". ")
		return recordedAnswer{Status: response.Status, Error: strings.TrimSuffix(sentence, ".")}
	}
	require.Len(t, response.Frames, 1)
	answer := recordedAnswer{Type: response.Frames[0].Meta.Type}
	for _, field := range response.Frames[0].Fields {
		answer.Fields = append(answer.Fields, fieldOf(field))
	}
	return answer
}

func fieldOf(field *data.Field) recordedField {
	sum := crc32.NewIEEE()
	for i := range field.Len() {
		value, ok := field.ConcreteAt(i)
		_, _ = fmt.Fprintln(sum, value, ok) // a checksum takes everything
	}
	recorded := recordedField{
		Name: field.Name, Labels: field.Labels.String(), Values: field.Len(), Checksum: fmt.Sprintf("%08x", sum.Sum32()),
	}
	if config := field.Config; config != nil {
		recorded.Display, recorded.Unit, recorded.Interval = config.DisplayNameFromDS, config.Unit, config.Interval
	}
	return recorded
}

// The time that values are kept which may still change: those younger than the API's delay, if dataDelay is shorter.
func TestTheCacheTimeOf110KeepsItsMeaning(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	ds, sim := datasource110(t, "every setting", func() time.Time { return now.Add(time.Duration(passed.Load())) })
	ask := grafana{TB: t, ds: ds}
	calls := func(after time.Duration) int {
		passed.Store(int64(after))
		sim.ResetCalls()
		checkFrames(t, ask.query(ask.dataQuery("A", 12*hour, jsonMap{"indicators": []string{"user_count"}}))["A"], 1)
		return len(sim.Calls())
	}
	assert.NotZero(t, calls(0))
	assert.Zero(t, calls(9*time.Minute))
	assert.NotZero(t, calls(11*time.Minute))
}

// A rule sends what is stored, which may have fields of another data source.
func TestAForeignFormatInARuleHasNoMeaning(t *testing.T) {
	t.Parallel()
	for _, foreign := range []string{`1`, `"time_series"`, `["a"]`, `null`} {
		g := newGrafana(t, rtcsim.Options{}, nil)
		stored := dataQuery(t, 2*day, jsonMap{"indicators": []string{"user_count"}, "format": json.RawMessage(foreign), "direction": json.RawMessage(foreign)})
		assert.NotEmpty(t, valueFields(t, g.query(stored)["A"]), foreign)
	}
}

// Query variables list the apps of the account and the indicators of a query type.
func TestVariablesOf110ListTheSame(t *testing.T) {
	t.Parallel()
	ds, _ := datasource110(t, "every setting", func() time.Time { return now })
	for path, want := range read110[map[string][]string](t, "variables") {
		response := grafana{TB: t, ds: ds}.get(t.Context(), path)
		var listed []struct{ ID, Name string }
		require.NoError(t, json.Unmarshal(response.Body, &listed), path)
		var got []string
		for _, entry := range listed {
			got = append(got, cmp.Or(entry.ID, entry.Name))
		}
		assert.Subset(t, got, want, path)
	}
}

// storedDatasource is the part of a provisioning file that concerns the plugin.
type storedDatasource struct {
	JSONData       jsonMap           `json:"jsonData"`
	SecureJSONData map[string]string `json:"secureJsonData"`
}

func read110[T any](t *testing.T, file string) (content T) {
	t.Helper()
	encoded, err := os.ReadFile("testdata/v1.1.0/" + file + ".json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(encoded, &content), file)
	return content
}

// datasource110 has stored settings but for the endpoint and the rate, which would take too long. Its API accepts the credentials, session token and region of
// these settings only.
func datasource110(t *testing.T, name string, clock func() time.Time) (*plugin.Datasource, *rtcsim.Server) {
	t.Helper()
	settings, ok := read110[map[string]storedDatasource](t, "datasources")[cmp.Or(name, "provisioned")]
	require.True(t, ok, name)
	text := func(field string) string {
		value, _ := settings.JSONData[field].(string)
		return strings.TrimSpace(value)
	}
	sim := rtcsim.New(rtcsim.Options{
		Now: clock, NoRateLimit: true, Region: text("region"), AccessKeyID: text("accessKeyId"),
		SecretAccessKey: settings.SecureJSONData["secretAccessKey"], SessionToken: settings.SecureJSONData["sessionToken"],
		Apps:       []rtcsim.App{{ID: class, Name: "Class"}, {ID: chat, Name: "Chat"}, {ID: denied, Name: "Denied", Denied: true}},
		Indicators: []string{"room_count", "share_of_video"},
	})
	server := httptest.NewServer(frozenAPI(sim))
	t.Cleanup(server.Close)
	settings.JSONData["endpoint"], settings.JSONData["callsPerSecond"] = server.URL, 100
	instance, err := plugin.NewFactory(clock)(t.Context(), backend.DataSourceInstanceSettings{
		UID: "rtc", JSONData: settings.JSONData.raw(t), DecryptedSecureJSONData: settings.SecureJSONData,
	})
	require.NoError(t, err)
	ds := instance.(*plugin.Datasource)
	t.Cleanup(ds.Dispose)
	return ds, sim
}

package plugin_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// frozenAPI has the simulator check each call, and answers an accepted one with data of its own. The data depends on
// nothing but the request, so recorded answers stay valid when the simulator gets other names or values.
func frozenAPI(sim http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		sim.ServeHTTP(answer, r)
		content := answer.Body.Bytes()
		if action := r.URL.Query().Get("Action"); answer.Code == http.StatusOK && action != "ListApps" {
			content = withResult(content, frozenResult(action, body))
		}
		w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(content) // a client that left needs no answer
	})
}

// withResult replaces the result of an answer.
func withResult(answer []byte, result any) []byte {
	var fields map[string]any
	if err := json.Unmarshal(answer, &fields); err != nil {
		return nil // which no client takes for an answer
	}
	fields["Result"] = result
	answer, _ = json.Marshal(fields) // of strings and finite numbers
	return answer
}

// frozenNames are the series that answer an indicator under other names. The API's documents leave open which names an
// answer has; here is one of each form.
var frozenNames = map[string][]string{
	"stall_rate":                    {"80ms_audio_stall_rate", "80ms_video_stall_rate"},
	"first_frame_recv_success_rate": {"audio_first_frame_recv_success_rate", "video_first_frame_recv_success_rate"},
	"network_trans_delay":           {"400ms_network_trans_delay"},
}

// frozenPlaces are not in the order of their names or values, so that sorting shows.
var frozenPlaces = map[string][]string{
	"Province": {"广东", "北京", "香港"},
	"Country":  {"中国", "美国", "未知"},
	"OS":       {"ios", "android", "web"},
	"Access":   {"wifi", "5g", "unknown"},
}

// frozenCall is a call for data.
type frozenCall struct {
	start, end time.Time
	indicators []string
	step       time.Duration // of its buckets
	dimension  string
	key        string // all that values depend on besides the series and the time
}

func frozenResult(action string, body []byte) any {
	call := parseFrozenCall(action, body)
	switch action {
	case "ListOperationDistribution":
		return jsonMap{"Name": "user_num", "Dimension": call.dimension, "Data": call.shares("user_num")}
	case "ListQualityDistribution", "ListRealTimeQualityDistribution":
		return jsonMap{"Indicators": call.series(true, call.totals)}
	case "ListUsages":
		return jsonMap{"Usages": call.usages()}
	default:
		return jsonMap{"Indicators": call.series(strings.Contains(action, "Quality"), call.points)}
	}
}

// frozenSteps are by granularity, and by action for those that have only one.
var frozenSteps = map[string]time.Duration{
	"5min": 5 * time.Minute, "1h": hour, "1d": day,
	"ListUsages": day, "ListRealTimeOperationData": 30 * time.Second, "ListRealTimeQuality": 30 * time.Second,
}

func parseFrozenCall(action string, body []byte) frozenCall {
	var sent struct {
		StartTime, EndTime   time.Time
		Indicator            any
		AggregateGranularity string
		Dimension            string
	}
	var fields map[string]any
	if json.Unmarshal(body, &sent) != nil || json.Unmarshal(body, &fields) != nil {
		return frozenCall{}
	}
	call := frozenCall{
		start: sent.StartTime, end: sent.EndTime, dimension: sent.Dimension,
		step: frozenSteps[cmp.Or(sent.AggregateGranularity, action)],
	}
	switch indicator := sent.Indicator.(type) {
	case string:
		call.indicators = []string{indicator}
	case []any:
		for _, name := range indicator {
			call.indicators = append(call.indicators, fmt.Sprint(name))
		}
	}
	maps.DeleteFunc(fields, func(name string, _ any) bool {
		// A value over time is the same whatever call brings it; a total is that of the call's range.
		return name == "Indicator" || call.dimension == "" && strings.HasSuffix(name, "Time")
	})
	key, _ := json.Marshal(fields) // which come from JSON
	call.key = string(key)
	return call
}

func (c frozenCall) series(renamed bool, values func(name string) []jsonMap) []jsonMap {
	all := []jsonMap{}
	for _, indicator := range c.indicators {
		names := frozenNames[indicator]
		if !renamed || names == nil {
			names = []string{indicator}
		}
		for _, name := range names {
			all = append(all, jsonMap{"Name": name, "Data": values(name)})
		}
	}
	return all
}

// points have a gap now and then.
func (c frozenCall) points(name string) []jsonMap {
	all := []jsonMap{}
	for _, start := range c.buckets() {
		if value := c.value(name, start); value > 30 {
			all = append(all, jsonMap{"TimeStamp": start, "Value": value})
		}
	}
	return all
}

func (c frozenCall) totals(name string) []jsonMap {
	all := []jsonMap{}
	for _, place := range frozenPlaces[c.dimension] {
		all = append(all, jsonMap{"Dimension": place, "TimeStamp": c.start, "Value": c.value(name, place)})
	}
	return all
}

func (c frozenCall) shares(name string) []jsonMap {
	all := []jsonMap{}
	for _, place := range frozenPlaces[c.dimension] {
		all = append(all, jsonMap{"DistributionName": place, "Value": c.value(name, place), "Proportion": c.value(name, place, "share")})
	}
	return all
}

func (c frozenCall) usages() []jsonMap {
	all := []jsonMap{}
	for _, start := range c.buckets() {
		day := jsonMap{"TimeStamp": start}
		for _, kind := range []string{"Audio", "VideoSDM", "VideoSD", "VideoHD"} {
			day[kind] = int(c.value(kind, start))
		}
		all = append(all, day)
	}
	return all
}

// buckets are the time stamps of those that start in the call's range, both ends included.
func (c frozenCall) buckets() []string {
	const zone = 8 * hour
	var starts []string
	for t := c.start.Add(zone).Truncate(c.step).Add(-zone); !t.After(c.end); t = t.Add(c.step) {
		if !t.Before(c.start) {
			starts = append(starts, t.In(time.FixedZone("", int(zone.Seconds()))).Format(time.RFC3339))
		}
	}
	return starts
}

// value is 0 to 999.99, with no meaning.
func (c frozenCall) value(of ...string) float64 {
	return float64(crc32.ChecksumIEEE([]byte(c.key+strings.Join(of, "|")))%100_000) / 100
}

package rtc

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
)

// operationDataCall is what one call of ListOperationData asks for.
type operationDataCall struct {
	appID       string
	granularity Granularity
	window      Span
	indicators  []string
}

// body has the five fields of the documents, all required. Whether EndTime is inclusive is not documented: the caller
// drops a bucket that it did not ask for.
func (q operationDataCall) body() []byte {
	body, err := json.Marshal(struct {
		AppID                string `json:"AppId"`
		StartTime            string
		EndTime              string
		Indicator            []string
		AggregateGranularity Granularity
	}{
		AppID:                q.appID,
		StartTime:            q.granularity.Start(q.window.First).Format(time.RFC3339),
		EndTime:              q.granularity.Start(q.window.End).Format(time.RFC3339),
		Indicator:            q.indicators,
		AggregateGranularity: q.granularity,
	})
	if err != nil { // strings always marshal
		return nil
	}
	return body
}

// operationDataResult has what is used of the answer; only names, times and values are certain to be there.
type operationDataResult struct {
	Indicators []struct {
		Name     string
		Unit     string
		Overview struct {
			Alias string
			Unit  string
		} `json:"overview"`
		Data []struct {
			TimeStamp string
			Value     any
		}
	}
}

func (r operationDataResult) empty() bool { return r.Indicators == nil }

// answered is one series as the API gave it.
type answered struct {
	name, alias, unit string
	// values has one for each bucket of the span that was asked for, NaN where the API has none.
	values []float64
}

// listOperationData makes one call. The series are those of the answer, whatever was asked for.
func (c *Client) listOperationData(ctx context.Context, q operationDataCall) ([]answered, error) {
	result, err := do[operationDataResult](ctx, c, OperationData, q.body(),
		attribute.StringSlice("rtc.indicators", q.indicators),
		attribute.String("rtc.granularity", string(q.granularity)),
		attribute.String("rtc.from", q.granularity.Start(q.window.First).Format(time.RFC3339)),
		attribute.String("rtc.to", q.granularity.Start(q.window.End).Format(time.RFC3339)))
	if err != nil {
		return nil, err
	}
	return result.series(q.granularity, q.window), nil
}

// series sorts the answer's points into the buckets that were asked for.
func (r operationDataResult) series(g Granularity, span Span) []answered {
	series := make([]answered, 0, len(r.Indicators))
	places := make(map[string]int, len(r.Indicators))
	for _, indicator := range r.Indicators {
		if indicator.Name == "" {
			continue
		}
		place, seen := places[indicator.Name]
		if !seen && len(series) == maxSeriesPerCall {
			continue
		}
		if !seen {
			place = len(series)
			places[indicator.Name] = place
			series = append(series, answered{
				name:   clip(indicator.Name),
				alias:  clip(indicator.Overview.Alias),
				unit:   clip(firstOf(indicator.Unit, indicator.Overview.Unit)),
				values: noValues(span.Len()),
			})
		}
		for _, point := range indicator.Data {
			series[place].add(g, span, point.TimeStamp, point.Value)
		}
	}
	return series
}

// add keeps a point of the span. Of two for one bucket the later counts, unless it has no value.
func (a *answered) add(g Granularity, span Span, timeStamp string, value any) {
	at, err := time.Parse(time.RFC3339, timeStamp)
	if err != nil {
		return
	}
	number, ok := numberOf(value)
	if bucket := g.bucket(at); ok && span.Contains(bucket) {
		a.values[bucket-span.First] = number
	}
}

// numberOf accepts a number also when it comes as text.
func numberOf(value any) (float64, bool) {
	switch v := value.(type) {
	case float64:
		return v, true
	case string:
		number, err := strconv.ParseFloat(v, 64)
		return number, err == nil && !math.IsNaN(number) && !math.IsInf(number, 0)
	default:
		return 0, false
	}
}

// noValues are n buckets without a value.
func noValues(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

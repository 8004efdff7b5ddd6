package rtc

import (
	"context"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// operationDataRequest is the body of ListOperationData; all five fields are required.
type operationDataRequest struct {
	AppID                string `json:"AppId"`
	StartTime            string
	EndTime              string
	Indicator            []string
	AggregateGranularity Granularity
}

// operationDataBody asks for a span of buckets. Whether EndTime is inclusive is not documented: the caller drops a
// bucket that it did not ask for.
func operationDataBody(appID string, g Granularity, span Span, indicators []string) []byte {
	body, err := json.Marshal(operationDataRequest{
		AppID:                appID,
		StartTime:            g.Start(span.First).Format(time.RFC3339),
		EndTime:              g.Start(span.End).Format(time.RFC3339),
		Indicator:            indicators,
		AggregateGranularity: g,
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
func (c *Client) listOperationData(ctx context.Context, g Granularity, span Span, body []byte) ([]answered, error) {
	result, err := do[operationDataResult](ctx, c, OperationData, body)
	if err != nil {
		return nil, err
	}
	return result.series(g, span), nil
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

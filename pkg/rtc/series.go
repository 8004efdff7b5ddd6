package rtc

import (
	"context"
	"math"
	"strconv"
	"time"
)

// SeriesID tells the series of an indicator apart.
type SeriesID struct {
	// Name is the one that the API answers with, which need not be the one asked for.
	Name string
	// Place is the part of the dimension that a total is for: a province, a country, an operating system or a network.
	Place string
	// Share tells that the values are the places' shares of the whole, in percent from 0 to 100.
	Share bool
	// At is the API's own time stamp of a total, in Unix seconds, 0 if it has none. The documents do not say whether a
	// place can have several.
	At int64
}

// Series is one series as the API gave it.
type Series struct {
	SeriesID
	// Alias and Unit are the API's; they are empty as a rule.
	Alias, Unit string
	// Values has one for each bucket of the window that was asked for, NaN where the API has none.
	Values []float64
}

// seriesAnswer is the result of an API that has values over time or place.
type seriesAnswer interface {
	result
	// collect adds everything that is in the answer, whatever was asked for.
	collect(to *collector)
}

// Answer is what a call brought.
type Answer struct {
	// Series are those of the answer, whatever was asked for.
	Series []Series
	// Cut tells that the answer had more series than are taken from one.
	Cut bool
	// Date is when the API made the answer by its own clock, in whole seconds; zero if it does not say.
	Date time.Time
}

// Fetch makes one call. send is called when nothing but sending is left to be done, and gives the moment; who paces the
// calls does it there.
func (c *Client) Fetch(ctx context.Context, r Request, send func() time.Time) (Answer, error) {
	return r.API.read(ctx, c, r, send)
}

// read makes a call of an API whose answers have the form T.
func read[T seriesAnswer](ctx context.Context, c *Client, r Request, send func() time.Time) (Answer, error) {
	answer, met, err := do[T](ctx, c, message{api: r.API, body: r.Body()}, send, r.attributes()...)
	if failure := ownFailure(err, r.API); failure != nil {
		failure.Message = r.Filter.withoutIDs(failure.Message)
	}
	if err != nil {
		return Answer{}, err
	}
	to := newCollector(r.API, r.Grid, r.Window)
	answer.collect(to)
	return Answer{Series: to.series, Cut: to.cut, Date: met.date}, nil
}

// collector sorts the points of an answer into series and buckets.
type collector struct {
	grid   Grid
	window Span
	most   int
	cut    bool // there were more series
	series []Series
	places map[SeriesID]int
}

func newCollector(api *API, grid Grid, window Span) *collector {
	return &collector{grid: grid, window: window, most: api.seriesPerCall(), places: map[SeriesID]int{}}
}

// open finds or starts the series, nil if it has no name or there are too many.
func (c *collector) open(id SeriesID) *Series {
	id.Name, id.Place = clip(id.Name), clip(id.Place)
	if place, seen := c.places[id]; seen {
		return &c.series[place]
	}
	if id.Name == "" {
		return nil
	}
	if len(c.series) == c.most {
		c.cut = true
		return nil
	}
	c.places[id] = len(c.series)
	c.series = append(c.series, Series{SeriesID: id, Values: NoValues(c.window.Len())})
	return &c.series[len(c.series)-1]
}

// add keeps a point of the window. Of two for one bucket the later counts, unless it has no value.
func (c *collector) add(series *Series, timeStamp string, value any) {
	at, err := time.Parse(time.RFC3339, timeStamp)
	if err != nil {
		return
	}
	number, ok := numberOf(value)
	if bucket := c.grid.Bucket(at); ok && c.window.Contains(bucket) {
		series.Values[bucket-c.window.First] = number
	}
}

// addTotal keeps the value of a place.
func (c *collector) addTotal(id SeriesID, value any) {
	number, ok := numberOf(value)
	if !ok {
		return
	}
	if series := c.open(id); series != nil {
		series.Values[0] = number
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

// NoValues are n buckets without a value.
func NoValues(n int) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = math.NaN()
	}
	return values
}

// seriesPerCall is the most series that are taken from an answer.
func (a *API) seriesPerCall() int {
	if a.Total {
		return maxSeriesPerTotal
	}
	return maxSeriesPerCall
}

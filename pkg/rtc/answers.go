package rtc

import (
	"cmp"
	"time"
)

// What follows are the answers of the APIs, each with what is used of it. Only names, places, times and values are
// certain to be there.

// seriesResult has series over time.
type seriesResult struct {
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

func (r seriesResult) empty() bool { return r.Indicators == nil }

func (r seriesResult) collect(to *collector) {
	for _, indicator := range r.Indicators {
		series := to.open(SeriesID{Name: indicator.Name})
		if series == nil {
			continue
		}
		series.Alias = cmp.Or(series.Alias, clip(indicator.Overview.Alias))
		series.Unit = cmp.Or(series.Unit, clip(cmp.Or(indicator.Unit, indicator.Overview.Unit)))
		for _, point := range indicator.Data {
			to.add(series, point.TimeStamp, point.Value)
		}
	}
}

// operationDistributionResult has the total and the share of each place.
type operationDistributionResult struct {
	Name string
	Data []struct {
		DistributionName string
		Value            any
		Proportion       any
	}
}

func (r operationDistributionResult) empty() bool { return r.Data == nil }

func (r operationDistributionResult) collect(to *collector) {
	for _, place := range r.Data {
		to.addTotal(SeriesID{Name: r.Name, Place: place.DistributionName}, place.Value)
		to.addTotal(SeriesID{Name: r.Name, Place: place.DistributionName, Share: true}, place.Proportion)
	}
}

// qualityDistributionResult has the total of each place, with a time stamp. The place is called Dimension.
type qualityDistributionResult struct {
	Indicators []struct {
		Name string
		Data []struct {
			Dimension string
			TimeStamp string
			Value     any
		}
	}
}

func (r qualityDistributionResult) empty() bool { return r.Indicators == nil }

func (r qualityDistributionResult) collect(to *collector) {
	for _, indicator := range r.Indicators {
		for _, place := range indicator.Data {
			id := SeriesID{Name: indicator.Name, Place: place.Dimension}
			if at, err := time.Parse(time.RFC3339, place.TimeStamp); err == nil {
				id.At = at.Unix()
			}
			to.addTotal(id, place.Value)
		}
	}
}

// usagesResult has the minutes of all kinds, day by day.
type usagesResult struct {
	Usages []struct {
		TimeStamp                         string
		Audio, VideoSDM, VideoSD, VideoHD any
	}
}

func (r usagesResult) empty() bool { return r.Usages == nil }

func (r usagesResult) collect(to *collector) {
	for _, usage := range r.Usages {
		for _, kind := range []struct {
			name  string
			value any
		}{{"Audio", usage.Audio}, {"VideoSDM", usage.VideoSDM}, {"VideoSD", usage.VideoSD}, {"VideoHD", usage.VideoHD}} {
			if series := to.open(SeriesID{Name: kind.name}); series != nil {
				to.add(series, usage.TimeStamp, kind.value)
			}
		}
	}
}

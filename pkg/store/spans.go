package store

import (
	"slices"

	"volcengine-rtc-datasource/pkg/rtc"
)

// spans is a set of buckets: runs in the order of time, none of which is empty or overlaps or touches another.
type spans []rtc.Span

// spansOf is the set of the buckets of one span.
func spansOf(s rtc.Span) spans {
	if s.Len() == 0 {
		return nil
	}
	return spans{s}
}

// add gives the set with a span more.
func (s spans) add(more rtc.Span) spans {
	if more.Len() == 0 {
		return s
	}
	var joined spans
	for _, other := range s {
		if other.End < more.First || more.End < other.First {
			joined = append(joined, other)
			continue
		}
		more = rtc.Span{First: min(other.First, more.First), End: max(other.End, more.End)}
	}
	joined = append(joined, more)
	slices.SortFunc(joined, func(a, b rtc.Span) int { return int(a.First - b.First) })
	return joined
}

// union gives the buckets of both sets.
func (s spans) union(other spans) spans {
	for _, span := range other {
		s = s.add(span)
	}
	return s
}

// without gives the set without the buckets of a span.
func (s spans) without(gone rtc.Span) spans {
	if gone.Len() == 0 {
		return s
	}
	var rest spans
	for _, span := range s {
		before := span.Intersect(rtc.Span{First: span.First, End: gone.First})
		after := span.Intersect(rtc.Span{First: gone.End, End: span.End})
		if before.Len() > 0 {
			rest = append(rest, before)
		}
		if after.Len() > 0 {
			rest = append(rest, after)
		}
	}
	return rest
}

// minus gives the set without the buckets of another.
func (s spans) minus(gone spans) spans {
	for _, span := range gone {
		s = s.without(span)
	}
	return s
}

// within gives the part of the set that lies in a span.
func (s spans) within(limits rtc.Span) spans {
	var inside spans
	for _, span := range s {
		if both := span.Intersect(limits); both.Len() > 0 {
			inside = append(inside, both)
		}
	}
	return inside
}

// buckets is how many there are in the set.
func (s spans) buckets() int {
	count := 0
	for _, span := range s {
		count += span.Len()
	}
	return count
}

// hull is the shortest span that holds the set, the zero Span if that is empty.
func (s spans) hull() rtc.Span {
	if len(s) == 0 {
		return rtc.Span{}
	}
	return rtc.Span{First: s[0].First, End: s[len(s)-1].End}
}

package store

import (
	"errors"
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// errDoubted keeps an indicator from being prefetched.
var errDoubted = errors.New("the API refused a call with this indicator")

func (s *Store) prefetchScope(indicator string) scope {
	return scope{kind: scopePrefetch, action: s.api.Action, indicator: indicator}
}

// prefetched are indicators that a call of a window carries for those who will ask next, because a browser sends six
// requests at a time: the documented ones, those in the settings, and those answered lately, as far as they are missing
// there and this app was not refused them.
func (s *Store) prefetched(key seriesKey, window rtc.Span, names []string, now time.Time) []string {
	var more []string
	if s.api.List != nil {
		return nil
	}
	for _, name := range slices.Concat(s.api.Documented(), s.options.Indicators, s.action.used.Keys()) {
		if len(names)+len(more) >= s.action.indicatorsPerCall() {
			break
		}
		if slices.Contains(names, name) || slices.Contains(more, name) ||
			s.known.negative.find(s.prefetchScope(name), s.indicatorScope(key, name)) != nil {
			continue
		}
		held := s.values.peek(valueKey{s.known, key, name})
		if len(held.missing(window, s.freshness(key.grid), now)) > 0 {
			more = append(more, name)
		}
	}
	return more
}

// learnUse lets indicators that somebody uses be prefetched from now on.
func (s *Store) learnUse(indicator string) {
	s.action.used.Add(indicator, struct{}{})
	s.known.negative.remove(s.prefetchScope(indicator))
}

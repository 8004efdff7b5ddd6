package rtc

import (
	"slices"
	"strings"
)

// match finds the series of each indicator. The API may answer with another name than the one it was asked for, and
// with several series. unclear are the indicators that are still without one when there are series left.
func (m *memory) match(indicators []string, series []answered) (matched map[string][]answered, unclear []string) {
	matched = make(map[string][]answered, len(indicators))
	most := m.api.seriesPerIndicator()
	var left []answered
	for _, s := range series {
		if name, ok := m.askedAs(s.Name, indicators); !ok {
			left = append(left, s)
		} else if len(matched[name]) < most {
			matched[name] = append(matched[name], s)
		}
	}
	for _, name := range indicators {
		if matched[name] == nil {
			unclear = append(unclear, name)
		}
	}
	if len(unclear) != 1 {
		if len(left) == 0 {
			unclear = nil
		}
		return matched, unclear
	}
	left = left[:min(len(left), most)]
	matched[unclear[0]] = left
	if len(indicators) == 1 {
		for _, s := range left {
			m.aliases.Add(s.Name, unclear[0])
		}
	}
	return matched, nil
}

// askedAs is the indicator that the API answered with a name: the one of that name, the one that the name was an answer
// to before, or one that is part of the name, as stall_rate is of 80ms_audio_stall_rate.
func (m *memory) askedAs(name string, indicators []string) (indicator string, ok bool) {
	if slices.Contains(indicators, name) {
		return name, true
	}
	if known, ok := m.aliases.Get(name); ok && slices.Contains(indicators, known) {
		return known, true
	}
	for _, candidate := range indicators {
		if len(candidate) > len(indicator) && strings.Contains(name, candidate) {
			indicator = candidate
		}
	}
	return indicator, indicator != ""
}

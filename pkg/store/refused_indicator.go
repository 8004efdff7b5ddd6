package store

import (
	"slices"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

const (
	// maxSearches bounds how often a fetch searches for an indicator that the API refuses: each search costs up to
	// ⌈log2 n⌉+1 calls.
	maxSearches = 4

	// maxAskedAlone bounds how many indicators of a fetch are asked for alone, to learn what the API calls them.
	maxAskedAlone = 8
)

// askTogether asks for all the indicators. One that the API refuses is found and named, so that it does not spoil the
// others.
func (to *sender) askTogether(indicators []string) error {
	for range maxSearches {
		err := to.askInParts(indicators)
		if rtc.KindOf(err) != rtc.KindParameter || to.isBlameless(indicators) {
			return err
		}
		indicators = to.open(indicators)
		refused := indicators[:min(len(indicators), to.action.indicatorsPerCall())]
		to.doubt(refused)
		left, err := to.search(refused, err)
		if err != nil {
			return err
		}
		indicators = slices.Concat(left, indicators[len(refused):])
	}
	proven, others := to.split(indicators)
	if err := to.askInParts(proven); err != nil {
		return err
	}
	err := to.askInParts(others)
	if len(others) == 1 && rtc.KindOf(err) == rtc.KindParameter && !to.isBlameless(others) {
		to.convict(others[0], err)
		return nil
	}
	return err
}

// askInParts asks for the indicators in as few calls as the API takes them.
func (to *sender) askInParts(indicators []string) error {
	for part := range slices.Chunk(indicators, to.action.indicatorsPerCall()) {
		if err := to.ask(part); err != nil {
			return err
		}
	}
	return nil
}

// open are the indicators of which nothing is known yet.
func (to *sender) open(indicators []string) []string {
	to.mu.Lock()
	defer to.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(indicators), func(name string) bool {
		return to.fetch.answered[name] || slices.Contains(to.fetch.unclear, name)
	})
}

// search looks for the one to blame among refused indicators, by halves, all of which bring what they can. An indicator
// is convicted only when it is refused alone. When it is not, all parts of the refused call fit: the call was too large,
// or the refusal a passing one. It returns the indicators that have neither an answer nor the blame.
func (to *sender) search(suspects []string, refusal error) (unanswered []string, err error) {
	refused, alone := len(suspects), len(suspects) == 1
	for len(suspects) > 1 {
		half, rest := suspects[:len(suspects)/2], suspects[len(suspects)/2:]
		err := to.ask(half)
		switch {
		case err == nil:
			suspects, alone = rest, false
		case rtc.KindOf(err) == rtc.KindParameter && to.isBlameless(half):
			return nil, err
		case rtc.KindOf(err) == rtc.KindParameter:
			unanswered = append(unanswered, rest...)
			suspects, refusal, refused, alone = half, err, len(half), len(half) == 1
		default:
			return nil, err
		}
	}
	if !alone {
		switch err := to.ask(suspects); {
		case err == nil:
			to.action.limit((refused + 1) / 2)
			return unanswered, nil
		case rtc.KindOf(err) != rtc.KindParameter || to.isBlameless(suspects):
			return nil, err
		default:
			refusal = err
		}
	}
	to.convict(suspects[0], refusal)
	return unanswered, nil
}

// isBlameless tells that a refusal is not about the indicators: there are none, or something else was asked for as well
// and all of them are known to be right.
func (to *sender) isBlameless(indicators []string) bool {
	if to.api.Form == rtc.NoIndicator {
		return true
	}
	_, unproven := to.split(indicators)
	return to.queue.key.filter != rtc.NoFilter && len(unproven) == 0
}

// split parts the indicators that the API is known to have from the others, so that these cannot spoil them.
func (to *sender) split(indicators []string) (proven, others []string) {
	for _, name := range indicators {
		if to.action.proven(name) {
			proven = append(proven, name)
		} else {
			others = append(others, name)
		}
	}
	return proven, others
}

// doubt keeps names that never had an answer from being prefetched: one of them is to blame for a refusal.
func (to *sender) doubt(indicators []string) {
	_, unproven := to.split(indicators)
	for _, name := range unproven {
		to.known.negative.add(to.prefetchScope(name), errDoubted)
	}
}

// convict remembers an indicator that was refused alone.
func (to *sender) convict(indicator string, refusal error) {
	to.action.used.Remove(indicator)
	to.known.negative.add(to.prefetchScope(indicator), refusal)
	to.known.negative.add(to.indicatorScope(to.queue.key, indicator), refusal)
	if to.shares(to.queue) {
		to.shareRefusal(to.indicatorScope(to.queue.key, indicator), refusal)
	}
	to.mu.Lock()
	defer to.mu.Unlock()
	to.fetch.refused[indicator] = refusal
}

// askAlone asks one by one for indicators that the API answered under names of its own, if it cannot be told which is
// which. What these are called is remembered.
func (to *sender) askAlone() error {
	for i, name := range to.fetch.unclear {
		if i >= maxAskedAlone {
			now := to.now()
			to.keep(map[string][]rtc.Series{name: nil}, false, run{Span: to.fetch.window, fetched: now, asOf: now}, time.Time{})
			continue
		}
		err := to.ask([]string{name})
		if rtc.KindOf(err) == rtc.KindParameter && !to.isBlameless([]string{name}) {
			to.convict(name, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"slices"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"volcengine-rtc-datasource/pkg/rtc"
)

// answeredNames knows what the API calls the series of an indicator: not always by its name, and there may be several.
type answeredNames struct {
	api *rtc.API
	mu  sync.Mutex // guards what is read and written in one go
	// aliases has, by the name of a series, the indicators that it came for when they were asked for alone.
	aliases *lru.Cache[string, []string]
	// learned has the indicators that were asked for alone, and until when that need not be repeated.
	learned *lru.Cache[string, time.Time]
}

// forGood is when an answer that was learned expires; one without a series does so after minutes.
var forGood = time.Unix(1<<40, 0)

func newAnsweredNames(api *rtc.API) *answeredNames {
	// The constructors fail only on a size below one.
	aliases, _ := lru.New[string, []string](maxNames)
	learned, _ := lru.New[string, time.Time](maxNames)
	return &answeredNames{api: api, aliases: aliases, learned: learned}
}

// match finds the series of each indicator. unclear are the indicators that may have others as well; each has to be
// asked for alone to know.
func (n *answeredNames) match(indicators []string, series []rtc.Series, now time.Time) (matched map[string][]rtc.Series, unclear []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(indicators) == 1 {
		return map[string][]rtc.Series{indicators[0]: n.learn(indicators[0], series, now)}, nil
	}
	matched = make(map[string][]rtc.Series, len(indicators))
	exact := func(name string) bool {
		return slices.ContainsFunc(series, func(s rtc.Series) bool { return s.Name == name })
	}
	inexact := slices.DeleteFunc(slices.Clone(indicators), exact)
	anyLeft, anyOther := false, false
	for _, s := range series {
		owners := n.owners(s.Name, indicators, inexact)
		for _, name := range owners {
			matched[name] = append(matched[name], s)
		}
		anyLeft = anyLeft || len(owners) == 0
		anyOther = anyOther || !slices.Contains(indicators, s.Name)
	}
	for _, name := range inexact {
		isEmpty := len(matched[name]) == 0
		if until, ok := n.learned.Get(name); (!ok || now.After(until)) && (anyLeft || isEmpty && anyOther) {
			unclear = append(unclear, name)
		}
	}
	return matched, unclear
}

// owners are the indicators that a series belongs to: the one of its name, those that it was an answer to before, and
// those that it is a tier or a medium of, as 80ms_audio_stall_rate is of stall_rate; without any of these, the one that
// its name contains. An indicator that has a series of its own name has no others. Somebody may ask for the name of an answer, which must not take it from the documented indicator.
func (n *answeredNames) owners(name string, indicators, inexact []string) []string {
	var owners []string
	isExact := slices.Contains(indicators, name)
	if isExact {
		owners = append(owners, name)
	}
	aliases, _ := n.aliases.Get(name)
	contained := ""
	for _, candidate := range inexact {
		if isExact && (n.isDocumented(name) || !n.isDocumented(candidate)) {
			continue
		}
		if slices.Contains(aliases, candidate) || rtc.ParseSeriesName(name).Answers(candidate) {
			owners = append(owners, candidate)
		} else if len(candidate) > len(contained) && strings.Contains(name, candidate) {
			contained = candidate
		}
	}
	if contained != "" && len(owners) == 0 {
		owners = append(owners, contained)
	}
	return owners
}

func (n *answeredNames) isDocumented(indicator string) bool {
	return slices.Contains(n.api.Documented(), indicator)
}

// learnKept remembers what the API called the series of an indicator when another replica asked for it.
func (n *answeredNames) learnKept(indicator string, kept []*Kept) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, k := range kept {
		for _, s := range k.Series {
			n.addAlias(s.Name, indicator)
		}
	}
}

// learn remembers what the API answers to an indicator that is asked for alone: all of it belongs to it.
func (n *answeredNames) learn(indicator string, series []rtc.Series, now time.Time) []rtc.Series {
	until := forGood
	if len(series) == 0 {
		until = now.Add(lasting[scopeIndicator])
	}
	n.learned.Add(indicator, until)
	for _, s := range series[:min(len(series), seriesPerIndicator(n.api))] {
		n.addAlias(s.Name, indicator)
	}
	return series
}

func (n *answeredNames) addAlias(series, indicator string) {
	aliases, _ := n.aliases.Get(series)
	if series != indicator && !slices.Contains(aliases, indicator) {
		n.aliases.Add(series, append(slices.Clone(aliases), indicator))
	}
}

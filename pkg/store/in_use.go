package store

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// InUse is the list of what replicas with the same credentials were asked for, by action. Nobody without the secret can
// read it, so that it is learnt anew when that changes.
type InUse interface {
	// Used gives the list. An error is that it could not be read.
	Used(ctx context.Context, action string) ([]Use, error)
	// NoteUse changes the list, in the background, and keeps it for InUseFor. merge is called again when another replica
	// wrote in between; nil is to change nothing.
	NoteUse(action string, merge func(held []Use) []Use)
}

// Use tells when a series was asked for last.
type Use struct {
	UsedSeries
	Asked time.Time
}

// UsedSeries is an indicator of an app by a granularity with a filter.
type UsedSeries struct {
	AppID       string
	Granularity rtc.Granularity
	Filter      string // rtc.Filter.Key
	Indicator   string
}

const (
	// InUseFor is how long after it was asked for a series is in use.
	InUseFor = 30 * 24 * time.Hour

	// useStep is how exactly that is known, so that the list does not change with every question.
	useStep = 12 * time.Hour

	// maxInUse bounds the list of an action. What was asked for longest ago goes first.
	maxInUse = 5000
)

// inUse is what a process knows of the list of an action.
type inUse struct {
	mu    sync.Mutex
	asked map[UsedSeries]time.Time
}

func newInUse() *inUse { return &inUse{asked: map[UsedSeries]time.Time{}} }

// note remembers that a series was asked for.
func (u *inUse) note(series UsedSeries, now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if now.Sub(u.asked[series]) >= useStep {
		u.asked[series] = now.UTC().Truncate(time.Second)
	}
}

// mergeWith gives the list with what others know, and remembers that. Series that are not in use any more are dropped.
func (u *inUse) mergeWith(held []Use, now time.Time) []Use {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, use := range held {
		if use.Asked.After(u.asked[use.UsedSeries]) && !use.Asked.After(now.Add(useStep)) {
			u.asked[use.UsedSeries] = use.Asked
		}
	}
	var all []Use
	for series, asked := range u.asked {
		if now.Sub(asked) > InUseFor {
			delete(u.asked, series)
			continue
		}
		all = append(all, Use{series, asked})
	}
	slices.SortFunc(all, func(a, b Use) int {
		return cmp.Or(b.Asked.Compare(a.Asked), strings.Compare(a.AppID, b.AppID), strings.Compare(a.Indicator, b.Indicator),
			cmp.Compare(a.Granularity, b.Granularity), strings.Compare(a.Filter, b.Filter))
	})
	for _, dropped := range all[min(len(all), maxInUse):] {
		delete(u.asked, dropped.UsedSeries)
	}
	return all[:min(len(all), maxInUse)]
}

// sameUse tells that two lists are the same.
func sameUse(a, b []Use) bool {
	return slices.EqualFunc(a, b, func(x, y Use) bool { return x.UsedSeries == y.UsedSeries && x.Asked.Equal(y.Asked) })
}

// noteUse remembers that somebody asked for what the API gave an answer to, so that it is kept from being lost.
func (a *Ask) noteUse(appID, indicator string) {
	s := a.store
	if a.question.Class == quota.Backfill || !sharable(a.question.Filter) || s.historyOf(a.plan.Grid.Granularity) == 0 {
		return
	}
	s.action.inUse.note(UsedSeries{appID, a.plan.Grid.Granularity, a.question.Filter.Key(), indicator}, a.asked)
}

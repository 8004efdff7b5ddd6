package store

import "volcengine-rtc-datasource/pkg/rtc"

// inVain gives the error of calls that are known to be in vain.
func (s *Store) inVain(key seriesKey) error {
	return s.known.negative.find(append(s.scopes(key), s.caller.outageScope())...)
}

// scopes are those of refusals that can make a call for an app in vain.
func (s *Store) scopes(key seriesKey) []scope {
	return []scope{
		{kind: scopeAccount},
		{kind: scopeAction, action: s.api.Action},
		{kind: scopeApp, appID: key.appID},
		{kind: scopePermission, action: s.api.Action, appID: key.appID},
		s.filterScope(key),
	}
}

func (s *Store) filterScope(key seriesKey) scope {
	if s.api.Total || s.api.List != nil {
		key.grid = rtc.Grid{} // it changes with the range
	}
	return scope{kind: scopeFilter, series: key}
}

func (s *Store) indicatorScope(key seriesKey, indicator string) scope {
	concerned := s.filterScope(key)
	concerned.kind, concerned.indicator = scopeIndicator, indicator
	return concerned
}

// concerned tells what else a call's error is about. An outage is found by those who make the calls. Without a filter, a
// parameter that is refused is an indicator: those who asked for others are not concerned.
func (s *Store) concerned(key seriesKey, err error) (concerned scope, ok bool) {
	switch rtc.KindOf(err) {
	case rtc.KindCredentials, rtc.KindSessionToken, rtc.KindRole, rtc.KindClock, rtc.KindEndpoint:
		return scope{kind: scopeAccount}, true
	case rtc.KindAction:
		return scope{kind: scopeAction, action: s.api.Action}, true
	case rtc.KindApp:
		return scope{kind: scopeApp, appID: key.appID}, true
	case rtc.KindPermission:
		return scope{kind: scopePermission, action: s.api.Action, appID: key.appID}, true
	case rtc.KindParameter:
		return s.filterScope(key), key.filter != rtc.NoFilter || s.api.Form == rtc.NoIndicator
	default:
		return scope{}, false
	}
}

// failInVain ends the fetches that a refusal concerns.
func (s *Store) failInVain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queues {
		if err := s.inVain(q.key); err != nil && len(q.waiting) > 0 {
			q.fail(err)
		}
	}
}

package store

import (
	"errors"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
)

// adoptedFor is how long a refusal that another replica met is believed before it is looked up again.
const adoptedFor = 30 * time.Second

// sharedKinds are the refusals that the API gives to every replica alike. Credentials, clock, endpoint and outages are not
// among them: the network of one replica, or a wrong secret, must not stop the others.
var sharedKinds = map[scopeKind]bool{scopeApp: true, scopePermission: true, scopeIndicator: true}

// refusalKey is what other replicas know a refusal by. ok is false if they do not get to know it.
func (s scope) refusalKey() (key RefusalKey, ok bool) {
	key = RefusalKey{Kind: string(s.kind), Action: s.action, AppID: s.appID, Indicator: s.indicator}
	if s.kind == scopeIndicator {
		key.Action, key.AppID, key.Grid, key.Filter = s.series.api.Action, s.series.appID, s.series.grid, s.series.filter
	}
	return key, sharedKinds[s.kind]
}

func appendRefusal(keys []RefusalKey, s scope) []RefusalKey {
	if key, ok := s.refusalKey(); ok {
		keys = append(keys, key)
	}
	return keys
}

// adopt remembers what the API refused another replica.
func (s *Store) adopt(key RefusalKey, refusal *rtc.Error) {
	concerned := scope{kind: scopeKind(key.Kind), action: key.Action, appID: key.AppID, indicator: key.Indicator}
	if concerned.kind == scopeIndicator {
		concerned.action, concerned.appID = "", ""
		concerned.series = seriesKey{s.api, key.AppID, key.Grid, key.Filter}
		s.action.used.Remove(key.Indicator)
		s.known.negative.add(s.prefetchScope(key.Indicator), refusal)
	}
	s.known.negative.addFor(concerned, refusal, adoptedFor)
}

// refused remembers a refusal, and lets all who may meet it know of it.
func (s *Store) refused(concerned scope, err error) {
	s.known.refused(concerned, err)
	s.shareRefusal(concerned, err)
}

func (s *Store) shareRefusal(concerned scope, err error) {
	refusal := new(rtc.Error)
	if key, ok := concerned.refusalKey(); ok && s.options.Shared != nil && errors.As(err, &refusal) {
		s.options.Shared.Refuse(key, refusal, lasting[concerned.kind])
	}
}

// allowed forgets refusals that turned out to be over.
func (s *Store) allowed(scopes ...scope) {
	if known := s.known.negative.remove(scopes...); len(known) > 0 {
		s.allow(known...)
	}
}

// allow is allowed for refusals that only another replica may know of.
func (s *Store) allow(scopes ...scope) {
	s.known.negative.remove(scopes...)
	if s.options.Shared == nil {
		return
	}
	var over []RefusalKey
	for _, concerned := range scopes {
		over = appendRefusal(over, concerned)
	}
	if len(over) > 0 {
		s.options.Shared.Allow(over...)
	}
}

// prove tells replicas whether the API accepts the credentials for an app. first tells that what they have of the app
// could not be read before.
func (s *Store) prove(appID string, err error) (first bool) {
	if s.options.Shared == nil {
		return false
	}
	switch rtc.KindOf(err) {
	case rtc.KindPermission, rtc.KindCredentials, rtc.KindSessionToken, rtc.KindRole:
		s.options.Shared.Denied(appID, s.api.Action)
	}
	return err == nil && s.options.Shared.Accepted(appID, s.api.Action)
}

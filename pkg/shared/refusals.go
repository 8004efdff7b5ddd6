package shared

import (
	"context"
	"encoding/json"
	"time"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// refusal is what is kept of an error of the API.
type refusal struct {
	Code, Message, RequestID, Action, Role string
	HTTPStatus                             int
}

// maxRefusal bounds the text of a refusal.
const maxRefusal = 4 << 10

func (r *Replica) refusalKey(key store.RefusalKey) string {
	return r.redis.Key("refusal", r.secret.name("refusal", key.Kind, key.Action, key.AppID, gridText(key.Grid), key.Filter, key.Indicator))
}

// openRefusals fills in those of which there is a record.
func (r *Replica) openRefusals(into []*rtc.Error, keys []string, records [][]byte) {
	for i := range into {
		plain, err := r.refusals.open(keys[i], records[i])
		if err != nil || len(plain) > maxRefusal {
			continue
		}
		var held refusal
		if json.Unmarshal(plain, &held) == nil && held.Code != "" {
			into[i] = &rtc.Error{
				Code: held.Code, Message: held.Message, RequestID: held.RequestID, Action: held.Action, Role: held.Role, HTTPStatus: held.HTTPStatus,
			}
		}
	}
}

// Refuse lets the other replicas know what the API refused. What a gateway refused is of this replica's network.
func (r *Replica) Refuse(key store.RefusalKey, err *rtc.Error, lasting time.Duration) {
	if err.Code == "" {
		return
	}
	plain, encoding := json.Marshal(refusal{err.Code, err.Message, err.RequestID, err.Action, err.Role, err.HTTPStatus})
	if encoding != nil || len(plain) > maxRefusal {
		return
	}
	name := r.refusalKey(key)
	r.redis.Later(func(ctx context.Context) { _ = r.redis.Set(ctx, name, r.refusals.close(name, plain), lasting) })
}

// Allow lets the other replicas forget refusals.
func (r *Replica) Allow(keys ...store.RefusalKey) {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = r.refusalKey(key)
	}
	r.redis.Later(func(ctx context.Context) { _ = r.redis.Delete(ctx, names...) })
}

package shared

import (
	"context"
	"encoding/json"

	"volcengine-rtc-datasource/pkg/store"
)

// inUseKey is where the list of an action is that replicas with the same credentials share.
func (r *Replica) inUseKey(action string) string {
	return r.redis.Key("in use", r.secret.name("in use", action))
}

// Used gives what is in use. What cannot be opened is as good as nothing: the list is learnt anew.
func (r *Replica) Used(ctx context.Context, action string) ([]store.Use, error) {
	key := r.inUseKey(action)
	records, err := r.redis.Read(ctx, key)
	if err != nil {
		return nil, err
	}
	return r.openInUse(key, records[0]), nil
}

// NoteUse changes what is in use, while nobody waits for it.
func (r *Replica) NoteUse(action string, merge func(held []store.Use) []store.Use) {
	key := r.inUseKey(action)
	r.redis.Later(func(ctx context.Context) {
		for range maxMerges {
			records, err := r.redis.Read(ctx, key)
			if err != nil {
				return
			}
			next := merge(r.openInUse(key, records[0]))
			plain, err := json.Marshal(next)
			if next == nil || err != nil {
				return
			}
			value := r.secret.seal("in use").close(key, r.redis.codec.encoder.EncodeAll(plain, nil))
			if len(value) > maxValueBytes {
				return
			}
			done, err := r.redis.Swap(ctx, Swap{Key: key, Held: Nonce(records[0]), Value: value, For: store.InUseFor})
			if err != nil || done[0] {
				return
			}
		}
	})
}

func (r *Replica) openInUse(key string, record []byte) (used []store.Use) {
	compressed, err := r.secret.seal("in use").open(key, record)
	if err != nil {
		return nil
	}
	plain, err := r.redis.codec.decoder.DecodeAll(compressed, nil)
	if err != nil || json.Unmarshal(plain, &used) != nil {
		return nil
	}
	return used
}

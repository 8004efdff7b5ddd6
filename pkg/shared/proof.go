package shared

import (
	"context"
	"time"

	"volcengine-rtc-datasource/pkg/store"
)

const (
	// provenFor is how long the API's acceptance of credentials for an app lets their values be read.
	provenFor = 24 * time.Hour

	// renewProof is how old a proof is when it is written again, and how long one of another replica is believed without
	// looking.
	renewProof = time.Hour

	// maxProofs bounds the proofs that are remembered.
	maxProofs = 10_000
)

// proof is about an app and an action.
type proof struct{ appID, action string }

// provenUntil says how long a proof is good, and when it is to be written again.
type provenUntil struct{ good, renew time.Time }

func (r *Replica) proofKey(about proof) string {
	return r.redis.Key("proof", r.secret.name("proof", about.appID, about.action))
}

func (r *Replica) isProven(about proof) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	until, ok := r.proofs.Get(about)
	return ok && time.Now().Before(until.good)
}

// unproven are the apps of which Redis may have a proof, and the keys of these.
func (r *Replica) unproven(values []store.KeptKey) (about []proof, keys []string) {
	seen := map[proof]bool{}
	for _, key := range values {
		p := proof{key.AppID, key.Action}
		if !seen[p] && !r.isProven(p) {
			about, keys = append(about, p), append(keys, r.proofKey(p))
		}
		seen[p] = true
	}
	return about, keys
}

// remember is for a proof that Redis has. It may expire there soon, or be deleted.
func (r *Replica) remember(about proof) {
	r.mu.Lock()
	defer r.mu.Unlock()
	soon := time.Now().Add(renewProof)
	r.proofs.Add(about, provenUntil{good: soon})
}

// Accepted proves that the credentials may read an app, and tells whether that was not known before.
func (r *Replica) Accepted(appID, action string) (first bool) {
	about, now := proof{appID, action}, time.Now()
	r.mu.Lock()
	held, ok := r.proofs.Get(about)
	first = !ok || !now.Before(held.good)
	renew := first || !now.Before(held.renew)
	next := provenUntil{good: now.Add(provenFor), renew: held.renew}
	if renew {
		next.renew = now.Add(renewProof)
	}
	r.proofs.Add(about, next)
	r.mu.Unlock()
	if renew {
		key := r.proofKey(about)
		r.redis.Later(func(ctx context.Context) { _ = r.redis.Set(ctx, key, []byte("1"), provenFor) })
	}
	return first
}

// Denied voids the proof.
func (r *Replica) Denied(appID, action string) {
	about := proof{appID, action}
	r.mu.Lock()
	r.proofs.Remove(about)
	r.mu.Unlock()
	key := r.proofKey(about)
	r.redis.Later(func(ctx context.Context) { _ = r.redis.Delete(ctx, key) })
}

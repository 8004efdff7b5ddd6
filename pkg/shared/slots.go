package shared

import (
	"context"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"

	"volcengine-rtc-datasource/pkg/quota"
)

const (
	// maxSlotsAhead bounds how far ahead a stored slot is believed, in spacings. One that is further ahead is from before a
	// failover or a step of Redis's clock, and nobody may wait for it.
	maxSlotsAhead = 32

	// spacingHeldFor is how long at least the spacing of a replica holds for all; it is forgotten after twice as long.
	spacingHeldFor = 15 * time.Second

	// maxSpacing is wider than any that a queue has: the lowest rate, throttled to its smallest share.
	maxSpacing = 40 * time.Minute
)

// slotScript takes the next slot on Redis's clock. It stores that slot, when the present period of spacings began, the
// widest spacing of this period, and that of the one before. Times are microseconds.
var slotScript = newScript(`
local spacing, not_before, hold = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local max_spacing, max_ahead = tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local last, since, wide, wide_before
local held = redis.pcall('GET', KEYS[1])
if type(held) == 'string' and #held < 100 then
  last, since, wide, wide_before = string.match(held, '^(%d+) (%d+) (%d+) (%d+)$')
end
last, since, wide, wide_before = tonumber(last or 0), tonumber(since or 0), tonumber(wide or 0), tonumber(wide_before or 0)

if since > now or now - since > 2 * hold or math.max(wide, wide_before) > max_spacing then
  since, wide, wide_before = now, 0, 0
elseif now - since > hold then
  since, wide, wide_before = now, 0, wide
end
wide = math.max(wide, spacing)
local widest = math.max(wide, wide_before)

local slot = now + not_before
if last - now <= max_ahead * widest then
  slot = math.max(slot, last + widest)
end

local keep = math.ceil((slot - now + math.max(2 * hold, widest)) / 1000)
redis.call('SET', KEYS[1], string.format('%.0f %.0f %.0f %.0f', slot, since, wide, wide_before), 'PX', string.format('%.0f', keep))
return slot - now`)

var _ quota.Slots = (*Redis)(nil)

// Reserve takes the next slot for a call of an account to an action, for all replicas in the order in which they ask. The
// widest of the replicas' spacings holds. Slots do not depend on the epoch: the account has one quota.
func (r *Redis) Reserve(ctx context.Context, account, action string, spacing, notBefore time.Duration) (in time.Duration, err error) {
	key := formatVersion + hashOf("slot", account, action)
	err = r.do(ctx, "slot", func(ctx context.Context) error {
		wait, err := redis.Int64(r.client.script(ctx, slotScript, []string{key}, spacing.Microseconds(), max(0, notBefore).Microseconds(),
			spacingHeldFor.Microseconds(), maxSpacing.Microseconds(), maxSlotsAhead))
		if err != nil {
			return err
		}
		in = time.Duration(wait) * time.Microsecond
		if in < 0 || in > notBefore+(maxSlotsAhead+1)*max(maxSpacing, spacing) {
			return fmt.Errorf("redis gave a slot in %s", in)
		}
		return nil
	})
	return in, err
}

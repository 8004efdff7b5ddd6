package shared

import (
	"context"
	"fmt"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	// batchBytes bounds what one operation reads or writes.
	batchBytes = 1 << 20

	// batchKeys bounds the keys of one operation, which runs to its end before Redis does anything else.
	batchKeys = 128

	// maxValueBytes bounds a value. Of a larger one, which is not ours, only the start is read.
	maxValueBytes = 256 << 10

	// nonceBytes are the first bytes of a value, by which Swap knows the one that was read.
	nonceBytes = 8

	// maxSlowBatches bounds the batches of a read together, so that an answer is not late for them: as many time limits.
	maxSlowBatches = 2
)

// readScript gives the values of the first keys that together are of batchBytes at most. What is not a string is nothing.
var readScript = newScript(`
local values, bytes = {}, 0
for i, key in ipairs(KEYS) do
  local size = redis.pcall('STRLEN', key)
  local value = ''
  if type(size) == 'number' and size > 0 then
    if i > 1 and bytes + size > tonumber(ARGV[1]) then return values end
    if size > tonumber(ARGV[2]) then
      value = redis.call('GETRANGE', key, 0, tonumber(ARGV[3]) - 1)
    else
      value = redis.call('GET', key)
    end
    bytes = bytes + #value
  end
  values[i] = value
end
return values`)

// Read gives the values of the keys in their order, nil where there is none. It goes in batches; after an error, what the
// batches before it brought is given as well, and the rest is nil. A value that is too large is cut to its nonce.
func (r *Redis) Read(ctx context.Context, keys ...string) ([][]byte, error) {
	values, _, err := r.readAll(ctx, keys)
	return values, err
}

// readAll is Read, and tells of how many keys the values were read.
func (r *Redis) readAll(ctx context.Context, keys []string) (values [][]byte, read int, err error) {
	ctx, cancel := context.WithTimeout(ctx, maxSlowBatches*r.timeout)
	defer cancel()
	values = make([][]byte, len(keys))
	for read < len(keys) {
		batch, err := r.readBatch(ctx, keys[read:min(read+batchKeys, len(keys))])
		if err != nil {
			return values, read, err
		}
		read += copy(values[read:], batch)
	}
	return values, read, nil
}

// readBatch gives the values of the first keys, of one at least.
func (r *Redis) readBatch(ctx context.Context, keys []string) (batch [][]byte, err error) {
	err = r.do(ctx, "read", func(ctx context.Context) error {
		values, err := redis.ByteSlices(r.client.script(ctx, readScript, keys, batchBytes, maxValueBytes, nonceBytes))
		if err != nil {
			return err
		}
		if len(values) == 0 || len(values) > len(keys) {
			return fmt.Errorf("redis gave %d values for %d keys", len(values), len(keys))
		}
		for _, value := range values {
			if len(value) == 0 {
				value = nil
			}
			batch = append(batch, value)
		}
		return nil
	})
	return batch, err
}

// Nonce tells a held value from others; nil is that of nothing.
func Nonce(value []byte) []byte { return value[:min(len(value), nonceBytes)] }

// Swap replaces the value of a key, if it still is the one with the nonce.
type Swap struct {
	Key   string
	Held  []byte // the nonce of the value that was read
	Value []byte // begins with a nonce of its own
	For   time.Duration
}

// swapScript compares and sets each key. What is not a string is nothing, as for who reads it.
var swapScript = newScript(`
local done = {}
for i, key in ipairs(KEYS) do
  local at = 3 * (i - 1)
  local held = redis.pcall('GETRANGE', key, 0, #ARGV[1] - 1)
  if type(held) ~= 'string' then
    redis.call('DEL', key)
    held = ''
  end
  if held == ARGV[at + 2] then
    redis.call('SET', key, ARGV[at + 3], 'PX', ARGV[at + 4])
    done[i] = 1
  else
    done[i] = 0
  end
end
return done`)

// Swap makes each of the swaps whose value is still the one that was read, and tells which were made. Others wrote the
// rest meanwhile: read, merge and try again.
func (r *Redis) Swap(ctx context.Context, swaps ...Swap) (done []bool, err error) {
	done = make([]bool, len(swaps))
	for at := 0; at < len(swaps); {
		n := batchOf(swaps[at:])
		batch, err := r.swapBatch(ctx, swaps[at:at+n])
		if err != nil {
			return done, err
		}
		copy(done[at:], batch)
		at += n
	}
	return done, nil
}

// batchOf is how many of the swaps go together.
func batchOf(swaps []Swap) int {
	bytes := 0
	for i, swap := range swaps {
		bytes += len(swap.Value)
		if i > 0 && (bytes > batchBytes || i == batchKeys) {
			return i
		}
	}
	return len(swaps)
}

func (r *Redis) swapBatch(ctx context.Context, swaps []Swap) (done []bool, err error) {
	keys := make([]string, len(swaps))
	args := []any{make([]byte, nonceBytes)}
	for i, swap := range swaps {
		if len(swap.Value) > maxValueBytes || len(swap.Value) < nonceBytes {
			return nil, fmt.Errorf("a value of %d bytes cannot be kept", len(swap.Value))
		}
		keys[i] = swap.Key
		args = append(args, swap.Held, swap.Value, milliseconds(swap.For))
	}
	err = r.do(ctx, "swap", func(ctx context.Context) error {
		numbers, err := redis.Int64s(r.client.script(ctx, swapScript, keys, args...))
		if err != nil {
			return err
		}
		if len(numbers) != len(swaps) {
			return fmt.Errorf("redis gave %d answers for %d keys", len(numbers), len(swaps))
		}
		for _, number := range numbers {
			done = append(done, number == 1)
		}
		return nil
	})
	return done, err
}

// Set keeps a value for a while, whatever was there.
func (r *Redis) Set(ctx context.Context, key string, value []byte, keep time.Duration) error {
	return r.do(ctx, "set", func(ctx context.Context) error {
		_, err := r.client.do(ctx, "SET", key, value, "PX", milliseconds(keep))
		return err
	})
}

// Delete removes keys.
func (r *Redis) Delete(ctx context.Context, keys ...string) error {
	return r.do(ctx, "delete", func(ctx context.Context) error {
		_, err := r.client.do(ctx, "DEL", redis.Args{}.AddFlat(keys)...)
		return err
	})
}

// milliseconds is a duration as Redis takes it; it refuses one of zero.
func milliseconds(d time.Duration) int64 { return max(1, d.Milliseconds()) }

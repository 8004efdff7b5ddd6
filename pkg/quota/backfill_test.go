package quota_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// inQueue runs a test with the queue of an account.
func inQueue(t *testing.T, test func(t *testing.T, queue *quota.Queue)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		queue, release := quota.NewRegistry().Acquire("account", 0, nil, rtc.OperationData)
		defer release()
		test(t, queue)
	})
}

// keepSending sends one call of a class after the other until ctx ends, and gives the moments.
func keepSending(ctx context.Context, queue *quota.Queue, class quota.Class) (sent []time.Time) {
	for {
		ticket := queue.Join(quota.Order{Class: class, Round: queue.Round(class), Since: time.Now()})
		if ticket.Wait(ctx) != nil {
			return sent
		}
		sent = append(sent, ticket.Send())
	}
}

func TestABackfillUsesATenthOfTheQuotaAtMost(t *testing.T) {
	inQueue(t, func(t *testing.T, queue *quota.Queue) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		calls := len(keepSending(ctx, queue, quota.Backfill))
		assert.LessOrEqual(t, calls, 10*60*2/10)
		assert.Greater(t, calls, 10*60*2/11)
	})
}

func TestABackfillGivesWayToEverybodyElse(t *testing.T) {
	for _, other := range []quota.Class{quota.Viewer, quota.Rule, quota.Unattended} {
		inQueue(t, func(t *testing.T, queue *quota.Queue) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var both sync.WaitGroup
			var mu sync.Mutex
			var filled, others []time.Time
			for range 2 { // so that one always waits
				both.Go(func() {
					sent := keepSending(ctx, queue, other)
					mu.Lock()
					defer mu.Unlock()
					others = append(others, sent...)
				})
			}
			time.Sleep(100 * time.Millisecond)
			both.Go(func() { filled = keepSending(ctx, queue, quota.Backfill) })
			both.Wait()
			assert.Empty(t, filled)
			assert.Greater(t, len(others), 110)
		})
	}
}

// A call that waits to keep a backfill to its share keeps nobody else.
func TestABackfillThatWaitsKeepsNobody(t *testing.T) {
	inQueue(t, func(t *testing.T, queue *quota.Queue) {
		backfill := func() *quota.Ticket { return queue.Join(quota.Order{Class: quota.Backfill, Since: time.Now()}) }
		first := backfill()
		require.NoError(t, first.Wait(t.Context()))
		first.Send()
		second := backfill()
		time.Sleep(2 * time.Second)
		asked := time.Now()
		require.NoError(t, send(t.Context(), queue))
		assert.Less(t, time.Since(asked), 100*time.Millisecond, "a viewer goes at once")

		time.Sleep(time.Second)
		asked = time.Now()
		second.Move(quota.Order{Class: quota.Rule, Round: queue.Round(quota.Rule), Since: time.Now()})
		require.NoError(t, second.Wait(t.Context()))
		assert.Less(t, time.Since(asked), 100*time.Millisecond, "a rule wants the same call now")
		second.Send()
	})
}

package quota_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// slots are those of replicas, with what a network does to them.
type slots struct {
	mu       sync.Mutex
	last     time.Time
	reserved int
	takes    time.Duration // a reservation there and back
	fails    bool
	hangs    bool
}

func (s *slots) Reserve(ctx context.Context, _, _ string, spacing, notBefore time.Duration) (time.Duration, error) {
	s.mu.Lock()
	takes, fails, hangs := s.takes, s.fails, s.hangs
	s.mu.Unlock()
	switch {
	case hangs:
		<-ctx.Done()
		return 0, ctx.Err()
	case fails:
		return 0, errors.New("no Redis")
	}
	time.Sleep(takes / 2)
	s.mu.Lock()
	slot := time.Now().Add(notBefore)
	if after := s.last.Add(spacing); after.After(slot) {
		slot = after
	}
	s.last = slot
	s.reserved++
	in := time.Until(slot)
	s.mu.Unlock()
	time.Sleep(takes - takes/2)
	return in, nil
}

// set changes what the network does.
func (s *slots) set(change func(s *slots)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// replicas are the queues of as many processes.
func replicas(t *testing.T, shared *slots, n int) (queues []*quota.Queue) {
	t.Helper()
	for range n {
		queue, release := quota.NewRegistry().Acquire("account", 0, shared, rtc.OperationData)
		t.Cleanup(release)
		queues = append(queues, queue)
	}
	return queues
}

// sentBy are the moments of the calls that all queues send as fast as they may, having looked something up for a time each.
func sentBy(t *testing.T, queues []*quota.Queue, during time.Duration, lookups ...time.Duration) (sent []time.Time) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), during)
	defer stop()
	var mu sync.Mutex
	var work sync.WaitGroup
	for _, queue := range queues {
		work.Go(func() {
			for turn := 0; ; turn++ {
				ticket := join(queue)
				if ticket.Wait(ctx) != nil {
					return
				}
				if len(lookups) > 0 {
					time.Sleep(lookups[turn%len(lookups)])
					ticket.LookedUp()
				}
				if ticket.Ready(ctx) != nil {
					return
				}
				if ticket.Missed() { // in the next turn nothing is looked up
					ticket.Release()
					ticket = join(queue)
					if ticket.Wait(ctx) != nil || ticket.Ready(ctx) != nil {
						return
					}
				}
				mu.Lock()
				sent = append(sent, ticket.Send())
				mu.Unlock()
			}
		})
	}
	work.Wait()
	return sent
}

func join(queue *quota.Queue) *quota.Ticket {
	return queue.Join(quota.Order{Class: quota.Viewer, Round: queue.Round(quota.Viewer), Since: time.Now()})
}

const spacing = 520 * time.Millisecond

func TestReplicasAreSpacedAsOneProcess(t *testing.T) {
	for _, takes := range []time.Duration{0, time.Millisecond, 30 * time.Millisecond, 150 * time.Millisecond} {
		for n := 1; n <= 3; n++ {
			synctest.Test(t, func(t *testing.T) {
				sent := sentBy(t, replicas(t, &slots{takes: takes}, n), 52*time.Second)
				assert.GreaterOrEqual(t, len(sent), 97, "%d replicas, %s", n, takes)
				for i := range len(sent) - 1 {
					assert.GreaterOrEqual(t, sent[i+1].Sub(sent[i]), spacing-time.Microsecond, "%d replicas, %s, call %d", n, takes, i)
				}
			})
		}
	}
}

// What is looked up between a turn and its call makes no call late: another replica's would follow too closely. It costs no
// slots either where it takes as long each time, however slow Redis is.
func TestWhatIsLookedUpDelaysNoCall(t *testing.T) {
	const ms = time.Millisecond
	for name, test := range map[string]struct {
		lookups []time.Duration
		calls   int // at least, of the 100 that there are slots for
	}{
		"quick":    {[]time.Duration{2 * ms}, 97},
		"slower":   {[]time.Duration{50 * ms}, 92},
		"slow":     {[]time.Duration{150 * ms}, 92},
		"at times": {[]time.Duration{2 * ms, 2 * ms, 110 * ms, 2 * ms, 60 * ms}, 50},
	} {
		for n := 1; n <= 3; n++ {
			synctest.Test(t, func(t *testing.T) {
				sent := sentBy(t, replicas(t, &slots{}, n), 52*time.Second, test.lookups...)
				assert.GreaterOrEqual(t, len(sent), test.calls, "%d replicas, %s", n, name)
				for i := range len(sent) - 1 {
					assert.GreaterOrEqual(t, sent[i+1].Sub(sent[i]), 500*ms, "%d replicas, %s, call %d", n, name, i)
				}
			})
		}
	}
}

// Whoever joins while a call is being prepared leaves it its slot, which another replica may follow closely.
func TestWhoJoinsLeavesTheTurnItsSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := replicas(t, &slots{}, 1)[0]
		require.NoError(t, send(t.Context(), queue))
		ticket := join(queue)
		require.NoError(t, ticket.Wait(t.Context()))
		time.Sleep(100 * time.Millisecond)
		other := join(queue)
		assert.True(t, ticket.Missed())
		ticket.Release()
		require.NoError(t, other.Wait(t.Context()))
	})
}

// While nobody waits, no slot is taken from the other replicas.
func TestSlotsAreReservedForCallsOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &slots{}
		queues := replicas(t, shared, 2)
		for range 5 {
			require.NoError(t, send(t.Context(), queues[0]))
			time.Sleep(time.Minute)
		}
		assert.Equal(t, 5, shared.reserved)
	})
}

// A slot that is given back goes to who is next.
func TestAReleasedSlotIsUsedByTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &slots{}
		queue := replicas(t, shared, 1)[0]
		first := queue.Join(quota.Order{Class: quota.Viewer})
		second := queue.Join(quota.Order{Class: quota.Rule})
		require.NoError(t, first.Wait(t.Context()))
		first.Release()
		require.NoError(t, second.Wait(t.Context()))
		second.Send()
		assert.Equal(t, 1, shared.reserved)
	})
}

// A slot that has passed is not used: the call would come too close to that of another replica.
func TestALateSlotIsReservedAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := &slots{}
		queue := replicas(t, shared, 1)[0]
		first, second := queue.Join(quota.Order{Class: quota.Viewer}), queue.Join(quota.Order{Class: quota.Rule})
		require.NoError(t, first.Wait(t.Context()))
		time.Sleep(100 * time.Millisecond)
		first.Release()
		began := time.Now()
		require.NoError(t, second.Wait(t.Context()))
		second.Send()
		assert.Equal(t, 2, shared.reserved)
		assert.Equal(t, spacing-100*time.Millisecond, time.Since(began))
	})
}

// The order within a process is decided when the slot comes, not when it is reserved.
func TestTheSlotGoesToTheMostUrgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := replicas(t, &slots{}, 1)[0]
		require.NoError(t, send(t.Context(), queue))
		rule := queue.Join(quota.Order{Class: quota.Rule})
		time.Sleep(spacing / 2) // its slot is reserved by now
		viewer := queue.Join(quota.Order{Class: quota.Viewer})
		require.NoError(t, viewer.Wait(t.Context()))
		viewer.Send()
		ctx, stop := context.WithTimeout(t.Context(), spacing/2)
		defer stop()
		require.Error(t, rule.Wait(ctx))
	})
}

// Without Redis each process keeps its own pace, and no call is late for it.
func TestWithoutSlotsEachProcessKeepsItsOwnPace(t *testing.T) {
	for name, trouble := range map[string]*slots{"fails": {fails: true}, "hangs": {hangs: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				queue := replicas(t, trouble, 1)[0]
				began := time.Now()
				require.NoError(t, send(t.Context(), queue))
				assert.LessOrEqual(t, time.Since(began), 500*time.Millisecond)
				sent := sentBy(t, []*quota.Queue{queue}, 52*time.Second)
				assert.GreaterOrEqual(t, len(sent), 97)
				for i := range len(sent) - 1 {
					assert.GreaterOrEqual(t, sent[i+1].Sub(sent[i]), spacing)
				}
				trouble.set(func(s *slots) { s.fails, s.hangs = false, false })
				require.NoError(t, send(t.Context(), queue))
				require.NoError(t, send(t.Context(), queue))
				assert.NotZero(t, trouble.reserved, "it is asked again")
			})
		})
	}
}

// The queries of a dashboard that opens share the first call, with Redis and without.
func TestTheFirstCallWaitsForTheBurst(t *testing.T) {
	for name, shared := range map[string]*slots{"slots": {}, "no Redis": {fails: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				queue := replicas(t, shared, 1)[0]
				began := time.Now()
				require.NoError(t, send(t.Context(), queue))
				assert.Equal(t, 40*time.Millisecond, time.Since(began))
			})
		})
	}
}

func TestAThrottledProcessReservesWiderSlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := replicas(t, &slots{}, 1)[0]
		require.NoError(t, send(t.Context(), queue))
		queue.Throttled(time.Now())
		began := time.Now()
		require.NoError(t, send(t.Context(), queue))
		require.NoError(t, send(t.Context(), queue))
		assert.GreaterOrEqual(t, time.Since(began), 3*spacing)
	})
}

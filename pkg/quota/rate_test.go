package quota_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/quota"
	"volcengine-rtc-datasource/pkg/rtc"
)

// pace lets calls through for a while and counts them.
func pace(t *testing.T, queue *quota.Queue, during time.Duration) (calls int) {
	t.Helper()
	for ends := time.Now().Add(during); time.Now().Before(ends); calls++ {
		require.NoError(t, send(t.Context(), queue))
	}
	return calls
}

// send waits for a turn and uses it.
func send(ctx context.Context, queue *quota.Queue) error {
	ticket := queue.Join(quota.Order{Class: quota.Viewer, Round: queue.Round(quota.Viewer), Since: time.Now()})
	if err := ticket.Wait(ctx); err != nil {
		return err
	}
	ticket.Send()
	return nil
}

func TestARateOfTheAccountsOwnTakesThePlaceOfTheDocumentedOne(t *testing.T) {
	for rate, most := range map[float64]struct{ data, apps int }{0: {200, 2000}, 0.16: {17, 17}, 5: {500, 500}, 20: {2000, 2000}} {
		synctest.Test(t, func(t *testing.T) {
			quotas := quota.NewRegistry()
			data, release := quotas.Acquire("account", rate, nil, rtc.OperationData)
			defer release()
			apps, releaseApps := quotas.Acquire("account", rate, nil, rtc.Apps)
			defer releaseApps()
			for queue, most := range map[*quota.Queue]int{data: most.data, apps: most.apps} {
				calls := pace(t, queue, 100*time.Second)
				assert.LessOrEqual(t, calls, most)
				assert.Greater(t, float64(calls), 0.9*float64(most))
			}
		})
	}
}

func TestOfSeveralDataSourcesTheLowestRateCounts(t *testing.T) {
	quotas := quota.NewRegistry()
	queue, releaseUnset := quotas.Acquire("account", 0, nil, rtc.OperationData)
	assert.InDelta(t, 2, queue.Rate(), 0)
	same, releaseFive := quotas.Acquire("account", 5, nil, rtc.OperationData)
	assert.Same(t, queue, same)
	assert.InDelta(t, 5, queue.Rate(), 0, "who says nothing does not count")
	_, releaseOne := quotas.Acquire("account", 1, nil, rtc.OperationData)
	assert.InDelta(t, 1, queue.Rate(), 0)
	_, releaseOneMore := quotas.Acquire("account", 1, nil, rtc.OperationData)
	releaseOne()
	assert.InDelta(t, 1, queue.Rate(), 0, "another one still says so")
	releaseOneMore()
	assert.InDelta(t, 5, queue.Rate(), 0)
	releaseFive()
	assert.InDelta(t, 2, queue.Rate(), 0)

	other, releaseOther := quotas.Acquire("another account", 0.5, nil, rtc.OperationData)
	assert.InDelta(t, 0.5, other.Rate(), 0)
	assert.InDelta(t, 2, queue.Rate(), 0)
	releaseOther()
	releaseUnset()
}

// Who raises the rate does not wait for the distance of the former one.
func TestAHigherRateCountsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quotas := quota.NewRegistry()
		queue, release := quotas.Acquire("account", 0.01, nil, rtc.OperationData)
		require.NoError(t, send(t.Context(), queue))
		began := time.Now()
		waited := make(chan time.Duration)
		go func() {
			assert.NoError(t, send(t.Context(), queue))
			waited <- time.Since(began)
		}()
		time.Sleep(10 * time.Second)
		_, releaseNew := quotas.Acquire("account", 2, nil, rtc.OperationData)
		release()
		assert.Equal(t, 10*time.Second, <-waited)
		releaseNew()
	})
}

// Between two data sources, as when the settings change, the pace is kept.
func TestAQuotaThatNobodyUsesKeepsItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		quotas := quota.NewRegistry()
		queue, release := quotas.Acquire("account", 0.1, nil, rtc.OperationData)
		require.NoError(t, send(t.Context(), queue))
		began := time.Now()
		release()
		queue, release = quotas.Acquire("account", 0.1, nil, rtc.OperationData)
		require.NoError(t, send(t.Context(), queue))
		assert.GreaterOrEqual(t, time.Since(began), 10*time.Second)
		release()
	})
}

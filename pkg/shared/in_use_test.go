package shared_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

func TestWhatIsInUseIsForThoseWithTheSecret(t *testing.T) {
	t.Parallel()
	server := startMini(t)
	one, two := replicaOf(t, server, account), replicaOf(t, server, account)
	other := account
	other.SecretAccessKey = "another"
	stranger := replicaOf(t, server, other)
	used := func(indicator string) store.Use {
		series := store.UsedSeries{AppID: canaryApp, Granularity: rtc.Hour, Filter: rtc.NoFilter, Indicator: indicator}
		return store.Use{UsedSeries: series, Asked: time.Unix(1.7e9, 0).UTC()}
	}
	note := func(indicator string) func([]store.Use) []store.Use {
		return func(held []store.Use) []store.Use { return append(held, used(indicator)) }
	}
	one.NoteUse("ListOperationData", note("canary_one"))
	two.NoteUse("ListOperationData", note("canary_two"))
	require.Eventually(t, func() bool {
		list, err := one.Used(t.Context(), "ListOperationData")
		require.NoError(t, err)
		return len(list) == 2
	}, 5*time.Second, 10*time.Millisecond)
	list, err := two.Used(t.Context(), "ListOperationData")
	require.NoError(t, err)
	assert.ElementsMatch(t, []store.Use{used("canary_one"), used("canary_two")}, list)

	list, err = stranger.Used(t.Context(), "ListOperationData")
	require.NoError(t, err)
	assert.Empty(t, list)
	for _, key := range server.Keys() {
		value, _ := server.Get(key)
		assert.NotContains(t, strings.ToLower(key+value), "canary")
		require.NoError(t, server.Set(key, fmt.Sprint("garbage", value)))
	}
	list, err = one.Used(t.Context(), "ListOperationData")
	require.NoError(t, err)
	assert.Empty(t, list, "what cannot be opened is learnt anew")

	server.SetError("away")
	_, err = one.Used(t.Context(), "ListOperationData")
	assert.Error(t, err)
}

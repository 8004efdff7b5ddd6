package rtcsim

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOperationDistribution(t *testing.T) {
	for _, dimension := range []string{"Province", "Country"} {
		got := resultOf[operationDistributionResult](t, ask(t, New(Options{Now: atNoon}), actionListOperationDistribution, with("Dimension", dimension)))

		assert.Equal(t, "user_num", got.Name)
		assert.Equal(t, dimension, got.Dimension)
		want := Distribution(DemoApps[0].ID, "user_num", dimension, at(t, "2026-03-12T00:00:00+08:00"), at(t, "2026-03-13T00:00:00+08:00"), Filter{})
		require.Len(t, got.Data, len(want))
		for i, p := range want {
			assert.Equal(t, placeShare{DistributionName: p.Name, Value: p.Value, Proportion: p.Proportion}, got.Data[i])
		}
	}
}

func TestQualityDistributions(t *testing.T) {
	filters := []change{with("Platform", "Android"), with("ProductType", "web"), with("OS", []string{"mac"})}
	for action, window := range map[string]struct{ start, end string }{
		actionListQualityDistribution:         {"2026-03-12T00:00:00+08:00", "2026-03-13T00:00:00+08:00"},
		actionListRealTimeQualityDistribution: {"2026-03-15T11:30:10+08:00", "2026-03-15T11:40:00+08:00"},
	} {
		for _, dimension := range []string{"Province", "Country", "OS", "Access"} {
			changes := slices.Concat(filters, []change{between(window.start, window.end), with("Dimension", dimension), with("Indicator", stallRate)})

			got := resultOf[qualityDistributionResult](t, ask(t, New(Options{Now: atNoon}), action, changes...))

			require.Len(t, got.Indicators, 2)
			for i, name := range []string{"80ms_audio_stall_rate", "video_stall_rate"} {
				assert.Equal(t, name, got.Indicators[i].Name)
				want := Distribution(DemoApps[0].ID, name, dimension, at(t, window.start), at(t, window.end), Filter{Platform: "Android", ProductType: "web"})
				require.Len(t, got.Indicators[i].Data, len(want))
				for j, p := range want {
					assert.Equal(t, placePoint{Dimension: p.Name, TimeStamp: window.start, Value: p.Value}, got.Indicators[i].Data[j])
				}
			}
		}
	}
}

func TestTimeStampsOfDistributionsAreBeijings(t *testing.T) {
	got := ask(t, New(Options{Now: atNoon}), actionListQualityDistribution, between("2026-03-11T16:00:00Z", "2026-03-12T16:00:00Z"))

	assert.Equal(t, "2026-03-12T00:00:00+08:00", resultOf[qualityDistributionResult](t, got).Indicators[0].Data[0].TimeStamp)
}

func TestDistributionTimes(t *testing.T) {
	for action, c := range map[string]struct {
		start   string
		length  time.Duration
		buckets int
	}{
		actionListQualityDistribution:         {"2026-03-12T00:00:00+08:00", time.Hour, 24},
		actionListRealTimeQualityDistribution: {"2026-03-15T11:30:00+08:00", 30 * time.Second, 20},
	} {
		s := New(Options{Now: atNoon, DistributionTimes: true, ExclusiveEnd: true})
		var want []placePoint
		for i := range c.buckets {
			start := at(t, c.start).Add(time.Duration(i) * c.length)
			for _, p := range Distribution(DemoApps[0].ID, "5s_join_room_success_rate", "OS", start, start.Add(c.length), Filter{}) {
				want = append(want, placePoint{Dimension: p.Name, TimeStamp: start.Format(time.RFC3339), Value: p.Value})
			}
		}

		got := resultOf[qualityDistributionResult](t, ask(t, s, action, with("Dimension", "OS")))

		assert.Len(t, want, 5*c.buckets, "every place in every bucket")
		assert.Equal(t, want, got.Indicators[0].Data)
	}
}

func TestDistributionsEndWhereTheDataDoes(t *testing.T) {
	for action, c := range map[string]struct {
		options Options
		end     string
	}{
		actionListQualityDistribution:         {Options{}, "2026-03-15T04:00:00+08:00"},
		actionListRealTimeQualityDistribution: {Options{LateBuckets: 3}, "2026-03-15T11:57:30+08:00"},
	} {
		c.options.Now = atNoon
		start := at(t, c.end).Add(-10 * time.Minute)
		asked := between(start.Format(time.RFC3339), "2026-03-15T12:00:00+08:00")

		got := resultOf[qualityDistributionResult](t, ask(t, New(c.options), action, asked)).Indicators[0].Data

		want := Distribution(DemoApps[0].ID, "5s_join_room_success_rate", "Province", start, at(t, c.end), Filter{})
		require.Len(t, got, len(want))
		for i, p := range want {
			assert.Equal(t, p.Name, got[i].Dimension)
			assert.InDelta(t, p.Value, got[i].Value, 0)
		}
	}
}

func TestShapesOfEmptyDistributions(t *testing.T) {
	for action, shape := range map[string]string{
		actionListOperationDistribution:       `{"Name":"user_num","Dimension":"Province","Data":[]}`,
		actionListQualityDistribution:         `{"Indicators":[{"Name":"5s_join_room_success_rate","Data":[]}]}`,
		actionListRealTimeQualityDistribution: `{"Indicators":[{"Name":"5s_join_room_success_rate","Data":[]}]}`,
	} {
		assert.JSONEq(t, shape, string(ask(t, New(Options{Now: atNoon}), action, from(0, time.Second)).Result), action)
	}
}

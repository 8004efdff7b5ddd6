package rtcsim

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDistributionsAreBelievable(t *testing.T) {
	ranges := map[string]time.Duration{"half a minute": 30 * time.Second, "an hour": time.Hour, "a day": 24 * time.Hour, "a week": 7 * 24 * time.Hour}
	for _, app := range append([]App{{ID: "any app"}}, DemoApps...) {
		for dimension, known := range dimensions {
			for name, length := range ranges {
				for _, indicator := range []string{userNum, joinRoomSuccessRate, "video_stall_rate"} {
					places := Distribution(app.ID, indicator, dimension, firstDay, firstDay.Add(length), Filter{})

					require.NotEmpty(t, places)
					assert.LessOrEqual(t, len(places), len(known))
					names, proportions, previous := map[string]bool{}, 0.0, math.Inf(1)
					for _, p := range places {
						names[p.Name] = true
						proportions += p.Proportion
						assert.LessOrEqual(t, p.Value, previous)
						assert.InDelta(t, math.Round(p.Value*100)/100, p.Value, 0, "two decimals")
						previous = p.Value
					}
					assert.Len(t, names, len(places), "each place once")
					assert.InDelta(t, 100, proportions, 0.2, "%s of %s in %s", indicator, dimension, name)
				}
			}
		}
	}
}

func TestPlacesOfADayAddUpToItsUsers(t *testing.T) {
	for _, app := range DemoApps {
		users, ok := Value(app.ID, userCount, "1d", firstDay)
		require.True(t, ok)
		for dimension := range dimensions {
			sum := 0.0
			for _, p := range Distribution(app.ID, userNum, dimension, firstDay, firstDay.AddDate(0, 0, 1), Filter{}) {
				assert.InDelta(t, math.Trunc(p.Value), p.Value, 0, "people are whole")
				assert.InDelta(t, 100*p.Value/users, p.Proportion, 0.1)
				sum += p.Value
			}
			assert.InDelta(t, users, sum, float64(len(dimensions[dimension]))/2)
		}
	}
}

func TestWeekHasMoreUsersThanADay(t *testing.T) {
	for _, app := range DemoApps {
		day := distinctUsers(app.ID, firstDay, firstDay.AddDate(0, 0, 1))
		week := distinctUsers(app.ID, firstDay, firstDay.AddDate(0, 0, 7))
		assert.True(t, week > day && week < 7*day, "%s: %v in a day, %v in a week", app.Name, day, week)
	}
}

func TestPlacesHaveNames(t *testing.T) {
	for dimension, examples := range map[string][]string{
		"Province": {"广东", "北京", "台湾", "其他"},
		"Country":  {"中国", "新加坡", "美国", "其他"},
		"OS":       {"android", "ios", "linux", "mac", "windows"},
		"Access":   {"2g", "3g", "4g", "5g", "wifi"},
	} {
		var names []string
		for _, p := range Distribution(DemoApps[0].ID, userNum, dimension, firstDay, firstDay.AddDate(0, 0, 7), Filter{}) {
			names = append(names, p.Name)
		}
		assert.Subset(t, names, examples)
	}
}

func TestSlowNetworksStall(t *testing.T) {
	places := Distribution(DemoApps[0].ID, "video_stall_rate", "Access", firstDay, firstDay.AddDate(0, 0, 1), Filter{})

	assert.Equal(t, "2g", places[0].Name)
	assert.Equal(t, "wifi", places[len(places)-1].Name)
	assert.Greater(t, places[len(places)-1].Proportion, places[0].Proportion)
}

func TestFilteredDistribution(t *testing.T) {
	app := Distribution(DemoApps[0].ID, "video_stall_rate", "Country", firstDay, firstDay.AddDate(0, 0, 1), Filter{})
	web := Distribution(DemoApps[0].ID, "video_stall_rate", "Country", firstDay, firstDay.AddDate(0, 0, 1), Filter{ProductType: "web"})

	require.Len(t, web, len(app))
	assert.Greater(t, web[0].Value, app[0].Value)
}

func TestNoPlaces(t *testing.T) {
	assert.Empty(t, Distribution(DemoApps[0].ID, userNum, "Province", firstDay, firstDay, Filter{}), "in no time")
	assert.Empty(t, Distribution(DemoApps[0].ID, userNum, "City", firstDay, firstDay.AddDate(0, 0, 1), Filter{}), "of another dimension")
}

package rtcsim

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page is the table that testdata has of the API's pages.
type page map[string][]pageRow

type pageRow struct {
	Indicator string
	Sample    bool // of an answer, and not one that can be asked for by the page
	Answered  []struct{ Name string }
}

func readPage(t *testing.T) page {
	t.Helper()
	content, err := os.ReadFile("testdata/indicators.json")
	require.NoError(t, err)
	var sections map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(content, &sections))
	delete(sections, "source")
	content, err = json.Marshal(sections)
	require.NoError(t, err)
	var read page
	require.NoError(t, json.Unmarshal(content, &read))
	return read
}

func (p page) indicators(section string) []string {
	var names []string
	for _, row := range p[section] {
		names = append(names, row.Indicator)
	}
	return names
}

// qualityNames are all that the page has for answers.
func (p page) qualityNames() []string {
	var names []string
	for _, row := range p["quality"] {
		for _, answered := range row.Answered {
			names = append(names, answered.Name)
		}
	}
	return names
}

func TestIndicatorsAreThoseOfThePage(t *testing.T) {
	p := readPage(t)
	for action, section := range map[string]string{
		actionListOperationData: "operationData", actionListOperationDistribution: "operationDistribution",
		actionListRealTimeOperationData: "realTimeOperationData", actionListQuality: "quality",
	} {
		assert.ElementsMatch(t, p.indicators(section), actions[action].indicators, action)
	}
	assert.ElementsMatch(t, p.indicators("usage"), usageKinds)
}

func TestAnswersAreNamedAsOnThePage(t *testing.T) {
	p := readPage(t)
	var used []string
	for name, naming := range map[string]Naming{"page": PageNaming, "untiered": UntieredNaming, "other tiers": OtherTierNaming} {
		s := New(Options{Now: atNoon, Naming: naming, NoRateLimit: true})
		for _, row := range p["quality"] {
			for _, got := range indicatorsOf(t, ask(t, s, actionListQuality, of(DemoApps[0].ID, row.Indicator))) {
				assert.NotEmpty(t, got.Data)
				used = append(used, got.Name)
				if name == "page" {
					assert.Contains(t, p.qualityNames(), got.Name)
				}
			}
		}
	}
	assert.Subset(t, used, p.qualityNames(), "every name of the page comes in some reading")
}

func TestAppsWithoutVideo(t *testing.T) {
	names := func(got []indicatorData) (names []string) {
		for _, series := range got {
			names = append(names, series.Name)
		}
		return names
	}
	asked := of(DemoApps[1].ID, stallRate, joinRoomSuccessRate)
	got := indicatorsOf(t, ask(t, New(Options{Now: atNoon}), actionListQuality, asked))
	assert.Equal(t, []string{"80ms_audio_stall_rate", "5s_join_room_success_rate"}, names(got))

	got = indicatorsOf(t, ask(t, New(Options{Now: atNoon, EmptyVideo: true}), actionListQuality, asked))
	assert.Equal(t, []string{"80ms_audio_stall_rate", "video_stall_rate", "5s_join_room_success_rate"}, names(got))
	assert.Empty(t, got[1].Data)
	assert.NotEmpty(t, got[2].Data)

	places := resultOf[qualityDistributionResult](t, ask(t, New(Options{Now: atNoon, EmptyVideo: true}),
		actionListQualityDistribution, with("AppId", DemoApps[1].ID), with("Indicator", stallRate)))
	require.Len(t, places.Indicators, 2)
	assert.NotEmpty(t, places.Indicators[0].Data)
	assert.Empty(t, places.Indicators[1].Data)
}

func TestTheSampleMayBeRefused(t *testing.T) {
	for refuse, code := range map[bool]string{false: "", true: "InvalidParameter"} {
		got := ask(t, New(Options{Now: atNoon, RefuseSample: refuse}), actionListOperationData, of(DemoApps[0].ID, joinSuccessRate))
		assert.Equal(t, code, got.code())
	}
	isSample := func(row pageRow) bool { return row.Sample && row.Indicator == joinSuccessRate }
	assert.True(t, slices.ContainsFunc(readPage(t)["operationData"], isSample))
}

package plugin_test

import (
	"slices"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/rtcsim"
)

// places answers a query of users by province with places in an order of their own.
func places(g grafana) {
	g.sim.Inject(rtcsim.Fault{Kind: rtcsim.MutateAnswer, Action: "ListOperationDistribution", Mutate: func(answer map[string]any) {
		answer["Result"].(map[string]any)["Data"] = []any{
			map[string]any{"DistributionName": "浙江", "Value": 3.0, "Proportion": 30.0},
			map[string]any{"DistributionName": "安徽", "Proportion": 10.0},
			map[string]any{"DistributionName": "广东", "Value": 5.0, "Proportion": 50.0},
			map[string]any{"DistributionName": "Guam", "Value": 1.0, "Proportion": 10.0},
			map[string]any{"DistributionName": "北京", "Value": 3.0, "Proportion": 30.0},
		}
	}})
}

func TestSortOfDistributions(t *testing.T) {
	t.Parallel()
	for order, want := range map[string][]string{
		"":     {"浙江", "安徽", "广东", "Guam", "北京"}, // the API's
		"desc": {"广东", "浙江", "北京", "Guam", "安徽"}, // equal ones stay in order, those without a value come last
		"asc":  {"Guam", "浙江", "北京", "广东", "安徽"},
		"name": {"Guam", "安徽", "北京", "广东", "浙江"}, // Chinese ones by pinyin
	} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			g := newGrafana(t, rtcsim.Options{}, jsonMap{"indicators": []jsonMap{{"name": "user_num", "label": "Headcount", "queryType": "operationDistribution"}}})
			places(g)
			query := jsonMap{"queryType": "operationDistribution", "indicators": []string{"user_count"}, "dimension": "Province"}
			if order != "" {
				query["sort"] = order
			}
			response := g.query(dataQuery(t, 3*day, query))["A"]
			require.NoError(t, response.Error)
			assert.Equal(t, want, textsOf(response.Frames[0].Fields[0]))
		})
	}
}

// The first indicator decides, over the rows of all apps.
func TestSortByTheFirstIndicator(t *testing.T) {
	t.Parallel()
	response := newGrafana(t, rtcsim.Options{}, nil).query(dataQuery(t, 2*day, jsonMap{
		"queryType": "qualityDistribution", "indicators": []string{"join_room_success_rate", "stall_rate"}, "dimension": "OS",
		"appIds": []string{class, chat}, "sort": "asc",
	}))["A"]
	values := valueFields(t, response)
	require.Equal(t, "5s_join_room_success_rate", values[0].Name)
	var rates []float64
	for i := range values[0].Len() {
		rates = append(rates, *values[0].At(i).(*float64))
	}
	assert.True(t, slices.IsSorted(rates), "%v", rates)
	assert.Len(t, rates, 2*5)
}

func TestSortThatIsNone(t *testing.T) {
	t.Parallel()
	g := newGrafana(t, rtcsim.Options{}, nil)
	for problem, query := range map[string]jsonMap{
		`Sort order "worst" is not known; use desc, asc or name.`: {"queryType": "operationDistribution", "indicators": []string{"user_count"}, "sort": "worst"},
		`Query type "quality" has no sort order; remove it.`:      {"queryType": "quality", "indicators": []string{"stall_rate"}, "sort": "asc"},
	} {
		require.ErrorContains(t, g.query(dataQuery(t, 2*day, query))["A"].Error, problem)
	}
}

func textsOf(field *data.Field) []string {
	texts := make([]string, field.Len())
	for i := range texts {
		texts[i] = field.At(i).(string)
	}
	return texts
}

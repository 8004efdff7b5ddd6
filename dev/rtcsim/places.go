package rtcsim

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// Place is one row of a distribution: a province, a country, an operating system
// or a kind of network.
type Place struct {
	Name       string
	Value      float64 // of the indicator, with two decimals
	Proportion float64 // of the app's users that are here, in percent with two decimals
}

// Distribution is what the simulator answers for a dimension (Province, Country,
// OS, Access): the places that have users between start and end, highest value
// first. Like [Value] it is a pure function, and the indicator is the name in the
// answer. Of user_num the values are the users, and those of a day add up to about
// user_count; of any other indicator each value is a mean.
//
// A [Server] has data up to a delay ago: it answers a range that ends later as if
// it ended there.
func Distribution(appID, indicator, dimension string, start, end time.Time, f Filter) []Place {
	if !start.Before(end) {
		return nil
	}
	indicator = withoutTier(indicator)
	places := inhabited(appID, dimension, distinctUsers(appID, start, end))
	if indicator != userNum && indicator != userCount {
		moments := samples(appID, start, end)
		for i, p := range places {
			places[i].Value = twoDecimals(meanValue(moments, indicator, f.trouble()*trouble(dimension, p.Name)))
		}
	}
	slices.SortStableFunc(places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), strings.Compare(a.Name, b.Name))
	})
	return places
}

// inhabited shares the users out. Each app has its own strongholds.
func inhabited(appID, dimension string, users float64) []Place {
	weight := func(p weighted) float64 {
		return p.weight * (0.6 + 0.8*noise("place/"+appID+"/"+p.name, time.Unix(0, 0)))
	}
	var weights, settled float64
	for _, p := range dimensions[dimension] {
		weights += weight(p)
	}
	var places []Place
	for _, p := range dimensions[dimension] {
		if here := math.Round(users * weight(p) / weights); here > 0 {
			places = append(places, Place{Name: p.name, Value: here})
			settled += here
		}
	}
	for i, p := range places {
		places[i].Proportion = twoDecimals(100 * p.Value / settled)
	}
	return places
}

func meanValue(moments []moment, indicator string, trouble float64) float64 {
	sum := 0.0
	for _, m := range moments {
		sum += m.value(indicator, trouble)
	}
	return sum / float64(len(moments))
}

// elsewhere is where the API would put users that it cannot place. The documents
// do not say that it does; clients should know what is no place.
const elsewhere = "其他"

type weighted struct {
	name   string
	weight float64
}

// dimensions hold the places. The documents list values of OS and Access only; that
// provinces and countries come in Chinese and in short is a choice.
var dimensions = map[string][]weighted{
	"Province": {
		{"广东", 13}, {"江苏", 8.5}, {"浙江", 8}, {"北京", 7.5}, {"上海", 7}, {"山东", 6.5}, {"四川", 6}, {"河南", 5.5},
		{"湖北", 4.5}, {"湖南", 4}, {"福建", 4}, {"河北", 3.8}, {"安徽", 3.2}, {"陕西", 2.9}, {"辽宁", 2.6}, {"重庆", 2.4},
		{"江西", 2}, {"广西", 1.9}, {"云南", 1.6}, {"天津", 1.5}, {"黑龙江", 1.4}, {"山西", 1.4}, {"贵州", 1.2}, {"吉林", 1.1},
		{"香港", 0.9}, {"内蒙古", 0.9}, {"新疆", 0.8}, {"甘肃", 0.7}, {"海南", 0.6}, {"台湾", 0.5}, {"宁夏", 0.3}, {"澳门", 0.2},
		{"青海", 0.2}, {"西藏", 0.1}, {elsewhere, 0.8},
	},
	"Country": {
		{"中国", 90}, {"新加坡", 2.2}, {"美国", 1.8}, {"马来西亚", 1.3}, {"日本", 1.1}, {"印度尼西亚", 0.8}, {"泰国", 0.6},
		{"加拿大", 0.5}, {"澳大利亚", 0.4}, {"英国", 0.4}, {"越南", 0.3}, {"德国", 0.2}, {elsewhere, 0.4},
	},
	"OS":     {{"android", 52}, {"ios", 27}, {"windows", 15}, {"mac", 5}, {"linux", 1}},
	"Access": {{"wifi", 61}, {"5g", 21}, {"4g", 16}, {"3g", 1.4}, {"2g", 0.6}},
}

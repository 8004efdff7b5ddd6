package main

// The variables of a comparison: an operating system and a network type for each side.
const (
	leftOS, leftNetwork   = "os_a", "network_a"
	rightOS, rightNetwork = "os_b", "network_b"
)

// The values that the API documents for its filters.
var (
	operatingSystems = []string{"android", "iOS", "windows", "mac", "linux"}
	networkTypes     = []string{"2g", "3g", "4g", "5g", "wifi"}
)

func comparisonVariables(l language) []object {
	return []object{
		filterVariable(leftOS, l.of("A: system", "A：系统"), operatingSystems, "android"),
		filterVariable(leftNetwork, l.of("A: network", "A：网络"), networkTypes, everything),
		filterVariable(rightOS, l.of("B: system", "B：系统"), operatingSystems, "iOS"),
		filterVariable(rightNetwork, l.of("B: network", "B：网络"), networkTypes, everything),
	}
}

// comparison shows two groups of users side by side.
func comparison(l language) panel {
	rates := func(name, os, access string) panel {
		return ratesOf(l, success(l)+l.of(", ", "，")+groupTitle(l, name, os, access), quality(byWidth, "", joinRate, recvRate).of("$"+os, "$"+access)).about(aboutAll(l))
	}
	stalls := func(name, os, access string) panel {
		return stallsOf(l, stalled(l)+l.of(", ", "，")+groupTitle(l, name, os, access), quality(byWidth, "", stallRate).of("$"+os, "$"+access)).about(aboutAll(l))
	}
	return collapsedRow(
		l.of("Compare two groups of users, A and B above (each costs calls of its own once this row is open)", "对比上方的 A、B 两组用户（展开后每组各自消耗调用）"),
		rates("A", leftOS, leftNetwork), rates("B", rightOS, rightNetwork), stalls("A", leftOS, leftNetwork), stalls("B", rightOS, rightNetwork),
	)
}

func groupTitle(l language, name, os, access string) string {
	return l.of("group "+name+": $"+os+", $"+access, name+" 组：$"+os+"，$"+access)
}

// liveComparison compares what the API of live quality can tell apart: its only filter of many calls is the product type.
func liveComparison(l language) panel {
	of := func(product string, indicators ...string) target {
		t := realTimeQuality("", indicators...)
		t.ProductType = product
		return t
	}
	return collapsedRow(
		l.of("Compare native apps and web (two more calls every 30 seconds once this row is open)", "对比原生应用与 Web 端（展开后每 30 秒多消耗 2 次调用）"),
		ratesOf(l, success(l)+l.of(", native apps", "（原生应用）"), of("native", joinRate, recvRate)), ratesOf(l, success(l)+l.of(", web", "（Web 端）"), of("web", joinRate, recvRate)),
		stallsOf(l, stalled(l)+l.of(", native apps", "（原生应用）"), of("native", stallRate)), stallsOf(l, stalled(l)+l.of(", web", "（Web 端）"), of("web", stallRate)),
	)
}

func ratesOf(l language, title string, t target) panel {
	return lines(title, "", t).with(percent()).translated(l, joined, decoded)
}

func stallsOf(l language, title string, t target) panel {
	return lines(title, aboutStallRate(l), t).with(object{"unit": "percent", "min": 0}).translated(l, stalled)
}

// aboutAll is a trap of the API's filters: none and all that there are differ.
func aboutAll(l language) string {
	return l.of("All means all that can be chosen, without users whose system or network is not known.", "All 表示所有可选值，不含系统或网络未知的用户。")
}

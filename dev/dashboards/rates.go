package main

// percent is the scale of a rate; the lower end is that of the data, as rates differ close to 100 %.
func percent() object { return object{"unit": "percent", "max": 100} }

// The rates below which a value is orange; below seriously it is red. They are examples: what is good depends on the app.
const (
	joinsWell = 99
	mediaWell = 98 // of first frames and of the network, which lose more on an ordinary day

	seriously = 95
)

// coloredBelow gives a rate the colours of its thresholds.
func coloredBelow(well int) object {
	return object{"color": object{"mode": "thresholds"}, "thresholds": thresholds(well)}
}

func thresholds(well int) object {
	return object{"mode": "absolute", "steps": []object{
		{"color": "red", "value": nil}, {"color": "orange", "value": seriously}, {"color": "green", "value": well},
	}}
}

// successRates are queries for the rates of what should succeed, asked for with one of the query types on quality. First
// frames come with a series for audio and one for video.
func successRates(ask func(legend string, indicators ...string) target) []target {
	return []target{ask("", joinRate), ask("", sendRate), ask("", recvRate)}
}

// stallRates is a query that is answered with a series for audio and one for video.
func stallRates(ask func(legend string, indicators ...string) target) target {
	return ask("", stallRate)
}

// qualityBy asks for quality at a granularity.
func qualityBy(granularity string) func(legend string, indicators ...string) target {
	return func(legend string, indicators ...string) target { return quality(granularity, legend, indicators...) }
}

// The plugin's labels.

func joined(l language) string { return l.of("Join success rate", "进房成功率") }

func sent(l language) string { return l.of("First frame sent", "首帧发送成功率") }

func decoded(l language) string { return l.of("First frame decoded", "首帧解码成功率") }

func network(l language) string {
	return l.of("Network delay within limit", "网络传输延时达标率")
}

func stalled(l language) string { return l.of("Stall rate", "卡顿率") }

func success(l language) string { return l.of("Success rates", "成功率") }

func aboutStallRate(l language) string {
	return l.of(
		"By the API's page the audio rate of 80 ms is the share of time with stalls within 80 ms, the reverse of its name: it is not settled whether a high value is good or bad.",
		"API 文档将 80ms 音频卡顿率解释为“音频卡顿在 80ms 以内的时间占比”，与名称的含义相反，因此数值高是好是坏尚无定论。",
	)
}

func aboutNetwork(l language) string {
	return l.of("Share of time in which the delay between two ends is within the time of the tier, 400 ms by default.",
		"两端之间的传输延时在档位时间（默认 400 毫秒）以内的时间占比。")
}

// translated writes the backend's labels, which are English, in the language of the dashboard. Medium and tier, which
// depend on the answer, stay.
func (p panel) translated(l language, labels ...func(language) string) panel {
	if l == english {
		return p
	}
	p.Transformations = append(p.Transformations, renamed("^(.+) · audio(.*)$", "音频$1$2"), renamed("^(.+) · video(.*)$", "视频$1$2"))
	for _, label := range labels {
		p.Transformations = append(p.Transformations, renamed("^(音频|视频)?"+label(english)+"(.*)$", "$1"+label(l)+"$2"))
	}
	return p
}

func renamed(pattern, name string) object {
	return object{"id": "renameByRegex", "options": object{"regex": "/" + pattern + "/", "renamePattern": name}}
}

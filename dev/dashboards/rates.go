package main

// percent is the scale of a rate; the lower end is that of the data, as rates differ close to 100 %.
func percent() object { return object{"unit": "percent", "max": 100} }

// rateThresholds are a start; what is good depends on the app.
func rateThresholds() object {
	return object{"color": object{"mode": "thresholds"}, "thresholds": thresholds()}
}

func thresholds() object {
	return object{"mode": "absolute", "steps": []object{
		{"color": "red", "value": nil}, {"color": "orange", "value": 95}, {"color": "green", "value": 99},
	}}
}

// successRates are queries for the rates of what should succeed, asked for with one of the query types on quality.
func successRates(l language, ask func(legend string, indicators ...string) target) []target {
	return []target{ask(joined(l), joinRate), ask(sent(l), sendRate), ask(received(l), recvRate)}
}

// stalls is a query that is answered with a series for audio and one for video.
func stalls(l language, ask func(legend string, indicators ...string) target) target {
	return ask(l.of("{{label}}", "卡顿率 {{indicator}}"), stallRate)
}

// qualityBy asks for quality at a granularity.
func qualityBy(granularity string) func(legend string, indicators ...string) target {
	return func(legend string, indicators ...string) target { return quality(granularity, legend, indicators...) }
}

func joined(l language) string { return l.of("Joined successfully", "进房成功率") }

func sent(l language) string { return l.of("First frame sent", "首帧发送成功率") }

func received(l language) string { return l.of("First frame received", "首帧接收成功率") }

func network(l language) string {
	return l.of("Network delay within its tier", "网络延时达标率")
}

func stalled(l language) string { return l.of("Stalls", "卡顿率") }

func success(l language) string { return l.of("Success rates", "成功率") }

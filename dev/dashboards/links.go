package main

// link is a data link, which opens another dashboard for what is clicked.
type link struct {
	title, uid, app, rest string
}

// appOfField is the app of the series that is clicked, as the query labels it.
const appOfField = "${__field.labels.app_id}"

// aroundTheMoment is a range of half an hour around the time of the point that is clicked.
const aroundTheMoment = "&time=${__value.time}&time.window=1800000"

// sameRange is the range of the dashboard that is left.
const sameRange = "&${__url_time_range}"

func (k link) object(l language) object {
	return object{"title": k.title, "url": "/d/" + k.uid + l.uidSuffix + "?${datasource:queryparam}&var-app=" + k.app + k.rest}
}

// linked makes what is clicked open other dashboards.
func (p panel) linked(l language, links ...link) panel {
	var listed []object
	for _, k := range links {
		listed = append(listed, k.object(l))
	}
	return p.with(object{"links": listed})
}

func toAppDetail(l language) link {
	return link{title: l.of("Open the app's dashboard", "打开该应用的仪表板"), uid: "rtc-app-detail", app: appOfField}
}

func toLive(l language, app string) link {
	return link{title: l.of("RTC live of this app", "该应用的 RTC 实时"), uid: "rtc-live", app: app, rest: sameRange}
}

// toQuality keeps the target's own range: quality by hour comes hours after the live values.
func toQuality(l language, app string) link {
	return link{title: l.of("RTC quality of this app", "该应用的 RTC 质量"), uid: "rtc-quality", app: app}
}

func toRoomsOfTheMoment(l language, app string) link {
	return link{title: l.of("Rooms of this app at this moment", "该应用此刻的房间"), uid: "rtc-rooms", app: app, rest: aroundTheMoment}
}

func toRoomsOfTheRange(l language, app string) link {
	return link{title: l.of("Rooms of this app in this range", "该应用此时段的房间"), uid: "rtc-rooms", app: app, rest: sameRange}
}

// chosenApp is the app of the dashboard that is left.
const chosenApp = "${app}"

func toCall(l language) link {
	return link{title: l.of("Users of this room", "该房间的用户"), uid: "rtc-call", app: chosenApp, rest: "&var-room=${__value.raw:percentencode}" + sameRange}
}

func toDetail(l language) link {
	return link{
		title: l.of("Call detail of this user", "该用户的通话详情"), uid: "rtc-call", app: chosenApp,
		rest: "&var-room=${room:percentencode}&var-user=${__value.raw:percentencode}" + sameRange,
	}
}

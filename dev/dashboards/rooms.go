package main

// rooms lists an app's rooms of a time range, and shows the quality of a chosen one.
func rooms(l language) dashboard {
	return overTheMoment.dashboard(l, "rtc-rooms", l.of("RTC rooms", "RTC 房间"),
		l.of("The rooms of one app on Volcengine RTC in the time range, and the quality of the chosen one. Shows ids of rooms: the data source must allow it.",
			"火山引擎 RTC 单个应用在时间范围内的房间，以及所选房间的质量。会显示房间 ID，须在数据源中启用。"),
		[]object{datasourceVariable(l), appVariable(l), roomVariable(l)},
		[]panel{
			listStat(l.of("Rooms in the range", "时间范围内的房间"), "", "count", "room_id", "none"),
			listStat(l.of("Longest call", "最长通话"), aboutDuration(l), "max", "duration", "s"),
			listStat(l.of("Most users in a room", "房间最多人数"), "", "max", "users", "short"),
			lines(l.of("Active rooms, last hour", "在线房间数（最近一小时）"), aboutOnline(l), realTimeOperationData(activeRooms(l), onlineRoomCount)).
				with(object{"unit": "short", "min": 0}),
		},
		[]panel{roomTable(l)},
		[]panel{
			lines(l.of("Success rates of room $room, last hour", "房间 $room 的成功率（最近一小时）"), aboutLiveQuality(l), realTimeQuality("", joinRate, recvRate).inChosenRoom()).
				with(percent()).translated(l, joined, decoded),
			lines(l.of("Stall rate of room $room, last hour", "房间 $room 的卡顿率（最近一小时）"), aboutStallRate(l), realTimeQuality("", stallRate).inChosenRoom()).
				with(object{"unit": "percent", "min": 0}).translated(l, stalled),
		},
		[]panel{collapsedRow(l.of("Quality of the room by 5 minutes, for earlier ranges: available after the data delay", "房间质量（按 5 分钟），用于更早的时间范围：数据延迟之后可查询"),
			ratesOf(l, l.of("Success rates of room $room", "房间 $room 的成功率"), quality(byWidth, "", joinRate, recvRate).inChosenRoom()),
			stallsOf(l, l.of("Stall rate of room $room", "房间 $room 的卡顿率"), quality(byWidth, "", stallRate).inChosenRoom()),
		)},
	)
}

// chosenRoom and chosenUser are the dashboard's variables.
const (
	chosenRoom = "$room"
	chosenUser = "$user"
)

// listStat is one number of the list of rooms.
func listStat(title, description, calculation, field, unit string) panel {
	p := latestStat(title, description, roomList()).with(object{"unit": unit}).neutral()
	p.Options["graphMode"] = "none"
	p.Options["reduceOptions"] = object{"calcs": []string{calculation}, "fields": "/^" + field + "$/", "values": false}
	p.width, p.height = 4, chartHeight
	return p
}

func roomTable(l language) panel {
	p := newPanel("table", l.of("Rooms", "房间"), l.of("A row for each call in a room, the newest first. Choose a room id to see who was in the call.", "每行为房间内的一次通话，最新的在前。点击房间 ID 查看通话成员。"),
		mapHeight, roomList())
	p.Options = tableOptions()
	p.FieldConfig["overrides"] = []object{
		named("created", l.of("Created", "创建时间")), named("ended", l.of("Ended", "结束时间")), named("duration", l.of("Duration", "时长")),
		named("room_id", l.of("Room", "房间"), linksTo(l, toCall(l))), named("call_id", l.of("Call", "通话")),
		named("active", l.of("Active", "进行中")), named("users", l.of("Users", "人数")),
	}
	return p.with(object{"custom": tableFields()})
}

// named shows a field by a name, and may set more options of it.
func named(field, name string, options ...object) object {
	return overridden(field, append([]object{{"id": "displayName", "value": name}}, options...)...)
}

func linksTo(l language, k link) object {
	return object{"id": "links", "value": []object{k.object(l)}}
}

func aboutDuration(l language) string {
	return l.of("Of a call that lasts, the time so far.", "进行中的通话为截至目前的时长。")
}

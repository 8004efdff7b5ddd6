package main

// call shows who was in a room when, and what a chosen user sent and received.
func call(l language) dashboard {
	return overTheMoment.dashboard(l, "rtc-call", l.of("RTC call", "RTC 通话"),
		l.of("One room of an app on Volcengine RTC: who was there when, and what one user sent and received. Shows ids of rooms and users: the data source must allow it.",
			"火山引擎 RTC 应用的一个房间：成员何时在场，以及某个用户的发送和接收情况。会显示房间和用户 ID，须在数据源中启用。"),
		[]object{datasourceVariable(l), appVariable(l), roomVariable(l), userVariable(l)},
		[]panel{userTable(l)},
		[]panel{presence(l)},
		[]panel{
			detail(l.of("What $user sent", "$user 的发送情况"), aboutDetail(l), "up"),
			detail(l.of("What $user received", "$user 的接收情况"), aboutDetail(l)+" "+l.of("A series for each user whose media came.", "每个媒体来源用户一条曲线。"), "down"),
		},
	)
}

func userTable(l language) panel {
	p := newPanel("table", l.of("Users", "用户"), l.of("Choose a user id to see below what this user sent and received.", "点击用户 ID，在下方查看其发送和接收情况。"), chartHeight, userList())
	p.Options = tableOptions()
	p.FieldConfig["overrides"] = []object{
		named("user_id", l.of("User", "用户"), linksTo(l, toDetail(l))),
		named("joined", l.of("Joined", "进房时间")), named("left", l.of("Left", "退房时间")), named("online", l.of("Time in room", "在房时长")),
		named("os", operatingSystem(l)), named("network", networkType(l)), named("device", l.of("Device", "设备")),
		named("sdk_version", l.of("SDK version", "SDK 版本")), named("published", l.of("Published", "是否发布流")), named("joins", l.of("Joins", "进房次数")),
		named("room_id", l.of("Room", "房间")), named("call_id", l.of("Call", "通话")),
	}
	return p.with(object{"custom": tableFields()})
}

// presence has a row for each user, from joining to leaving, coloured by network type. The panel takes the first two
// times of a frame for start and end, and Partition by values makes a frame of each user.
func presence(l language) panel {
	p := newPanel("state-timeline", l.of("Who was there when", "成员在场时间"), l.of("From the first joining to the last leaving, coloured by network type.", "从首次进房到最后退房，按网络类型着色。"),
		mapHeight, userList())
	p.Options = timelineOptions()
	return p.transformed(
		object{"id": "filterFieldsByName", "options": object{"include": object{"names": []string{"joined", "left", "user_id", "network"}}}},
		organized(object{}, object{}, object{"joined": 0, "left": 1, "network": 2, "user_id": 3}),
		object{"id": "partitionByValues", "options": object{"fields": []string{"user_id"}, "keepFields": false, "naming": object{"asLabels": true}}},
	).with(object{
		"displayName": "${__field.labels.user_id}", "color": object{"mode": "palette-classic"},
		"custom": object{"lineWidth": 0, "fillOpacity": 80},
	})
}

func detail(title, description, direction string) panel {
	t := query("callDetail", "").inChosenRoom()
	t.UserIDs, t.Direction = []string{chosenUser}, direction
	p := lines(title, description, t)
	p.height = mapHeight
	p.Options["legend"] = object{"calcs": []string{"mean", "min", "max"}, "displayMode": "table", "placement": "bottom", "showLegend": true}
	return p
}

func aboutDetail(l language) string {
	return l.of("Names and units are the API's. Units that differ have axes of their own.", "名称和单位来自 API，不同单位使用各自的坐标轴。")
}

func roomList() target { return query("rooms", "") }

func userList() target { return query("roomUsers", "").inChosenRoom() }

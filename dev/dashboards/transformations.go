package main

// only applies a transformation to the frames of a refId, or to those whose refId fits a pattern. Grafana gives what
// Reduce makes of A the refId reduce-A.
func only(refID string, transformation object) object {
	transformation["filter"] = object{"id": "byRefId", "options": refID}
	return transformation
}

// reducedToRows has a row for each series: its name in the field "Field", and its newest value in "Last *".
func reducedToRows() object {
	return object{"id": "reduce", "options": object{
		"mode": "seriesToRows", "labelsToFields": false, "reducers": []string{"lastNotNull"},
	}}
}

// rowsWithLabels has the labels of each series in fields of their own, and not its name.
func rowsWithLabels() object {
	return object{"id": "reduce", "options": object{
		"mode": "seriesToRows", "labelsToFields": true, "reducers": []string{"lastNotNull"},
	}}
}

// lowestOfAnApp makes one row of those of an app, such as audio and video: the field "Last * (min)".
func lowestOfAnApp() object {
	return object{"id": "groupBy", "options": object{"fields": object{
		"app_id": object{"operation": "groupby", "aggregations": []string{}},
		"Last *": object{"operation": "aggregate", "aggregations": []string{"min"}},
	}}}
}

func sortedBy(field string) object {
	return object{"id": "sortBy", "options": object{"sort": []object{{"field": field, "desc": false}}}}
}

func organized(exclude, rename, order object) object {
	return object{"id": "organize", "options": object{"excludeByName": exclude, "renameByName": rename, "indexByName": order}}
}

package plugin

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"

	"volcengine-rtc-datasource/pkg/rtc"
	"volcengine-rtc-datasource/pkg/store"
)

// detailSeries is one indicator of what a user sent or received, of all cells of the answer.
type detailSeries struct {
	*rtc.Detail // of the first cell
	points      []rtc.Point
}

// detailFrames have a series for each indicator of each user, direction and peer.
func detailFrames(q query, answer store.Answer) data.Frames {
	all := detailsOf(q, answer)
	several := severalOf(all)
	frames := make(data.Frames, 0, max(1, len(all)))
	for _, series := range all {
		frames = append(frames, detailFrame(q, series, several))
	}
	if len(frames) == 0 {
		frames = append(frames, data.NewFrame(""))
	}
	for _, frame := range frames {
		frame.SetMeta(&data.FrameMeta{Type: data.FrameTypeTimeSeriesMulti, TypeVersion: data.FrameTypeVersion{0, 1}})
	}
	return frames
}

// detailsOf joins the cells of each series, and puts users in the order of their ids, what they sent before what they
// received, and indicators in the API's order.
func detailsOf(q query, answer store.Answer) []*detailSeries {
	type identity struct{ user, peer, direction, name, description string }
	var all []*detailSeries
	known := map[identity]*detailSeries{}
	rows := slices.Clone(answer.Rows)
	slices.SortStableFunc(rows, func(a, b store.Row) int { return a.Began().Compare(b.Began()) })
	for _, row := range rows {
		detail := row.Row.(*rtc.Detail)
		id := identity{detail.UserID, detail.PeerID, detail.Direction, detail.Name, detail.Description}
		series := known[id]
		if series == nil {
			series = &detailSeries{Detail: detail}
			known[id] = series
			all = append(all, series)
		}
		for _, point := range detail.Points {
			if !point.At.Before(q.from) && point.At.Before(q.to) {
				series.points = append(series.points, point)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *detailSeries) int {
		return cmp.Or(cmp.Compare(a.UserID, b.UserID), -cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.PeerID, b.PeerID))
	})
	return all
}

// severalOf tells what differs between series, so that their names need it.
func severalOf(all []*detailSeries) (several struct{ users, directions, descriptions bool }) {
	descriptions := map[string]string{}
	for _, series := range all {
		several.users = several.users || series.UserID != all[0].UserID
		several.directions = several.directions || series.Direction != all[0].Direction
		key := strings.Join([]string{series.UserID, series.PeerID, series.Direction, series.Name}, "\n")
		known, seen := descriptions[key]
		several.descriptions = several.descriptions || seen && known != series.Description
		descriptions[key] = series.Description
	}
	return several
}

func detailFrame(q query, series *detailSeries, several struct{ users, directions, descriptions bool }) *data.Frame {
	times, values := make([]time.Time, len(series.points)), make([]*float64, len(series.points))
	for i, point := range series.points {
		times[i], values[i] = point.At.UTC(), &series.points[i].Value
	}
	labels := data.Labels{"user_id": series.UserID, "direction": series.Direction, "indicator": series.Name}
	if series.PeerID != "" {
		labels["peer_id"] = series.PeerID
	}
	if several.descriptions {
		labels["indicator"] = strings.TrimSpace(series.Name + " " + series.Description)
	}
	label := withDefault(series.Description, series.Name)
	parts := []string{label}
	if several.users {
		parts = append(parts, series.UserID)
	}
	if several.directions && series.Direction != "" {
		parts = append(parts, series.Direction)
	}
	if series.PeerID != "" {
		parts = append(parts, series.PeerID)
	}
	pattern := withDefault(strings.TrimSpace(q.legend), strings.Join(parts, separator))
	field := data.NewField(series.Name, labels, values)
	field.Config = &data.FieldConfig{
		DisplayNameFromDS: strings.NewReplacer(
			"{{indicator}}", series.Name, "{{label}}", label, "{{user_id}}", series.UserID, "{{peer_id}}", series.PeerID,
			"{{direction}}", series.Direction, "{{unit}}", series.Unit, appIDPlaceholder, q.appIDs[0],
		).Replace(pattern),
		Unit:        unitOfDetail(series.Unit),
		Description: series.Description,
	}
	return data.NewFrame("", data.NewField(data.TimeSeriesTimeFieldName, nil, times), field)
}

// detailUnits are Grafana's ids of units that a call detail may name; the documents list none but kbps.
var detailUnits = map[string]string{
	"bps": "bps", "kbps": "Kbits", "mbps": "Mbits", "ms": "ms", "s": "s", "%": "percent", "db": "dB", "dbm": "dBm",
}

func unitOfDetail(unit string) string {
	unit = strings.TrimSpace(unit)
	if known := detailUnits[strings.ToLower(unit)]; known != "" || unit == "" {
		return known
	}
	return grafanaUnit(unit)
}

package plugin

import (
	"fmt"
	"slices"
	"weak"

	"github.com/grafana/grafana-plugin-sdk-go/data"
	lru "github.com/hashicorp/golang-lru/v2"

	"volcengine-rtc-datasource/pkg/store"
)

// maxSharedFields is of how many queries the fields are shared.
const maxSharedFields = 256

// sharedFields lets answers to the same query have the same fields, as long as any of them is still in use: a dashboard
// on many screens is asked for by all of them at once, and a million points have a million pointers each time. Fields
// are never changed after they were made. Only weak pointers are kept, so sharing takes no memory of its own.
type sharedFields struct {
	byQuery *lru.Cache[string, madeFields]
}

// madeFields are the fields that were made of some series.
type madeFields struct {
	from   []fieldSource
	fields []weak.Pointer[data.Field]
}

// fieldSource is all that the field of a series depends on beside the query. Values never change, so that those at the
// same place are the same.
type fieldSource struct {
	series  [6]string
	share   bool
	values  weak.Pointer[float64]
	appName string
}

func newSharedFields() *sharedFields {
	byQuery, _ := lru.New[string, madeFields](maxSharedFields) // fails only on a size below one
	return &sharedFields{byQuery: byQuery}
}

// of gives the fields of an answer that has at least one bucket, those of an earlier answer where they are the same.
func (f *sharedFields) of(answer store.Answer, names legend) []*data.Field {
	key := fmt.Sprintf("%s %v %v %q %v %q %v", answer.Plan.API.Action, answer.Plan.Grid, answer.Plan.Buckets, names.template,
		names.severalApps, names.dimension, names.filter)
	from := make([]fieldSource, len(answer.Series))
	for i, s := range answer.Series {
		from[i] = fieldSource{
			series: [6]string{s.AppID, s.Indicator, s.Name, s.Place, s.Alias, s.Unit}, share: s.Share,
			values: weak.Make(&s.Values[0]), appName: names.appName(s.AppID),
		}
	}
	if made, ok := f.byQuery.Get(key); ok && slices.Equal(made.from, from) {
		if fields := made.alive(); fields != nil {
			return fields
		}
	}
	fields := seriesFields(answer, names)
	made := madeFields{from: from}
	for _, field := range fields {
		made.fields = append(made.fields, weak.Make(field))
	}
	f.byQuery.Add(key, made)
	return fields
}

// alive gives the fields, nil if one of them is gone.
func (m madeFields) alive() []*data.Field {
	fields := make([]*data.Field, len(m.fields))
	for i, pointer := range m.fields {
		if fields[i] = pointer.Value(); fields[i] == nil {
			return nil
		}
	}
	return fields
}

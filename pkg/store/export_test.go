package store

import "volcengine-rtc-datasource/pkg/rtc"

// NewProcessOf is NewProcess with another number of bytes for values.
func NewProcessOf(bytes int) *Process {
	process := NewProcess()
	process.values = newValues(bytes)
	return process
}

// Windows are the calls of a plan, where missing tells of each bucket whether it has to be fetched.
func (p Plan) Windows(missing func(bucket int64) bool) []rtc.Span {
	var gone spans
	for bucket := p.available.First; bucket < p.available.End; bucket++ {
		if missing(bucket) {
			gone = gone.add(rtc.Span{First: bucket, End: bucket + 1})
		}
	}
	return p.windows(gone)
}

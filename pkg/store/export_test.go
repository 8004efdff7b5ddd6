package store

import "volcengine-rtc-datasource/pkg/rtc"

// MemoryBytes is what a process keeps at most.
const MemoryBytes = memoryBytes

// Bytes is what the values of a process take.
func (p *Process) Bytes() int { return p.values.recent.bytes + p.values.frequent.bytes }

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

package rtcsim

import "time"

// noise is a number in [0,1) that depends on nothing but key and t. It is called for every value, several times: the loop is
// that of hash/fnv, which the race detector would watch byte by byte.
//
//go:norace
func noise(key string, t time.Time) float64 {
	const offset64, prime64 = 14695981039346656037, 1099511628211
	x := uint64(offset64)
	for i := range len(key) {
		x = (x ^ uint64(key[i])) * prime64
	}
	x ^= uint64(t.Unix()) * 0x9e3779b97f4a7c15
	// FNV alone leaves neighbouring hours alike; this is splitmix64's finalizer.
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return float64(x>>11) / (1 << 53)
}

// wobble is the noise of the moment's hour. Buckets shorter than an hour move from
// the noise of their hour to that of the next, with little of their own: people do
// not come and go by half minutes.
func (m moment) wobble(key string) float64 {
	if m.length >= time.Hour {
		return noise(key, m.start)
	}
	hour := bucketStart(m.start, time.Hour)
	passed := m.start.Sub(hour).Hours()
	steady := (1-passed)*noise(key, hour) + passed*noise(key, hour.Add(time.Hour))
	return 0.9*steady + 0.1*noise(key, m.start)
}

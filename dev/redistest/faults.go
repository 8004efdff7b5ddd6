package redistest

import (
	"strings"
	"testing"
	"time"
)

// Fault is something that happens to a Redis in use, and may last for a while.
type Fault func(t testing.TB, server *Server, during time.Duration)

// Faults are those that a Redis recovers from by itself, but for a full memory. The server is one of StartSteppable.
func Faults() map[string]Fault {
	return map[string]Fault{
		"frozen": func(_ testing.TB, server *Server, during time.Duration) {
			server.Freeze()
			time.Sleep(during)
			server.Thaw()
		},
		"killed and restarted": func(_ testing.TB, server *Server, during time.Duration) {
			server.Kill()
			time.Sleep(during)
			server.Restart()
		},
		"clock set forward": func(_ testing.TB, server *Server, _ time.Duration) { server.Step(time.Hour) },
		"clock set back":    func(_ testing.TB, server *Server, _ time.Duration) { server.Step(-time.Hour) },
		"emptied":           func(_ testing.TB, server *Server, _ time.Duration) { server.Do("FLUSHALL") },
		"full": func(_ testing.TB, server *Server, _ time.Duration) {
			server.Do("CONFIG", "SET", "maxmemory", "1")
		},
		"connections killed": func(_ testing.TB, server *Server, during time.Duration) {
			for range 30 {
				server.Do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
				time.Sleep(during / 30)
			}
		},
		"garbage": func(t testing.TB, server *Server, _ time.Duration) {
			keys := server.Keys()
			if len(keys) == 0 {
				t.Error("no key to overwrite")
			}
			for _, key := range keys {
				server.Do("SET", key, strings.Repeat("\xff\x00garbage", 1000))
			}
		},
	}
}

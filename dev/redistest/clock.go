package redistest

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// clockSource is a library whose clock is ahead of the host's by the microseconds in the file that REDISTEST_CLOCK names.
// redis-server has its time from gettimeofday.
const clockSource = `
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int64_t *ahead;

__attribute__((constructor)) static void map_ahead(void) {
	ahead = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, open(getenv("REDISTEST_CLOCK"), O_RDONLY), 0);
	if (ahead == MAP_FAILED)
		abort();
}

int gettimeofday(struct timeval *now, void *zone) {
	if (syscall(SYS_gettimeofday, now, zone) != 0)
		return -1;
	int64_t moment = now->tv_sec * INT64_C(1000000) + now->tv_usec + *ahead;
	now->tv_sec = moment / 1000000;
	now->tv_usec = moment % 1000000;
	return 0;
}
`

// StartSteppable is Start for a server whose clock Step sets. It needs gcc, as the race detector does.
func StartSteppable(t testing.TB, options ...string) *Server {
	t.Helper()
	dir := t.TempDir()
	library, file := filepath.Join(dir, "clock.so"), filepath.Join(dir, "clock")
	compile := exec.CommandContext(t.Context(), "gcc", "-shared", "-fPIC", "-o", library, "-x", "c", "-")
	compile.Stdin = strings.NewReader(clockSource)
	output, err := compile.CombinedOutput()
	require.NoError(t, err, "%s", output)
	s := newServer(t, options)
	s.clockFile, s.environment = file, []string{"LD_PRELOAD=" + library, "REDISTEST_CLOCK=" + file}
	s.Step(0)
	s.run()
	return s
}

// Step sets the server's clock forward, or back.
func (s *Server) Step(by time.Duration) {
	s.t.Helper()
	s.ahead += by
	file, err := os.OpenFile(s.clockFile, os.O_WRONLY|os.O_CREATE, 0o600) // it is mapped, so it must not be replaced
	require.NoError(s.t, err)
	require.NoError(s.t, binary.Write(file, binary.NativeEndian, s.ahead.Microseconds()))
	require.NoError(s.t, file.Close())
}

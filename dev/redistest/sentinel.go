package redistest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
)

// masterName is what the Sentinel calls its master.
const masterName = "rtc"

// Pair is a master and its replica under a Sentinel, which makes the replica the master when that dies.
type Pair struct {
	Master, Replica *Server
	sentinel        *Server
}

// StartPair starts master, replica and Sentinel.
func StartPair(t testing.TB) *Pair {
	t.Helper()
	p := &Pair{Master: Start(t)}
	host, port, _ := net.SplitHostPort(p.Master.Address)
	p.Replica = Start(t, "--replicaof", host+" "+port)
	p.Replica.awaitInfo("replication", "master_link_status:up")
	p.sentinel = startSentinel(t, host, port)
	return p
}

func startSentinel(t testing.TB, host, port string) *Server {
	t.Helper()
	s := &Server{t: t, Address: freeAddress(t)}
	_, own, _ := net.SplitHostPort(s.Address)
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	require.NoError(t, os.WriteFile(file, []byte(fmt.Sprintf(
		"port %s\nbind 127.0.0.1\nsentinel monitor %[2]s %s %s 1\nsentinel down-after-milliseconds %[2]s 1000\nsentinel failover-timeout %[2]s 5000\n",
		own, masterName, host, port)), 0o600))
	binary, err := exec.LookPath("redis-server")
	require.NoError(t, err)
	s.process = exec.Command(binary, file, "--sentinel")
	pluginhost.EndWithParent(s.process)
	require.NoError(t, s.process.Start())
	t.Cleanup(s.Kill)
	s.client = s.newClient()
	s.awaitInfo("sentinel", "slaves=1")
	return s
}

// URL is that of the pair, for the setting redisUrl.
func (p *Pair) URL() string { return "redis://" + p.sentinel.Address + "?master_name=" + masterName }

// AwaitFailover waits until the replica has become the master.
func (p *Pair) AwaitFailover() {
	p.Replica.t.Helper()
	p.Replica.awaitInfo("replication", "role:master")
}

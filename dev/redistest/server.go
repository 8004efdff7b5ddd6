// Package redistest runs the real redis-server for tests, and does to it what happens in operation: it freezes, dies,
// restarts, is slow or full, has its clock set, and fails over.
package redistest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/stretchr/testify/require"

	"volcengine-rtc-datasource/dev/pluginhost"
)

// startWithin is how long a server may take to start, or a Sentinel to find its master.
const startWithin = 20 * time.Second

// Server is a running redis-server on a port of its own. It keeps nothing on disk.
type Server struct {
	Address string
	// CACert is the PEM of the authority of a server with TLS.
	CACert    string
	t         testing.TB
	arguments []string
	process   *exec.Cmd
	client    *redis.Pool

	environment []string      // on top of this process's
	clockFile   string        // of a server whose clock can be set
	ahead       time.Duration // of the host's clock
}

// Start starts a server, with options such as "--maxmemory", "4mb".
func Start(t testing.TB, options ...string) *Server {
	t.Helper()
	s := newServer(t, options)
	s.run()
	return s
}

// newServer is one that does not run yet.
func newServer(t testing.TB, options []string) *Server {
	t.Helper()
	s := &Server{t: t, Address: freeAddress(t)}
	_, port, _ := net.SplitHostPort(s.Address)
	s.arguments = append([]string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir()}, options...)
	s.client = s.newClient()
	return s
}

// StartTLS starts a server that speaks TLS only, with a certificate of an authority of its own.
func StartTLS(t testing.TB) *Server {
	t.Helper()
	certificate := newCertificate(t)
	s := &Server{t: t, Address: freeAddress(t), CACert: certificate.authority}
	_, port, _ := net.SplitHostPort(s.Address)
	dir := t.TempDir()
	files := map[string]string{"cert.pem": certificate.certificate, "key.pem": certificate.key, "ca.pem": certificate.authority}
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	s.arguments = []string{
		"--port", "0", "--tls-port", port, "--bind", "127.0.0.1", "--save", "", "--dir", dir, "--tls-auth-clients", "no",
		"--tls-cert-file", filepath.Join(dir, "cert.pem"), "--tls-key-file", filepath.Join(dir, "key.pem"), "--tls-ca-cert-file", filepath.Join(dir, "ca.pem"),
	}
	s.client = s.newClient(redis.DialUseTLS(true), redis.DialTLSConfig(certificate.trusted(t)))
	s.run()
	return s
}

// newClient keeps a connection that still works, because a test may change the password.
func (s *Server) newClient(options ...redis.DialOption) *redis.Pool {
	options = append(options, redis.DialConnectTimeout(time.Second), redis.DialReadTimeout(startWithin), redis.DialWriteTimeout(startWithin))
	for i, argument := range s.arguments {
		if argument == "--requirepass" {
			options = append(options, redis.DialPassword(s.arguments[i+1]))
		}
	}
	pool := &redis.Pool{
		MaxIdle: 1,
		Dial:    func() (redis.Conn, error) { return redis.Dial("tcp", s.Address, options...) },
		TestOnBorrow: func(connected redis.Conn, _ time.Time) error {
			_, err := connected.Do("PING")
			return err
		},
	}
	s.t.Cleanup(func() { _ = pool.Close() })
	return pool
}

// run starts the process and waits until it answers.
func (s *Server) run() {
	s.t.Helper()
	binary, err := exec.LookPath("redis-server")
	require.NoError(s.t, err, "install redis-server: go tool mage test does so")
	s.process = exec.Command(binary, s.arguments...)
	s.process.Env = append(os.Environ(), s.environment...)
	pluginhost.EndWithParent(s.process)
	require.NoError(s.t, s.process.Start())
	s.t.Cleanup(s.Kill)
	s.await("the start of redis-server", func() bool {
		_, err := s.send("PING")
		return err == nil
	})
}

// await waits for something that another process does.
func (s *Server) await(what string, done func() bool) {
	s.t.Helper()
	require.Eventually(s.t, done, startWithin, 20*time.Millisecond, what)
}

// awaitInfo waits until the server says something of itself. It closes its connections when it becomes the master, so one that
// is lost is no failure.
func (s *Server) awaitInfo(section, text string) {
	s.t.Helper()
	s.await(section+" with "+text, func() bool {
		info, err := s.send("INFO", section)
		return err == nil && strings.Contains(fmt.Sprint(info), text)
	})
}

// URL is that of the server, for the setting redisUrl.
func (s *Server) URL() string {
	if s.CACert != "" {
		return "rediss://" + s.Address
	}
	return "redis://" + s.Address
}

// Do sends a command.
func (s *Server) Do(arguments ...any) any {
	s.t.Helper()
	reply, err := s.send(arguments...)
	require.NoError(s.t, err, "%v", arguments)
	return reply
}

func (s *Server) send(arguments ...any) (any, error) {
	connected := s.client.Get()
	defer func() { _ = connected.Close() }()
	reply, err := connected.Do(fmt.Sprint(arguments[0]), arguments[1:]...)
	return readable(reply), err
}

// readable has texts instead of bytes.
func readable(reply any) any {
	switch reply := reply.(type) {
	case []byte:
		return string(reply)
	case []any:
		for i := range reply {
			reply[i] = readable(reply[i])
		}
	}
	return reply
}

// Keys are all that there are.
func (s *Server) Keys() (keys []string) {
	s.t.Helper()
	list, _ := s.Do("KEYS", "*").([]any)
	for _, key := range list {
		keys = append(keys, fmt.Sprint(key))
	}
	return keys
}

// Dump is everything that somebody sees who has the server: the keys and what they hold, as text.
func (s *Server) Dump() string {
	s.t.Helper()
	var dump strings.Builder
	for _, key := range s.Keys() {
		fmt.Fprintf(&dump, "%s = ", key)
		if s.Do("TYPE", key) == "string" {
			value, _ := s.Do("GET", key).(string) // it may have expired meanwhile
			dump.WriteString(value)
		}
		dump.WriteString("\n")
	}
	return dump.String()
}

// Freeze stops the server: connections stay open, and nothing is answered until Thaw.
func (s *Server) Freeze() { require.NoError(s.t, s.process.Process.Signal(syscall.SIGSTOP)) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { require.NoError(s.t, s.process.Process.Signal(syscall.SIGCONT)) }

// Kill ends the server at once. What it held is lost.
func (s *Server) Kill() {
	_ = s.process.Process.Signal(syscall.SIGKILL)
	_ = s.process.Wait()
}

// Restart starts a server that was killed again, on the same port.
func (s *Server) Restart() {
	s.t.Helper()
	s.run()
}

// freeAddress is one on loopback that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
}

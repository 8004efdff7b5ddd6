package redistest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Slow is the URL of a proxy in front of the server, which passes on what it gets after a delay.
func (s *Server) Slow(t testing.TB, delay time.Duration) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{delay: delay, open: func(net.Conn) (net.Conn, error) { return net.Dial("tcp", s.Address) }}
	p.start(t, listener)
	return "redis://" + listener.Addr().String()
}

// proxy owns the goroutines of its connections, which end when it is closed.
type proxy struct {
	open  func(client net.Conn) (server net.Conn, err error)
	delay time.Duration
	done  chan struct{}
	work  sync.WaitGroup
}

// start accepts connections until the end of the test.
func (p *proxy) start(t testing.TB, listener net.Listener) {
	p.done = make(chan struct{})
	p.work.Go(func() { p.accept(listener) })
	t.Cleanup(func() {
		close(p.done)
		_ = listener.Close()
		p.work.Wait()
	})
}

func (p *proxy) accept(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := p.open(client)
		if err != nil {
			_ = client.Close()
			continue
		}
		ended := make(chan struct{}, 2)
		p.work.Go(func() { p.pass(server, client, p.delay, ended) })
		p.work.Go(func() { p.pass(client, server, 0, ended) })
		p.work.Go(func() {
			select {
			case <-ended:
			case <-p.done:
			}
			_ = client.Close()
			_ = server.Close()
		})
	}
}

func (p *proxy) pass(to io.Writer, from io.Reader, delay time.Duration, ended chan<- struct{}) {
	defer func() { ended <- struct{}{} }()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		select {
		case <-time.After(delay):
		case <-p.done:
			return
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

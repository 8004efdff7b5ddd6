package redistest

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Socks is a SOCKS5 proxy that speaks TLS with who has its certificate, as Grafana's secure socks proxy does.
type Socks struct {
	Address string
	// CACert, Certificate and Key are PEM: what the proxy's certificate is signed with, and those of a client.
	CACert, Certificate, Key string

	hosts map[string]string
	mu    sync.Mutex
	asked []string
}

// StartSocks starts a proxy. hosts has the addresses that only the proxy knows the way to, and where each leads.
func StartSocks(t testing.TB, hosts map[string]string) *Socks {
	t.Helper()
	issued := newCertificate(t)
	pair, err := tls.X509KeyPair([]byte(issued.certificate), []byte(issued.key))
	require.NoError(t, err)
	authority := x509.NewCertPool()
	require.True(t, authority.AppendCertsFromPEM([]byte(issued.authority)))
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{pair}, ClientCAs: authority, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13,
	})
	require.NoError(t, err)
	s := &Socks{
		Address: listener.Addr().String(), CACert: issued.authority, Certificate: issued.certificate, Key: issued.key, hosts: hosts,
	}
	(&proxy{open: s.open}).start(t, listener)
	return s
}

// Asked are the addresses that were asked for.
func (s *Socks) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// The parts of SOCKS5 (RFC 1928) that are used: no login, CONNECT, and addresses by IPv4 or by name.
const (
	socksVersion = 5
	socksIPv4    = 1
	socksName    = 3
)

// open takes part in the handshake and connects to what the client asks for.
func (s *Socks) open(client net.Conn) (net.Conn, error) {
	if err := client.SetDeadline(time.Now().Add(startWithin)); err != nil {
		return nil, err
	}
	methods, err := readCounted(client, 1)
	if err != nil {
		return nil, err
	}
	if methods[0] != socksVersion {
		return nil, errors.New("not SOCKS5")
	}
	if _, err := client.Write([]byte{socksVersion, 0}); err != nil {
		return nil, err
	}
	address, err := readAddress(client)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.asked = append(s.asked, address)
	s.mu.Unlock()
	server, err := net.Dial("tcp", cmp.Or(s.hosts[address], address))
	if err != nil {
		return nil, err
	}
	_, err = client.Write([]byte{socksVersion, 0, 0, socksIPv4, 0, 0, 0, 0, 0, 0})
	if err := errors.Join(err, client.SetDeadline(time.Time{})); err != nil {
		_ = server.Close()
		return nil, err
	}
	return server, nil
}

// readCounted reads some bytes, one that counts, and as many as that says.
func readCounted(from io.Reader, before int) ([]byte, error) {
	head := make([]byte, before+1)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	rest := make([]byte, head[before])
	_, err := io.ReadFull(from, rest)
	return append(head, rest...), err
}

// readAddress reads a request to connect.
func readAddress(from io.Reader) (string, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(from, head); err != nil {
		return "", err
	}
	var host string
	switch head[3] {
	case socksIPv4:
		ip := make(net.IP, net.IPv4len)
		if _, err := io.ReadFull(from, ip); err != nil {
			return "", err
		}
		host = ip.String()
	case socksName:
		name, err := readCounted(from, 0)
		if err != nil {
			return "", err
		}
		host = string(name[1:])
	default:
		return "", fmt.Errorf("an address of the kind %d", head[3])
	}
	port := make([]byte, 2)
	_, err := io.ReadFull(from, port)
	return net.JoinHostPort(host, strconv.Itoa(int(port[0])<<8|int(port[1]))), err
}

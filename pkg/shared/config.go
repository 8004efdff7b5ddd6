package shared

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config says which Redis is used and how it is reached.
type Config struct {
	// URL is redis://[user@]host[:port][/db], or rediss:// for TLS. With ?master_name= the hosts are Sentinels; further ones
	// follow as addr=host:port. With sentinel_auth=true these ask for the same password. It never holds a password.
	URL      string
	Password string
	// CACert is the PEM of the authorities that are trusted instead of the system's; empty for those of the system.
	CACert string
	// Epoch is any text. A new one starts a new key space; what was kept under another one is not found any more.
	Epoch string
	// Dial reaches Redis through a proxy; nil dials directly. Route tells connections apart that are dialled differently.
	Dial  Dial
	Route string
	// Timeout bounds each operation, from the dial to the last byte; DefaultTimeout if it is 0.
	Timeout time.Duration
}

// Dial makes a connection.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// DefaultTimeout bounds each operation on Redis: an answer must not be late for it.
const DefaultTimeout = 200 * time.Millisecond

// ConfigError says which part of a Config is wrong and how.
type ConfigError struct {
	Part    Part
	Problem string
}

// Part is one of a Config.
type Part string

// The parts that can be wrong.
const (
	PartURL      Part = "URL"
	PartPassword Part = "password"
	PartCACert   Part = "CA certificate"
)

func (e *ConfigError) Error() string { return fmt.Sprintf("%s %s", e.Part, e.Problem) }

func wrongURL(format string, args ...any) error {
	return &ConfigError{PartURL, fmt.Sprintf(format, args...)}
}

// Check tells what is wrong with a Config, without reaching for Redis.
func (c Config) Check() error {
	_, err := c.target()
	return err
}

const (
	defaultPort         = "6379"
	defaultSentinelPort = "26379"
	maxSentinels        = 16
	maxPassword         = 4096
)

// target is what a Config comes to.
type target struct {
	user         string
	db           int
	tls          *tls.Config // nil without TLS
	addresses    []string    // one, or those of the Sentinels
	master       string      // the name that the Sentinels know it by; empty without Sentinel
	sentinelAuth bool
}

func (c Config) target() (target, error) {
	// A parser's error would show the URL, and with it a password that should not be there.
	parsed, err := url.Parse(c.URL)
	if err != nil {
		return target{}, wrongURL("is not a URL, such as redis://redis.example.com:6379")
	}
	if _, set := parsed.User.Password(); set {
		return target{}, wrongURL("must not hold a password, because everybody who may query can read it")
	}
	var t target
	t.user = parsed.User.Username()
	if err := t.readQuery(parsed.RawQuery); err != nil {
		return target{}, err
	}
	switch {
	case strings.Contains(parsed.Scheme, "cluster"), strings.Contains(parsed.Host, ","), t.master == "" && len(t.addresses) > 0:
		return target{}, wrongURL("names a Redis Cluster, which is not supported: use a single Redis or Sentinel (?master_name=)")
	case parsed.Scheme != "redis" && parsed.Scheme != "rediss":
		return target{}, wrongURL("must start with redis:// or rediss://")
	case parsed.Hostname() == "":
		return target{}, wrongURL("has no host")
	case parsed.Fragment != "":
		return target{}, wrongURL("must end before any #")
	}
	port := withDefault(parsed.Port(), defaultPort)
	if t.master != "" {
		port = withDefault(parsed.Port(), defaultSentinelPort)
	}
	t.addresses = append([]string{net.JoinHostPort(parsed.Hostname(), port)}, t.addresses...)
	if path := strings.Trim(parsed.Path, "/"); path != "" {
		if t.db, err = strconv.Atoi(path); err != nil || t.db < 0 {
			return target{}, wrongURL("has a path that is not the number of a database")
		}
	}
	if err := checkPassword(c.Password, t.user); err != nil {
		return target{}, err
	}
	t.tls, err = c.tls(parsed)
	return t, err
}

// readQuery takes the parameters that are known, and refuses others: nobody would notice that they have no effect.
func (t *target) readQuery(raw string) error {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return wrongURL("has parameters that cannot be read")
	}
	for name, all := range values {
		switch name {
		case "master_name":
			t.master = all[0]
			if t.master == "" {
				return wrongURL("has an empty master_name")
			}
		case "addr":
			t.addresses = slices.Clone(all)
		case "sentinel_auth":
			if t.sentinelAuth, err = strconv.ParseBool(all[0]); err != nil {
				return wrongURL("has a sentinel_auth that is neither true nor false")
			}
		default:
			return wrongURL("has an unknown parameter; known are master_name, addr and sentinel_auth")
		}
	}
	if len(t.addresses) > maxSentinels {
		return wrongURL("names more than %d Sentinels", maxSentinels)
	}
	for _, address := range t.addresses {
		if host, port, err := net.SplitHostPort(address); err != nil || host == "" || port == "" {
			return wrongURL("has an addr that is not host:port")
		}
	}
	return nil
}

func checkPassword(password, user string) error {
	switch {
	case len(password) > maxPassword:
		return &ConfigError{PartPassword, fmt.Sprintf("is longer than %d bytes", maxPassword)}
	case user != "" && password == "":
		return &ConfigError{PartPassword, "is missing, although the URL names a user"}
	}
	return nil
}

func (c Config) tls(parsed *url.URL) (*tls.Config, error) {
	if parsed.Scheme == "redis" {
		if c.CACert != "" {
			return nil, &ConfigError{PartCACert, "has no effect with redis://; use rediss:// for TLS"}
		}
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CACert != "" {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM([]byte(c.CACert)) {
			return nil, &ConfigError{PartCACert, "is not a certificate in PEM form"}
		}
	}
	return config, nil
}

// identity is the same for configs that can share a connection. It is a hash, because it would show the password.
func (c Config) identity() string {
	hash := sha256.Sum256(fmt.Appendf(nil, "%q", []string{c.URL, c.Password, c.CACert, c.Route, c.timeout().String()}))
	return string(hash[:])
}

func (c Config) timeout() time.Duration {
	if c.Timeout == 0 {
		return DefaultTimeout
	}
	return c.Timeout
}

// dialer makes connections, to a Redis or a Sentinel, directly or through the proxy.
func (c Config) dialer(t target) Dial {
	dial := c.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if t.tls == nil {
		return dial
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		plain, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		// The certificate is that of the host that is dialled: Sentinels name others than the URL.
		config := t.tls.Clone()
		config.ServerName, _, _ = net.SplitHostPort(address)
		secured := tls.Client(plain, config)
		if err := secured.HandshakeContext(ctx); err != nil {
			_ = plain.Close()
			return nil, err
		}
		return secured, nil
	}
}

func withDefault(text, usual string) string {
	if text == "" {
		return usual
	}
	return text
}

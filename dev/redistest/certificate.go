package redistest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// certificate is that of a server on loopback, with the authority that issued it, as PEM.
type certificate struct{ authority, certificate, key string }

func newCertificate(t testing.TB) certificate {
	t.Helper()
	authorityKey, authority := issue(t, nil, nil)
	key, issued := issue(t, authority, authorityKey)
	encodedKey, err := x509.MarshalECPrivateKey(key)
	require.NoError(t, err)
	return certificate{
		authority: encode("CERTIFICATE", authority.Raw), certificate: encode("CERTIFICATE", issued.Raw), key: encode("EC PRIVATE KEY", encodedKey),
	}
}

// ForeignAuthority is the PEM of an authority that no server has a certificate of.
func ForeignAuthority(t testing.TB) string { return newCertificate(t).authority }

// issue makes a certificate for loopback, or an authority if there is none that issues it.
func issue(t testing.TB, issuer *x509.Certificate, issuerKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "redistest"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		BasicConstraintsValid: true, IsCA: issuer == nil,
	}
	if issuer == nil {
		issuer, issuerKey = template, key
	}
	encoded, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, issuerKey)
	require.NoError(t, err)
	issued, err := x509.ParseCertificate(encoded)
	require.NoError(t, err)
	return key, issued
}

func encode(kind string, content []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}))
}

// trusted is the configuration of a client that trusts the authority.
func (c certificate) trusted(t testing.TB) *tls.Config {
	t.Helper()
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM([]byte(c.authority)))
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

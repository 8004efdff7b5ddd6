package shared

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"volcengine-rtc-datasource/pkg/rtc"
)

// seal encrypts and authenticates what Redis holds. A dump has none of the keys.
type seal struct{ aead cipher.AEAD }

// newSeal derives the key from a text that Redis does not have.
func newSeal(text []byte, purpose string) seal {
	// The key has the length that AES-256 takes and HKDF can give, so none of these fails.
	key, _ := hkdf.Key(sha256.New, text, nil, "volcengine-rtc-datasource "+purpose, 32)
	block, _ := aes.NewCipher(key)
	aead, _ := cipher.NewGCM(block)
	return seal{aead}
}

// appSeal is that of the values of an app at an endpoint: whoever may read the app knows its id, which is 24 random digits,
// and a rotated key changes nothing.
func appSeal(endpoint, appID string) seal {
	return newSeal(fmt.Appendf(nil, "%q", []string{endpoint, appID}), "values")
}

// close gives a record for a key, under which alone it can be opened. It starts with a nonce.
func (s seal) close(key string, plain []byte) []byte {
	nonce := make([]byte, s.aead.NonceSize(), s.aead.NonceSize()+len(plain)+s.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return s.aead.Seal(nonce, nonce, plain, []byte(key))
}

// errSealed is the error of what was not closed with this seal, or not for this key.
var errSealed = errors.New("cannot be opened")

func (s seal) open(key string, record []byte) ([]byte, error) {
	if len(record) < s.aead.NonceSize() {
		return nil, errSealed
	}
	nonce, sealed := record[:s.aead.NonceSize()], record[s.aead.NonceSize():]
	plain, err := s.aead.Open(nil, nonce, sealed, []byte(key))
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

// secret is derived from the credentials of a data source. Nothing of them can be told from what it gives.
type secret struct{ key []byte }

// newSecret is the same for data sources with the same credentials, role and endpoint, whatever else they are set to.
func newSecret(account rtc.Account) secret {
	about := fmt.Sprintf("volcengine-rtc-datasource credentials %q", []string{
		account.AccessKeyID, account.SessionToken, account.RoleTRN, account.STSEndpoint, account.Region, account.Endpoint,
	})
	key, _ := hkdf.Key(sha256.New, []byte(account.SecretAccessKey), nil, about, 32) // 32 bytes can always be had
	return secret{key}
}

// name is that of something which only those with the same secret can find.
func (s secret) name(parts ...string) string {
	mac := hmac.New(sha256.New, s.key)
	_, _ = fmt.Fprintf(mac, "%q", parts)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// seal is that of records which only those with the same secret can read.
func (s secret) seal(purpose string) seal { return newSeal(s.key, purpose) }

package pay

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

var errFingerprint = errors.New("not a fingerprint: want the SHA-256 of a certificate, 64 hexadecimal digits")

// FingerprintOf is the fingerprint of a certificate in DER.
func FingerprintOf(der []byte) Fingerprint { return sha256.Sum256(der) }

// ParseFingerprint reads 64 hexadecimal digits in either case, with or without
// the colons that openssl prints and the spaces that Windows shows.
func ParseFingerprint(s string) (Fingerprint, error) {
	s = strings.NewReplacer(":", "", " ", "").Replace(s)
	var f Fingerprint
	if len(s) != 2*len(f) {
		return Fingerprint{}, errFingerprint
	}
	if _, err := hex.Decode(f[:], []byte(s)); err != nil {
		return Fingerprint{}, errFingerprint
	}
	return f, nil
}

// String is 64 lower-case hexadecimal digits.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// MarshalText writes what String gives.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what ParseFingerprint reads.
func (f *Fingerprint) UnmarshalText(b []byte) error {
	parsed, err := ParseFingerprint(string(b))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}

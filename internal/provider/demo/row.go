package demo

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// row is what is signed: for each column in the table's order the number of
// characters (not bytes) in three digits and the value. A missing field counts
// as empty.
func row(columns []column, value func(name string) string) []byte {
	var b strings.Builder
	for _, c := range columns {
		v := value(c.name)
		fmt.Fprintf(&b, "%03d%s", utf8.RuneCountInString(v), v)
	}
	return []byte(b.String())
}

func sign(key ed25519.PrivateKey, row []byte) string {
	return base64.StdEncoding.EncodeToString(ed25519.Sign(key, row))
}

var errSignature = errors.New("the signature does not fit")

// verify checks a signature as it came. A "+" that was not escaped on its way
// arrives as a space, and some senders break the lines.
func verify(key ed25519.PublicKey, row []byte, mac string) error {
	mac = strings.NewReplacer(" ", "+", "\r", "", "\n", "").Replace(mac)
	signature, err := base64.StdEncoding.Strict().DecodeString(mac)
	if err != nil {
		return fmt.Errorf("%s: %w", fieldMAC, err)
	}
	if !ed25519.Verify(key, row, signature) {
		return errSignature
	}
	return nil
}

package pay

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ID is a UUID of version 7: the first 48 bits are milliseconds, so that the
// same value is the public name of a thing and its time-ordered key; the other
// 74 free bits come from a cryptographic source, so that knowing one helps
// nobody to guess another.
type ID [16]byte

var errID = errors.New("not a UUID: want 32 hexadecimal digits, as in 08840043-1c60-7211-b74f-0050569b000e")

// NewID makes an identifier of the given moment. Entropy must be a
// cryptographic source; its error is the only one that NewID returns.
func NewID(now time.Time, entropy io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(entropy, id[6:]); err != nil {
		return ID{}, fmt.Errorf("make identifier: %w", err)
	}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// ParseID reads a UUID of any version, in either case, with or without hyphens
// and braces: old requests and foreign callers write it in all these ways.
func ParseID(s string) (ID, error) {
	s = strings.TrimSpace(s)
	if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		s = s[1:37]
	}
	if len(s) == 36 {
		if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
			return ID{}, errID
		}
		s = s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	var id ID
	if len(s) != 32 {
		return ID{}, errID
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil {
		return ID{}, errID
	}
	return id, nil
}

// String is the canonical form: lower case with hyphens.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:], id[10:])
	return string(b[:])
}

// IsZero tells whether the identifier is absent.
func (id ID) IsZero() bool { return id == ID{} }

// MarshalText writes the canonical form.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what ParseID reads.
func (id *ID) UnmarshalText(b []byte) error {
	parsed, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}

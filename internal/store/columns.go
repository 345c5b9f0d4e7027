package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// millis is a time as it is kept; nil for the zero time.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// uuid is an identifier as it is kept; nil for the zero identifier.
func uuid(id pay.ID) any {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

// text makes a string that both databases take. Texts of providers and callers
// may hold bytes that are no UTF-8, or zero bytes, which PostgreSQL refuses; a
// message must not be lost for that.
func text[S ~string](s S) string {
	if utf8.ValidString(string(s)) && strings.IndexByte(string(s), 0) < 0 {
		return string(s)
	}
	return strings.ReplaceAll(strings.ToValidUTF8(string(s), "\uFFFD"), "\x00", "\uFFFD")
}

// moment reads a time.
type moment struct{ to *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*m.to = time.Time{}
	case int64:
		*m.to = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time is kept as %T", value)
	}
	return nil
}

// identifier reads an ID; PostgreSQL gives it as text.
type identifier struct{ to *pay.ID }

// Scan implements sql.Scanner.
func (i identifier) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*i.to = pay.ID{}
		return nil
	case []byte:
		if len(v) == len(i.to) {
			copy(i.to[:], v)
			return nil
		}
	case string:
		return i.to.UnmarshalText([]byte(v))
	}
	return fmt.Errorf("an identifier is kept as %T", value)
}

// digest reads 32 bytes.
type digest struct{ to *[32]byte }

// Scan implements sql.Scanner.
func (d digest) Scan(value any) error {
	v, ok := value.([]byte)
	if !ok || len(v) != len(d.to) {
		return fmt.Errorf("a digest is kept as %T", value)
	}
	copy(d.to[:], v)
	return nil
}

// document reads JSON; nothing where there is none.
type document struct{ to any }

// Scan implements sql.Scanner.
func (d document) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(v, d.to)
	case string:
		return json.Unmarshal([]byte(v), d.to)
	default:
		return fmt.Errorf("a document is kept as %T", value)
	}
}

// encoded is a value as JSON.
func encoded(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

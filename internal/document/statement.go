package document

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// Statement is what MM signs about a document, compact enough for a QR code. It
// does not name the payer. Digest is that of the document's XML form without
// code and statement, so that it speaks for everything else in it.
type Statement struct {
	Key    KeyID
	Type   pay.DocumentType
	Number pay.DocumentNumber
	Date   pay.Day
	Amount int64  // euro cents
	Payee  string // the institution's name, cut to maxPayee bytes
	Digest [32]byte
}

const (
	statementVersion = 1
	maxPayee         = 64
	signatureSize    = 64
	// What is signed begins with this, so that a signature means nothing else.
	statementContext = "MM supporting document statement\x00"
)

// ErrStatement says that a text is not a statement in its one encoding.
var ErrStatement = errors.New("not a statement of MM")

var statementText = base64.RawURLEncoding.Strict()

// statementOf says what there is to sign.
func statementOf(d *pay.Document, key KeyID) (Statement, error) {
	if d.Currency != pay.Euro {
		return Statement{}, errors.New("statements are about euros")
	}
	return Statement{
		Key: key, Type: d.Type, Number: d.Number, Date: d.Date, Amount: d.Total,
		Payee: cutPayee(d.Author.Name.LV), Digest: Digest(d),
	}, nil
}

// Digest names everything that a document says.
func Digest(d *pay.Document) [32]byte { return sha256.Sum256(certified(d)) }

// cutPayee keeps whole characters.
func cutPayee(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	if len(s) <= maxPayee {
		return s
	}
	end := maxPayee
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// Code is the short code of the document: 80 bits of the digest.
func (s Statement) Code() string { return codeOf(s.Digest) }

// body is the statement without its signature: version, key, type, number and
// payee with their lengths, the date as days since 2000, the amount as a
// variable-length integer, the digest.
func (s Statement) body() ([]byte, error) {
	typ := slices.Index(pay.DocumentTypes(), s.Type)
	date := s.Date.Start()
	if _, err := pay.ParseDocumentNumber(string(s.Number)); err != nil || typ < 0 || date.IsZero() ||
		s.Amount < 0 || s.Amount > pay.MaxMinor || len(s.Payee) > maxPayee || !utf8.ValidString(s.Payee) {
		return nil, ErrStatement
	}
	days := daysSince2000(date)
	if days < 0 || days > 1<<16-1 {
		return nil, ErrStatement
	}
	b := append(make([]byte, 0, 160), statementVersion)
	b = append(b, s.Key[:]...)
	b = append(b, byte(typ+1), byte(len(s.Number)))
	b = append(b, s.Number...)
	b = binary.BigEndian.AppendUint16(b, uint16(days))
	b = binary.AppendUvarint(b, uint64(s.Amount))
	b = append(b, byte(len(s.Payee)))
	b = append(b, s.Payee...)
	return append(b, s.Digest[:]...), nil
}

func day2000() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// daysSince2000 counts days of the calendar, whatever the length of the days.
func daysSince2000(date time.Time) int {
	y, m, d := date.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(day2000()) / (24 * time.Hour))
}

// reader takes a statement apart.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if r.bad || n > len(r.b) {
		r.bad = true
		return make([]byte, n)
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *reader) text() string { return string(r.take(int(r.take(1)[0]))) }

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.take(n)
	return v
}

// splitStatement decodes a statement strictly: writing what was read must give
// the same bytes, so no statement has two encodings.
func splitStatement(text string) (s Statement, body, signature []byte, err error) {
	raw, err := statementText.DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") || len(raw) <= signatureSize {
		return s, nil, nil, ErrStatement
	}
	body, signature = raw[:len(raw)-signatureSize], raw[len(raw)-signatureSize:]
	r := &reader{b: body}
	version := r.take(1)[0]
	copy(s.Key[:], r.take(len(s.Key)))
	types, typ := pay.DocumentTypes(), int(r.take(1)[0])-1
	s.Number = pay.DocumentNumber(r.text())
	days := binary.BigEndian.Uint16(r.take(2))
	s.Date = pay.Day(day2000().AddDate(0, 0, int(days)).Format(time.DateOnly))
	amount := r.uvarint()
	s.Payee = r.text()
	copy(s.Digest[:], r.take(len(s.Digest)))
	if r.bad || len(r.b) > 0 || version != statementVersion || typ < 0 || typ >= len(types) || amount > pay.MaxMinor {
		return s, nil, nil, ErrStatement
	}
	s.Type, s.Amount = types[typ], int64(amount)
	again, err := s.body()
	if err != nil || !slices.Equal(again, body) {
		return s, nil, nil, ErrStatement
	}
	return s, body, signature, nil
}

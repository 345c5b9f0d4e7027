package pdf

import (
	"encoding/hex"
	"strconv"
	"unicode/utf16"
)

// ref is the number of an object.
type ref int

// appendRef writes a reference: "12 0 R".
func appendRef(b []byte, r ref) []byte {
	return append(strconv.AppendInt(b, int64(r), 10), " 0 R"...)
}

func (r ref) String() string { return string(appendRef(nil, r)) }

// appendNumber writes a length with at most three decimals and no exponent.
func appendNumber(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', 3, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}

// textString is a text string of a dictionary, in UTF-16 with its mark (ISO
// 32000-1, 7.9.2.2), written in hexadecimal so that nothing needs escaping.
func textString(s string) string {
	b := []byte{0xfe, 0xff}
	for _, unit := range utf16.Encode([]rune(s)) {
		b = append(b, byte(unit>>8), byte(unit))
	}
	return "<" + hex.EncodeToString(b) + ">"
}

// literal is an ASCII string of a dictionary.
func literal(s string) string {
	b := []byte{'('}
	for _, c := range []byte(s) {
		if c == '(' || c == ')' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return string(append(b, ')'))
}

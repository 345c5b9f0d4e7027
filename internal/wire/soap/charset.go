package soap

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode makes a string of a message in any supported encoding. The byte order
// mark decides first, then the charset of the Content-Type, then the XML
// declaration (RFC 7303 section 3); without any of them it is UTF-8.
func decode(body []byte, charset string) (string, *Error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		return decodeUTF8(body[3:])
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")):
		return "", refuse(UnknownCharset, "unsupported encoding", "UTF-32")
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return decodeUTF16(body[2:], binary.LittleEndian)
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return decodeUTF16(body[2:], binary.BigEndian)
	case bytes.HasPrefix(body, []byte("<\x00")):
		return decodeUTF16(body, binary.LittleEndian)
	case bytes.HasPrefix(body, []byte("\x00<")):
		return decodeUTF16(body, binary.BigEndian)
	}
	if charset == "" {
		charset = declaredEncoding(body)
		if strings.HasPrefix(strings.ToLower(charset), "utf-16") {
			// The declaration was readable byte by byte, so it is not true:
			// .NET's StringWriter writes it so, whatever is sent in the end.
			charset = "utf-8"
		}
	}
	return decodeNamed(body, charset)
}

func decodeNamed(body []byte, charset string) (string, *Error) {
	switch name := strings.ToLower(strings.TrimSpace(charset)); name {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return decodeUTF8(body)
	case "utf-16le":
		return decodeUTF16(body, binary.LittleEndian)
	case "utf-16", "utf-16be": // without a mark UTF-16 is big-endian, RFC 2781 section 4.3
		return decodeUTF16(body, binary.BigEndian)
	default:
		table, ok := singleByte(name)
		if !ok {
			return "", refuse(UnknownCharset, "unsupported encoding", charset)
		}
		return decodeSingleByte(body, table)
	}
}

// singleByte finds the encodings that software in the Baltic states has
// written. The rest of the world writes UTF-8.
func singleByte(name string) (*charmap.Charmap, bool) {
	switch name {
	case "iso-8859-1", "latin1", "iso_8859-1":
		return charmap.ISO8859_1, true
	case "iso-8859-4":
		return charmap.ISO8859_4, true
	case "iso-8859-13":
		return charmap.ISO8859_13, true
	case "iso-8859-15":
		return charmap.ISO8859_15, true
	case "windows-1250", "cp1250":
		return charmap.Windows1250, true
	case "windows-1251", "cp1251":
		return charmap.Windows1251, true
	case "windows-1252", "cp1252":
		return charmap.Windows1252, true
	case "windows-1257", "cp1257":
		return charmap.Windows1257, true
	}
	return nil, false
}

func decodeUTF8(body []byte) (string, *Error) {
	if !utf8.Valid(body) {
		return "", refuse(BadEncoding, "bytes that are not UTF-8", "")
	}
	return string(body), nil
}

func decodeUTF16(body []byte, order binary.ByteOrder) (string, *Error) {
	if len(body)%2 != 0 {
		return "", refuse(BadEncoding, "half a character at the end of UTF-16", "")
	}
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	runes := utf16.Decode(units)
	lone := func(r rune) bool { return r == utf8.RuneError }
	if count(runes, lone) != countUnits(units, utf8.RuneError) {
		return "", refuse(BadEncoding, "half a surrogate pair in UTF-16", "")
	}
	return strings.TrimPrefix(string(runes), "\ufeff"), nil
}

func count(runes []rune, is func(rune) bool) (n int) {
	for _, r := range runes {
		if is(r) {
			n++
		}
	}
	return n
}

func countUnits(units []uint16, unit uint16) (n int) {
	for _, u := range units {
		if u == unit {
			n++
		}
	}
	return n
}

func decodeSingleByte(body []byte, table *charmap.Charmap) (string, *Error) {
	var b strings.Builder
	b.Grow(len(body) + len(body)/8)
	for _, c := range body {
		r := table.DecodeByte(c)
		if r == utf8.RuneError {
			return "", refuse(BadEncoding, "a byte that the declared encoding does not have", "")
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// declaredEncoding is the encoding of the XML declaration of a message in some
// encoding that has ASCII in it. A faulty declaration is found later.
func declaredEncoding(body []byte) string {
	if !bytes.HasPrefix(body, []byte("<?xml")) {
		return ""
	}
	end := bytes.Index(body[:min(len(body), 200)], []byte("?>"))
	if end < 0 {
		return ""
	}
	d, err := parseDeclaration(string(body[len("<?xml"):end]))
	if err != nil {
		return ""
	}
	return d.encoding
}

// badCharacter is the place of the first character that XML 1.0 section 2.2
// forbids, or -1. The text must be valid UTF-8.
func badCharacter(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x20 && c < 0xef, c == '\n', c == '\t', c == '\r':
		case c < 0x20:
			return i
		case c == 0xef && i+2 < len(s) && s[i+1] == 0xbf && s[i+2] >= 0xbe: // U+FFFE, U+FFFF
			return i
		}
	}
	return -1
}

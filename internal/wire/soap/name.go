package soap

import (
	"strings"
	"unicode/utf8"
)

// name reads on as long as characters may stand in a name. Whether it really
// is one, splitName tells.
func (s *scanner) name() string {
	from := s.pos
	for s.pos < len(s.src) && isNameByte(s.src[s.pos]) {
		s.pos++
	}
	return s.src[from:s.pos]
}

// splitName divides a qualified name of Namespaces in XML 1.0 section 4.
func splitName(tag string) (prefix, name string, ok bool) {
	prefix, name, found := strings.Cut(tag, ":")
	if !found {
		return "", tag, isNCName(tag)
	}
	return prefix, name, isNCName(prefix) && isNCName(name)
}

// isNCName tells whether a string is a name without colon.
func isNCName(s string) bool {
	if s == "" || !isStartByte(s[0]) {
		return false
	}
	ascii := true
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] >= utf8.RuneSelf:
			ascii = false
		case s[i] == ':', !isNameByte(s[i]):
			return false
		}
	}
	return ascii || isForeignName(s)
}

// isForeignName checks the characters beyond ASCII of a name, XML 1.0 (fifth
// edition) section 2.3.
func isForeignName(s string) bool {
	for i, r := range s {
		if r < utf8.RuneSelf || isNameStart(r) {
			continue
		}
		later := r == 0xb7 || r >= 0x300 && r <= 0x36f || r == 0x203f || r == 0x2040
		if i == 0 || !later {
			return false
		}
	}
	return true
}

func isNameStart(r rune) bool {
	switch {
	case r >= 0xc0 && r <= 0x2ff:
		return r != 0xd7 && r != 0xf7
	case r >= 0x370 && r <= 0x1fff:
		return r != 0x37e
	case r == 0x200c, r == 0x200d:
		return true
	}
	return r >= 0x2070 && r <= 0x218f || r >= 0x2c00 && r <= 0x2fef || r >= 0x3001 && r <= 0xd7ff ||
		r >= 0xf900 && r <= 0xfdcf || r >= 0xfdf0 && r <= 0xfffd || r >= 0x10000 && r <= 0xeffff
}

// isNameByte tells whether a byte may stand in a qualified name. All of a
// character beyond ASCII may, until isForeignName looks closer.
func isNameByte(c byte) bool {
	return isStartByte(c) || c-'0' < 10 || c == '-' || c == '.' || c == ':'
}

// isStartByte tells whether a byte may begin a name without colon.
func isStartByte(c byte) bool {
	return (c|0x20)-'a' < 26 || c == '_' || c >= utf8.RuneSelf
}

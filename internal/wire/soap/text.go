package soap

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func allSpace(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isSpace(s[i]) {
			return false
		}
	}
	return true
}

func (s *scanner) at(c byte) bool { return s.pos < len(s.src) && s.src[s.pos] == c }

func (s *scanner) skipSpace() bool {
	from := s.pos
	for s.pos < len(s.src) && isSpace(s.src[s.pos]) {
		s.pos++
	}
	return s.pos > from
}

// newlines normalises line ends, XML 1.0 section 2.11.
func newlines(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// blanks makes spaces of white space in attributes, XML 1.0 section 3.3.3.
func blanks(s string) string {
	if !strings.ContainsAny(s, "\n\t") {
		return s
	}
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(s)
}

// expand replaces character references and the five entities of XML.
func expand(s string) (string, *Error) {
	i := strings.IndexByte(s, '&')
	if i < 0 {
		return s, nil
	}
	b := make([]byte, 0, len(s))
	for i >= 0 {
		b = append(b, s[:i]...)
		s = s[i+1:]
		end := strings.IndexByte(s, ';')
		if end < 0 {
			return "", refuse(NotWellFormed, "an & that begins no entity", "")
		}
		r, err := reference(s[:end])
		if err != nil {
			return "", err
		}
		b = utf8.AppendRune(b, r)
		s = s[end+1:]
		i = strings.IndexByte(s, '&')
	}
	return string(append(b, s...)), nil
}

func reference(name string) (rune, *Error) {
	switch name {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "apos":
		return '\'', nil
	case "quot":
		return '"', nil
	}
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		if _, _, ok := splitName(name); !ok {
			return 0, refuse(NotWellFormed, "an & that begins no entity", "")
		}
		return 0, refuse(UnknownEntity, "an entity that XML does not have", name)
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !validCharacter(n) {
		return 0, refuse(BadCharacter, "a reference to a character that XML does not allow", name)
	}
	return rune(n), nil
}

// validCharacter is the production Char of XML 1.0 section 2.2.
func validCharacter(n uint64) bool {
	return n == '\t' || n == '\n' || n == '\r' || n >= 0x20 && n <= 0xd7ff ||
		n >= 0xe000 && n <= 0xfffd || n >= 0x10000 && n <= 0x10ffff
}

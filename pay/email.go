package pay

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of an address of e-mail (RFC 5321, section 4.5.3.1, with the erratum
// on the length of a path).
const (
	maxEmail       = 254
	maxEmailLocal  = 64
	maxEmailLabel  = 63
	localSpecial   = "!#$%&'*+-/=?^_`{|}~."
	fewestInDomain = 2
)

// ParseEmail reads an address of e-mail as a person writes it: name@domain,
// the domain in letters of any script, space around it ignored. Quoted names,
// comments, addresses in brackets and several addresses are refused; so is
// everything that could end a line of a header. False: no address of that form.
// Whether somebody reads there, only sending tells.
func ParseEmail(s string) (string, bool) {
	s = strings.TrimSpace(s)
	at := strings.LastIndexByte(s, '@')
	if at < 0 || len(s) > maxEmail || !utf8.ValidString(s) {
		return "", false
	}
	if !plausibleLocal(s[:at]) || !plausibleDomain(s[at+1:]) {
		return "", false
	}
	return s[:at+1] + strings.ToLower(s[at+1:]), true
}

// plausibleLocal tells whether a text can stand before the @ (RFC 5322, section
// 3.2.3, dot-atom).
func plausibleLocal(s string) bool {
	if s == "" || len(s) > maxEmailLocal || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for _, c := range s {
		if !asciiAlphanumeric(c) && (c > unicode.MaxASCII || !strings.ContainsRune(localSpecial, c)) {
			return false
		}
	}
	return true
}

// plausibleDomain tells whether a text can be the name of a domain that takes
// mail: labels of letters, digits and hyphens, the last one not a number.
func plausibleDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < fewestInDomain {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > maxEmailLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range label {
			if c != '-' && !asciiAlphanumeric(c) && (c <= unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsMark(c)) {
				return false
			}
		}
	}
	top := labels[len(labels)-1]
	return utf8.RuneCountInString(top) >= 2 && strings.Trim(top, "0123456789") != ""
}

func asciiAlphanumeric(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// MaskEmail is an address as others than its owner may see it: the first
// character and the domain, "e***@p.lv". What is no address becomes "***".
func MaskEmail(address string) string {
	address, ok := ParseEmail(address)
	if !ok {
		return "***"
	}
	return address[:1] + "***" + address[strings.LastIndexByte(address, '@'):]
}

// SameEmail tells whether two addresses lead to the same mailbox for all that
// is known: providers that tell case apart in names are not met in life.
func SameEmail(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

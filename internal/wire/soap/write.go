package soap

import "unicode/utf8"

// AppendOpen begins an envelope up to and including the start of its Body. The
// prefix is s in both versions: PHP shows it to people in a fault's code.
func AppendOpen(dst []byte, v Version) []byte {
	dst = append(dst, `<s:Envelope xmlns:s="`...)
	dst = append(dst, v.Namespace()...)
	return append(dst, `"><s:Body>`...)
}

// AppendClose ends what AppendOpen began.
func AppendClose(dst []byte) []byte {
	return append(dst, `</s:Body></s:Envelope>`...)
}

// AppendText writes a string as text or attribute value. What XML cannot carry
// becomes U+FFFD.
func AppendText(dst []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if esc := escape(c); esc != "" {
				dst = append(append(dst, s[from:i]...), esc...)
				from = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || r == 0xfffe || r == 0xffff {
			dst = append(append(dst, s[from:i]...), "\ufffd"...)
			from = i + size
		}
		i += size
	}
	return append(dst, s[from:]...)
}

func escape(c byte) string {
	switch c {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '&':
		return "&amp;"
	case '"':
		return "&quot;"
	case '\'':
		return "&apos;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	case '\r':
		return "&#13;"
	}
	if c < 0x20 {
		return "\ufffd"
	}
	return ""
}

// AppendElement writes an element with text in it. The tag is written as it
// is, with its prefix.
func AppendElement(dst []byte, tag, text string) []byte {
	dst = append(append(append(dst, '<'), tag...), '>')
	dst = AppendText(dst, text)
	return append(append(append(dst, "</"...), tag...), '>')
}

// ContentType is that of a message in the version.
func (v Version) ContentType() string {
	if v == V12 {
		return "application/soap+xml; charset=utf-8"
	}
	return "text/xml; charset=utf-8"
}

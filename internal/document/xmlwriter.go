package document

import (
	"strconv"
	"unicode/utf8"

	"viss.gov.lv/mm/pay"
)

// xmlWriter writes XML in the one form that the digest of a document is taken
// of. It is ours, and not encoding/xml, because a digest that was signed once
// must never depend on how another release of Go escapes.
type xmlWriter struct {
	b     []byte
	depth int
}

func (w *xmlWriter) indent() {
	for range w.depth {
		w.b = append(w.b, "  "...)
	}
}

// open begins an element; attributes are names and values in turn.
func (w *xmlWriter) open(name string, attributes ...string) {
	w.indent()
	w.start(name, attributes)
	w.b = append(w.b, ">\n"...)
	w.depth++
}

func (w *xmlWriter) close(name string) {
	w.depth--
	w.indent()
	w.b = append(w.b, "</"...)
	w.b = append(w.b, name...)
	w.b = append(w.b, ">\n"...)
}

func (w *xmlWriter) start(name string, attributes []string) {
	w.b = append(w.b, '<')
	w.b = append(w.b, name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		w.b = append(w.b, ' ')
		w.b = append(w.b, attributes[i]...)
		w.b = append(w.b, `="`...)
		w.escape(attributes[i+1])
		w.b = append(w.b, '"')
	}
}

// text writes an element with a text; an empty one is left out.
func (w *xmlWriter) text(name, value string, attributes ...string) {
	if value == "" {
		return
	}
	w.indent()
	w.start(name, attributes)
	w.b = append(w.b, '>')
	w.escape(value)
	w.b = append(w.b, "</"...)
	w.b = append(w.b, name...)
	w.b = append(w.b, ">\n"...)
}

// both writes a text in each language that it has.
func (w *xmlWriter) both(name string, t pay.Text) {
	w.text(name, t.LV, "xml:lang", "lv")
	w.text(name, t.EN, "xml:lang", "en")
}

func (w *xmlWriter) amount(name string, minor int64) { w.text(name, pay.EUR(minor).String()) }

// escape writes a text of an element or attribute; what XML 1.0 cannot hold
// becomes the replacement character.
func (w *xmlWriter) escape(s string) {
	for _, c := range s {
		switch {
		case c == '&':
			w.b = append(w.b, "&amp;"...)
		case c == '<':
			w.b = append(w.b, "&lt;"...)
		case c == '>':
			w.b = append(w.b, "&gt;"...)
		case c == '"':
			w.b = append(w.b, "&quot;"...)
		case c == '\t' || c == '\n' || c == '\r':
			w.b = append(w.b, "&#"...)
			w.b = strconv.AppendInt(w.b, int64(c), 10)
			w.b = append(w.b, ';')
		case c < ' ' || c == 0xfffe || c == 0xffff:
			w.b = append(w.b, "\ufffd"...)
		default:
			w.b = utf8.AppendRune(w.b, c)
		}
	}
}

// boolean writes true only; what is false is left out.
func boolean(b bool) string {
	if b {
		return "true"
	}
	return ""
}

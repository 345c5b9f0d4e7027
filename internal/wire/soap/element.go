package soap

import (
	"encoding/base64"
	"errors"
	"iter"
	"strings"
	"unicode/utf8"
)

// XSI is the namespace of xsi:nil and xsi:type.
const XSI = "http://www.w3.org/2001/XMLSchema-instance"

// Element is a node of the tree that Read makes. Its strings share the memory
// of the message: who keeps one for long should clone it.
type Element struct {
	Space string // namespace, empty when none
	Name  string // local name
	Type  string // local part of xsi:type, empty when none
	Nil   bool   // xsi:nil is true
	Mixed bool   // text stands beside child elements; it is not kept
	Text  string // all text of an element without children, else empty
	Raw   string // the element as it was sent; its prefixes may be declared further out
	Attrs []Attr // without namespace declarations

	first, last, next *Element
}

// Attr is an attribute with its namespace, empty for one without prefix.
type Attr struct {
	Space, Name, Value string
}

// Attr gives the value of an attribute.
func (e *Element) Attr(space, name string) (string, bool) {
	for i := range e.Attrs {
		if a := &e.Attrs[i]; a.Name == name && a.Space == space {
			return a.Value, true
		}
	}
	return "", false
}

// First is the first child element, nil when there is none.
func (e *Element) First() *Element { return e.first }

// Next is the following sibling, nil after the last.
func (e *Element) Next() *Element { return e.next }

// Children goes through the child elements in order.
func (e *Element) Children() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for c := e.first; c != nil; c = c.next {
			if !yield(c) {
				return
			}
		}
	}
}

// Child is the first child element of a local name, in whatever namespace; nil
// when there is none.
func (e *Element) Child(name string) *Element {
	for c := e.first; c != nil; c = c.next {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// ErrBase64 is the error of Value.
var ErrBase64 = errors.New("xsi:type says base64Binary, but the text is not base64 of UTF-8")

// Value is the text of the element. A string that the sender typed
// base64Binary, as SOAP::Lite does with everything beyond ASCII, is decoded.
func (e *Element) Value() (string, error) {
	if e.Type != "base64Binary" {
		return e.Text, nil
	}
	b, err := base64.StdEncoding.DecodeString(strings.Map(dropSpace, e.Text))
	if err != nil || !utf8.Valid(b) || badCharacter(string(b)) >= 0 {
		return "", ErrBase64
	}
	return string(b), nil
}

func dropSpace(r rune) rune {
	if r < 0x80 && isSpace(byte(r)) {
		return -1
	}
	return r
}

func (e *Element) append(child *Element) {
	if e.last == nil {
		e.first = child
	} else {
		e.last.next = child
	}
	e.last = child
}

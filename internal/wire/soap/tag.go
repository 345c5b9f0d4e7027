package soap

import (
	"slices"
	"strings"
)

// xmlNamespace is what the prefix xml is bound to.
const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// binding is a namespace declaration; the prefix is empty for the default.
type binding struct{ prefix, space string }

// rawAttr is an attribute before its prefix is resolved.
type rawAttr struct{ tag, value string }

// startTag reads an element's start tag, and the end of an empty one.
func (s *scanner) startTag() *Error {
	if s.root != nil && len(s.frames) == 0 {
		return refuse(TrailingContent, "an element after the root element", "")
	}
	if len(s.frames) >= s.limits.Depth {
		return refuse(TooDeep, "elements are nested too deep", "")
	}
	start := s.pos
	s.pos++
	tag := s.name()
	if tag == "" {
		return refuse(NotWellFormed, "a < that begins no element", "")
	}
	empty, err := s.attributes(tag)
	if err != nil {
		return err
	}
	outer := len(s.binds)
	el, err := s.element(tag)
	if err != nil {
		return err
	}
	if s.root == nil {
		s.root = el
	} else {
		s.adopt(el)
	}
	s.frames = append(s.frames, frame{el: el, tag: tag, start: start, binds: outer})
	if empty {
		s.closeElement()
	}
	return nil
}

func (s *scanner) endTag() *Error {
	s.pos += len("</")
	tag := s.name()
	s.skipSpace()
	if tag == "" || !s.at('>') {
		return refuse(NotWellFormed, "an end tag is not closed", tag)
	}
	if n := len(s.frames); n == 0 || s.frames[n-1].tag != tag {
		return refuse(NotWellFormed, "an end tag without its start tag", tag)
	}
	s.pos++
	s.closeElement()
	return nil
}

func (s *scanner) closeElement() {
	last := len(s.frames) - 1
	f := &s.frames[last]
	if f.text != nil {
		f.el.Text = string(f.text)
	}
	f.el.Raw = s.src[f.start:s.pos]
	s.binds = s.binds[:f.binds]
	s.frames = s.frames[:last]
}

// attributes reads the rest of a start tag into s.raw.
func (s *scanner) attributes(element string) (empty bool, err *Error) {
	s.raw = s.raw[:0]
	for {
		spaced := s.skipSpace()
		switch {
		case s.at('>'):
			s.pos++
			return false, nil
		case strings.HasPrefix(s.src[s.pos:], "/>"):
			s.pos += 2
			return true, nil
		case !spaced:
			return false, refuse(NotWellFormed, "the start tag is broken", element)
		case len(s.raw) >= s.limits.Attributes:
			return false, refuse(TooManyAttribs, "too many attributes", element)
		}
		if err := s.attribute(element); err != nil {
			return false, err
		}
	}
}

func (s *scanner) attribute(element string) *Error {
	tag := s.name()
	s.skipSpace()
	if tag == "" || !s.at('=') {
		return refuse(NotWellFormed, "the start tag is broken", element)
	}
	s.pos++
	s.skipSpace()
	if !s.at('"') && !s.at('\'') {
		return refuse(NotWellFormed, "an attribute is not in quotes", tag)
	}
	value := s.src[s.pos+1:]
	end := strings.IndexByte(value, s.src[s.pos])
	if end < 0 {
		return refuse(NotWellFormed, "an attribute does not end", tag)
	}
	if strings.IndexByte(value[:end], '<') >= 0 {
		return refuse(NotWellFormed, "a < inside an attribute", tag)
	}
	for i := range s.raw {
		if s.raw[i].tag == tag {
			return refuse(NotWellFormed, "an attribute stands twice", tag)
		}
	}
	text, err := expand(blanks(newlines(value[:end])))
	if err != nil {
		return err
	}
	s.pos += 1 + end + 1
	s.raw = append(s.raw, rawAttr{tag, text})
	return nil
}

// element makes the node of a start tag and resolves its names.
func (s *scanner) element(tag string) (*Element, *Error) {
	if err := s.declare(); err != nil {
		return nil, err
	}
	prefix, name, ok := splitName(tag)
	if !ok {
		return nil, refuse(NotWellFormed, "not a name", tag)
	}
	space, ok := s.lookup(prefix)
	if !ok {
		return nil, refuse(UndeclaredPrefix, "a prefix without namespace declaration", prefix)
	}
	s.nodes = append(s.nodes, Element{Space: space, Name: name})
	el := &s.nodes[len(s.nodes)-1]
	from := len(s.attrs)
	for _, raw := range s.raw {
		if isDeclaration(raw.tag) {
			continue
		}
		a, err := s.resolve(raw)
		if err != nil {
			return nil, err
		}
		if _, twice := el.Attr(a.Space, a.Name); twice {
			return nil, refuse(NotWellFormed, "an attribute stands twice", raw.tag)
		}
		s.attrs = append(s.attrs, a)
		el.Attrs = s.attrs[from:len(s.attrs):len(s.attrs)]
		el.note(a)
	}
	return el, nil
}

// note keeps what an attribute of the schema-instance namespace says.
func (e *Element) note(a Attr) {
	if a.Space != XSI {
		return
	}
	switch value := strings.TrimSpace(a.Value); a.Name {
	case "nil":
		e.Nil = value == "true" || value == "1"
	case "type":
		e.Type = value[strings.IndexByte(value, ':')+1:]
	}
}

func isDeclaration(tag string) bool { return tag == "xmlns" || strings.HasPrefix(tag, "xmlns:") }

// declare brings the namespace declarations of s.raw into scope.
func (s *scanner) declare() *Error {
	for _, raw := range s.raw {
		if !isDeclaration(raw.tag) {
			continue
		}
		prefix := strings.TrimPrefix(raw.tag[len("xmlns"):], ":")
		if raw.tag != "xmlns" {
			wrong := prefix == "xmlns" || (prefix == "xml") != (raw.value == xmlNamespace)
			if _, name, ok := splitName(prefix); !ok || name != prefix || raw.value == "" || wrong {
				return refuse(NotWellFormed, "a namespace declaration is wrong", raw.tag)
			}
		}
		if len(s.binds) >= maxBindings {
			return refuse(TooManyAttribs, "too many namespace declarations", "")
		}
		s.binds = append(s.binds, binding{prefix, raw.value})
	}
	return nil
}

func (s *scanner) lookup(prefix string) (string, bool) {
	for _, b := range slices.Backward(s.binds) {
		if b.prefix == prefix {
			return b.space, true
		}
	}
	switch prefix {
	case "":
		return "", true
	case "xml":
		return xmlNamespace, true
	}
	return "", false
}

func (s *scanner) resolve(raw rawAttr) (Attr, *Error) {
	prefix, name, ok := splitName(raw.tag)
	if !ok {
		return Attr{}, refuse(NotWellFormed, "not a name", raw.tag)
	}
	if prefix == "" {
		return Attr{Name: name, Value: raw.value}, nil
	}
	space, ok := s.lookup(prefix)
	if !ok && (prefix == "i" || prefix == "xsi") {
		// The XML annex of the published document writes i:nil without
		// declaring i; whoever copies it shall be understood.
		space, ok = XSI, true
	}
	if !ok {
		return Attr{}, refuse(UndeclaredPrefix, "a prefix without namespace declaration", prefix)
	}
	return Attr{space, name, raw.value}, nil
}

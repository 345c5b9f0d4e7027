package soap

import "strings"

// scanner makes a tree of elements of one decoded message in one pass.
type scanner struct {
	src    string
	pos    int
	limits Limits

	nodes  []Element // all elements of the message, allocated at once
	attrs  []Attr    // their attributes, one after another
	binds  []binding // namespace declarations in scope, innermost last
	raw    []rawAttr // attributes of the tag being read
	frames []frame   // open elements, innermost last
	root   *Element
}

// frame is an open element.
type frame struct {
	el    *Element
	tag   string // name with prefix, as the end tag must repeat it
	start int    // offset of its start tag
	binds int    // declarations in scope outside of it
	text  []byte // its text, once it is more than one run
}

// parse reads a whole document.
func parse(src string, limits Limits) (*Element, *Error) {
	s := &scanner{src: src, limits: limits}
	marks := strings.Count(src, "<") - strings.Count(src, "</")
	if marks > limits.Elements {
		return nil, refuse(TooManyElements, "too many elements", "")
	}
	s.nodes = make([]Element, 0, max(marks, 1))
	s.frames = make([]frame, 0, min(marks, limits.Depth))
	if err := s.document(); err != nil {
		err.Line = 1 + strings.Count(src[:min(s.pos, len(src))], "\n")
		return nil, err
	}
	return s.root, nil
}

func (s *scanner) document() *Error {
	if err := s.declaration(); err != nil {
		return err
	}
	for {
		i := strings.IndexByte(s.src[s.pos:], '<')
		if i < 0 {
			return s.end()
		}
		if i > 0 {
			if err := s.characters(s.src[s.pos : s.pos+i]); err != nil {
				return err
			}
			s.pos += i
		}
		if err := s.markup(); err != nil {
			return err
		}
	}
}

// declaration skips the XML declaration, which may stand at the very start
// only.
func (s *scanner) declaration() *Error {
	if !strings.HasPrefix(s.src, "<?xml") || len(s.src) > 5 && !isSpace(s.src[5]) {
		return nil
	}
	end := strings.Index(s.src, "?>")
	if end < 0 {
		return refuse(NotWellFormed, "the XML declaration does not end", "")
	}
	if _, err := parseDeclaration(s.src[len("<?xml"):end]); err != nil {
		return err
	}
	s.pos = end + len("?>")
	return nil
}

// end checks what must hold when there is no more markup.
func (s *scanner) end() *Error {
	rest := s.src[s.pos:]
	if n := len(s.frames); n > 0 {
		s.pos = len(s.src)
		return refuse(NotWellFormed, "the message ends inside the element", s.frames[n-1].tag)
	}
	if s.root == nil {
		if allSpace(rest) {
			return refuse(Empty, "no XML in the message", "")
		}
		return refuse(NotWellFormed, "the message is not XML", "")
	}
	if !allSpace(rest) {
		return refuse(TrailingContent, "text after the root element", "")
	}
	return nil
}

// markup reads whatever begins at a '<'.
func (s *scanner) markup() *Error {
	rest := s.src[s.pos:]
	switch {
	case strings.HasPrefix(rest, "</"):
		return s.endTag()
	case strings.HasPrefix(rest, "<!--"):
		return s.comment()
	case strings.HasPrefix(rest, "<![CDATA["):
		return s.cdata()
	case strings.HasPrefix(rest, "<!DOCTYPE"):
		return refuse(Doctype, "a document type declaration is not allowed", "")
	case strings.HasPrefix(rest, "<!"):
		return refuse(NotWellFormed, "a declaration that does not belong here", "")
	case strings.HasPrefix(rest, "<?"):
		return refuse(Instruction, "a processing instruction is not allowed", "")
	default:
		return s.startTag()
	}
}

func (s *scanner) comment() *Error {
	body := s.src[s.pos+len("<!--"):]
	end := strings.Index(body, "--")
	if end < 0 {
		return refuse(NotWellFormed, "a comment does not end", "")
	}
	if !strings.HasPrefix(body[end:], "-->") {
		return refuse(NotWellFormed, "two hyphens inside a comment", "")
	}
	s.pos += len("<!--") + end + len("-->")
	return nil
}

func (s *scanner) cdata() *Error {
	if len(s.frames) == 0 {
		return s.outside()
	}
	body := s.src[s.pos+len("<![CDATA["):]
	end := strings.Index(body, "]]>")
	if end < 0 {
		return refuse(NotWellFormed, "a CDATA section does not end", "")
	}
	s.addText(newlines(body[:end]))
	s.pos += len("<![CDATA[") + end + len("]]>")
	return nil
}

// characters takes text between two pieces of markup.
func (s *scanner) characters(run string) *Error {
	if len(s.frames) == 0 {
		if !allSpace(run) {
			return s.outside()
		}
		return nil
	}
	if strings.Contains(run, "]]>") {
		return refuse(NotWellFormed, "]]> outside of a CDATA section", "")
	}
	text, err := expand(newlines(run))
	if err != nil {
		return err
	}
	s.addText(text)
	return nil
}

func (s *scanner) outside() *Error {
	if s.root == nil {
		return refuse(NotWellFormed, "the message is not XML", "")
	}
	return refuse(TrailingContent, "text after the root element", "")
}

// addText gives text to the innermost element: by reference while it is one
// run, collected when comments or CDATA sections divide it.
func (s *scanner) addText(text string) {
	f := &s.frames[len(s.frames)-1]
	switch {
	case text == "":
	case f.el.first != nil:
		f.el.Mixed = f.el.Mixed || !allSpace(text)
	case f.text != nil:
		f.text = append(f.text, text...)
	case f.el.Text == "":
		f.el.Text = text
	default:
		f.text = append([]byte(f.el.Text), text...)
	}
}

// adopt makes a child of the innermost element, whose text then is not kept.
func (s *scanner) adopt(child *Element) {
	f := &s.frames[len(s.frames)-1]
	if f.el.first == nil {
		f.el.Mixed = !allSpace(f.el.Text) || !allSpace(string(f.text))
		f.el.Text, f.text = "", nil
	}
	f.el.append(child)
}

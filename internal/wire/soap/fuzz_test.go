package soap

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// FuzzReadEnvelope reads with this package and with encoding/xml: both make
// the same tree, or both refuse, but for the exceptions that stricter and
// foreignName name.
func FuzzReadEnvelope(f *testing.F) {
	for _, file := range samples(f) {
		f.Add(bodyOf(f, file), "")
	}
	for _, s := range []string{
		`<?xml version="1.0"?><a xmlns="u" b='1'>x<![CDATA[<]]>&amp;&#x41;<!-- c --></a>`,
		`<a:b xmlns:a="u" a:c="2"><d/></a:b>`, `<!DOCTYPE a><a/>`, "<a>\r\n\r</a>", `<a b="` + "\t\n" + `"/>`,
		`<ā/>`, `<a i:nil="1"/>`, `<a>]]></a>`, "\xef\xbb\xbf<a/>", "\xff\xfe<\x00a\x00/\x00>\x00", `<a xml:lang="lv"/>`,
	} {
		f.Add([]byte(s), "")
	}
	f.Add([]byte("<a>\xf0</a>"), "windows-1257")
	f.Fuzz(func(t *testing.T, message []byte, charset string) {
		if env, err := Read(message, Options{Limits: DefaultLimits(), Charset: charset}); err == nil {
			checkEnvelope(t, env)
		}
		source, refusal := decode(message, charset)
		if refusal != nil || badCharacter(source) >= 0 {
			return
		}
		root, refusal := parse(source, DefaultLimits())
		want, err := standardDump(source)
		switch {
		case refusal == nil && err == nil:
			if got := dump(root); got != want {
				t.Errorf("trees differ:\n%s\nencoding/xml:\n%s", got, want)
			}
		case refusal == nil && !foreignName(source):
			t.Errorf("accepted what encoding/xml refuses: %v", err)
		case refusal != nil && err == nil && !stricter(refusal):
			t.Errorf("refused what encoding/xml accepts: %v", refusal)
		}
	})
}

func checkEnvelope(t *testing.T, env Envelope) {
	t.Helper()
	if env.Payload() == nil || !strings.Contains(env.Source, env.Payload().Raw) {
		t.Error("an envelope without payload")
	}
	raw := env.Payload().Raw
	if !strings.HasPrefix(raw, "<") || !strings.HasSuffix(raw, ">") {
		t.Errorf("raw %q", raw)
	}
}

// stricter tells whether a refusal is of a kind that encoding/xml does not
// know: what SOAP forbids, our limits, and rules of XML and of Namespaces in
// XML that it does not check.
func stricter(e *Error) bool {
	switch e.Reason {
	case Doctype, Instruction, TrailingContent, UndeclaredPrefix, TooDeep, TooManyElements, TooManyAttribs, Empty, BadCharacter:
		return true
	default:
	}
	return slices.Contains([]string{
		"an attribute stands twice",
		"the start tag is broken", // attributes without space between them
		"not a name",              // a:1, a:, :a
		"a namespace declaration is wrong",
		"the XML declaration is broken",
		"only XML version 1.0 is supported", // a declaration without version
		"the message is not XML",            // text before the root
		"an & that begins no entity",
		"a declaration that does not belong here", // <!ELEMENT and the like
	}, e.What)
}

// foreignName tells whether a message has letters beyond ASCII, since
// encoding/xml still has the name tables of an older edition of XML.
func foreignName(source string) bool {
	return strings.ContainsFunc(source, func(r rune) bool { return r > 0x7f })
}

func dump(e *Element) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{%s}%s", e.Space, e.Name)
	for _, a := range e.Attrs {
		b.WriteString(dumpAttr(a.Space, a.Name, a.Value))
	}
	fmt.Fprintf(&b, " mixed=%v %q (", e.Mixed, e.Text)
	for c := range e.Children() {
		b.WriteString(dump(c))
	}
	return b.String() + ")"
}

func dumpAttr(space, name, value string) string {
	if space == "i" || space == "xsi" {
		space = XSI
	}
	return fmt.Sprintf(" {%s}%s=%q", space, name, strings.NewReplacer("\n", " ", "\t", " ").Replace(value))
}

// standardDump is dump of what encoding/xml reads.
func standardDump(source string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(source))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root, err := standardChildren(d)
	if err != nil {
		return "", err
	}
	if len(root.children) != 1 {
		return "", errors.New("not one root")
	}
	return root.children[0], nil
}

type standardElement struct {
	text     string
	solid    bool // has text that is not white space
	children []string
}

// standardChildren reads up to the end tag of the element that is open.
func standardChildren(d *xml.Decoder) (standardElement, error) {
	var e standardElement
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return e, nil
		}
		if err != nil {
			return e, err
		}
		switch token := token.(type) {
		case xml.CharData:
			e.text += string(token)
			e.solid = e.solid || !allSpace(string(token))
		case xml.EndElement:
			return e, nil
		case xml.StartElement:
			inner, err := standardChildren(d)
			if err != nil {
				return e, err
			}
			e.children = append(e.children, standardElementDump(token, inner))
		}
	}
}

func standardElementDump(start xml.StartElement, e standardElement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{%s}%s", start.Name.Space, start.Name.Local)
	for _, a := range start.Attr {
		if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
			b.WriteString(dumpAttr(a.Name.Space, a.Name.Local, a.Value))
		}
	}
	mixed := e.solid && len(e.children) > 0
	if len(e.children) > 0 {
		e.text = ""
	}
	fmt.Fprintf(&b, " mixed=%v %q (%s)", mixed, e.text, strings.Join(e.children, ""))
	return b.String()
}

package soap

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// bodyOf is the message of a recorded request.
func bodyOf(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return b[max(0, bytes.Index(b, []byte("<?xml"))):]
}

func samples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("samples: %v, %d files", err, len(files))
	}
	for i := range files {
		files[i] = filepath.Base(files[i])
	}
	return append(files, "php-wss-saml.xml")
}

func options() Options {
	return Options{Limits: DefaultLimits(), Understands: func(*Element) bool { return true }}
}

func TestReadSamples(t *testing.T) {
	t.Parallel()
	for _, file := range samples(t) {
		env, err := Read(bodyOf(t, file), options())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		want := "SavePaymentRequest"
		switch {
		case strings.Contains(file, "wss"):
			want = "GetInvoice"
		case strings.Contains(file, "check"), strings.Contains(file, "soap12"):
			want = "CheckPaymentRequestStatus"
		}
		if got := env.Payload().Name; got != want {
			t.Errorf("%s: operation %q, want %q", file, got, want)
		}
		if is12 := strings.Contains(file, "soap12"); is12 != (env.Version == V12) {
			t.Errorf("%s: version %v", file, env.Version)
		}
	}
}

func TestReadTree(t *testing.T) {
	t.Parallel()
	const message = `<?xml version="1.0"?><!-- hello --><e:Envelope xmlns:e="` + Namespace11 + `" xmlns="urn:d" xmlns:x="` + XSI + `">
	<e:Header/> <e:Body><Op a="1" e:b="&lt;2	3" x:type="e:T"><N x:nil=" true "/><T>a&amp;&#x101;<!-- c --><![CDATA[<b>]]>` + "\r\n" + `</T>
	<M>mixed<I xmlns=""/></M></Op></e:Body></e:Envelope> <!-- bye -->`
	env, err := Read([]byte(message), options())
	if err != nil {
		t.Fatal(err)
	}
	op := env.Payload()
	attrs := []Attr{{"", "a", "1"}, {Namespace11, "b", "<2 3"}, {XSI, "type", "e:T"}}
	if diff := cmp.Diff(attrs, op.Attrs); diff != "" {
		t.Error(diff)
	}
	if op.Space != "urn:d" || op.Type != "T" || op.Text != "" || op.Mixed {
		t.Errorf("operation %+v", op)
	}
	if n := op.Child("N"); !n.Nil {
		t.Error("xsi:nil is not seen")
	}
	if got := op.Child("T").Text; got != "a&ā<b>\n" {
		t.Errorf("text %q", got)
	}
	if m := op.Child("M"); !m.Mixed || m.Text != "" || m.First().Space != "" || m.Raw != `<M>mixed<I xmlns=""/></M>` {
		t.Errorf("mixed element %+v", m)
	}
	if op.Child("nothing") != nil {
		t.Error("found a child that is not there")
	}
	var names []string
	for c := range op.Children() {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff([]string{"N", "T", "M"}, names); diff != "" {
		t.Error(diff)
	}
}

func envelope11(inside string) string {
	return `<s:Envelope xmlns:s="` + Namespace11 + `">` + inside + `</s:Envelope>`
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	op := envelope11(`<s:Body><Op/></s:Body>`)
	nested := strings.Repeat("<a>", 40) + strings.Repeat("</a>", 40)
	var attributes strings.Builder
	for c := range 40 {
		attributes.WriteString(" a" + string(rune('A'+c%26)) + string(rune('a'+c/26)) + `=""`)
	}
	tests := []struct {
		name, message string
		want          Reason
	}{
		{"nothing", "", Empty},
		{"only space", " \n", Empty},
		{"not XML", "hello", NotWellFormed},
		{"JSON", `{"a":1}`, NotWellFormed},
		{"cut off", op[:len(op)-5], NotWellFormed},
		{"ends inside", `<a><b></b>`, NotWellFormed},
		{"crossed tags", `<a><b></a></b>`, NotWellFormed},
		{"stray end", `</a>`, NotWellFormed},
		{"attribute twice", `<a b="1" b="2"/>`, NotWellFormed},
		{"attribute twice by namespace", `<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>`, NotWellFormed},
		{"attribute without quotes", `<a b=1/>`, NotWellFormed},
		{"attributes stuck together", `<a b="1"c="2"/>`, NotWellFormed},
		{"less-than in attribute", `<a b="<"/>`, NotWellFormed},
		{"bare ampersand", `<a>Rīga & Ko</a>`, NotWellFormed},
		{"ampersand space semicolon", `<a>a & b;</a>`, NotWellFormed},
		{"end of CDATA in text", `<a>]]></a>`, NotWellFormed},
		{"hyphens in comment", `<!-- -- --><a/>`, NotWellFormed},
		{"name with two colons", `<a:b:c/>`, NotWellFormed},
		{"name that begins with a digit", `<1a/>`, NotWellFormed},
		{"name beyond ASCII that is none", "<a×/>", NotWellFormed},
		{"prefix xmlns", `<a xmlns:xmlns="u"/>`, NotWellFormed},
		{"empty prefix declaration", `<a xmlns:p=""/>`, NotWellFormed},
		{"XML 1.1", `<?xml version="1.1"?>` + op, NotWellFormed},
		{"declaration in wrong order", `<?xml encoding="utf-8" version="1.0"?>` + op, NotWellFormed},
		{"declaration after space", ` <?xml version="1.0"?>` + op, Instruction},
		{"element in declaration's place", `<!ELEMENT a ANY><a/>`, NotWellFormed},
		{"document type", `<!DOCTYPE a><a/>`, Doctype},
		{"billion laughs", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, Doctype},
		{"external entity", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>`, Doctype},
		{"unknown entity", `<a>&nbsp;</a>`, UnknownEntity},
		{"reference to NUL", `<a>&#0;</a>`, BadCharacter},
		{"reference to half a pair", `<a>&#xD800;</a>`, BadCharacter},
		{"reference that overflows", `<a>&#99999999999999999999;</a>`, BadCharacter},
		{"NUL", "<a>\x00</a>", BadCharacter},
		{"escape character", "<a>\x1b</a>", BadCharacter},
		{"U+FFFF", "<a>\uffff</a>", BadCharacter},
		{"bytes that are not UTF-8", "<a>\xff</a>", BadEncoding},
		{"overlong UTF-8", "<a>\xc0\xbc</a>", BadEncoding},
		{"processing instruction", `<?php echo 1 ?>` + op, Instruction},
		{"style sheet", `<?xml-stylesheet href="a"?>` + op, Instruction},
		{"undeclared prefix", `<p:a/>`, UndeclaredPrefix},
		{"undeclared prefix of attribute", `<a p:b=""/>`, UndeclaredPrefix},
		{"prefix out of scope", `<a><b xmlns:p="u"/><p:c/></a>`, UndeclaredPrefix},
		{"text after the root", op + "x", TrailingContent},
		{"second root", op + "<a/>", TrailingContent},
		{"CDATA after the root", op + "<![CDATA[x]]>", TrailingContent},
		{"too deep", nested, TooDeep},
		{"too many elements", `<a>` + strings.Repeat("<b/>", 10_001) + `</a>`, TooManyElements},
		{"too many attributes", `<a` + attributes.String() + `/>`, TooManyAttribs},
		{"too large", op + strings.Repeat(" ", 512<<10), TooLarge},
		{"unknown encoding", `<?xml version="1.0" encoding="koi8-r"?>` + op, UnknownCharset},
		{"UTF-32", "\xff\xfe\x00\x00<\x00\x00\x00", UnknownCharset},
		{"not an envelope", `<Op/>`, NotEnvelope},
		{"other envelope", `<Envelope xmlns="urn:x"/>`, VersionMismatch},
		{"no body", envelope11(``), NoBody},
		{"empty body", envelope11(`<s:Body> </s:Body>`), NoBody},
		{"two bodies", envelope11(`<s:Body><Op/></s:Body><s:Body><Op/></s:Body>`), BadStructure},
		{"header after body", envelope11(`<s:Body><Op/></s:Body><s:Header/>`), BadStructure},
		{"two headers", envelope11(`<s:Header/><s:Header/><s:Body><Op/></s:Body>`), BadStructure},
		{"body of another namespace", envelope11(`<Body><Op/></Body>`), BadStructure},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Read([]byte(test.message), options())
			refusal, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("accepted, or another error: %v", err)
			}
			if refusal.Reason != test.want {
				t.Errorf("reason %d (%v), want %d", refusal.Reason, refusal, test.want)
			}
		})
	}
}

func TestReadLine(t *testing.T) {
	t.Parallel()
	_, err := Read([]byte("<a>\n<b>\n&nbsp;</b></a>"), options())
	if want := `an entity that XML does not have "nbsp" (line 2)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestReadMandatoryHeaders(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, ns, header string
		refused          bool
	}{
		{"optional", Namespace11, `<h/>`, false},
		{"mandatory", Namespace11, `<h s:mustUnderstand="1"/>`, true},
		{"mandatory in words", Namespace12, `<h s:mustUnderstand="true"/>`, true},
		{"not mandatory", Namespace11, `<h s:mustUnderstand="0"/>`, false},
		{"for another actor", Namespace11, `<h s:mustUnderstand="1" s:actor="urn:other"/>`, false},
		{"for the next actor", Namespace11, `<h s:mustUnderstand="1" s:actor="http://schemas.xmlsoap.org/soap/actor/next"/>`, true},
		{"for another role", Namespace12, `<h s:mustUnderstand="true" s:role="urn:other"/>`, false},
		{"for the ultimate receiver", Namespace12, `<h s:mustUnderstand="true" s:role="` + Namespace12 + `/role/ultimateReceiver"/>`, true},
		{"of the other version", Namespace12, `<h xmlns:o="` + Namespace11 + `" o:mustUnderstand="1"/>`, false},
		{"understood", Namespace11, `<known s:mustUnderstand="1"/>`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			message := `<s:Envelope xmlns:s="` + test.ns + `"><s:Header>` + test.header + `</s:Header><s:Body><Op/></s:Body></s:Envelope>`
			env, err := Read([]byte(message), Options{
				Limits:      DefaultLimits(),
				Understands: func(e *Element) bool { return e.Name == "known" },
			})
			refusal, _ := errors.AsType[*Error](err)
			if refused := refusal != nil && refusal.Reason == NotUnderstood && refusal.Name == "h"; refused != test.refused {
				t.Errorf("got %v", err)
			}
			if env.Version.Namespace() != test.ns {
				t.Errorf("version %v", env.Version)
			}
		})
	}
}

func TestReadEncodings(t *testing.T) {
	t.Parallel()
	message := func(declared string) string {
		return declared + envelope11(`<s:Body><Op>Paraudziņš</Op></s:Body>`)
	}
	utf16Of := func(s string, big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return string(b)
	}
	windows := func(s string) string { return strings.NewReplacer("ņ", "\xf2", "š", "\xf0").Replace(s) }
	tests := []struct{ name, message, charset string }{
		{"UTF-8", message(""), ""},
		{"UTF-8 by header", message(""), "UTF-8"},
		{"UTF-8 with mark", "\xef\xbb\xbf" + message(`<?xml version="1.0" encoding="utf-8"?>`), ""},
		{"UTF-8 with mark against the header", "\xef\xbb\xbf" + message(""), "windows-1257"},
		{"UTF-8 said to be UTF-16, as .NET's StringWriter does", message(`<?xml version="1.0" encoding="utf-16"?>`), ""},
		{"UTF-16 with mark", utf16Of("\ufeff"+message(`<?xml version="1.0" encoding="utf-16"?>`), false), "utf-16"},
		{"UTF-16 with mark, big-endian", utf16Of("\ufeff"+message(""), true), ""},
		{"UTF-16 declared", utf16Of(message(`<?xml version="1.0" encoding="utf-16"?>`), false), ""},
		{"UTF-16 by header", utf16Of(message(""), true), "utf-16be"},
		{"windows-1257 declared", windows(message(`<?xml version="1.0" encoding="windows-1257"?>`)), ""},
		{"windows-1257 by header", windows(message("")), "Windows-1257"},
		{"ISO-8859-13 declared", windows(message(`<?xml version='1.0' encoding='ISO-8859-13' standalone='yes' ?>`)), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env, err := Read([]byte(test.message), Options{Limits: DefaultLimits(), Charset: test.charset})
			if err != nil {
				t.Fatal(err)
			}
			if got := env.Payload().Text; got != "Paraudziņš" {
				t.Errorf("read %q", got)
			}
		})
	}
}

func TestReadWrongEncodings(t *testing.T) {
	t.Parallel()
	for name, message := range map[string]string{
		"half a unit":       "\xff\xfe<\x00a",
		"half a pair":       "\xff\xfe<\x00\x00\xd8",
		"undefined byte":    "<?xml version='1.0' encoding='windows-1257'?><a>\x81</a>",
		"declared as ASCII": "<?xml version='1.0' encoding='us-ascii'?><a>\xe0</a>",
	} {
		_, err := Read([]byte(message), options())
		if refusal, ok := errors.AsType[*Error](err); !ok || refusal.Reason != BadEncoding {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPublishedAnnexPrefix(t *testing.T) {
	t.Parallel()
	env, err := Read([]byte(envelope11(`<s:Body><Op i:nil="true"/></s:Body>`)), options())
	if err != nil {
		t.Fatal(err)
	}
	if !env.Payload().Nil {
		t.Error("i:nil of the published annex is not understood")
	}
}

func TestElementValue(t *testing.T) {
	t.Parallel()
	read := func(content string) (string, error) {
		env, err := Read([]byte(envelope11(`<s:Body xmlns:xsi="`+XSI+`"><Op xsi:type="xsd:base64Binary">`+content+`</Op></s:Body>`)), options())
		if err != nil {
			t.Fatal(err)
		}
		return env.Payload().Value()
	}
	if got, err := read("UsSBdHNs\nYXVrdW1z"); err != nil || got != "Rātslaukums" {
		t.Errorf("got %q, %v", got, err)
	}
	for _, wrong := range []string{"%", base64.StdEncoding.EncodeToString([]byte("\xff")), base64.StdEncoding.EncodeToString([]byte("\x00"))} {
		if got, err := read(wrong); !errors.Is(err, ErrBase64) {
			t.Errorf("%q: got %q, %v", wrong, got, err)
		}
	}
}

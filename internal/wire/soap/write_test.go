package soap

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAppendFault(t *testing.T) {
	t.Parallel()
	fault := Fault{Code: ClientFault, Text: `„Position” < 1 & "`, Lang: "lv", Detail: []byte(`<F xmlns="urn:f"/>`)}
	tests := []struct {
		version Version
		want    string
	}{
		{V11, `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode>` +
			`<faultstring xml:lang="lv">„Position” &lt; 1 &amp; &quot;</faultstring><detail><F xmlns="urn:f"/></detail></s:Fault></s:Body></s:Envelope>`},
		{V12, `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code>` +
			`<s:Reason><s:Text xml:lang="lv">„Position” &lt; 1 &amp; &quot;</s:Text></s:Reason><s:Detail><F xmlns="urn:f"/></s:Detail></s:Fault></s:Body></s:Envelope>`},
	}
	for _, test := range tests {
		got := string(AppendFault(nil, test.version, fault))
		if got != test.want {
			t.Errorf("version %d:\n got %s\nwant %s", test.version, got, test.want)
		}
		if _, err := Read([]byte(got), options()); err != nil {
			t.Errorf("version %d: own fault is not readable: %v", test.version, err)
		}
	}
}

func TestFaultCodes(t *testing.T) {
	t.Parallel()
	if got := FaultCodeOf(NotUnderstood); got != MustUnderstandFault {
		t.Error(got)
	}
	if got := FaultCodeOf(VersionMismatch); got != VersionMismatchFault {
		t.Error(got)
	}
	if got := FaultCodeOf(Doctype); got != ClientFault {
		t.Error(got)
	}
	if got := ServerFault.in(V12); got != "Receiver" {
		t.Error(got)
	}
}

func FuzzAppendText(f *testing.F) {
	for _, s := range []string{"", "a<b>&\"'\t\r\n", "Rīga\x00\xff\ufffe\U0001f600", "]]>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		wrote := string(AppendElement(nil, "a", s))
		var got struct {
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal([]byte(wrote), &got); err != nil {
			t.Fatalf("%q: %v", wrote, err)
		}
		valid := utf8.ValidString(s) && badCharacter(s) < 0
		if valid && got.Text != s {
			t.Errorf("wrote %q, read %q", s, got.Text)
		}
		if !valid && !strings.Contains(got.Text, "\ufffd") {
			t.Errorf("%q became %q", s, got.Text)
		}
	})
}

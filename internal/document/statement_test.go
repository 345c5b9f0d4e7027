package document

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

func TestStatementSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	d := plain()
	if err := signer(t, 1).Certify(d); err != nil {
		t.Fatal(err)
	}
	got, err := keySet(t, 1, 2).Document(d)
	if err != nil {
		t.Fatal(err)
	}
	want := Statement{
		Key: keyIDOf(public(t, keys(1))), Type: pay.DocumentConfirmation, Number: "VRAA-2026-000123", Date: "2026-11-22",
		Amount: 2533, Payee: "Valsts reģionālās attīstības aģentūra", Digest: Digest(d),
	}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if strings.Contains(string(must(statementText.DecodeString(d.Verification.Statement))), "Paraudziņš") {
		t.Error("the statement names the payer")
	}
	if d.Verification.Link != "https://mm.example.lv/d/"+d.Verification.Code || d.Verification.Code != got.Code() {
		t.Errorf("%+v", d.Verification)
	}
	if scanned := StatementIn(" " + qrText(d.Verification.Link, d.Verification.Statement) + "\n"); scanned != d.Verification.Statement {
		t.Errorf("scanned %q", scanned)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Whatever one changes in a statement, by character or by byte, it is refused.
func TestEveryAlteredStatementIsRefused(t *testing.T) {
	t.Parallel()
	d, set := plain(), keySet(t, 1)
	if err := signer(t, 1).Certify(d); err != nil {
		t.Fatal(err)
	}
	text := d.Verification.Statement
	const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n"
	for i := range text {
		for _, c := range []byte(characters) {
			if c == text[i] {
				continue
			}
			if _, err := set.Statement(text[:i] + string(c) + text[i+1:]); err == nil {
				t.Fatalf("accepted with %q at %d", c, i)
			}
		}
		for name, other := range map[string]string{
			"a character less": text[:i] + text[i+1:], "a character more": text[:i] + "A" + text[i:], "a line break": text[:i] + "\n" + text[i:], "cut": text[:i],
		} {
			if _, err := set.Statement(other); err == nil {
				t.Fatalf("accepted with %s at %d", name, i)
			}
		}
	}
	raw := must(statementText.DecodeString(text))
	for i := range raw {
		for bit := range 8 {
			raw[i] ^= 1 << bit
			if _, err := set.Statement(statementText.EncodeToString(raw)); err == nil {
				t.Fatalf("accepted with bit %d of byte %d turned", bit, i)
			}
			raw[i] ^= 1 << bit
		}
	}
	for _, other := range []string{text + "=", text + "A", text + " ", " " + text, text + "\n", "#" + text} {
		if _, err := set.Statement(other); err == nil {
			t.Errorf("accepted %q", other)
		}
	}
}

// A statement that is signed but oddly written is refused all the same: there
// is one encoding.
func TestOtherEncodingsAreRefused(t *testing.T) {
	t.Parallel()
	d, set := plain(), keySet(t, 1)
	s := must(statementOf(d, keyIDOf(public(t, keys(1)))))
	body := must(s.body())
	sign := func(body []byte) string {
		return statementText.EncodeToString(append(body, ed25519.Sign(keys(1), append([]byte(statementContext), body...))...))
	}
	if _, err := set.Statement(sign(body)); err != nil {
		t.Fatal(err)
	}
	at := 1 + 4 + 1 + 1 + len(s.Number) + 2 // the amount, E5 13
	tests := map[string][]byte{
		"amount longer than it need be": append(append(append([]byte{}, body[:at]...), 0xe5, 0x93, 0x00), body[at+2:]...),
		"another version":               append([]byte{2}, body[1:]...),
		"an unknown type":               append(append(append([]byte{}, body[:5]...), 4), body[6:]...),
		"something after the end":       append(append([]byte{}, body...), 0),
		"a digest cut short":            body[:len(body)-1],
		"nothing":                       nil,
	}
	for name, b := range tests {
		if _, err := set.Statement(sign(b)); !errors.Is(err, ErrStatement) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStatementsRoundTrip(t *testing.T) {
	t.Parallel()
	set := keySet(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		d := plain()
		d.Type = rapid.SampledFrom(pay.DocumentTypes()).Draw(t, "type")
		d.Total = rapid.Int64Range(0, pay.MaxMinor).Draw(t, "total")
		d.Number = must(pay.DocumentNumberOf("VRAA", rapid.IntRange(2000, 9999).Draw(t, "year"), rapid.Int64Range(1, 999_999_999).Draw(t, "serial")))
		d.Author.Name.LV = rapid.String().Draw(t, "payee")
		s, err := NewSigner(keys(1), "https://mm.example.lv/d/")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Certify(d); err != nil {
			t.Fatal(err)
		}
		if _, err := set.Document(d); err != nil {
			t.Fatal(err)
		}
		if other := *d; true {
			other.Payer.Name += "x"
			if _, err := set.Document(&other); !errors.Is(err, ErrAltered) {
				t.Fatal(err)
			}
		}
	})
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	old, young := plain(), plain()
	if err := errors.Join(signer(t, 1).Certify(old), signer(t, 2).Certify(young)); err != nil {
		t.Fatal(err)
	}
	published, err := ParseKeySet(keySet(t, 1, 2).Published())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*pay.Document{old, young} {
		if _, err := published.Document(d); err != nil {
			t.Error(err)
		}
	}
	if _, err := keySet(t, 2).Document(old); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("a key that is not published: %v", err)
	}
	if old.Verification.Code != young.Verification.Code {
		t.Error("the code depends on the key")
	}
	golden(t, "keys.json", keySet(t, 1, 2).Published())
}

func TestParseKeySetRefuses(t *testing.T) {
	t.Parallel()
	good := string(keySet(t, 1).Published())
	for name, text := range map[string]string{
		"not JSON":           "keys",
		"no keys":            `{"keys":[]}`,
		"another name":       strings.Replace(good, keyIDOf(public(t, keys(1))).String(), "00000000", 1),
		"a short key":        `{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"x","x":"AAAA"}]}`,
		"only another curve": strings.Replace(good, "Ed25519", "X25519", 1),
	} {
		if _, err := ParseKeySet([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestSignerWantsAnAddress(t *testing.T) {
	t.Parallel()
	for _, links := range []string{"", "mm.example.lv/d/", "https://mm.example.lv/d", "https://mm.example.lv/d/?c=", "ftp://mm.example.lv/", "https:///d/"} {
		if _, err := NewSigner(keys(1), links); err == nil {
			t.Errorf("accepted %q", links)
		}
	}
	d := plain()
	d.Number = ""
	if err := signer(t, 1).Certify(d); err == nil {
		t.Error("certified a document without number")
	}
}

func TestParseCode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"DFNZJ2BK8E0JVBYJ":     "DFNZJ2BK8E0JVBYJ",
		"dfnz-j2bk-8eoj-vbyj ": "DFNZJ2BK8E0JVBYJ",
		"DFNZ J2BK 8E0J VBYI":  "DFNZJ2BK8E0JVBY1",
		"DFNZJ2BK8E0JVBY":      "",
		"DFNZJ2BK8E0JVBYJ0":    "",
		"DFNZJ2BK8E0JVBYU":     "",
		"":                     "",
	} {
		if got, err := ParseCode(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if got := GroupedCode("DFNZJ2BK8E0JVBYJ"); got != "DFNZ-J2BK-8E0J-VBYJ" {
		t.Error(got)
	}
}

func FuzzStatement(f *testing.F) {
	set := keySet(f, 1)
	good := map[string]bool{}
	for _, d := range samples(f) {
		f.Add(d.Verification.Statement)
		good[d.Verification.Statement] = true
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := set.Statement(text); err == nil && !good[text] {
			t.Errorf("accepted %q", text)
		}
	})
}

// Every byte of an XML copy counts.
func TestEveryAlteredXMLIsRefused(t *testing.T) {
	t.Parallel()
	set, text := keySet(t, 1), XML(samples(t)["plain"])
	for i := range text {
		text[i] ^= 0x01 // keeps digits digits and most letters letters
		if d, err := ReadXML(text); err == nil {
			if _, err := set.Document(d); err == nil {
				t.Fatalf("accepted with byte %d changed", i)
			}
		}
		text[i] ^= 0x01
	}
}

func BenchmarkCertify(b *testing.B) {
	s, d := signer(b, 1), plain()
	for b.Loop() {
		if err := s.Certify(d); err != nil {
			b.Fatal(err)
		}
	}
}

package document

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const schema = "../../api/document/document.xsd"

// valid asks xmllint, which must be there.
func valid(t *testing.T, text []byte) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "document.xml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "xmllint", "--noout", "--nonet", "--schema", schema, file).CombinedOutput()
	if _, refused := errors.AsType[*exec.ExitError](err); err != nil && !refused {
		t.Fatal(err)
	}
	if err != nil {
		return errors.New(string(out))
	}
	return nil
}

func TestXMLIsAsPublished(t *testing.T) {
	t.Parallel()
	for name, d := range samples(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := XML(d)
			if err := valid(t, text); err != nil {
				t.Error(err)
			}
			if name != "long" {
				golden(t, name+".xml", text)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	text := string(XML(samples(t)["plain"]))
	for name, change := range map[string][2]string{
		"an amount of three decimals": {"<Total>25.33<", "<Total>25.330<"},
		"an unknown type":             {">confirmation<", ">receipt<"},
		"a number without its series": {">VRAA-2026-000123<", ">2026-000123<"},
		"lines that are missing":      {"<Lines>", "<Lines/><Lines>"},
	} {
		changed := []byte(replaceOnce(t, text, change[0], change[1]))
		if valid(t, changed) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func replaceOnce(t *testing.T, text, before, after string) string {
	t.Helper()
	if n := bytes.Count([]byte(text), []byte(before)); n != 1 {
		t.Fatalf("%q is there %d times", before, n)
	}
	return string(bytes.Replace([]byte(text), []byte(before), []byte(after), 1))
}

func TestReadXML(t *testing.T) {
	t.Parallel()
	all := samples(t)
	odd := plain()
	odd.Payer.Name = "  <Ērika & \"Co\"> ' \t\n\r ]]> &amp; "
	odd.Payer.Code = "311299-10008"
	odd.PaymentObject = "\u00a0Š\u0301 𝔘"
	all["odd"] = odd
	for name, d := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadXML(XML(d))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, got); diff != "" {
				t.Errorf("(-written +read)\n%s", diff)
			}
		})
	}
}

func TestReadXMLTakesOneFormOnly(t *testing.T) {
	t.Parallel()
	text := string(XML(samples(t)["mixed"]))
	for name, other := range map[string]string{
		"nothing":                 "",
		"a space at the end":      text + " ",
		"a comment":               replaceOnce(t, text, "<Lines>", "<Lines><!-- -->"),
		"another quote":           replaceOnce(t, text, `version="1.0">`, `version='1.0'>`),
		"an amount written long":  replaceOnce(t, text, "<Total>1330.28<", "<Total>01330.28<"),
		"a total that is not":     replaceOnce(t, text, "<Total>1330.28<", "<Total>1330.29<"),
		"VAT that is not":         replaceOnce(t, text, "<Vat>15.75<", "<Vat>15.74<"),
		"an element more":         replaceOnce(t, text, "<Lines>", "<Extra>1</Extra><Lines>"),
		"a payment that is not":   replaceOnce(t, text, `payment="2"`, `payment="3"`),
		"another character for ā": replaceOnce(t, text, "Elizabetes", "Eliz&#97;betes"),
	} {
		if _, err := ReadXML([]byte(other)); !errors.Is(err, ErrNotDocument) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadXML(f *testing.F) {
	for _, d := range samples(f) {
		f.Add(XML(d))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := ReadXML(text)
		if err == nil && !bytes.Equal(XML(d), text) {
			t.Error("read what is not written so")
		}
	})
}

// What XML cannot hold is replaced, so that the file is well-formed and reads
// back as it was signed.
func TestXMLOfHostileText(t *testing.T) {
	t.Parallel()
	d := plain()
	d.Payer.Name = "a\x00\x0b\xff\ufffe\ufffdz"
	if err := signer(t, 1).Certify(d); err != nil {
		t.Fatal(err)
	}
	got, err := ReadXML(XML(d))
	if err != nil {
		t.Fatal(err)
	}
	if got.Payer.Name != "a\ufffd\ufffd\ufffd\ufffd\ufffdz" {
		t.Errorf("%q", got.Payer.Name)
	}
	if _, err := keySet(t, 1).Document(got); err != nil {
		t.Error(err)
	}
}

package pay_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"viss.gov.lv/mm/pay"
)

func TestNewIDIsAVersion7UUIDOfItsMoment(t *testing.T) {
	t.Parallel()
	// RFC 9562, appendix A.6: 2022-02-22T14:22:22-05:00.
	entropy := []byte{0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f}
	id, err := pay.NewID(time.UnixMilli(0x017F22E279B0), bytes.NewReader(entropy))
	if err != nil {
		t.Fatal(err)
	}
	if got := id.String(); got != "017f22e2-79b0-7cc3-98c4-dc0c0c07398f" {
		t.Errorf("NewID = %s, want the example of RFC 9562", got)
	}
}

func TestNewIDKeepsAllEntropy(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(0)
	ones, err := pay.NewID(at, bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if got := ones.String(); got != "00000000-0000-7fff-bfff-ffffffffffff" {
		t.Errorf("all ones: %s", got)
	}
	none, err := pay.NewID(at, bytes.NewReader(make([]byte, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if got := none.String(); got != "00000000-0000-7000-8000-000000000000" {
		t.Errorf("all zeros: %s", got)
	}
}

func TestNewIDWithoutEntropyFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("no entropy")
	if id, err := pay.NewID(time.Now(), iotest.ErrReader(broken)); !errors.Is(err, broken) || !id.IsZero() {
		t.Errorf("NewID = %s, %v", id, err)
	}
	if _, err := pay.NewID(time.Now(), strings.NewReader("short")); err == nil {
		t.Error("five bytes of entropy were enough")
	}
}

func TestIDsSortByTheirTime(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	early, _ := pay.NewID(at, bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)))
	late, _ := pay.NewID(at.Add(time.Millisecond), bytes.NewReader(make([]byte, 10)))
	if bytes.Compare(early[:], late[:]) >= 0 || early.String() >= late.String() {
		t.Errorf("%s is not before %s", early, late)
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	const canonical = "08840043-1c60-e211-b74f-0050569b000e" // spec 002, chapter 2.5
	for _, s := range []string{
		canonical, strings.ToUpper(canonical), "{" + canonical + "}", " " + canonical + "\n",
		"088400431c60e211b74f0050569b000e", "{088400431c60e211b74f0050569b000e}",
	} {
		id, err := pay.ParseID(s)
		if strings.HasPrefix(s, "{0884004") && !strings.Contains(s, "-") {
			if err == nil {
				t.Errorf("ParseID(%q): want an error; braces go with hyphens", s)
			}
			continue
		}
		if err != nil || id.String() != canonical {
			t.Errorf("ParseID(%q) = %s, %v", s, id, err)
		}
	}
	for _, s := range []string{
		"", "x", canonical[1:], canonical + "0", "{" + canonical, canonical + "}", strings.Replace(canonical, "e", "g", 1),
		"0884004-31c60-e211-b74f-0050569b000e", strings.ReplaceAll(canonical, "-", "_"), "0x" + canonical[2:],
		"088400431c60e211b74f0050569b000é",
	} {
		if id, err := pay.ParseID(s); err == nil || !id.IsZero() {
			t.Errorf("ParseID(%q) = %s, %v", s, id, err)
		}
	}
}

func TestIDInJSON(t *testing.T) {
	t.Parallel()
	var v struct{ ID, None *pay.ID }
	text := `{"ID":"99e083d2-688f-481a-bb85-420eb11e6927","None":null}`
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	if back, err := json.Marshal(v); err != nil || string(back) != text {
		t.Errorf("%s, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"ID":"nonsense"}`), &v); err == nil {
		t.Error("nonsense was read")
	}
}

func FuzzParseID(f *testing.F) {
	for _, s := range []string{
		"08840043-1c60-e211-b74f-0050569b000e", "{99E083D2-688F-481A-BB85-420EB11E6927}", "05ae69d82be14a63ae939d0e42e254f1", "--", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := pay.ParseID(s)
		if err != nil {
			return
		}
		if again, err := pay.ParseID(id.String()); err != nil || again != id {
			t.Errorf("%q: %s does not read back: %v", s, id, err)
		}
	})
}

package pay_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

const numberAlphabet = "0123456789ABCDEFGHJKLMNPQRTVWXY"

func TestNumberFitsThePublishedFields(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := pay.NumberOf(rapid.Uint64Range(0, pay.MaxSerial-1).Draw(t, "serial"))
		if len(n) != 9 { // FiDaViSta's DocNo and ExtId have ten
			t.Fatalf("%s has %d characters", n, len(n))
		}
		if strings.Trim(string(n), numberAlphabet) != "" {
			t.Fatalf("%s has characters outside the alphabet", n)
		}
		if parsed, err := pay.ParseNumber(string(n)); err != nil || parsed != n {
			t.Fatalf("%s reads back as %s, %v", n, parsed, err)
		}
	})
}

// The map is v·a + b modulo m, so it is one to one if a has no factor in common
// with m = 31^8; that, and no overflow, is what these samples would show.
func TestNumbersAreEachGivenOnce(t *testing.T) {
	t.Parallel()
	seen := map[pay.Number]uint64{}
	check := func(serial uint64) {
		n := pay.NumberOf(serial)
		if other, ok := seen[n]; ok && other != serial {
			t.Fatalf("serials %d and %d are both %s", other, serial, n)
		}
		seen[n] = serial
	}
	for _, from := range []uint64{0, 1 << 20, 1 << 32, pay.MaxSerial - 20_000} {
		for serial := from; serial < from+20_000; serial++ {
			check(serial)
		}
	}
	for serial := uint64(0); serial < pay.MaxSerial; serial += pay.MaxSerial / 100_003 {
		check(serial)
	}
}

func TestNeighbouringNumbersLookUnlike(t *testing.T) {
	t.Parallel()
	for serial := uint64(1000); serial < 1100; serial++ {
		a, b := pay.NumberOf(serial), pay.NumberOf(serial+1)
		same := 0
		for i := range 8 {
			if a[i] == b[i] {
				same++
			}
		}
		if same > 4 {
			t.Errorf("%s and %s follow each other and share %d characters", a, b, same)
		}
	}
}

func TestEveryWrongCharacterIsFound(t *testing.T) {
	t.Parallel()
	for serial := range uint64(200) {
		n := pay.NumberOf(serial * 4_000_037)
		for i := range n {
			for _, c := range numberAlphabet {
				wrong := string(n[:i]) + string(c) + string(n[i+1:])
				if _, err := pay.ParseNumber(wrong); (err == nil) != (wrong == string(n)) {
					t.Fatalf("%s for %s: %v", wrong, n, err)
				}
			}
		}
	}
}

func TestEverySwapOfTwoCharactersIsFound(t *testing.T) {
	t.Parallel()
	for serial := range uint64(2000) {
		n := []byte(pay.NumberOf(serial * 400_009))
		for i := range n {
			for j := i + 1; j < len(n); j++ {
				if n[i] == n[j] {
					continue
				}
				n[i], n[j] = n[j], n[i]
				if _, err := pay.ParseNumber(string(n)); err == nil {
					t.Fatalf("%s passes, with characters %d and %d swapped", n, i+1, j+1)
				}
				n[i], n[j] = n[j], n[i]
			}
		}
	}
}

func TestEveryMissingOrExtraCharacterIsFound(t *testing.T) {
	t.Parallel()
	n := string(pay.NumberOf(123_456_789))
	for i := range n {
		for _, wrong := range []string{n[:i] + n[i+1:], n[:i] + "7" + n[i:]} {
			if _, err := pay.ParseNumber(wrong); err == nil {
				t.Errorf("%s passes for %s", wrong, n)
			}
		}
	}
}

func TestNumberIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for serial := range uint64(500) {
		n := string(pay.NumberOf(serial))
		alike := strings.NewReplacer("0", "O", "1", "i", "5", "s", "2", "Z").Replace(n)
		for _, typed := range []string{
			strings.ToLower(n), n[:3] + " " + n[3:6] + " " + n[6:], n[:3] + "-" + n[3:6] + "-" + n[6:],
			" " + n + " ", n[:3] + "\u00a0" + n[3:], alike, strings.ToLower(alike),
		} {
			if got, err := pay.ParseNumber(typed); err != nil || string(got) != n {
				t.Fatalf("ParseNumber(%q) = %s, %v; want %s", typed, got, err, n)
			}
		}
	}
}

func TestWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", " ", "-", "12345678", "1234567890123", "ABC-123", "ŠŠŠŠŠŠŠŠŠ", "ſſſſſſſſſ", "000000001", "\x00\x00\x00\x00\x00\x00\x00\x00\x00"} {
		if n, err := pay.ParseNumber(s); err == nil || n != "" {
			t.Errorf("ParseNumber(%q) = %q, %v", s, n, err)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{string(pay.NumberOf(1)), "oiszOISZ0", "ABC-456", "2589", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := pay.ParseNumber(s)
		if err != nil {
			return
		}
		if again, err := pay.ParseNumber(string(n)); err != nil || again != n || len(n) != 9 {
			t.Errorf("%q: %q reads back as %q, %v", s, n, again, err)
		}
	})
}

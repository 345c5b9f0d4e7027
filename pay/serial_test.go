package pay

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSerialIsWhatTheNumberWasMadeOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.Uint64Range(0, MaxSerial-1).Draw(t, "serial")
		got, err := NumberOf(serial).Serial()
		if err != nil || got != serial {
			t.Fatalf("NumberOf(%d).Serial() = %d, %v", serial, got, err)
		}
	})
	for _, serial := range []uint64{0, 1, 2, MaxSerial - 1} {
		if got, err := NumberOf(serial).Serial(); err != nil || got != serial {
			t.Errorf("NumberOf(%d).Serial() = %d, %v", serial, got, err)
		}
	}
}

func TestSerialRefusesWhatIsNoNumber(t *testing.T) {
	t.Parallel()
	good := NumberOf(7)
	wrong := []byte(good)
	wrong[3] = numberAlphabet[(int(wrong[3])+1)%len(numberAlphabet)]
	for _, n := range []Number{"", "1", Number(wrong), good + "0", "IIIIIIIII", good[:8]} {
		if n == good {
			continue
		}
		if serial, err := n.Serial(); err == nil {
			t.Errorf("Number(%q).Serial() = %d, want an error", n, serial)
		}
	}
}

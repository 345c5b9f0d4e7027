package pay

import "strings"

// numberUnstep undoes numberStep: their product is 1 modulo MaxSerial.
const numberUnstep = 520_597_114_896

// Serial is the serial that the number was made of (NumberOf). Serials rise
// with time, so whoever keeps many numbers orders them by it: an index of
// numbers as text would grow at a random place with each.
func (n Number) Serial() (uint64, error) {
	if len(n) != numberDigits+1 || numberCheck([]byte(n[:numberDigits])) != n[numberDigits] {
		return 0, errNumber
	}
	var v uint64
	for i := range numberDigits {
		digit := strings.IndexByte(numberAlphabet, n[i])
		if digit < 0 {
			return 0, errNumber
		}
		v = v*numberBase + uint64(digit)
	}
	return mulMod((v+MaxSerial-numberShift)%MaxSerial, numberUnstep), nil
}

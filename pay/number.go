package pay

import (
	"errors"
	"strings"
)

// Number is the short name of a request, a payment or an attempt: nine
// characters, the last a check character, so that it can be read out over the
// telephone and fits the ten characters of FiDaViSta's DocNo and ExtId. All
// numbers come from one counter, so one number names one thing.
type Number string

// numberAlphabet has 31 characters, a prime, so that the weighted check finds
// every single wrong character and every swap of two. The letters that look
// like digits (I, O, S, Z) and the one that spoils words (U) are left out.
const numberAlphabet = "0123456789ABCDEFGHJKLMNPQRTVWXY"

const (
	numberBase   = 31
	numberDigits = 8
	// MaxSerial is the number of numbers that there are: 31 to the power 8.
	MaxSerial = 852_891_037_441
	// A multiplier that has no factor in common with MaxSerial makes the map
	// from serials to numbers one to one, and neighbours unlike each other.
	numberStep  = 618_033_988_751
	numberShift = 271_828_182_845
)

var errNumber = errors.New("not a number of MM: want nine characters, the last a check character")

// NumberOf makes the number that belongs to a serial. Serials run from 0 to
// MaxSerial-1, each gives another number; beyond that they repeat.
func NumberOf(serial uint64) Number {
	v := mulMod(serial%MaxSerial, numberStep) + numberShift
	v %= MaxSerial
	var b [numberDigits + 1]byte
	for i := numberDigits - 1; i >= 0; i-- {
		b[i] = numberAlphabet[v%numberBase]
		v /= numberBase
	}
	b[numberDigits] = numberCheck(b[:numberDigits])
	return Number(b[:])
}

// ParseNumber reads a number as a person types it: in either case, with spaces
// or hyphens, and with the look-alike letters that the alphabet leaves out.
func ParseNumber(s string) (Number, error) {
	var b []byte
	for _, r := range strings.ToUpper(s) {
		switch r {
		case ' ', '-', '\u00a0':
			continue
		case 'O':
			r = '0'
		case 'I':
			r = '1'
		case 'S':
			r = '5'
		case 'Z':
			r = '2'
		}
		if r > 127 || strings.IndexByte(numberAlphabet, byte(r)) < 0 || len(b) > numberDigits {
			return "", errNumber
		}
		b = append(b, byte(r))
	}
	if len(b) != numberDigits+1 || numberCheck(b[:numberDigits]) != b[numberDigits] {
		return "", errNumber
	}
	return Number(b), nil
}

func numberCheck(digits []byte) byte {
	sum := 0
	for i, c := range digits {
		sum += (i + 2) * strings.IndexByte(numberAlphabet, c)
	}
	return numberAlphabet[(numberBase-sum%numberBase)%numberBase]
}

// mulMod multiplies modulo MaxSerial without overflow: both factors are below
// 2^40, so the right one is taken in halves of 20 bits.
func mulMod(a, b uint64) uint64 {
	const half = 1 << 20
	high := a * (b / half) % MaxSerial // a < 2^40, b/half < 2^20
	return (high*half + a*(b%half)%MaxSerial) % MaxSerial
}

package pay

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Euro is the currency of all amounts today; amounts carry it all the same.
const Euro Currency = "EUR"

// Currency is an ISO 4217 code. All those in use have two decimal places.
type Currency string

// Money is an amount in minor units (cents) with its currency.
type Money struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// EUR makes an amount in euro cents.
func EUR(cents int64) Money { return Money{cents, Euro} }

// MaxMinor bounds every amount that MM handles: 999 999 999.99.
const MaxMinor = 99_999_999_999

// String is the machine form: "12.10".
func (m Money) String() string {
	sign, v := "", m.Minor
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%02d", sign, v/100, v%100)
}

// Quantity counts units of a position in millionths: 4.56 is 4_560_000.
type Quantity int64

const quantityUnit = 1_000_000

// String is the machine form without trailing zeros: "4.56".
func (q Quantity) String() string {
	s := fmt.Sprintf("%d.%06d", q/quantityUnit, q%quantityUnit)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Times prices a quantity: unit price × quantity, rounded to the cent half away
// from zero. It is the only place where MM rounds, once per line. It reports
// false when the product leaves the range of amounts.
func (q Quantity) Times(unitPrice int64) (int64, bool) {
	if q < 0 || unitPrice < 0 {
		return 0, false
	}
	hi, lo := bits.Mul64(uint64(q), uint64(unitPrice))
	lo, carry := bits.Add64(lo, quantityUnit/2, 0)
	hi += carry
	if hi >= quantityUnit {
		return 0, false
	}
	v, _ := bits.Div64(hi, lo, quantityUnit)
	if v > MaxMinor {
		return 0, false
	}
	return int64(v), true
}

// Errors of ParseDecimal, to be told apart by callers that name the field.
var (
	ErrNotDecimal = errors.New("not a decimal number: want digits with a decimal point, as in 12.10")
	ErrTooPrecise = errors.New("too many decimal places")
	ErrTooLarge   = errors.New("too large")
	ErrNegative   = errors.New("negative")
)

// ParseDecimal reads a non-negative decimal with at most places digits after
// the point as an integer in units of 10^-places. An exponent is understood,
// since PHP and others print one (1.0E-5, 1.0E+15); a decimal comma is not.
func ParseDecimal(s string, places int) (int64, error) {
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "-")
	if negative {
		s = s[1:]
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	exponent := 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 30 || e < -30 {
			return 0, ErrNotDecimal
		}
		s, exponent = s[:i], e
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits := whole + fraction
	if digits == "" || len(digits) > 60 {
		return 0, ErrNotDecimal
	}
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, ErrNotDecimal
		}
	}
	return scaled(digits, exponent-len(fraction)+places, negative)
}

// scaled is digits × 10^shift as an integer; what the shift cuts off must be
// zeros.
func scaled(digits string, shift int, negative bool) (int64, error) {
	for ; shift < 0 && digits != ""; shift++ {
		if digits[len(digits)-1] != '0' {
			return 0, ErrTooPrecise
		}
		digits = digits[:len(digits)-1]
	}
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return 0, nil
	}
	if negative {
		return 0, ErrNegative
	}
	if len(digits)+max(shift, 0) > 18 {
		return 0, ErrTooLarge
	}
	v, err := strconv.ParseInt(digits+strings.Repeat("0", max(shift, 0)), 10, 64)
	if err != nil || v > math.MaxInt64/2 {
		return 0, ErrTooLarge
	}
	return v, nil
}

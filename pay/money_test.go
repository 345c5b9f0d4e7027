package pay_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"viss.gov.lv/mm/pay"
)

func TestMoneyInMachineForm(t *testing.T) {
	t.Parallel()
	for cents, want := range map[int64]string{
		0: "0.00", 1: "0.01", 54: "0.54", 100: "1.00", 1212: "12.12", -5: "-0.05", -1212: "-12.12", pay.MaxMinor: "999999999.99",
	} {
		if got := pay.EUR(cents).String(); got != want {
			t.Errorf("%d cents: %s, want %s", cents, got, want)
		}
	}
}

func TestQuantityInMachineForm(t *testing.T) {
	t.Parallel()
	for q, want := range map[pay.Quantity]string{
		0: "0", 1: "0.000001", 4_560_000: "4.56", 12_000_000: "12", 100_000_000: "100", 1_000_010: "1.00001",
	} {
		if got := q.String(); got != want {
			t.Errorf("%d millionths: %s, want %s", int64(q), got, want)
		}
	}
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		quantity string
		price    int64
		want     int64
	}{
		{"1", 711, 711},
		{"4.56", 1000, 4560},
		{"12.00", 350, 4200},
		{"0.5", 1, 1}, // half a cent
		{"0.499999", 1, 0},
		{"1.5", 1, 2},
		{"2.5", 1, 3}, // not to even
		{"0.333333", 3, 1},
		{"0.005", 100, 1},
		{"0.004999", 100, 0},
		{"0.015", 100, 2},
		{"1.005", 100, 101}, // 100.5: binary floating point would give 100
		{"0", 100, 0},
		{"5", 0, 0},
		{"999999999.99", 100, pay.MaxMinor},
		{"0.000001", pay.MaxMinor, 100_000},
	} {
		q, err := pay.ParseDecimal(c.quantity, 6)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := pay.Quantity(q).Times(c.price); !ok || got != c.want {
			t.Errorf("%s × %d cents = %d, %v; want %d", c.quantity, c.price, got, ok, c.want)
		}
	}
}

func TestProductsOutOfRange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		q     pay.Quantity
		price int64
	}{
		{1_000_000, pay.MaxMinor + 1},
		{math.MaxInt64, math.MaxInt64},
		{math.MaxInt64, 2},
		{2, math.MaxInt64},
		{-1_000_000, 100},
		{1_000_000, -100},
	} {
		if got, ok := c.q.Times(c.price); ok {
			t.Errorf("%d × %d = %d, want it refused", int64(c.q), c.price, got)
		}
	}
}

func TestTimesAgreesWithBigNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.Int64Range(0, math.MaxInt64).Draw(t, "quantity")
		price := rapid.Int64Range(0, math.MaxInt64).Draw(t, "price")
		if rapid.Bool().Draw(t, "small") {
			q, price = q%1_000_000_000_000, price%100_000_000
		}
		want := new(big.Int).Mul(big.NewInt(q), big.NewInt(price))
		want.Add(want, big.NewInt(500_000)).Div(want, big.NewInt(1_000_000))
		got, ok := pay.Quantity(q).Times(price)
		if fits := want.Cmp(big.NewInt(pay.MaxMinor)) <= 0; ok != fits || ok && want.Int64() != got {
			t.Fatalf("%d × %d = %d, %v; want %s", q, price, got, ok, want)
		}
	})
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		places int
		want   int64
		err    error
	}{
		{"1", 2, 100, nil},
		{"12.12", 2, 1212, nil},
		{"12.1", 2, 1210, nil},
		{"12.10000", 2, 1210, nil}, // trailing zeros are not precision
		{"0.54", 2, 54, nil},
		{".5", 2, 50, nil},
		{"5.", 2, 500, nil},
		{"+5", 2, 500, nil},
		{" 7.5\n", 2, 750, nil},
		{"0", 2, 0, nil},
		{"-0", 2, 0, nil},
		{"-0.00", 2, 0, nil},
		{"000012.10", 2, 1210, nil},
		{"4.56", 6, 4_560_000, nil},
		{"1E2", 2, 10_000, nil},
		{"1e2", 2, 10_000, nil},
		{"1.5E+3", 2, 150_000, nil},
		{"1.0E-5", 6, 10, nil}, // PHP prints 0.00001 so
		{"12.0E-1", 2, 120, nil},
		{"0E30", 2, 0, nil},
		{"1000000E-6", 2, 100, nil},
		{"1.0E+15", 2, 100_000_000_000_000_000, nil},

		{"12.125", 2, 0, pay.ErrTooPrecise},
		{"0.0000001", 6, 0, pay.ErrTooPrecise},
		{"1E-7", 6, 0, pay.ErrTooPrecise},
		{"12.120000000000001", 2, 0, pay.ErrTooPrecise}, // a float that was not rounded
		{"-1", 2, 0, pay.ErrNegative},
		{"-0.01", 2, 0, pay.ErrNegative},
		{"1E30", 2, 0, pay.ErrTooLarge},
		{"99999999999999999999", 2, 0, pay.ErrTooLarge},
		{"1" + strings.Repeat("0", 59), 0, 0, pay.ErrTooLarge},

		{"", 2, 0, pay.ErrNotDecimal},
		{" ", 2, 0, pay.ErrNotDecimal},
		{".", 2, 0, pay.ErrNotDecimal},
		{"-", 2, 0, pay.ErrNotDecimal},
		{"12,10", 2, 0, pay.ErrNotDecimal},
		{"1 000.00", 2, 0, pay.ErrNotDecimal},
		{"1.2.3", 2, 0, pay.ErrNotDecimal},
		{"--1", 2, 0, pay.ErrNotDecimal},
		{"+-1", 2, 0, pay.ErrNotDecimal},
		{"-+1", 2, 0, pay.ErrNotDecimal},
		{"0x10", 2, 0, pay.ErrNotDecimal},
		{"1e", 2, 0, pay.ErrNotDecimal},
		{"e5", 2, 0, pay.ErrNotDecimal},
		{"1e1.5", 2, 0, pay.ErrNotDecimal},
		{"1e31", 2, 0, pay.ErrNotDecimal},
		{"1e999999999999999999999", 2, 0, pay.ErrNotDecimal},
		{"1_000", 2, 0, pay.ErrNotDecimal},
		{"NaN", 2, 0, pay.ErrNotDecimal},
		{"INF", 2, 0, pay.ErrNotDecimal},
		{"١٢", 2, 0, pay.ErrNotDecimal}, // Arabic digits
		{"12.10 EUR", 2, 0, pay.ErrNotDecimal},
		{strings.Repeat("0", 61), 2, 0, pay.ErrNotDecimal},
	} {
		got, err := pay.ParseDecimal(c.text, c.places)
		if got != c.want || !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("ParseDecimal(%q, %d) = %d, %v; want %d, %v", c.text, c.places, got, err, c.want, c.err)
		}
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1", "12.12", "4.56", "0.54", "12.00", "1.0E-5", "1.0E+15", "-0", "12,10", ".", "1e31", "000.10e-1"} {
		f.Add(s, 2)
		f.Add(s, 6)
	}
	f.Fuzz(func(t *testing.T, s string, places int) {
		if places < 0 || places > 6 {
			return
		}
		got, err := pay.ParseDecimal(s, places)
		if err != nil {
			if got != 0 {
				t.Errorf("%q: %d beside %v", s, got, err)
			}
			return
		}
		if got < 0 {
			t.Fatalf("%q: negative %d", s, got)
		}
		want, ok := new(big.Rat).SetString(strings.TrimSpace(s))
		if !ok {
			t.Fatalf("%q is read as %d but is no number to math/big", s, got)
		}
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
		want.Mul(want, new(big.Rat).SetInt(scale))
		if !want.IsInt() || want.Num().Cmp(big.NewInt(got)) != 0 {
			t.Errorf("%q with %d places = %d, math/big says %s", s, places, got, want)
		}
	})
}

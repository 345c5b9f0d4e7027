package locale

import (
	"strings"

	"viss.gov.lv/mm/pay"
)

// nbsp keeps what belongs together on one line.
const nbsp = "\u00a0"

// minus is the sign of negative amounts; a hyphen is too short to be seen.
const minus = "−"

// Money is an amount for people: "1 234,56 EUR" in Latvian (no-break spaces;
// four digits are grouped too, so that columns line up), "EUR 1,234.56" in
// English (State Language Centre 2014; EU interinstitutional style guide).
func (w *Words) Money(m pay.Money) string { return w.Amount(m.Minor, string(m.Currency)) }

// Amount is Money for packages that may not know the domain: minor units and
// the code of a currency that has two decimal places.
func (w *Words) Amount(minor int64, currency string) string {
	number := w.Number(pay.Money{Minor: minor}.String())
	if w.language == English {
		return currency + nbsp + number
	}
	return number + nbsp + currency
}

// Number is a decimal number for people, made of its machine form: "1234.5"
// gives "1 234,5" in Latvian and "1,234.5" in English.
func (w *Words) Number(machine string) string {
	group, point := nbsp, ","
	if w.language == English {
		group, point = ",", "."
	}
	sign := ""
	if rest, negative := strings.CutPrefix(machine, "-"); negative {
		sign, machine = minus, rest
	}
	whole, fraction, hasFraction := strings.Cut(machine, ".")
	var b strings.Builder
	b.WriteString(sign)
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(group)
		}
		b.WriteRune(digit)
	}
	if hasFraction {
		b.WriteString(point + fraction)
	}
	return b.String()
}

// Quantity is a number of units for people.
func (w *Words) Quantity(q pay.Quantity) string { return w.Number(q.String()) }

// IBAN is an account number in groups of four, as it is printed.
func IBAN(s string) string {
	var b strings.Builder
	for i, c := range strings.ReplaceAll(s, " ", "") {
		if i > 0 && i%4 == 0 {
			b.WriteString(nbsp)
		}
		b.WriteRune(c)
	}
	return b.String()
}

package locale

import (
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// shown makes no-break spaces visible in examples.
func shown(s string) string {
	out := []rune{}
	for _, r := range s {
		if r == '\u00a0' {
			r = '~'
		}
		out = append(out, r)
	}
	return string(out)
}

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cents  int64
		lv, en string
	}{
		{0, "0,00~EUR", "EUR~0.00"},
		{5, "0,05~EUR", "EUR~0.05"},
		{1200, "12,00~EUR", "EUR~12.00"},
		{123456, "1~234,56~EUR", "EUR~1,234.56"},
		{1234567, "12~345,67~EUR", "EUR~12,345.67"},
		{pay.MaxMinor, "999~999~999,99~EUR", "EUR~999,999,999.99"},
		{-1050, "−10,50~EUR", "EUR~−10.50"},
	} {
		if got := shown(In(Latvian).Money(pay.EUR(c.cents))); got != c.lv {
			t.Errorf("%d in Latvian: %q, want %q", c.cents, got, c.lv)
		}
		if got := shown(In(English).Amount(c.cents, "EUR")); got != c.en {
			t.Errorf("%d in English: %q, want %q", c.cents, got, c.en)
		}
	}
}

func TestQuantity(t *testing.T) {
	t.Parallel()
	for q, want := range map[pay.Quantity]string{1_000_000: "1", 4_560_000: "4,56", 1_234_500_000: "1~234,5", 1: "0,000001"} {
		if got := shown(In(Latvian).Quantity(q)); got != want {
			t.Errorf("%d: %q, want %q", q, got, want)
		}
	}
}

func TestIBAN(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"LV44DEMO0000000000001":   "LV44~DEMO~0000~0000~0000~1",
		"LV44 DEMO 0000000000001": "LV44~DEMO~0000~0000~0000~1",
		"":                        "",
	} {
		if got := shown(IBAN(in)); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	lv, en := In(Latvian), In(English)
	winter := time.Date(2026, 11, 22, 10, 5, 0, 0, time.UTC)   // 12:05 in Riga
	newYear := time.Date(2026, 12, 31, 22, 30, 0, 0, time.UTC) // 00:30 on 1 January in Riga
	midnight := time.Date(2026, 8, 31, 21, 0, 0, 0, time.UTC)  // the end of 31 August in Riga (summer)
	for name, c := range map[string]struct{ got, want string }{
		"alone":               {lv.Date(winter), "2026.~gada 22.~novembris"},
		"from":                {lv.DateFrom(winter), "2026.~gada 22.~novembra"},
		"until":               {lv.DateUntil(winter), "2026.~gada 22.~novembrim"},
		"on":                  {lv.DateOn(winter), "2026.~gada 22.~novembrī"},
		"English":             {en.DateUntil(winter), "22~November 2026"},
		"short":               {lv.ShortDate(winter), "22.11.2026."},
		"short in English":    {en.ShortDate(winter), "22/11/2026"},
		"time":                {lv.Time(winter), "12:05"},
		"moment":              {lv.Moment(winter), "2026.~gada 22.~novembrī plkst.~12.05"},
		"moment in English":   {en.Moment(winter), "22~November 2026 at~12:05"},
		"Riga's day counts":   {lv.Date(newYear), "2027.~gada 1.~janvāris"},
		"term with a time":    {lv.Deadline(winter), "2026.~gada 22.~novembrim plkst.~12.05"},
		"term is a whole day": {lv.Deadline(midnight), "2026.~gada 31.~augustam"},
		"the same in English": {en.Deadline(midnight), "31~August 2026"},
		"passed, whole day":   {lv.DeadlinePassed(midnight), "2026.~gada 31.~augustā"},
		"passed, with a time": {lv.DeadlinePassed(winter), "2026.~gada 22.~novembrī plkst.~12.05"},
	} {
		if got := shown(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestMonthsHaveTheirEndings(t *testing.T) {
	t.Parallel()
	// The months in -is go with the second declension, those in -s with the first.
	for m := time.January; m <= time.December; m++ {
		nom, gen, dat, loc := month(m, nominative), month(m, genitive), month(m, dative), month(m, locative)
		want := map[bool][2]string{true: {"im", "ī"}, false: {"am", "ā"}}[nom[len(nom)-2:] == "is"]
		if dat[len(dat)-2:] != want[0] || loc[len(loc)-len(want[1]):] != want[1] || gen[len(gen)-1:] != "a" {
			t.Errorf("%s: %s, %s, %s", nom, gen, dat, loc)
		}
	}
}

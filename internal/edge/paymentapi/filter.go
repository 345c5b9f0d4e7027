package paymentapi

import (
	"errors"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// dates reads a pair of ends of a span, both inclusive: a date is its whole day
// in Riga, a moment its whole second.
func (f *fields) dates(from, till string) pay.Span {
	var s pay.Span
	if t, _, ok := f.moment(from); ok {
		s.From = t
	}
	if t, dateOnly, ok := f.moment(till); ok && dateOnly {
		s.Before = pay.EndOfDay(t)
	} else if ok {
		s.Before = t.Truncate(time.Second).Add(time.Second)
	}
	return s
}

// terms is dates for the end of terms. A term that is a date ends with its day,
// and is kept as the first moment of the next: a filter by days must find it
// under its own.
func (f *fields) terms(from, till string) pay.Span {
	s := f.dates(from, till)
	if _, dateOnly, ok := f.moment(from); ok && dateOnly {
		s.From = s.From.Add(time.Millisecond)
	}
	if _, dateOnly, ok := f.moment(till); ok && dateOnly {
		s.Before = s.Before.Add(time.Millisecond)
	}
	return s
}

// moment reads a date or moment; not ok when it is absent.
func (f *fields) moment(name string) (t time.Time, dateOnly, ok bool) {
	given := f.text(name)
	if strings.TrimSpace(given) == "" {
		return time.Time{}, false, false
	}
	t, dateOnly, err := pay.ParseMoment(given)
	if err != nil && f.err == nil {
		f.err = &pay.Error{Code: pay.CodeInvalid, Field: f.within + name, Value: given, Err: err, Want: pay.Want{
			LV: "Norādiet datumu kā 2026-12-31 vai 2026-12-31T14:00:00+02:00.", EN: "Give the date as 2026-12-31 or 2026-12-31T14:00:00+02:00.",
		}}
	}
	return t, dateOnly, err == nil && !t.IsZero()
}

// amount reads an amount as a number or a text; nil when it is absent.
func (f *fields) amount(name string) *int64 {
	given := f.text(name)
	if strings.TrimSpace(given) == "" {
		return nil
	}
	v, err := pay.ParseDecimal(given, 2)
	if err == nil {
		return &v
	}
	if f.err == nil {
		code := pay.CodeInvalid
		switch {
		case errors.Is(err, pay.ErrTooPrecise):
			code = pay.CodeTooPrecise
		case errors.Is(err, pay.ErrTooLarge), errors.Is(err, pay.ErrNegative):
			code = pay.CodeAmountRange
		}
		f.err = &pay.Error{Code: code, Field: f.within + name, Value: given, Err: err, Want: pay.Want{
			LV: "Norādiet summu ar decimālpunktu, piemēram, 12.10.", EN: "Give the amount with a decimal point, as in 12.10.",
		}}
	}
	return nil
}

// flag reads true or false, also as texts; absent is false.
func (f *fields) flag(name string) bool {
	given := f.text(name)
	switch strings.ToLower(strings.TrimSpace(given)) {
	case "", "false", "0":
		return false
	case "true", "1":
		return true
	}
	if f.err == nil {
		f.err = &pay.Error{Code: pay.CodeInvalid, Field: f.within + name, Value: given, Want: pay.Want{LV: "Norādiet true vai false.", EN: "Give true or false."}}
	}
	return false
}

// currency reads an ISO 4217 code in any case.
func (f *fields) currency(name string) pay.Currency {
	given := strings.ToUpper(strings.TrimSpace(f.text(name)))
	if given == "" || len(given) == 3 && strings.Trim(given, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return pay.Currency(given)
	}
	if f.err == nil {
		f.err = &pay.Error{Code: pay.CodeInvalid, Field: f.within + name, Value: given, Want: pay.Want{LV: "Norādiet valūtas kodu, piemēram, EUR.", EN: "Give a currency's code, as EUR."}}
	}
	return ""
}

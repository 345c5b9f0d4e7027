package apiv2

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// query reads the parameters of an address as object reads the members of a
// body. A parameter that is empty is absent.
type query struct {
	values url.Values
	faults *faults
	known  []string
}

func (q *query) wrong(name string, code pay.Code, value string, want pay.Want) {
	q.faults.add(fault{parameter: name, err: &pay.Error{Code: code, Value: value, Want: want}})
}

// text is the value of a parameter that stands there at most once.
func (q *query) text(name string) string {
	q.known = append(q.known, name)
	given := q.values[name]
	if len(given) > 1 {
		q.wrong(name, pay.CodeInvalid, "", pay.Want{LV: "Norādiet vienu reizi.", EN: "Give it once."})
		return ""
	}
	if len(given) == 0 {
		return ""
	}
	return given[0]
}

// span reads a pair of ends, both inclusive: a date is its whole day in Riga, a
// moment its whole millisecond.
func (q *query) span(from, till string) pay.Span {
	var s pay.Span
	if t, _, ok := q.moment(from); ok {
		s.From = t
	}
	if t, dateOnly, ok := q.moment(till); ok {
		s.Before = after(t, dateOnly)
		if !s.From.IsZero() && !s.From.Before(s.Before) {
			q.wrong(till, pay.CodeInvalid, shortened(q.text(till)), pay.Want{
				LV: "Norādiet to pašu brīdi, kas " + from + ", vai vēlāku.", EN: "Give the moment of " + from + ", or a later one.",
			})
		}
	}
	return s
}

// after is the first moment after an inclusive end.
func after(t time.Time, dateOnly bool) time.Time {
	if dateOnly {
		return pay.EndOfDay(t)
	}
	return t.Truncate(time.Millisecond).Add(time.Millisecond)
}

// terms is span for the end of terms. A term that is a date ends with its day,
// and is kept as the first moment of the next: a filter by days must find it
// under its own.
func (q *query) terms(from, till string) pay.Span {
	s := q.span(from, till)
	if len(q.values[from]) == 1 && len(q.values[from][0]) == len(time.DateOnly) && !s.From.IsZero() {
		s.From = s.From.Add(time.Millisecond)
	}
	if len(q.values[till]) == 1 && len(q.values[till][0]) == len(time.DateOnly) && !s.Before.IsZero() {
		s.Before = s.Before.Add(time.Millisecond)
	}
	return s
}

// moment reads a date or moment; not ok when it is absent.
func (q *query) moment(name string) (t time.Time, dateOnly, ok bool) {
	given := q.text(name)
	if given == "" {
		return time.Time{}, false, false
	}
	if !isMoment(given) {
		q.wrong(name, pay.CodeInvalid, shortened(given), aMoment())
		return time.Time{}, false, false
	}
	t, dateOnly, err := pay.ParseMoment(given)
	return t, dateOnly, err == nil
}

// amount reads an amount; nil when it is absent.
func (q *query) amount(name string) *int64 {
	given := q.text(name)
	if given == "" {
		return nil
	}
	if !isDecimal(given) {
		q.wrong(name, pay.CodeInvalid, shortened(given), pay.Want{
			LV: "Norādiet summu ar decimālpunktu, piemēram, 12.10.", EN: "Give an amount with a decimal point, as 12.10.",
		})
		return nil
	}
	v, err := pay.ParseDecimal(given, 2)
	if err != nil {
		q.faults.add(fault{parameter: name, err: decimalFault(given, 2, err)})
		return nil
	}
	return &v
}

// flag reads true or false; absent is false.
func (q *query) flag(name string) bool {
	given := q.text(name)
	switch given {
	case "true":
		return true
	case "", "false":
		return false
	}
	q.wrong(name, pay.CodeInvalid, shortened(given), pay.Want{LV: "Norādiet true vai false.", EN: "Give true or false."})
	return false
}

// oneOf reads one of some words; empty when it is absent.
func (q *query) oneOf(name string, words ...string) string {
	given := q.text(name)
	if given == "" || slices.Contains(words, given) {
		return given
	}
	q.wrong(name, pay.CodeInvalid, shortened(given), anyOf(words))
	return ""
}

func anyOf(words []string) pay.Want {
	list := strings.Join(words, ", ")
	return pay.Want{LV: "Viens no: " + list + ".", EN: "One of " + list + "."}
}

// currency reads an ISO 4217 code; empty when it is absent.
func (q *query) currency(name string) pay.Currency {
	given := q.text(name)
	if given == "" || len(given) == 3 && strings.Trim(given, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return pay.Currency(given)
	}
	q.wrong(name, pay.CodeInvalid, shortened(given), pay.Want{LV: "Norādiet valūtas kodu, piemēram, EUR.", EN: "Give a currency's code, as EUR."})
	return ""
}

// id reads an identifier; the zero one when it is absent.
func (q *query) id(name string) pay.ID {
	given := q.text(name)
	if given == "" {
		return pay.ID{}
	}
	id, err := pay.ParseID(given)
	if err != nil {
		q.wrong(name, pay.CodeInvalid, shortened(given), anID())
	}
	return id
}

// number reads a whole number within bounds.
func (q *query) number(name string, absent, least, most int64) int64 {
	given := q.text(name)
	if given == "" {
		return absent
	}
	n, err := strconv.ParseInt(given, 10, 64)
	if err == nil && n >= least && n <= most && strconv.FormatInt(n, 10) == given {
		return n
	}
	low, high := strconv.FormatInt(least, 10), strconv.FormatInt(most, 10)
	q.wrong(name, pay.CodeInvalid, shortened(given), pay.Want{LV: "Norādiet skaitli no " + low + " līdz " + high + ".", EN: "Give a number from " + low + " to " + high + "."})
	return absent
}

// The bounds of a page.
const (
	pageRows     = 50
	mostPageRows = 200
)

// limit reads how long a page is to be.
func (q *query) limit() int { return int(q.number("limit", pageRows, 1, mostPageRows)) }

// rest notes every parameter that nobody asked for, and gives the refusal if
// anything is wrong: a condition that is misspelt must not look as if all rows
// met it.
func (q *query) rest() error {
	var unknown []string
	for name := range q.values {
		if !slices.Contains(q.known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		q.wrong(shortened(name), pay.CodeUnknownMember, "", here(q.known))
	}
	return q.faults.refusal()
}

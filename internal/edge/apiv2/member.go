package apiv2

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// text is a member that is a text of at most so many characters, nil when it is
// absent. Texts are what is stored and printed: NUL is not for that.
func (o *object) text(name string, most int) *string {
	v := o.member(name)
	if v == nil {
		return nil
	}
	if v.Kind != strictjson.String {
		o.wrong(name, pay.CodeInvalid, "", mustBe("teksts pēdiņās", "a text in quotes"))
		return nil
	}
	if utf8.RuneCountInString(v.Text) > most {
		o.wrong(name, pay.CodeTooLong, "", pay.Want{
			LV: fmt.Sprintf("Ne vairāk par %d zīmēm.", most), EN: fmt.Sprintf("At most %d characters.", most),
		})
		return nil
	}
	if strings.ContainsRune(v.Text, 0) {
		o.wrong(name, pay.CodeInvalid, "", pay.Want{})
		return nil
	}
	return &v.Text
}

// plain is text with an absent member as an empty text.
func (o *object) plain(name string, most int) string {
	if s := o.text(name, most); s != nil {
		return *s
	}
	return ""
}

// needed is a text that must be there and not be blank.
func (o *object) needed(name string, most int) string {
	before := len(*o.faults)
	s := o.text(name, most)
	if s != nil && strings.TrimSpace(*s) != "" {
		return *s
	}
	if len(*o.faults) == before {
		o.must(name)
	}
	return ""
}

// flag is a member that is true or false, nil when it is absent.
func (o *object) flag(name string) *bool {
	v := o.member(name)
	if v == nil {
		return nil
	}
	if v.Kind != strictjson.Bool {
		o.wrong(name, pay.CodeInvalid, "", mustBe("true vai false, bez pēdiņām", "true or false, without quotes"))
		return nil
	}
	yes := v.Text == "true"
	return &yes
}

// decimal is a member that is a number in quotes, as it was written; nil when it
// is absent or wrong. JSON numbers are refused: on their way they become binary
// fractions in many programs, and 12.10 must stay 12.10.
func (o *object) decimal(name string, places int) *string {
	v := o.member(name)
	if v == nil {
		return nil
	}
	if v.Kind == strictjson.Number {
		o.wrong(name, pay.CodeInvalid, v.Text, pay.Want{
			LV: "Skaitli rakstiet pēdiņās: \"12.10\".", EN: "Write the number in quotes: \"12.10\".",
		})
		return nil
	}
	if v.Kind != strictjson.String || !isDecimal(v.Text) {
		o.wrong(name, pay.CodeInvalid, shortened(v.Text), aDecimal())
		return nil
	}
	if _, err := pay.ParseDecimal(v.Text, places); err != nil {
		o.faults.at(o.at(name), decimalFault(v.Text, places, err))
		return nil
	}
	return &v.Text
}

// isDecimal tells whether a number is written in the one way that it can be:
// digits without a zero in front, and, after a point, more of them.
func isDecimal(s string) bool {
	whole, fraction, point := strings.Cut(s, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (whole == "0" || whole[0] != '0') && (!point || digits(fraction))
}

func aDecimal() pay.Want {
	return pay.Want{LV: "Norādiet skaitli ar decimālpunktu pēdiņās, piemēram, \"12.10\".", EN: "Give a number with a decimal point in quotes, as \"12.10\"."}
}

func decimalFault(given string, places int, err error) *pay.Error {
	e := &pay.Error{Code: pay.CodeInvalid, Value: shortened(given), Want: aDecimal(), Err: err}
	switch {
	case errors.Is(err, pay.ErrTooPrecise):
		e.Code, e.Want = pay.CodeTooPrecise, pay.Want{LV: fmt.Sprintf("Ne vairāk par %d.", places), EN: fmt.Sprintf("At most %d.", places)}
	case errors.Is(err, pay.ErrTooLarge):
		e.Code, e.Want = pay.CodeAmountRange, pay.Want{}
	}
	return e
}

// day is a member that is a date, as 2026-12-31; nil when it is absent.
func (o *object) day(name string) *string {
	s := o.text(name, mostMoment)
	if s == nil {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, *s); err != nil || !momentInRange(*s) {
		o.wrong(name, pay.CodeInvalid, *s, pay.Want{LV: "Norādiet datumu kā 2026-12-31.", EN: "Give a date as 2026-12-31."})
		return nil
	}
	return s
}

// moment is a member that is a date or a moment; nil when it is absent.
func (o *object) moment(name string) *string {
	s := o.text(name, mostMoment)
	if s == nil {
		return nil
	}
	if !isMoment(*s) {
		o.wrong(name, pay.CodeInvalid, *s, aMoment())
		return nil
	}
	return s
}

// mostMoment is the longest date or moment, in characters.
const mostMoment = 40

// isMoment tells whether a text is a date, or a moment as RFC 3339 writes it: of
// all that the published interfaces take, the forms that have one meaning.
func isMoment(s string) bool {
	_, day := time.Parse(time.DateOnly, s)
	_, moment := time.Parse(time.RFC3339, s)
	return (day == nil || moment == nil) && momentInRange(s)
}

func momentInRange(s string) bool {
	t, _, err := pay.ParseMoment(s)
	return err == nil && !t.IsZero()
}

func aMoment() pay.Want {
	return pay.Want{LV: "Norādiet datumu kā 2026-12-31 vai brīdi kā 2026-12-31T14:00:00+02:00.", EN: "Give a date as 2026-12-31, or a moment as 2026-12-31T14:00:00+02:00."}
}

// id is a member that is an identifier; the zero one when it is absent.
func (o *object) id(name string) pay.ID {
	s := o.text(name, 40)
	if s == nil {
		return pay.ID{}
	}
	id, err := pay.ParseID(*s)
	if err != nil || id.IsZero() {
		o.wrong(name, pay.CodeInvalid, *s, anID())
	}
	return id
}

func anID() pay.Want {
	return pay.Want{LV: "Norādiet identifikatoru (UUID).", EN: "Give an identifier (UUID)."}
}

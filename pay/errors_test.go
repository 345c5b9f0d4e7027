package pay_test

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestEveryCodeIsWhole(t *testing.T) {
	t.Parallel()
	form := regexp.MustCompile(`^MM[1-9]\d\d$`)
	seen := map[pay.Code]bool{}
	last := pay.Code("")
	for _, row := range pay.Codes() {
		if !form.MatchString(string(row.Code)) || seen[row.Code] || row.Code <= last {
			t.Errorf("%s: not of the form, not once, or not in order", row.Code)
		}
		seen[row.Code], last = true, row.Code
		for language, text := range map[pay.Language]string{pay.Latvian: row.LV, pay.English: row.EN} {
			if text == "" || !strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text {
				t.Errorf("%s in %s: %q is no sentence", row.Code, language, text)
			}
			if got := pay.Fail(row.Code, errors.New("secret")).Text(language); got != text {
				t.Errorf("%s in %s: shown as %q", row.Code, language, got)
			}
		}
		if row.LV == row.EN {
			t.Errorf("%s: both languages say the same", row.Code)
		}
		if row.Code.Kind() != row.Kind {
			t.Errorf("%s: kind %v, table says %v", row.Code, row.Code.Kind(), row.Kind)
		}
		if group, internal := row.Code[2], row.Kind == pay.Internal; internal != (row.Code == pay.CodeInternal) || group == '1' && row.Kind != pay.Invalid && row.Kind != pay.TooLarge {
			t.Errorf("%s: kind %v does not fit its hundred", row.Code, row.Kind)
		}
	}
	for _, k := range pay.Kinds() {
		found := false
		for _, row := range pay.Codes() {
			found = found || row.Kind == k
		}
		if !found {
			t.Errorf("no code is of kind %v", k)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := &pay.Error{
		Code: pay.CodeInvalid, Field: "PaymentRequest/PriceList[2]/Item", Value: "12,10",
		Want: pay.Want{LV: "Norādiet skaitli.", EN: "Give a number."}, Err: errors.New("secret"),
	}
	for language, want := range map[pay.Language]string{
		pay.Latvian: "PaymentRequest/PriceList[2]/Item: Lauka vērtība nav derīga. („12,10”) Norādiet skaitli.",
		pay.English: "PaymentRequest/PriceList[2]/Item: The value of the field is not valid. (“12,10”) Give a number.",
	} {
		if got := e.Text(language); got != want {
			t.Errorf("in %s:\n got %s\nwant %s", language, got, want)
		}
	}
	if !strings.Contains(e.Error(), "secret") {
		t.Errorf("the log must hold the cause: %s", e.Error())
	}
	long := &pay.Error{Code: pay.CodeInvalid, Value: strings.Repeat("ņ", 1000)}
	if got := long.Text(pay.English); len([]rune(got)) > 120 || !strings.Contains(got, "ņ…”") {
		t.Errorf("a long value is not cut short: %s", got)
	}
}

func TestKindAndCodeOfAnError(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	e := fmt.Errorf("save: %w", pay.Fail(pay.CodeExpired, cause))
	if pay.KindOf(e) != pay.Ended || pay.CodeOf(e) != pay.CodeExpired || !errors.Is(e, cause) {
		t.Errorf("%v: kind %v, code %s", e, pay.KindOf(e), pay.CodeOf(e))
	}
	for _, other := range []error{cause, nil} {
		if pay.KindOf(other) != pay.Internal || pay.CodeOf(other) != pay.CodeInternal {
			t.Errorf("%v: kind %v, code %s; an error without a kind must not be shown", other, pay.KindOf(other), pay.CodeOf(other))
		}
	}
	if k := pay.Code("MM777").Kind(); k != pay.Internal {
		t.Errorf("a code outside the table is of kind %v", k)
	}
}

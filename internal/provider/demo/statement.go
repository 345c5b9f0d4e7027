package demo

import (
	"fmt"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// statement reads what the bank says, from signed fields. Service is the
// message's own, or the status in the answer to a query: the same news has the
// same key on all ways.
func statement(service string, fields map[string]string) (pay.Notice, error) {
	result, ok := resultOf(service)
	if !ok {
		return pay.Notice{}, fmt.Errorf("%q says nothing of a payment", service)
	}
	if !plausibleRef(fields[fieldRef]) {
		return pay.Notice{}, wrong(fieldRef)
	}
	if _, err := time.Parse(stamp, fields[fieldMoment]); err != nil {
		return pay.Notice{}, wrong(fieldMoment)
	}
	n := pay.Notice{Ref: pay.Number(fields[fieldRef]), Result: result}
	if result != pay.ResultAccepted && result != pay.ResultPaid {
		n.Reason = fields[fieldReason]
		if !word(n.Reason, 0, 20) {
			return pay.Notice{}, wrong(fieldReason)
		}
		n.Key = strings.Join([]string{service, string(n.Ref), n.Reason}, " ")
		return n, nil
	}
	if err := money(&n, fields); err != nil {
		return pay.Notice{}, err
	}
	n.Key = strings.Join([]string{
		service, string(n.Ref), n.ProviderRef, n.Amount.String(), string(n.Amount.Currency), n.Account,
	}, " ")
	return n, nil
}

// money reads the fields that only an accepted or paid payment has.
func money(n *pay.Notice, fields map[string]string) error {
	minor, ok := amount(fields[fieldAmount])
	if !ok {
		return wrong(fieldAmount)
	}
	currency := fields[fieldCurrency]
	if len(currency) != 3 || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return wrong(fieldCurrency)
	}
	n.Amount = pay.Money{Minor: minor, Currency: pay.Currency(currency)}
	n.Account, n.ProviderRef = fields[fieldAccount], fields[fieldNumber]
	if !word(n.Account, 1, 34) {
		return wrong(fieldAccount)
	}
	if !word(n.ProviderRef, 1, 20) {
		return wrong(fieldNumber)
	}
	return nil
}

func wrong(field string) error { return fmt.Errorf("%s has not the form that it must have", field) }

// amount reads 12.10: digits without leading zeros, a point, two digits.
func amount(s string) (int64, bool) {
	whole, cents, _ := strings.Cut(s, ".")
	if len(cents) != 2 || len(whole) > 9 || len(whole) > 1 && whole[0] == '0' {
		return 0, false
	}
	if whole == "" || strings.Trim(whole+cents, "0123456789") != "" {
		return 0, false
	}
	minor, err := pay.ParseDecimal(s, 2)
	return minor, err == nil
}

func plausibleRef(s string) bool { return word(s, 1, 10) }

// word tells whether a text is made of letters and digits of ASCII, hyphen and
// underline, and of a length.
func word(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for _, c := range []byte(s) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if !letter && !digit && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

package demo

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"viss.gov.lv/mm/pay"
)

// Start makes the signed form that the payer's browser posts to the bank. It
// asks nothing over the network. The same order gives the same fields but for
// the time stamp; the bank knows the payment by DB_REF and starts it once.
func (p *Provider) Start(_ context.Context, o pay.Order) (pay.Handover, error) {
	columns := requestColumns()
	values := map[string]string{
		fieldService: servicePay, fieldVersion: version, fieldMerchant: p.c.Merchant,
		fieldRef: string(o.Ref), fieldAmount: o.Amount.String(), fieldCurrency: string(o.Amount.Currency),
		fieldAccount: o.Payee.IBAN,
		fieldName:    line(o.Payee.Payee, 70), fieldPurpose: line(o.Purpose, 140),
		fieldMoment: moment(p.c.Machine.Now()), fieldExpires: moment(o.Expires),
		fieldReturn: o.ReturnURL, fieldNotify: o.NotifyURL,
	}
	h := pay.Handover{URL: p.c.Address + "/pay"}
	for _, c := range columns {
		v := values[c.name]
		if v == "" {
			return pay.Handover{}, fmt.Errorf("demo bank: %s has no value", c.name)
		}
		if utf8.RuneCountInString(v) > c.most {
			return pay.Handover{}, fmt.Errorf("demo bank: %s is longer than %d characters", c.name, c.most)
		}
		h.Fields = append(h.Fields, pay.FormField{Name: c.name, Value: v})
	}
	mac := sign(p.c.Key, row(columns, func(name string) string { return values[name] }))
	h.Fields = append(h.Fields, pay.FormField{Name: fieldMAC, Value: mac})
	h.Fields = append(h.Fields, display(o)...)
	return h, nil
}

// display tells the bank how the payer reads: language, size of letters,
// contrast. It is not signed: it moves no money.
func display(o pay.Order) []pay.FormField {
	language := "LAT"
	if o.Language == pay.English {
		language = "ENG"
	}
	fields := []pay.FormField{{Name: fieldLanguage, Value: language}}
	for _, choice := range []struct{ from, to string }{{"fs", fieldFont}, {"bm", fieldContrast}} {
		if v := o.Display.Get(choice.from); v != "" && len(v) <= 20 {
			fields = append(fields, pay.FormField{Name: choice.to, Value: v})
		}
	}
	return fields
}

// line brings a text into the form that the bank takes and counts alike: one
// line of composed characters, without space at its ends, cut to a length.
func line(s string, most int) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, " "))
	s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '\u00a0' }), " ")
	if r := []rune(s); len(r) > most {
		s = strings.TrimRight(string(r[:most]), " ")
	}
	return s
}

package document

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/ubl"
	"viss.gov.lv/mm/pay"
)

// UBL is the document as an e-invoice: UBL 2.1, Peppol BIS Billing 3.0. UBL
// knows no receipt, so a confirmation is an invoice that is paid (BT-113), and a
// refund a credit note. A PDF may be put into it; nil leaves it out.
//
// The buyer's country is taken to be Latvia where it is not known, since the
// standard wants one.
func UBL(d *pay.Document, pdf []byte) ([]byte, error) {
	i := invoiceOf(d, pdf)
	if broken := i.Violations(); len(broken) > 0 {
		return nil, fmt.Errorf("make an e-invoice of %s: %s asks for %s", d.Number, broken[0].Rule, broken[0].Text)
	}
	return i.Write(), nil
}

func invoiceOf(d *pay.Document, pdf []byte) *ubl.Invoice {
	shares := vatShares(d.Lines)
	i := &ubl.Invoice{
		Credit: d.Type == pay.DocumentRefund,
		ID:     string(d.Number), IssueDate: string(d.Date), Currency: string(d.Currency),
		BuyerReference: string(d.RequestNumber), Note: note(d),
		Seller: seller(d), Buyer: buyer(d), Payee: payee(d), Means: means(d),
	}
	for _, n := range []pay.DocumentNumber{d.Replaces, d.Refunds} {
		if n != "" {
			i.Preceding = append(i.Preceding, string(n))
		}
	}
	i.References = []ubl.Reference{{ID: d.Request.String(), Description: "Maksāšanas pieprasījums"}}
	if len(pdf) > 0 {
		i.References = append(i.References, ubl.Reference{
			ID: string(d.Number), Description: latvian().types[d.Type],
			Name: string(d.Number) + ".pdf", MediaType: "application/pdf", Data: pdf,
		})
	}
	c := categories(d.Lines)
	for _, s := range shares {
		i.Taxes = append(i.Taxes, ubl.Tax{Category: c.of(s.vat), Taxable: s.net, Amount: s.tax})
		i.Totals.Lines += s.net
		i.Totals.Inclusive += s.net + s.tax
	}
	i.Totals.Exclusive, i.Totals.Rounding = i.Totals.Lines, roundingOf(shares)
	i.Totals.Prepaid = paid(d)
	i.Totals.Payable = i.Totals.Inclusive - i.Totals.Prepaid + i.Totals.Rounding
	if i.Totals.Payable > 0 && !d.Due.IsZero() {
		i.DueDate = string(pay.DayOf(d.Due.Add(-time.Second)))
	}
	for k, net := range lineNets(d.Lines, shares) {
		i.Lines = append(i.Lines, lineOf(&d.Lines[k], net, c))
	}
	return i
}

// note tells what the numbers alone do not: that it is paid, and how.
func note(d *pay.Document) string {
	words, w := latvian(), locale.In(pay.Latvian)
	var parts []string
	for i := range d.Payments {
		p := &d.Payments[i]
		if p.PaidAt.IsZero() {
			continue
		}
		parts = append(parts, fmt.Sprintf("%s %s, maksājuma Nr. %s", w.ShortDate(p.PaidAt), p.ProviderName.LV, p.Number))
	}
	if len(parts) == 0 {
		return clean(d.PaymentObject)
	}
	prefix := "Apmaksāts "
	if d.Type == pay.DocumentRefund {
		prefix = words.refunded + " " + w.ShortDate(d.Issued) + " Apmaksāts bija "
	}
	return clean(prefix + strings.Join(parts, "; "))
}

// clean takes away the spaces that e-invoices have no use for.
func clean(s string) string { return strings.Join(strings.Fields(shown(s)), " ") }

func seller(d *pay.Document) ubl.Party {
	p := ubl.Party{
		Name: clean(d.Author.Name.LV), Country: "LV",
		EndpointScheme: ubl.LatvianRegistration, Endpoint: d.Author.RegistrationNo,
		Registration: d.Author.RegistrationNo, RegistrationIn: ubl.LatvianRegistration,
		ContactName: clean(d.Author.Contact.Name.LV), ContactPhone: d.Author.Contact.Phone, ContactEmail: d.Author.Contact.Email,
	}
	if taxed(d.Lines) {
		p.VAT = d.Author.VATNo
	}
	return p
}

// buyer is the payer. A natural person has no endpoint: there is no such scheme.
func buyer(d *pay.Document) ubl.Party {
	p := ubl.Party{Name: clean(d.Payer.Name), Address: clean(d.Payer.Address), Country: "LV"}
	if p.Name == "" {
		p.Name = latvian().unnamed
	}
	code := strings.NewReplacer("-", "", " ", "").Replace(d.Payer.Code)
	if d.Payer.Organisation {
		p.EndpointScheme, p.Endpoint = ubl.LatvianRegistration, code
		p.Registration, p.RegistrationIn = code, ubl.LatvianRegistration
		return p
	}
	if code != "" {
		p.Identifier, p.IdentifierIn = code, ubl.LatvianPerson
	}
	return p
}

// payee is who gets the money, when that is one other than the author.
func payee(d *pay.Document) *ubl.Payee {
	first := d.Payments[0].Account
	if first.RegistrationNo == d.Author.RegistrationNo {
		return nil
	}
	for i := range d.Payments {
		if a := d.Payments[i].Account; a.Payee != first.Payee {
			return nil
		}
	}
	p := &ubl.Payee{Name: clean(first.Payee), Registration: first.RegistrationNo}
	if p.Registration != "" {
		p.RegistrationIn = ubl.LatvianRegistration
	}
	return p
}

// means are the payments. All must have one code: card if all were paid by
// card, credit transfer if they are still to be paid, else online payment.
func means(d *pay.Document) []ubl.Means {
	code := ubl.BankCard
	for i := range d.Payments {
		if d.Payments[i].ProviderKind != pay.CardProvider {
			code = ubl.OnlinePayment
		}
	}
	if d.Type == pay.DocumentInvoice {
		code = ubl.CreditTransfer
	}
	all := make([]ubl.Means, len(d.Payments))
	for i := range d.Payments {
		p := &d.Payments[i]
		id := p.ProviderRef
		if id == "" {
			id = string(p.Number)
		}
		all[i] = ubl.Means{Code: code, PaymentID: id, Account: strings.ReplaceAll(p.Account.IBAN, " ", ""), AccountName: clean(p.Account.Payee), BIC: p.Account.BIC}
	}
	return all
}

// categoryTable chooses VAT categories. Not subject to VAT is O; but O may stand
// beside no other (BR-O-11), so that in a mixed document such lines are E, with
// the reason given.
type categoryTable struct{ mixed bool }

func categories(lines []pay.Line) categoryTable {
	outside := false
	for _, l := range lines {
		outside = outside || !l.VAT.Subject
	}
	return categoryTable{mixed: outside && taxed(lines)}
}

func (c categoryTable) of(v pay.VAT) ubl.Category {
	reason := latvian().notSubject
	switch {
	case v.Subject && v.Percent > 0:
		return ubl.Category{Code: "S", Percent: v.Percent}
	case v.Subject:
		return ubl.Category{Code: "Z"}
	case c.mixed:
		return ubl.Category{Code: "E", Reason: reason}
	}
	return ubl.Category{Code: "O", ReasonCode: "VATEX-EU-O", Reason: reason}
}

// lineOf makes a line. Its price is without VAT: that of the price list where
// there is none in it, else what gives the line's amount back.
func lineOf(l *pay.Line, net int64, c categoryTable) ubl.Line {
	line := ubl.Line{Quantity: "1", Net: net, Price: pay.EUR(net).String(), Name: clean(l.Name.LV), SellerItem: string(l.Position), Category: c.of(l.VAT)}
	if l.Quantity != 0 {
		line.Quantity = l.Quantity.String()
		line.Price = pay.EUR(l.Price).String()
		if l.VAT.Percent > 0 {
			line.Price = unitPrice(net, l.Quantity)
		}
	}
	return line
}

// unitPrice is net / quantity, with no more decimals than it takes for their
// product to give net back to the tenth of a cent.
func unitPrice(net int64, q pay.Quantity) string {
	const least, most = 2, 18
	quantity, want, near := big.NewRat(int64(q), 1_000_000), big.NewRat(net, 100), big.NewRat(1, 1000)
	exact := new(big.Rat).Quo(want, quantity)
	for places := least; ; places++ {
		s := exact.FloatString(places)
		price, ok := new(big.Rat).SetString(s)
		if !ok || places == most || price.Sub(price.Mul(price, quantity), want).Abs(price).Cmp(near) < 0 {
			return s
		}
	}
}

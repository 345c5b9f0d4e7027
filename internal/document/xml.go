package document

import (
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// Namespace is that of the XML form (api/document/document.xsd).
const Namespace = "http://ivis.eps.gov.lv/XMLSchemas/100001/MM/SupportingDocument/v1-0"

const (
	xmlDeclaration = `<?xml version="1.0" encoding="utf-8"?>` + "\n"
	rootElement    = "SupportingDocument"
)

// XML is the document as data. It has one form: equal documents give equal
// bytes, and ReadXML takes no other.
func XML(d *pay.Document) []byte { return writeXML(d, d.Verification) }

// certified is what the statement speaks for: the XML form without code and
// statement, which are made of it, and with the link up to its code.
func certified(d *pay.Document) []byte {
	return writeXML(d, pay.Verification{Link: strings.TrimSuffix(d.Verification.Link, d.Verification.Code)})
}

func writeXML(d *pay.Document, v pay.Verification) []byte {
	w := &xmlWriter{b: append(make([]byte, 0, 4096+600*len(d.Lines)), xmlDeclaration...)}
	w.open(rootElement, "xmlns", Namespace, "version", "1.0")
	w.head(d)
	w.parties(d)
	w.request(d)
	w.lines(d)
	w.totals(d)
	w.payments(d)
	if v != (pay.Verification{}) {
		w.open("Verification")
		w.text("Code", v.Code)
		w.text("Link", v.Link)
		w.text("Statement", v.Statement)
		w.close("Verification")
	}
	w.close(rootElement)
	return w.b
}

func (w *xmlWriter) head(d *pay.Document) {
	w.text("Id", d.ID.String())
	w.text("Type", string(d.Type))
	w.text("TypeName", wordsIn(pay.Latvian).types[d.Type], "xml:lang", "lv")
	w.text("TypeName", wordsIn(pay.English).types[d.Type], "xml:lang", "en")
	w.text("Number", string(d.Number))
	w.text("Date", string(d.Date))
	w.text("StatedDate", string(d.Stated))
	w.text("IssuedAt", moment(d.Issued))
	w.text("Replaces", string(d.Replaces))
	w.text("Refunds", string(d.Refunds))
}

// moment is a time in Riga; nothing for the zero time.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(pay.Riga()).Format(time.RFC3339)
}

func (w *xmlWriter) parties(d *pay.Document) {
	w.open("Author")
	w.text("Code", string(d.Institution))
	w.both("Name", d.Author.Name)
	w.text("RegistrationNo", d.Author.RegistrationNo)
	w.text("VatNo", d.Author.VATNo)
	w.open("Contact")
	w.both("Name", d.Author.Contact.Name)
	w.text("Email", d.Author.Contact.Email)
	w.text("Phone", d.Author.Contact.Phone)
	w.text("Web", d.Author.Contact.Web)
	w.close("Contact")
	w.close("Author")
	w.open("Payer")
	w.text("Name", d.Payer.Name)
	if d.Payer.Organisation {
		w.text("RegistrationNo", d.Payer.Code)
	} else {
		w.text("PersonalCode", d.Payer.Code)
	}
	w.text("Address", d.Payer.Address)
	w.close("Payer")
}

func (w *xmlWriter) request(d *pay.Document) {
	w.open("PaymentRequest")
	w.text("Id", d.Request.String())
	w.text("Number", string(d.RequestNumber))
	w.both("ServiceName", d.ServiceName)
	w.both("StepName", d.StepName)
	w.text("PaymentObject", d.PaymentObject)
	w.text("PayBefore", moment(d.Due))
	w.text("Partial", boolean(d.Partial))
	w.close("PaymentRequest")
}

func (w *xmlWriter) lines(d *pay.Document) {
	w.open("Lines")
	for i := range d.Lines {
		l := &d.Lines[i]
		w.open("Line", "payment", strconv.Itoa(l.Payment+1))
		w.text("Position", string(l.Position))
		w.both("Name", l.Name)
		if l.Quantity != 0 {
			w.text("Quantity", l.Quantity.String())
			w.amount("Price", l.Price)
		}
		w.vat(l.VAT)
		w.amount("Amount", l.Amount)
		w.close("Line")
	}
	w.close("Lines")
}

// vat writes a treatment: a rate in per cent, or that VAT does not apply.
func (w *xmlWriter) vat(v pay.VAT) {
	if v.Subject {
		w.text("VatRate", strconv.Itoa(v.Percent))
	} else {
		w.text("NotSubjectToVat", "true")
	}
}

func (w *xmlWriter) totals(d *pay.Document) {
	shares := vatShares(d.Lines)
	w.open("Totals", "currency", string(d.Currency))
	for _, s := range shares {
		w.open("VatShare")
		w.vat(s.vat)
		w.amount("Taxable", s.net)
		w.amount("Vat", s.tax)
		w.close("VatShare")
	}
	if r := roundingOf(shares); r != 0 {
		w.amount("Rounding", r)
	}
	w.amount("Total", d.Total)
	w.amount("Paid", paid(d))
	w.close("Totals")
}

// paid is what of the total was paid; for a refund it is what was sent back.
func paid(d *pay.Document) int64 {
	var sum int64
	for i := range d.Payments {
		if !d.Payments[i].PaidAt.IsZero() {
			sum += d.Payments[i].Amount
		}
	}
	return sum
}

func (w *xmlWriter) payments(d *pay.Document) {
	w.open("Payments")
	for i := range d.Payments {
		p := &d.Payments[i]
		w.open("Payment")
		w.text("Number", string(p.Number))
		w.open("Account")
		w.text("Iban", p.Account.IBAN)
		w.text("Payee", p.Account.Payee)
		w.text("RegistrationNo", p.Account.RegistrationNo)
		w.text("Bic", p.Account.BIC)
		w.close("Account")
		w.text("Classification", p.Classification)
		w.text("Purpose", p.Purpose)
		w.amount("Amount", p.Amount)
		w.text("PaidAt", moment(p.PaidAt))
		if p.Provider != "" {
			w.open("Provider")
			w.text("Code", string(p.Provider))
			w.text("Kind", string(p.ProviderKind))
			w.both("Name", p.ProviderName)
			w.text("Reference", p.ProviderRef)
			w.close("Provider")
		}
		w.close("Payment")
	}
	w.close("Payments")
}

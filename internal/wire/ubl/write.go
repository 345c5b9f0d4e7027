package ubl

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strconv"
)

// writer writes elements. Empty texts are left out, since Peppol forbids empty
// elements (PEPPOL-EN16931-R008).
type writer struct {
	bytes.Buffer
	depth    int
	currency string
}

func (w *writer) indent() {
	for range w.depth {
		w.WriteString("  ")
	}
}

func (w *writer) open(name string) {
	w.indent()
	w.WriteString("<cac:" + name + ">\n")
	w.depth++
}

func (w *writer) close(name string) {
	w.depth--
	w.indent()
	w.WriteString("</cac:" + name + ">\n")
}

// text writes an element of the basic components; attributes are names and
// values in turn.
func (w *writer) text(name, value string, attributes ...string) {
	if value == "" {
		return
	}
	w.indent()
	w.WriteString("<cbc:" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.WriteString(" " + attributes[i] + `="`)
			w.escape(attributes[i+1])
			w.WriteString(`"`)
		}
	}
	w.WriteString(">")
	w.escape(value)
	w.WriteString("</cbc:" + name + ">\n")
}

// escape cannot fail, since it writes to memory.
func (w *writer) escape(s string) { _ = xml.EscapeText(w, []byte(s)) }

func (w *writer) amount(name string, minor int64) {
	w.text(name, decimal(minor), "currencyID", w.currency)
}

func decimal(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// Write is the invoice as UBL 2.1 in UTF-8: the same bytes for the same invoice.
func (i *Invoice) Write() []byte {
	root := "Invoice"
	if i.Credit {
		root = "CreditNote"
	}
	w := &writer{depth: 1, currency: i.Currency}
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<" + root + ` xmlns="urn:oasis:names:specification:ubl:schema:xsd:` + root +
		`-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">` + "\n")
	w.head(i)
	w.party("AccountingSupplierParty", &i.Seller)
	w.party("AccountingCustomerParty", &i.Buyer)
	w.payee(i.Payee)
	for k := range i.Means {
		w.means(&i.Means[k])
	}
	w.taxes(i.Taxes)
	w.totals(&i.Totals)
	for k := range i.Lines {
		w.line(k+1, &i.Lines[k], i.Credit)
	}
	w.WriteString("</" + root + ">\n")
	return w.Bytes()
}

func (w *writer) head(i *Invoice) {
	w.text("CustomizationID", Customization)
	w.text("ProfileID", Profile)
	w.text("ID", i.ID)
	w.text("IssueDate", i.IssueDate)
	if i.Credit {
		w.text("CreditNoteTypeCode", CreditNote)
	} else {
		w.text("DueDate", i.DueDate)
		w.text("InvoiceTypeCode", CommercialInvoice)
	}
	w.text("Note", i.Note)
	w.text("DocumentCurrencyCode", i.Currency)
	w.text("BuyerReference", i.BuyerReference)
	for _, id := range i.Preceding {
		w.open("BillingReference")
		w.open("InvoiceDocumentReference")
		w.text("ID", id)
		w.close("InvoiceDocumentReference")
		w.close("BillingReference")
	}
	for k := range i.References {
		r := &i.References[k]
		w.open("AdditionalDocumentReference")
		w.text("ID", r.ID)
		w.text("DocumentDescription", r.Description)
		if len(r.Data) > 0 {
			w.open("Attachment")
			w.text("EmbeddedDocumentBinaryObject", base64.StdEncoding.EncodeToString(r.Data), "mimeCode", r.MediaType, "filename", r.Name)
			w.close("Attachment")
		}
		w.close("AdditionalDocumentReference")
	}
}

func (w *writer) party(role string, p *Party) {
	w.open(role)
	w.open("Party")
	w.text("EndpointID", p.Endpoint, "schemeID", p.EndpointScheme)
	if p.Identifier != "" {
		w.open("PartyIdentification")
		w.text("ID", p.Identifier, "schemeID", p.IdentifierIn)
		w.close("PartyIdentification")
	}
	w.open("PostalAddress")
	w.text("StreetName", p.Address)
	w.open("Country")
	w.text("IdentificationCode", p.Country)
	w.close("Country")
	w.close("PostalAddress")
	if p.VAT != "" {
		w.open("PartyTaxScheme")
		w.text("CompanyID", p.VAT)
		w.scheme()
		w.close("PartyTaxScheme")
	}
	w.open("PartyLegalEntity")
	w.text("RegistrationName", p.Name)
	w.text("CompanyID", p.Registration, "schemeID", p.RegistrationIn)
	w.close("PartyLegalEntity")
	if p.ContactName+p.ContactPhone+p.ContactEmail != "" {
		w.open("Contact")
		w.text("Name", p.ContactName)
		w.text("Telephone", p.ContactPhone)
		w.text("ElectronicMail", p.ContactEmail)
		w.close("Contact")
	}
	w.close("Party")
	w.close(role)
}

func (w *writer) payee(p *Payee) {
	if p == nil {
		return
	}
	w.open("PayeeParty")
	w.open("PartyName")
	w.text("Name", p.Name)
	w.close("PartyName")
	if p.Registration != "" {
		w.open("PartyLegalEntity")
		w.text("CompanyID", p.Registration, "schemeID", p.RegistrationIn)
		w.close("PartyLegalEntity")
	}
	w.close("PayeeParty")
}

func (w *writer) means(m *Means) {
	w.open("PaymentMeans")
	w.text("PaymentMeansCode", m.Code)
	w.text("PaymentID", m.PaymentID)
	if m.Account != "" {
		w.open("PayeeFinancialAccount")
		w.text("ID", m.Account)
		w.text("Name", m.AccountName)
		if m.BIC != "" {
			w.open("FinancialInstitutionBranch")
			w.text("ID", m.BIC)
			w.close("FinancialInstitutionBranch")
		}
		w.close("PayeeFinancialAccount")
	}
	w.close("PaymentMeans")
}

func (w *writer) taxes(taxes []Tax) {
	var sum int64
	for _, t := range taxes {
		sum += t.Amount
	}
	w.open("TaxTotal")
	w.amount("TaxAmount", sum)
	for _, t := range taxes {
		w.open("TaxSubtotal")
		w.amount("TaxableAmount", t.Taxable)
		w.amount("TaxAmount", t.Amount)
		w.category("TaxCategory", t.Category)
		w.close("TaxSubtotal")
	}
	w.close("TaxTotal")
}

// category writes a VAT category; the reason stands in the breakdown only.
func (w *writer) category(name string, c Category) {
	w.open(name)
	w.text("ID", c.Code)
	if c.Code != "O" {
		w.text("Percent", strconv.Itoa(c.Percent))
	}
	if name == "TaxCategory" {
		w.text("TaxExemptionReasonCode", c.ReasonCode)
		w.text("TaxExemptionReason", c.Reason)
	}
	w.scheme()
	w.close(name)
}

func (w *writer) scheme() {
	w.open("TaxScheme")
	w.text("ID", "VAT")
	w.close("TaxScheme")
}

func (w *writer) totals(t *Totals) {
	w.open("LegalMonetaryTotal")
	w.amount("LineExtensionAmount", t.Lines)
	w.amount("TaxExclusiveAmount", t.Exclusive)
	w.amount("TaxInclusiveAmount", t.Inclusive)
	if t.Prepaid != 0 {
		w.amount("PrepaidAmount", t.Prepaid)
	}
	if t.Rounding != 0 {
		w.amount("PayableRoundingAmount", t.Rounding)
	}
	w.amount("PayableAmount", t.Payable)
	w.close("LegalMonetaryTotal")
}

func (w *writer) line(number int, l *Line, credit bool) {
	name, quantity := "InvoiceLine", "InvoicedQuantity"
	if credit {
		name, quantity = "CreditNoteLine", "CreditedQuantity"
	}
	w.open(name)
	w.text("ID", strconv.Itoa(number))
	w.text(quantity, l.Quantity, "unitCode", Unit)
	w.amount("LineExtensionAmount", l.Net)
	w.open("Item")
	w.text("Name", l.Name)
	if l.SellerItem != "" {
		w.open("SellersItemIdentification")
		w.text("ID", l.SellerItem)
		w.close("SellersItemIdentification")
	}
	w.category("ClassifiedTaxCategory", l.Category)
	w.close("Item")
	w.open("Price")
	w.text("PriceAmount", l.Price, "currencyID", w.currency)
	w.close("Price")
	w.close(name)
}

package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"viss.gov.lv/mm/pay"
)

// maxXML bounds what is read: 500 lines with long names fit many times over.
const maxXML = 8 << 20

// ErrNotDocument says that bytes are not the XML form of a document, or not in
// the one form in which it is written.
var ErrNotDocument = errors.New("not a supporting document of MM, or changed since it was issued")

// ReadXML reads what XML wrote, and nothing else: a file that would be written
// otherwise, by as little as a space, is refused. Whether it was issued is for
// a KeySet to say. Repository is not in the file.
func ReadXML(file []byte) (*pay.Document, error) {
	if len(file) > maxXML {
		return nil, ErrNotDocument
	}
	if bytes.Contains(file, []byte("<!")) {
		return nil, ErrNotDocument // no document type, no comments
	}
	var read readDocument
	if err := xml.Unmarshal(file, &read); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDocument, err)
	}
	d, err := read.document()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotDocument, err)
	}
	if !bytes.Equal(XML(d), file) {
		return nil, ErrNotDocument
	}
	return d, nil
}

// The shapes of the XML form. What can be computed of the rest (totals, names
// of types) is not read: writing the document again shows whether it is right.
type (
	readText struct {
		Language string `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		Value    string `xml:",chardata"`
	}
	readDocument struct {
		XMLName    xml.Name `xml:"SupportingDocument"`
		ID         pay.ID   `xml:"Id"`
		Type       string
		Number     string
		Date       string
		StatedDate string
		IssuedAt   string
		Replaces   string
		Refunds    string
		Author     struct {
			Code           string
			Name           []readText
			RegistrationNo string
			VATNo          string `xml:"VatNo"`
			Contact        struct {
				Name              []readText
				Email, Phone, Web string
			}
		}
		Payer struct {
			Name, RegistrationNo, PersonalCode, Address string
		}
		PaymentRequest struct {
			ID            pay.ID `xml:"Id"`
			Number        string
			ServiceName   []readText
			StepName      []readText
			PaymentObject string
			PayBefore     string
			Partial       bool
		}
		Lines  []readLine `xml:"Lines>Line"`
		Totals struct {
			Currency string `xml:"currency,attr"`
			Total    string
		}
		Payments     []readPayment `xml:"Payments>Payment"`
		Verification struct {
			Code, Link, Statement string
		}
	}
	readLine struct {
		Payment         int `xml:"payment,attr"`
		Position        string
		Name            []readText
		Quantity, Price string
		VATRate         int  `xml:"VatRate"`
		NotSubject      bool `xml:"NotSubjectToVat"`
		Amount          string
	}
	readPayment struct {
		Number  string
		Account struct {
			IBAN           string `xml:"Iban"`
			Payee          string
			RegistrationNo string
			BIC            string `xml:"Bic"`
		}
		Classification, Purpose, Amount, PaidAt string
		Provider                                struct {
			Code, Kind, Reference string
			Name                  []readText
		}
	}
)

func textOf(parts []readText) pay.Text {
	var t pay.Text
	for _, p := range parts {
		if p.Language == "en" {
			t.EN = p.Value
		} else {
			t.LV = p.Value
		}
	}
	return t
}

// document makes the data of what was read.
func (r *readDocument) document() (*pay.Document, error) {
	d := &pay.Document{
		ID: r.ID, Institution: pay.InstitutionCode(r.Author.Code), Type: pay.DocumentType(r.Type),
		Number: pay.DocumentNumber(r.Number), Date: pay.Day(r.Date), Stated: pay.Day(r.StatedDate),
		Replaces: pay.DocumentNumber(r.Replaces), Refunds: pay.DocumentNumber(r.Refunds),
		Request: r.PaymentRequest.ID, RequestNumber: pay.Number(r.PaymentRequest.Number),
		ServiceName: textOf(r.PaymentRequest.ServiceName), StepName: textOf(r.PaymentRequest.StepName),
		PaymentObject: r.PaymentRequest.PaymentObject, Partial: r.PaymentRequest.Partial,
		Currency:     pay.Currency(r.Totals.Currency),
		Verification: pay.Verification{Code: r.Verification.Code, Link: r.Verification.Link, Statement: r.Verification.Statement},
	}
	contact := r.Author.Contact
	d.Author = pay.DocumentAuthor{
		Name: textOf(r.Author.Name), RegistrationNo: r.Author.RegistrationNo, VATNo: r.Author.VATNo,
		Contact: pay.Contact{Name: textOf(contact.Name), Email: contact.Email, Phone: contact.Phone, Web: contact.Web},
	}
	d.Payer = pay.DocumentPayer{Name: r.Payer.Name, Code: r.Payer.PersonalCode, Address: r.Payer.Address}
	if r.Payer.RegistrationNo != "" {
		d.Payer.Code, d.Payer.Organisation = r.Payer.RegistrationNo, true
	}
	var p parts
	d.Issued, d.Due = p.moment(r.IssuedAt), p.moment(r.PaymentRequest.PayBefore)
	d.Total = p.amount(r.Totals.Total)
	for i := range r.Lines {
		d.Lines = append(d.Lines, p.line(&r.Lines[i]))
	}
	for i := range r.Payments {
		d.Payments = append(d.Payments, p.payment(&r.Payments[i]))
	}
	if p.err != nil {
		return nil, p.err
	}
	return d, p.check(d)
}

// parts reads single values and keeps the first error.
type parts struct{ err error }

func (p *parts) keep(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *parts) moment(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	p.keep(err)
	return t.UTC()
}

func (p *parts) decimal(s string, places int) int64 {
	if s == "" {
		return 0
	}
	v, err := pay.ParseDecimal(s, places)
	p.keep(err)
	return v
}

func (p *parts) amount(s string) int64 { return p.decimal(s, 2) }

func (p *parts) line(r *readLine) pay.Line {
	return pay.Line{
		Position: pay.PositionCode(r.Position), Name: textOf(r.Name), Payment: r.Payment - 1,
		Quantity: pay.Quantity(p.decimal(r.Quantity, 6)), Price: p.amount(r.Price), Amount: p.amount(r.Amount),
		VAT: pay.VAT{Subject: !r.NotSubject, Percent: r.VATRate},
	}
}

func (p *parts) payment(r *readPayment) pay.DocumentPayment {
	return pay.DocumentPayment{
		Number: pay.Number(r.Number), Classification: r.Classification, Purpose: r.Purpose,
		Account: pay.Account{IBAN: r.Account.IBAN, Payee: r.Account.Payee, RegistrationNo: r.Account.RegistrationNo, BIC: r.Account.BIC},
		Amount:  p.amount(r.Amount), PaidAt: p.moment(r.PaidAt),
		Provider: pay.ProviderCode(r.Provider.Code), ProviderName: textOf(r.Provider.Name),
		ProviderKind: pay.ProviderKind(r.Provider.Kind), ProviderRef: r.Provider.Reference,
	}
}

// check holds what the other forms rely on.
func (p *parts) check(d *pay.Document) error {
	if len(d.Lines) == 0 || d.Currency != pay.Euro {
		return errors.New("no lines, or another currency than the euro")
	}
	var sum int64
	for _, l := range d.Lines {
		if l.Payment < 0 || l.Payment >= len(d.Payments) || l.Amount > pay.MaxMinor || l.VAT.Percent < 0 || l.VAT.Percent > 100 {
			return errors.New("a line is out of bounds")
		}
		sum += l.Amount
	}
	if sum != d.Total || strings.TrimSpace(d.Author.Name.LV) == "" {
		return errors.New("the lines do not sum up to the total, or the author has no name")
	}
	return nil
}

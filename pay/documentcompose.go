package pay

import (
	"errors"
	"strings"
	"time"
)

// Issue is what a document needs beside its request.
type Issue struct {
	ID        ID
	Type      DocumentType
	Catalogue *Catalogue // that names the institution and the providers
	Now       time.Time  // business clock
	// For is the party on whose name the document is made out, when it asked
	// for that (CreateInvoice); its code is printed then. Nil: the payer of the
	// request, a natural person without code.
	For *DocumentPayer
	// Replaces is the number of the document in whose place this one is.
	Replaces DocumentNumber
	// Refunds is, for a refund, the document that confirmed the payment.
	Refunds DocumentNumber
}

var errNothingToDocument = errors.New("the request has no payment that such a document could speak of")

// ComposeDocument says what a document of a request says: all but its numbers
// and its verification, which are given when it is kept. A confirmation holds
// the payments whose money came, a refund those whose money went back, an
// invoice all of an open request. Attempts must be loaded for the providers'
// references.
func ComposeDocument(r *Request, i Issue) (*Document, error) {
	institution, ok := i.Catalogue.Institutions[r.Institution]
	if !ok {
		return nil, Fail(CodeInternal, errors.New("institution "+string(r.Institution)+" is not in the catalogue"))
	}
	d := &Document{
		ID: i.ID, Institution: r.Institution, Type: i.Type, Issued: i.Now.UTC().Truncate(time.Second),
		Replaces: i.Replaces, Refunds: i.Refunds, Payer: r.Payer.onDocument(),
		Request: r.ID, RequestNumber: r.Number, ServiceName: r.Detail.ServiceName, StepName: r.Detail.StepName,
		PaymentObject: r.Detail.PaymentObject, Currency: r.Total.Currency,
	}
	d.Author = DocumentAuthor{Name: institution.Name, RegistrationNo: institution.RegistrationNo, Contact: institution.Contact}
	if i.For != nil {
		d.Payer = *i.For
		d.Payer.Organisation = organisationCode(i.For.Code)
	}
	if i.Type == DocumentInvoice {
		d.Due = r.Expires.UTC().Truncate(time.Second)
	}
	d.dates(r.Detail.InvoiceIssueDate)
	d.take(r, i.Catalogue)
	if len(d.Lines) == 0 {
		return nil, Fail(CodeNotPossible, errNothingToDocument)
	}
	return d, nil
}

// dates sets the document's date: the one that the caller stated if it is not
// later than the day of issue; a later one is only told.
func (d *Document) dates(stated *time.Time) {
	d.Date = DayOf(d.Issued)
	if stated == nil {
		return
	}
	if day := DayOf(*stated); day <= d.Date {
		d.Date = day
	} else {
		d.Stated = day
	}
}

// speaksOf tells whether a document of this type holds a payment. Money that
// came too late and is to be sent back is confirmed by none.
func (t DocumentType) speaksOf(r *Request, p *Payment) bool {
	switch t {
	case DocumentConfirmation:
		return p.Settled() && !p.Refund
	case DocumentRefund:
		return p.State == PaymentReturned
	case DocumentInvoice:
		return r.State == RequestOpen
	}
	return false
}

// take copies the payments that the document speaks of, and their lines.
func (d *Document) take(r *Request, c *Catalogue) {
	index := make([]int, len(r.Payments))
	for i := range r.Payments {
		p := &r.Payments[i]
		index[i] = -1
		if !d.Type.speaksOf(r, p) {
			d.Partial = true
			continue
		}
		index[i] = len(d.Payments)
		d.Payments = append(d.Payments, p.onDocument(r, c))
		d.Total += p.Amount
	}
	for _, l := range r.Detail.Lines {
		if l.Payment = index[l.Payment]; l.Payment < 0 {
			continue
		}
		if l.VAT.Subject && d.Author.VATNo == "" {
			// The VAT number of a Latvian taxpayer is LV and its registration number.
			d.Author.VATNo = "LV" + d.Author.RegistrationNo
		}
		d.Lines = append(d.Lines, l)
	}
}

func (p *Payment) onDocument(r *Request, c *Catalogue) DocumentPayment {
	shown := DocumentPayment{Number: p.Number, Account: p.Account, Classification: p.Classification, Purpose: p.Purpose, Amount: p.Amount}
	if !p.Settled() {
		return shown
	}
	shown.PaidAt, shown.Provider = p.PaidAt.UTC().Truncate(time.Second), p.Provider
	shown.ProviderName = Text{LV: string(p.Provider)}
	if info, ok := c.Providers[p.Provider]; ok {
		shown.ProviderName, shown.ProviderKind = info.Name, info.Kind
	}
	if a := r.Attempt(p.PaidBy); a != nil {
		shown.ProviderRef = a.ProviderRef
	}
	return shown
}

// onDocument is the payer as a document may name them without being asked: a
// natural person by name and surname only.
func (p Payer) onDocument() DocumentPayer {
	shown := DocumentPayer{Name: strings.TrimSpace(p.FirstName + " " + p.Name)}
	if p.FirstName == "" && organisationCode(p.Code) {
		shown.Code, shown.Address, shown.Organisation = strings.TrimSpace(p.Code), p.Address, true
	}
	return shown
}

// organisationCode tells a registration number from a personal code: personal
// codes begin with a day of a month, or with 3; registration numbers with 4 or
// more. The check digit is not asked: the published samples fail it.
func organisationCode(s string) bool {
	digits := strings.NewReplacer("-", "", " ", "").Replace(s)
	return len(digits) == 11 && strings.Trim(digits, "0123456789") == "" && digits[0] >= '4'
}

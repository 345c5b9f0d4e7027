package pay

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// DocumentType is what a supporting document is. Its name is the first of what
// the Accounting Law asks of one (section 11, part 5).
type DocumentType string

// The types.
const (
	DocumentConfirmation DocumentType = "confirmation" // Maksājuma apliecinājums: the money came
	DocumentInvoice      DocumentType = "invoice"      // Rēķins: it is still to be paid
	DocumentRefund       DocumentType = "refund"       // Atmaksas apliecinājums: it was sent back
)

// DocumentTypes lists them.
func DocumentTypes() []DocumentType {
	return []DocumentType{DocumentConfirmation, DocumentInvoice, DocumentRefund}
}

// Document is an issued supporting document: everything that it says, as it was
// when it was issued. It never changes; a correction is a new document that
// names the old one. PDF, XML and UBL are made of it and of nothing else.
type Document struct {
	ID          ID              `json:"id"`
	Repository  int64           `json:"repository,omitempty"` // the published number of the row (spec 002, 2.10.7): a serial of MM's numbers
	Institution InstitutionCode `json:"institution"`
	Type        DocumentType    `json:"type"`
	Number      DocumentNumber  `json:"number"`
	Issued      time.Time       `json:"issued"` // business clock, to the second
	Date        Day             `json:"date"`   // the document's date
	Stated      Day             `json:"stated,omitempty"`
	Replaces    DocumentNumber  `json:"replaces,omitempty"` // the document in whose place this one is
	Refunds     DocumentNumber  `json:"refunds,omitempty"`  // the document whose money was sent back

	Author DocumentAuthor `json:"author"`
	Payer  DocumentPayer  `json:"payer"`

	Request       ID        `json:"request"`
	RequestNumber Number    `json:"requestNumber"`
	ServiceName   Text      `json:"serviceName"`
	StepName      Text      `json:"stepName"`
	PaymentObject string    `json:"paymentObject,omitempty"`
	Due           time.Time `json:"due,omitzero"`      // of an invoice: the first moment that is too late
	Partial       bool      `json:"partial,omitempty"` // only a part of the request is in it

	Currency Currency          `json:"currency"`
	Total    int64             `json:"total"` // cents; the sum of the lines and of the payments
	Lines    []Line            `json:"lines"` // Line.Payment is the index in Payments
	Payments []DocumentPayment `json:"payments"`

	Verification Verification `json:"verification,omitzero"`
}

// DocumentAuthor is the institution that issues a document.
type DocumentAuthor struct {
	Name           Text    `json:"name"`
	RegistrationNo string  `json:"registrationNo"`
	VATNo          string  `json:"vatNo,omitempty"` // when a line is subject to VAT
	Contact        Contact `json:"contact"`
}

// DocumentPayer is the other party. The code of a natural person is there only
// when that person asked for it (Accounting Law, section 11, part 5, item 5).
type DocumentPayer struct {
	Name         string `json:"name,omitempty"`
	Code         string `json:"code,omitempty"`
	Address      string `json:"address,omitempty"`
	Organisation bool   `json:"organisation,omitempty"` // Code is a registration number
}

// DocumentPayment is one transfer that the document speaks of.
type DocumentPayment struct {
	Number         Number       `json:"number"`
	Account        Account      `json:"account"`
	Classification string       `json:"classification,omitempty"`
	Purpose        string       `json:"purpose"`
	Amount         int64        `json:"amount"` // cents
	PaidAt         time.Time    `json:"paidAt,omitzero"`
	Provider       ProviderCode `json:"provider,omitempty"`
	ProviderName   Text         `json:"providerName,omitzero"`
	ProviderKind   ProviderKind `json:"providerKind,omitempty"`
	ProviderRef    string       `json:"providerRef,omitempty"` // the provider's own number
}

// Verification is what lets anyone check a copy.
type Verification struct {
	Code      string `json:"code,omitempty"`      // short, to type
	Link      string `json:"link,omitempty"`      // where the code is checked
	Statement string `json:"statement,omitempty"` // signed, to check without a network
}

// Money is an amount in the currency of the document.
func (d *Document) Money(minor int64) Money { return Money{minor, d.Currency} }

// DocumentNumber is the number of a document: the author's series, the year in
// Riga, and a serial of at least six digits: "VRAA-2026-000123". It is unique
// for its author.
type DocumentNumber string

// MaxDocumentNumber is how long a number may be, in characters.
const MaxDocumentNumber = 20

var (
	errDocumentNumber = errors.New("not a document number: want SERIES-YEAR-000123")
	errDocumentSerial = errors.New("the series has no more numbers of at most 20 characters")
)

// DocumentSeries is the series of an institution's documents: its code in upper
// case, letters and digits only, cut to the eight characters that leave room
// for a million documents a year.
func DocumentSeries(code InstitutionCode) string {
	series := strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, strings.ToUpper(string(code)))
	return series[:min(len(series), 8)]
}

// DocumentNumberOf is the number of a serial, which counts from 1 in each
// series and year.
func DocumentNumberOf(series string, year int, serial int64) (DocumentNumber, error) {
	if series == "" || series != DocumentSeries(InstitutionCode(series)) || year < 2000 || year > 9999 || serial < 1 {
		return "", errDocumentNumber
	}
	n := fmt.Sprintf("%s-%d-%06d", series, year, serial)
	if len(n) > MaxDocumentNumber {
		return "", fmt.Errorf("%s-%d: %w", series, year, errDocumentSerial)
	}
	return DocumentNumber(n), nil
}

// ParseDocumentNumber reads a number strictly: only what DocumentNumberOf writes.
func ParseDocumentNumber(s string) (DocumentNumber, error) {
	series, rest, _ := strings.Cut(s, "-")
	year, serial, _ := strings.Cut(rest, "-")
	y, yearErr := strconv.Atoi(year)
	n, serialErr := strconv.ParseInt(serial, 10, 64)
	if yearErr != nil || serialErr != nil {
		return "", errDocumentNumber
	}
	if number, err := DocumentNumberOf(series, y, n); err != nil || string(number) != s {
		return "", errDocumentNumber
	}
	return DocumentNumber(s), nil
}

// DocumentYear is the year in whose series a document of a moment is counted.
func DocumentYear(issued time.Time) int { return issued.In(Riga()).Year() }

// Day is a date in Riga as 2026-11-22; empty when there is none.
type Day string

// DayOf is the day of a moment.
func DayOf(t time.Time) Day { return Day(t.In(Riga()).Format(time.DateOnly)) }

// Start is the first moment of the day; the zero time for no day.
func (d Day) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Riga())
	if err != nil {
		return time.Time{}
	}
	return t
}

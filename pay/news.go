package pay

import (
	"encoding/json"
	"fmt"
	"time"
)

// NewsType names an event as institutions see it. Names are stable; new ones may
// come, so that receivers leave alone what they do not know.
type NewsType string

// The types of news.
const (
	NewsPaymentPaid      NewsType = "payment.paid"               // the money of one payment came
	NewsPaymentOverpaid  NewsType = "payment.overpaid"           // it came once more and is to be sent back
	NewsRequestPaid      NewsType = "payment-request.paid"       // the letter became E: deliver
	NewsRequestExpired   NewsType = "payment-request.expired"    // the letter became R: the term passed
	NewsRequestWithdrawn NewsType = "payment-request.withdrawn"  // the letter became R: it was withdrawn
	NewsRequestInProcess NewsType = "payment-request.in-process" // the letter became P again
	NewsRequestOther     NewsType = "payment-request.other"      // the letter became O: a person looks
	NewsDocumentIssued   NewsType = "document.issued"            // there is a supporting document
)

// NewsTypes lists them all.
func NewsTypes() []NewsType {
	return []NewsType{
		NewsPaymentPaid, NewsPaymentOverpaid, NewsRequestPaid, NewsRequestExpired, NewsRequestWithdrawn,
		NewsRequestInProcess, NewsRequestOther, NewsDocumentIssued,
	}
}

// Published tells whether institutions are told of events of the kind. What
// they did themselves, and how the payer went about it, is no news to them.
func (k EventKind) Published() bool {
	switch k {
	case EventPaymentPaid, EventOverpaid, EventLetterChanged, EventDocumentIssued:
		return true
	default:
		return false
	}
}

// Keys of the data of published events.
const (
	dataAmount      = "amount" // cents
	dataCurrency    = "currency"
	dataProvider    = "provider"
	dataProviderRef = "providerRef"
	dataLate        = "late"
	dataRefund      = "refund"
	dataFrom        = "from"
	dataTo          = "to"
	dataState       = "state"
)

// News is a published event in the form in which institutions get it, from the
// feed and in signed notices alike. It is a pure function of the event, so that
// it reads the same each time; it holds no personal data.
type News struct {
	ID       string        `json:"id"` // the same whenever and wherever it is told
	Type     NewsType      `json:"type"`
	Time     Stamp         `json:"time"`
	Request  ID            `json:"paymentRequest"`
	Number   Number        `json:"number"`             // of the request
	Sequence int           `json:"sequence"`           // 1, 2, 3 … of the request's news, without gaps
	Letter   Letter        `json:"letter"`             // of the request after the event
	Payment  *NewsPayment  `json:"payment,omitempty"`  // in news about one
	Document *NewsDocument `json:"document,omitempty"` // in news about one
}

// Stamp is a moment in UTC, always with three digits of milliseconds: texts of
// the same length are in the order of time.
type Stamp struct{ time.Time }

// MarshalText writes the moment as 2026-11-22T09:30:00.000Z (RFC 3339).
func (s Stamp) MarshalText() ([]byte, error) {
	return s.UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), nil
}

// MarshalJSON writes the same, quoted; without it the time's own form would win.
func (s Stamp) MarshalJSON() ([]byte, error) {
	text, err := s.MarshalText()
	return append(append([]byte{'"'}, text...), '"'), err
}

// NewsPayment is the payment that a piece of news is about.
type NewsPayment struct {
	Number      Number       `json:"number"`
	Amount      string       `json:"amount"` // "12.10"
	Currency    Currency     `json:"currency"`
	Provider    ProviderCode `json:"provider"`
	ProviderRef string       `json:"providerReference,omitempty"`
	Late        bool         `json:"late"`     // it came after the term, or after withdrawal
	Refund      bool         `json:"toRefund"` // it does not count; the money goes back
}

// NewsDocument is the supporting document that a piece of news is about.
type NewsDocument struct {
	ID   ID           `json:"id"`
	Type DocumentType `json:"type"`
}

// NewsID is the identifier of a piece of news.
func NewsID(request ID, sequence int) string { return fmt.Sprintf("%s-%d", request, sequence) }

// NewsOf is a published event as its institution sees it; number is that of the
// request.
func NewsOf(e Event, number Number) News {
	n := News{
		ID: NewsID(e.Request, e.News), Time: Stamp{e.At.UTC().Truncate(time.Millisecond)}, Request: e.Request, Number: number,
		Sequence: e.News, Letter: e.Letter,
	}
	switch e.Kind {
	case EventPaymentPaid:
		n.Type, n.Payment = NewsPaymentPaid, newsPayment(e)
	case EventOverpaid:
		n.Type, n.Payment = NewsPaymentOverpaid, newsPayment(e)
	case EventDocumentIssued:
		n.Type = NewsDocumentIssued
		id, _ := ParseID(e.Data[DocumentAskedID]) // MM wrote it
		n.Document = &NewsDocument{ID: id, Type: DocumentType(e.Data[DocumentAskedType])}
	default:
		n.Type = letterNews(Letter(e.Data[dataTo]), RequestState(e.Data[dataState]))
	}
	return n
}

// letterNews is the news of a change of the letter.
func letterNews(to Letter, state RequestState) NewsType {
	switch {
	case to == LetterExecuted:
		return NewsRequestPaid
	case to == LetterOther:
		return NewsRequestOther
	case to == LetterRevoked && state == RequestWithdrawn:
		return NewsRequestWithdrawn
	case to == LetterRevoked:
		return NewsRequestExpired
	}
	return NewsRequestInProcess
}

func newsPayment(e Event) *NewsPayment {
	var cents int64
	_, _ = fmt.Sscan(e.Data[dataAmount], &cents) // MM wrote it
	return &NewsPayment{
		Number: e.Payment, Amount: EUR(cents).String(), Currency: Currency(e.Data[dataCurrency]),
		Provider: ProviderCode(e.Data[dataProvider]), ProviderRef: e.Data[dataProviderRef],
		Late: e.Data[dataLate] != "", Refund: e.Data[dataRefund] != "",
	}
}

// Body is the news as JSON, always the same bytes for the same news, so that a
// signature over it can be made anew for each try.
func (n News) Body() ([]byte, error) { return json.Marshal(n) }

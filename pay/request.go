package pay

import (
	"slices"
	"time"
)

// Request is a payment request: what a caller asked for and what became of it.
// Detail and Payer never change; the rest changes only through the methods of
// this package, which keep the invariants.
type Request struct {
	ID          ID
	Number      Number
	Institution InstitutionCode
	Step        StepCode
	Catalogue   int64 // version of the catalogue it was made with
	Created     time.Time
	Expires     time.Time // the first moment at which no attempt may start any more
	Total       Money

	State      RequestState
	PartlyPaid bool // closed with something paid and something not
	Closed     time.Time
	Letter     Letter
	LetterSeq  int // counts the changes of Letter
	EventSeq   int // number of the last event
	NewsSeq    int // number of the last published one among its like

	Payer    Payer
	Detail   Detail
	Payments []Payment
	Attempts []Attempt // in the order in which they were made; loaded when a use case needs them
}

// Payer is who pays, as the caller wrote it (ClientInfo). It is personal data:
// not for logs, not for addresses. ClientName is the surname, or the company's
// name.
type Payer struct {
	FirstName string `json:"firstName,omitempty"`
	Name      string `json:"name,omitempty"`
	Code      string `json:"code,omitempty"`
	Email     string `json:"email,omitempty"`
	Phone     string `json:"phone,omitempty"`
	Address   string `json:"address,omitempty"`
}

// Detail is the immutable rest of a request: kept as one document, read as one.
type Detail struct {
	ServiceName       Text           `json:"serviceName"`
	StepName          Text           `json:"stepName"`
	PaymentObject     string         `json:"paymentObject,omitempty"`
	ResponseURL       string         `json:"responseUrl,omitempty"`
	ServerResponseURL string         `json:"serverResponseUrl,omitempty"`
	Offered           []ProviderCode `json:"offered"`             // who may be chosen, in the order of the page
	Skipped           []ProviderCode `json:"skipped,omitempty"`   // allowed by the caller but not active here
	Preferred         ProviderCode   `json:"preferred,omitempty"` // SwiftCode: the bank through which the payer signed in
	NoInvoice         bool           `json:"noInvoice,omitempty"` // as it is meant: true = no document is issued
	InvoiceIssueDate  *time.Time     `json:"invoiceIssueDate,omitempty"`
	Parent            *ID            `json:"parent,omitempty"`
	Lines             []Line         `json:"lines"`
	Warnings          []string       `json:"warnings,omitempty"` // what was odd but accepted: names of fields, never values
	Extra             []ExtraMember  `json:"extra,omitempty"`    // other members of PaymentsDataStructure, kept raw
}

// ExtraMember is a member that MM keeps without understanding it.
type ExtraMember struct {
	Name string `json:"name"`
	Raw  string `json:"raw"`
}

// Line is one position in a request.
type Line struct {
	Position PositionCode `json:"position"` // as in the catalogue
	Name     Text         `json:"name"`
	Quantity Quantity     `json:"quantity,omitempty"` // 0 when the caller gave the amount
	Price    int64        `json:"price,omitempty"`    // unit price in cents, with Quantity
	Amount   int64        `json:"amount"`             // cents
	VAT      VAT          `json:"vat"`
	Payment  int          `json:"payment"` // index in Request.Payments
}

// Payment is the lines of a request that share account, classification code
// and purpose: what one transfer pays.
type Payment struct {
	Number         Number // the published ExternalId
	Account        Account
	Classification string
	Purpose        string
	Amount         int64 // cents, in the request's currency

	State    PaymentState
	Other    bool         // the provider itself said "other" last
	Provider ProviderCode // that paid it, or was tried last
	PaidBy   ID           // the attempt that paid it
	PaidAt   time.Time
	Late     bool // paid after the request was closed
	Refund   bool // its money does not count and is to be sent back; see Apply
}

// Attempt is one try to pay one payment at one provider.
type Attempt struct {
	ID       ID
	Request  ID
	Payment  int    // index in Request.Payments
	Ref      Number // the reference that the provider knows; never used again
	Provider ProviderCode
	Language Language // of the payer's page when it was made

	State       AttemptState
	Created     time.Time
	Changed     time.Time
	HoldUntil   time.Time // when a live attempt lapses
	Handover    *Handover // how the payer is handed over, once prepared
	ProviderRef string    // the provider's own number of a payment
	Reason      string    // the provider's code of a refusal
	Late        bool      // paid after it had ended otherwise
}

// Live tells whether the attempt may still take the payer's money in the
// ordinary course: the request waits for it.
func (a *Attempt) Live() bool {
	return a.State == AttemptIntended || a.State == AttemptSent || a.State == AttemptAccepted
}

// Attempt finds an attempt of the request by its identifier.
func (r *Request) Attempt(id ID) *Attempt {
	for i := range r.Attempts {
		if r.Attempts[i].ID == id {
			return &r.Attempts[i]
		}
	}
	return nil
}

// AttemptByRef finds an attempt of the request by its reference.
func (r *Request) AttemptByRef(ref Number) *Attempt {
	for i := range r.Attempts {
		if r.Attempts[i].Ref == ref {
			return &r.Attempts[i]
		}
	}
	return nil
}

// LastAttempt is the newest attempt at a payment, nil if there is none.
func (r *Request) LastAttempt(payment int) *Attempt {
	for i := len(r.Attempts) - 1; i >= 0; i-- {
		if r.Attempts[i].Payment == payment {
			return &r.Attempts[i]
		}
	}
	return nil
}

// LiveAttempt is the live attempt at a payment, nil if there is none.
func (r *Request) LiveAttempt(payment int) *Attempt {
	for i := range r.Attempts {
		if r.Attempts[i].Payment == payment && r.Attempts[i].Live() {
			return &r.Attempts[i]
		}
	}
	return nil
}

// Undecided tells whether it is not known of some attempt how it ended: its
// payment may be paid already.
func (r *Request) Undecided() bool {
	return slices.ContainsFunc(r.Attempts, func(a Attempt) bool {
		return a.State == AttemptManual && !r.Payments[a.Payment].Settled()
	})
}

// PaymentByNumber gives the index of a payment, or -1.
func (r *Request) PaymentByNumber(n Number) int {
	for i := range r.Payments {
		if r.Payments[i].Number == n {
			return i
		}
	}
	return -1
}

// NextDue is the index of the first payment that is not paid, or -1.
func (r *Request) NextDue() int {
	for i := range r.Payments {
		if !r.Payments[i].Settled() {
			return i
		}
	}
	return -1
}

// Settled tells whether the money of the payment came, also when it was sent
// back later.
func (p *Payment) Settled() bool { return p.State == PaymentPaid || p.State == PaymentReturned }

// Paid is the sum of the settled payments, in cents.
func (r *Request) Paid() int64 {
	var sum int64
	for i := range r.Payments {
		if r.Payments[i].Settled() {
			sum += r.Payments[i].Amount
		}
	}
	return sum
}

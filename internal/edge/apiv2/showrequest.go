package apiv2

import (
	"time"

	"viss.gov.lv/mm/pay"
)

// moment is a time as answers bear it: RFC 3339 in UTC, always to the
// millisecond.
type moment time.Time

// MarshalText writes the time.
func (m moment) MarshalText() ([]byte, error) {
	return time.Time(m).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), nil
}

// IsZero lets a time that is not there be left out.
func (m moment) IsZero() bool { return time.Time(m).IsZero() }

// requestView is PaymentRequest of the contract. It says nothing of the payer:
// the institution knows that, and answers are kept and logged in places that
// are not made for it.
type requestView struct {
	ID         string           `json:"id"`
	Number     pay.Number       `json:"number"`
	Status     pay.RequestState `json:"status"`
	Letter     pay.Letter       `json:"letter"`
	PaymentURL string           `json:"paymentUrl"`
	Created    moment           `json:"created"`
	Expires    moment           `json:"expires"`
	Closed     moment           `json:"closed,omitzero"`

	Step        pay.StepCode `json:"step"`
	ServiceName pay.Text     `json:"serviceName"`
	StepName    pay.Text     `json:"stepName"`
	Description string       `json:"description,omitempty"`
	Total       string       `json:"total"`
	Paid        string       `json:"paid"`
	Currency    pay.Currency `json:"currency"`
	PartlyPaid  bool         `json:"partlyPaid"`

	ReturnURL       string             `json:"returnUrl,omitempty"`
	NotificationURL string             `json:"notificationUrl,omitempty"`
	Providers       []pay.ProviderCode `json:"providers"`
	Skipped         []pay.ProviderCode `json:"skippedProviders,omitempty"`
	Preferred       pay.ProviderCode   `json:"preferredProvider,omitempty"`
	DocumentWanted  bool               `json:"documentWanted"`
	DocumentDate    pay.Day            `json:"documentDate,omitempty"`
	Parent          *pay.ID            `json:"parent,omitempty"`

	Lines     []lineView     `json:"lines"`
	Payments  []paymentView  `json:"payments"`
	Documents []documentName `json:"documents"`
	Warnings  []string       `json:"warnings"` // JSON Pointers
}

// lineView is Line of the contract.
type lineView struct {
	Position  pay.PositionCode `json:"position"`
	Name      pay.Text         `json:"name"`
	Quantity  string           `json:"quantity,omitempty"`
	UnitPrice string           `json:"unitPrice,omitempty"`
	Amount    string           `json:"amount"`
	Letter    pay.Letter       `json:"letter"`
	Payment   pay.Number       `json:"payment"`
}

// paymentView is Payment of the contract; with a request it is PaymentOfRequest.
type paymentView struct {
	Number         pay.Number       `json:"number"`
	Request        *pay.ID          `json:"paymentRequest,omitempty"`
	RequestNumber  pay.Number       `json:"requestNumber,omitempty"`
	Status         pay.PaymentState `json:"status"`
	Letter         pay.Letter       `json:"letter"`
	Amount         string           `json:"amount"`
	Currency       pay.Currency     `json:"currency"`
	Account        string           `json:"account"`
	Payee          string           `json:"payee"`
	Classification string           `json:"classification,omitempty"`
	Purpose        string           `json:"purpose"`
	Provider       pay.ProviderCode `json:"provider,omitempty"`
	PaidAt         moment           `json:"paidAt,omitzero"`
	Late           bool             `json:"late"`
	ToRefund       bool             `json:"toRefund"`
}

// documentName is DocumentName of the contract.
type documentName struct {
	Number pay.DocumentNumber `json:"number"`
	ID     pay.ID             `json:"id"`
	Type   pay.DocumentType   `json:"type"`
	Issued moment             `json:"issued"`
}

// showRequest is a request as its institution sees it. It depends on the request
// and its documents alone, not on the clock, so that stateOf names it.
func (h *Handler) showRequest(r *pay.Request, documents []pay.Document) requestView {
	d := &r.Detail
	v := requestView{
		ID: r.ID.String(), Number: r.Number, Status: r.State, Letter: r.Letter, PaymentURL: h.PaymentURL + r.ID.String(),
		Created: moment(r.Created), Expires: moment(r.Expires), Closed: moment(r.Closed),
		Step: r.Step, ServiceName: d.ServiceName, StepName: d.StepName, Description: d.PaymentObject,
		Total: r.Total.String(), Paid: pay.EUR(r.Paid()).String(), Currency: r.Total.Currency, PartlyPaid: r.PartlyPaid,
		ReturnURL: d.ResponseURL, NotificationURL: d.ServerResponseURL,
		Providers: d.Offered, Skipped: d.Skipped, Preferred: d.Preferred, DocumentWanted: !d.NoInvoice, Parent: d.Parent,
		Lines: make([]lineView, len(d.Lines)), Payments: make([]paymentView, len(r.Payments)),
		Documents: make([]documentName, len(documents)), Warnings: make([]string, len(d.Warnings)),
	}
	if d.InvoiceIssueDate != nil {
		v.DocumentDate = pay.DayOf(*d.InvoiceIssueDate)
	}
	for i := range d.Lines {
		v.Lines[i] = showLine(r, &d.Lines[i])
	}
	for i := range r.Payments {
		v.Payments[i] = showPayment(r, i)
	}
	for i := range documents {
		v.Documents[i] = nameOf(&documents[i])
	}
	for i, field := range d.Warnings {
		v.Warnings[i] = pointerOf(field, nil)
	}
	return v
}

func showLine(r *pay.Request, l *pay.Line) lineView {
	v := lineView{
		Position: l.Position, Name: l.Name, Amount: pay.EUR(l.Amount).String(),
		Letter: r.PaymentLetter(l.Payment), Payment: r.Payments[l.Payment].Number,
	}
	if l.Quantity > 0 {
		v.Quantity, v.UnitPrice = l.Quantity.String(), pay.EUR(l.Price).String()
	}
	return v
}

func showPayment(r *pay.Request, i int) paymentView {
	p := &r.Payments[i]
	return paymentView{
		Number: p.Number, Status: p.State, Letter: r.PaymentLetter(i), Amount: pay.EUR(p.Amount).String(), Currency: r.Total.Currency,
		Account: p.Account.IBAN, Payee: p.Account.Payee, Classification: p.Classification, Purpose: p.Purpose,
		Provider: p.Provider, PaidAt: moment(p.PaidAt), Late: p.Late, ToRefund: p.Refund,
	}
}

func nameOf(d *pay.Document) documentName {
	return documentName{Number: d.Number, ID: d.ID, Type: d.Type, Issued: moment(d.Issued)}
}

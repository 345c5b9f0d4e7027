package payerweb

import (
	"strings"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// summary is what is paid for: on every page of a request.
type summary struct {
	Institution phrase
	Service     phrase
	Step        phrase // empty when it says no more than the service
	Payer       payerShown
	Due         string
	Number      string
	Total       string
	Parts       []paymentShown // the payments, one or more
}

// Split tells whether the request is paid in several payments.
func (s *summary) Split() bool { return len(s.Parts) > 1 }

// paymentShown is one payment of a request.
type paymentShown struct {
	Title     string // “payment 1 of 2”
	Number    string
	Amount    string
	Payee     string
	Account   string
	Purpose   phrase
	Lines     []lineShown
	Status    string // key of its text
	Settled   bool
	Now       bool   // it is this one that the page is about
	When      string // when it was paid
	Method    string // through whom
	Reference string // the provider's number
}

// lineShown is one line of the price list.
type lineShown struct {
	Name     phrase
	Quantity string // as in "2 × 5,00 EUR"; empty when the caller gave the amount
	Amount   string
}

// summarize makes the summary of a request; current is the payment that the
// page is about, or -1.
func summarize(v pay.View, w *locale.Words, current int) *summary {
	r, l := v.Request, w.Language()
	s := &summary{
		Service: say(r.Detail.ServiceName, l), Step: say(r.Detail.StepName, l),
		Payer: showPayer(r.Payer), Due: w.Deadline(r.Expires),
		Number: string(r.Number), Total: w.Money(r.Total),
	}
	if v.Institution != nil {
		s.Institution = say(v.Institution.Name, l)
	}
	if s.Step == s.Service {
		s.Step = phrase{}
	}
	for i := range r.Payments {
		s.Parts = append(s.Parts, showPayment(v, w, i, current))
	}
	return s
}

func showPayment(v pay.View, w *locale.Words, payment, current int) paymentShown {
	r := v.Request
	p := &r.Payments[payment]
	shown := paymentShown{
		Title:  w.Text("choose.progress", "n", payment+1, "count", len(r.Payments)),
		Number: string(p.Number), Amount: w.Money(pay.Money{Minor: p.Amount, Currency: r.Total.Currency}),
		Payee: p.Account.Payee, Account: accountShown(p.Account.IBAN),
		Purpose: written(p.Purpose, locale.Latvian, w.Language()),
		Status:  statusKey(r, payment, current), Settled: p.Settled(), Now: payment == current,
	}
	for _, line := range r.Detail.Lines {
		if line.Payment == payment {
			shown.Lines = append(shown.Lines, showLine(line, r.Total.Currency, w))
		}
	}
	if p.Settled() {
		shown.When, shown.Method = w.Moment(p.PaidAt), methodName(v, p.Provider, w.Language())
		if paid := r.Attempt(p.PaidBy); paid != nil {
			shown.Reference = paid.ProviderRef
		}
	}
	return shown
}

// accountShown is an account's number in groups, between which a short line may
// end.
func accountShown(iban string) string {
	return strings.ReplaceAll(locale.IBAN(iban), "\u00a0", " ")
}

func showLine(line pay.Line, currency pay.Currency, w *locale.Words) lineShown {
	shown := lineShown{
		Name:   say(line.Name, w.Language()),
		Amount: w.Money(pay.Money{Minor: line.Amount, Currency: currency}),
	}
	if line.Quantity != 0 {
		shown.Quantity = w.Text("sum.quantity", "quantity", w.Quantity(line.Quantity),
			"price", w.Money(pay.Money{Minor: line.Price, Currency: currency}))
	}
	return shown
}

// statusKey is the text of a payment's standing.
func statusKey(r *pay.Request, payment, current int) string {
	switch s := standingOf(r, payment); {
	case s == standingPaid && r.Payments[payment].Late && r.State != pay.RequestPaid:
		return "status.late"
	case s != standingDue:
		return "status." + string(s)
	case r.State != pay.RequestOpen:
		return "status.unpaid"
	case payment == current:
		return "status.now"
	}
	return "status.next"
}

// methodName is the name of a provider, also of one that is no longer offered;
// its code where the catalogue has forgotten it.
func methodName(v pay.View, code pay.ProviderCode, l pay.Language) string {
	if name, _ := v.Names[code].In(l); name != "" {
		return name
	}
	return string(code)
}

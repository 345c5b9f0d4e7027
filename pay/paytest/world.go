package paytest

import (
	"testing"
	"time"

	"viss.gov.lv/mm/pay"
)

// World is one of everything that a use case is handed.
type World struct {
	Clock     *Clock // stands at Start
	IDs       *IDs
	Numbers   *Numbers
	Catalogue *pay.Catalogue
}

// NewWorld makes a world at Start.
func NewWorld() *World {
	return &World{Clock: NewClock(Start()), IDs: &IDs{}, Numbers: &Numbers{}, Catalogue: Catalogue()}
}

// NewID gives the next identifier.
func (w *World) NewID() pay.ID {
	id, _ := w.IDs.NewID() // never fails
	return id
}

// NewNumber gives the next number.
func (w *World) NewNumber() pay.Number {
	return pay.NumberOf(w.Numbers.last.Add(1))
}

// Compose makes a request of a draft of Owner, its payments not yet numbered.
func (w *World) Compose(d pay.Draft) (*pay.Request, error) {
	return pay.Compose(d, pay.Composition{
		ID: w.NewID(), Number: w.NewNumber(), Owner: Owner, Catalogue: w.Catalogue, Now: w.Clock.Now(),
	})
}

// Request makes a request of a draft of Owner as it is kept, with numbered
// payments.
func (w *World) Request(t testing.TB, d pay.Draft) *pay.Request {
	t.Helper()
	r, err := w.Compose(d)
	if err != nil {
		t.Fatalf("compose: %v", err)
	}
	for i := range r.Payments {
		r.Payments[i].Number = w.NewNumber()
	}
	return r
}

// Hold is how long the attempts of Try are waited for.
const Hold = 30 * time.Minute

// Try begins an attempt at a payment at a provider.
func (w *World) Try(t testing.TB, r *pay.Request, payment int, provider pay.ProviderCode) *pay.Attempt {
	t.Helper()
	a := w.NewAttempt(payment, provider)
	if _, err := r.Begin(a, w.Clock.Now()); err != nil {
		t.Fatalf("begin: %v", err)
	}
	return r.Attempt(a.ID)
}

// NewAttempt is an attempt to give to Begin.
func (w *World) NewAttempt(payment int, provider pay.ProviderCode) pay.Attempt {
	return pay.Attempt{
		ID: w.NewID(), Ref: w.NewNumber(), Payment: payment, Provider: provider,
		Language: pay.Latvian, HoldUntil: w.Clock.Now().Add(Hold),
	}
}

// Success is the provider's verified success for an attempt, everything as
// ordered.
func Success(r *pay.Request, a *pay.Attempt) pay.Notice {
	p := &r.Payments[a.Payment]
	return pay.Notice{
		Provider: a.Provider, Ref: a.Ref, Result: pay.ResultPaid,
		Amount:  pay.Money{Minor: p.Amount, Currency: r.Total.Currency},
		Account: p.Account.IBAN, ProviderRef: "T" + string(a.Ref), Key: string(a.Ref) + "/paid",
		Channel: pay.ChannelServer,
	}
}

// News is a verified notice for an attempt that says nothing but a result.
func News(a *pay.Attempt, result pay.Result) pay.Notice {
	return pay.Notice{
		Provider: a.Provider, Ref: a.Ref, Result: result,
		Key: string(a.Ref) + "/" + string(result), Channel: pay.ChannelServer,
	}
}

package pay

import (
	"context"
	"slices"
	"time"
)

// Span is a stretch of time, of the business clock: from From on, and before
// Before. A zero end is open.
type Span struct{ From, Before time.Time }

// Set tells whether the span leaves anything out.
func (s Span) Set() bool { return !s.From.IsZero() || !s.Before.IsZero() }

// Length is how long the span is; an open one is longer than any other.
func (s Span) Length() time.Duration {
	const open = time.Duration(1<<63 - 1)
	if s.From.IsZero() || s.Before.IsZero() {
		return open
	}
	return s.Before.Sub(s.From)
}

// RequestFilter chooses payment requests of one institution. Conditions are
// met together; one that is not set is met by all.
type RequestFilter struct {
	Institution InstitutionCode
	Created     Span
	Paid        Span // some payment's money came then
	Expires     Span
	AmountFrom  *int64   // cents of the total, inclusive
	AmountTill  *int64   // the same
	OnlyUnpaid  bool     // leaves out those whose payments are all paid
	Currency    Currency // empty: any
}

// PaymentFilter chooses payments of one institution whose money came.
type PaymentFilter struct {
	Institution InstitutionCode
	Paid        Span
	AmountFrom  *int64 // cents of the payment, inclusive
	AmountTill  *int64
	Currency    Currency
}

// Place is a row's place in a list. Rows after it are found without reading
// those before it.
type Place struct {
	At     time.Time
	Serial int64
}

// RequestRow is a payment request as a list shows it.
type RequestRow struct {
	Place       Place
	ID          ID
	Number      Number
	Created     time.Time
	Expires     time.Time
	Total       Money
	State       RequestState
	Letter      Letter
	ServiceName Text
}

// PaymentRow is a payment as a list shows it.
type PaymentRow struct {
	Place       Place
	Request     ID
	Number      Number
	PaidAt      time.Time
	ServiceName Text
	IBAN        string
	Purpose     string
	Amount      Money
	State       PaymentState
	Refund      bool // its money does not count and is to be sent back
}

// ListStore reads lists. The cost of a call grows with the rows that lie in
// the filter's shortest span, never with those outside of it; an amount that
// few rows have, and what is unpaid of few, is found without passing the rest.
type ListStore interface {
	// RequestRows gives up to limit rows after a place (the zero Place: from the
	// beginning), oldest first by the time of the filter's shortest span; by
	// creation when it has none.
	RequestRows(ctx context.Context, f RequestFilter, after Place, limit int) ([]RequestRow, error)
	// CountRequestRows counts rows, up to most.
	CountRequestRows(ctx context.Context, f RequestFilter, most int) (int, error)
	// PaymentRows gives up to limit rows after a place, oldest money first.
	PaymentRows(ctx context.Context, f PaymentFilter, after Place, limit int) ([]PaymentRow, error)
	// CountPaymentRows counts rows, up to most.
	CountPaymentRows(ctx context.Context, f PaymentFilter, most int) (int, error)
}

// StatusCode is the letter of a listed payment: executed, or revoked when its
// money was sent back since.
func (p PaymentRow) StatusCode() Letter {
	if p.State == PaymentReturned {
		return LetterRevoked
	}
	return LetterExecuted
}

// PositionProvider is the provider through which a position was paid, or was
// tried last; empty when nobody tried, or when the request has no such
// position.
func (r *Request) PositionProvider(code PositionCode) ProviderCode {
	var found ProviderCode
	for _, line := range r.Detail.Lines {
		if line.Position.Canonical() != code.Canonical() {
			continue
		}
		p := &r.Payments[line.Payment]
		if found == "" || !p.Settled() {
			found = p.Provider
		}
	}
	return found
}

// UsedProviders are the providers that payments were paid through, or, while
// none is paid, through which they were tried last: each once, in the order of
// the payments.
func (r *Request) UsedProviders() []ProviderCode {
	var paid, tried []ProviderCode
	for i := range r.Payments {
		p := &r.Payments[i]
		if p.Provider == "" {
			continue
		}
		if p.Settled() && !slices.Contains(paid, p.Provider) {
			paid = append(paid, p.Provider)
		}
		if !slices.Contains(tried, p.Provider) {
			tried = append(tried, p.Provider)
		}
	}
	if len(paid) > 0 {
		return paid
	}
	return tried
}

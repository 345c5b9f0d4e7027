package apiv2

import (
	"context"

	"viss.gov.lv/mm/pay"
)

// Cashier is what the interface needs of the use cases. Errors that a caller
// may see are *pay.Error; of all others it learns only that there was one. What
// is another institution's does not exist.
type Cashier interface {
	// Create makes a payment request, and keeps the answer that show makes of it.
	Create(ctx context.Context, caller pay.Caller, draft pay.Draft, once pay.Once, show func(*pay.Request) (pay.Answer, error)) (pay.Answer, error)
	// Own is a request with all its state.
	Own(ctx context.Context, caller pay.Caller, id pay.ID) (*pay.Request, error)
	// Letter is the status of a request.
	Letter(ctx context.Context, caller pay.Caller, id pay.ID) (pay.Letter, error)
	// WithdrawOwn closes a request that is not paid.
	WithdrawOwn(ctx context.Context, caller pay.Caller, w pay.Withdrawal, once pay.Once) (pay.Answer, error)
	// OwnPayment finds a payment, by its index in its request.
	OwnPayment(ctx context.Context, caller pay.Caller, number pay.Number) (r *pay.Request, index int, err error)
	// OwnDocuments lists documents; the filter needs no institution.
	OwnDocuments(ctx context.Context, caller pay.Caller, f pay.DocumentFilter) ([]pay.Document, error)
	// OwnDocument finds a document.
	OwnDocument(ctx context.Context, caller pay.Caller, number pay.DocumentNumber) (*pay.Document, error)
	// IssueDocument issues a document on the name of a party.
	IssueDocument(ctx context.Context, caller pay.Caller, id pay.ID, party pay.DocumentPayer, once pay.Once) (pay.Ordered, error)
}

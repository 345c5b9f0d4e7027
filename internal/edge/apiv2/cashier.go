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
}

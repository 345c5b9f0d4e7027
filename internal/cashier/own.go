package cashier

import (
	"context"

	"viss.gov.lv/mm/pay"
)

// Own is a request with all its state, for its institution. Another's request
// is not found. It must not be changed: nothing of it would be kept.
func (c *Cashier) Own(ctx context.Context, caller pay.Caller, id pay.ID) (*pay.Request, error) {
	r, err := c.Store.Request(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	if r.Institution != caller.Institution {
		return nil, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return r, nil
}

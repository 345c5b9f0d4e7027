package apiv2

import (
	"context"

	"viss.gov.lv/mm/pay"
)

// payment answers with one payment, paid or not.
func (h *Handler) payment(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	number, err := pay.ParseNumber(c.values["number"])
	if err != nil {
		return pay.Fail(pay.CodePaymentNotFound, err)
	}
	r, i, err := h.Cashier.OwnPayment(ctx, c.caller, number)
	if err != nil {
		return err
	}
	if c.unchanged(stateOf(r)) {
		return nil
	}
	v := showPayment(r, i)
	v.Request, v.RequestNumber = &r.ID, r.Number
	return c.answer(v)
}

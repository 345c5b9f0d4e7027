package apiv2

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"viss.gov.lv/mm/pay"
)

// create makes a payment request.
func (h *Handler) create(ctx context.Context, c *call) error {
	draft := readDraft(c.body)
	if err := c.faults.refusal(); err != nil {
		return err
	}
	answer, err := h.Cashier.Create(ctx, c.caller, draft, c.once, func(r *pay.Request) (pay.Answer, error) {
		body, err := encode(h.showRequest(r, nil))
		return pay.Answer{Status: http.StatusCreated, Body: body, Request: r.ID}, err
	})
	if err != nil {
		return placed(err, draft.Lines)
	}
	c.w.Header().Set("Location", Path+"payment-requests/"+answer.Request.String())
	if !answer.Again {
		c.etag(created)
	}
	c.reply(answer)
	return nil
}

// created is the state of a request that was just made: its first event.
const created = `"1"`

// stateOf names the state of a request: what happened to it, counted. Whatever
// changes an answer about a request is an event of it.
func stateOf(r *pay.Request) string { return fmt.Sprintf("%q", strconv.Itoa(r.EventSeq)) }

package apiv2

import (
	"context"
	"net/http"
	"strings"

	"viss.gov.lv/mm/pay"
)

// shownDocuments is how many of its documents an answer about a request names.
const shownDocuments = 10

// requestID is the identifier in the path. One that is none names no request,
// as one that is unknown.
func (c *call) requestID() (pay.ID, error) {
	id, err := pay.ParseID(c.values["id"])
	if err != nil {
		return id, &pay.Error{Code: pay.CodeRequestNotFound, Err: err, Want: pay.Want{
			LV: "Adresē jābūt tā id (UUID), nevis numuram.", EN: "The address must hold its id (a UUID), not its number.",
		}}
	}
	return id, nil
}

// request answers with a payment request.
func (h *Handler) request(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	id, err := c.requestID()
	if err != nil {
		return err
	}
	r, err := h.Cashier.Own(ctx, c.caller, id)
	if err != nil {
		return err
	}
	if c.unchanged(stateOf(r)) {
		return nil
	}
	var documents []pay.Document
	if r.EventSeq > 1 { // one to which nothing has happened has none
		documents, err = h.Cashier.OwnDocuments(ctx, c.caller, pay.DocumentFilter{Request: id, Limit: shownDocuments})
		if err != nil {
			return err
		}
	}
	return c.answer(h.showRequest(r, documents))
}

// status answers with the status letter alone, which is kept ready for that.
func (h *Handler) status(ctx context.Context, c *call) error {
	if err := c.noParameters(); err != nil {
		return err
	}
	id, err := c.requestID()
	if err != nil {
		return err
	}
	letter, err := h.Cashier.Letter(ctx, c.caller, id)
	if err != nil {
		return err
	}
	return c.answer(struct {
		ID     pay.ID     `json:"id"`
		Letter pay.Letter `json:"letter"`
		Paid   bool       `json:"paid"`
	}{id, letter, letter == pay.LetterExecuted})
}

// withdrawn is Withdrawn of the contract.
type withdrawn struct {
	ID         pay.ID           `json:"id"`
	Number     pay.Number       `json:"number"`
	Status     pay.RequestState `json:"status"`
	Letter     pay.Letter       `json:"letter"`
	Closed     moment           `json:"closed"`
	PartlyPaid bool             `json:"partlyPaid"`
}

// mostReason bounds the reason of a withdrawal, in characters.
const mostReason = 200

// withdraw closes an unpaid payment request.
func (h *Handler) withdraw(ctx context.Context, c *call) error {
	id, err := c.requestID()
	if err != nil {
		return err
	}
	w := pay.Withdrawal{Request: id, Reason: c.body.plain("reason", mostReason), Guard: c.ifMatch}
	c.body.rest()
	if err := c.faults.refusal(); err != nil {
		return err
	}
	state := ""
	w.Show = func(r *pay.Request) (pay.Answer, error) {
		state = stateOf(r)
		body, err := encode(withdrawn{r.ID, r.Number, r.State, r.Letter, moment(r.Closed), r.PartlyPaid})
		return pay.Answer{Status: http.StatusOK, Body: body, Request: r.ID}, err
	}
	answer, err := h.Cashier.WithdrawOwn(ctx, c.caller, w, c.once)
	if err != nil {
		return err
	}
	if !answer.Again {
		c.etag(state)
	}
	c.reply(answer)
	return nil
}

// ifMatch refuses a state that the caller does not know.
func (c *call) ifMatch(r *pay.Request) error {
	const name = "If-Match"
	list := strings.Join(c.r.Header.Values(name), ",")
	if list == "" || has(list, stateOf(r)) {
		return nil
	}
	if !strings.Contains(list, `"`) {
		return badHeader(http.StatusBadRequest, name, &pay.Error{Code: pay.CodeInvalid, Value: shortened(list), Want: pay.Want{
			LV: "Norādiet ETag tā, kā to saņēmāt, ar pēdiņām.", EN: "Give the ETag as you got it, with its quotes.",
		}})
	}
	return badHeader(http.StatusPreconditionFailed, name, &pay.Error{Code: pay.CodeChanged, Want: pay.Want{
		LV: "Nolasiet to no jauna.", EN: "Read it again.",
	}})
}

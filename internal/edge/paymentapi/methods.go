package paymentapi

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"viss.gov.lv/mm/pay"
)

// save is SavePaymentRequest (spec 002, chapter 2.10.1).
func (h *Handler) save(ctx context.Context, c *call) error {
	key, err := pay.ParseIdempotencyKey(c.r.Header.Values(pay.HeaderIdempotencyKey))
	if err != nil {
		return err
	}
	draft, err := readDraft(c.body)
	if err != nil {
		return err
	}
	saved, err := h.Cashier.Save(ctx, c.caller, draft, key)
	if err != nil {
		return err
	}
	id := saved.ID.String()
	url, err := json.Marshal(h.PaymentURL + id)
	if err != nil {
		return err
	}
	c.json([]byte(`{"PaymentRequestId":"` + id + `","paymentRequestUrl":` + string(url) + `}`))
	return nil
}

// status is CheckPaymentRequestStatus (chapter 2.10.2): a bare letter.
func (h *Handler) status(ctx context.Context, c *call) error {
	id, err := readID(c, "PaymentRequestId")
	if err != nil {
		return err
	}
	letter, err := h.Cashier.Letter(ctx, c.caller, id)
	if err != nil {
		return err
	}
	c.send("text/plain; charset=utf-8", []byte(letter))
	return nil
}

// position is CheckPaymentStatus (chapter 2.10.5): the status of one position
// of the price list. A position that the request does not hold is an error of
// its content, and not the 404 of an unknown request.
func (h *Handler) position(ctx context.Context, c *call) error {
	id, err := readID(c, "PaymentRequestId")
	if err != nil {
		return err
	}
	const member = "Position"
	code, err := text(c.body, "", member)
	if err != nil {
		return err
	}
	if strings.TrimSpace(code) == "" {
		return &pay.Error{Code: pay.CodeMissing, Field: member}
	}
	r, err := h.Cashier.Own(ctx, c.caller, id)
	if err != nil {
		return err
	}
	letter, ok := r.PositionLetter(pay.PositionCode(code))
	if !ok {
		return &pay.Error{Code: pay.CodeUnknownPosition, Field: member, Value: code, Want: pay.Want{
			LV: "Norādiet pozīciju, kas ir šajā maksāšanas pieprasījumā.", EN: "Give a position that this payment request holds.",
		}}
	}
	return c.answer(struct{ RequestStatus, PaymentProvider string }{
		string(letter), string(r.PositionProvider(pay.PositionCode(code))),
	})
}

// providers is CheckPaymentRequestStatusWpt (chapter 2.10.6).
func (h *Handler) providers(ctx context.Context, c *call) error {
	id, err := readID(c, "PaymentRequestId")
	if err != nil {
		return err
	}
	r, err := h.Cashier.Own(ctx, c.caller, id)
	if err != nil {
		return err
	}
	var codes []string
	for _, p := range r.UsedProviders() {
		codes = append(codes, string(p))
	}
	return c.answer(struct{ RequestStatus, PaymentProviders string }{string(r.Letter), strings.Join(codes, ";")})
}

// invoice is CreateInvoice (chapter 2.10.7).
func (h *Handler) invoice(ctx context.Context, c *call) error {
	id, err := readID(c, "Id")
	if err != nil {
		return err
	}
	f := &fields{object: c.body}
	name, code, address := f.text("Name"), f.text("Code"), f.text("Address")
	if f.err != nil {
		return f.err
	}
	number, err := h.Cashier.CreateInvoice(ctx, c.caller, id, name, code, address)
	if err != nil {
		return err
	}
	c.json([]byte(`{"id":` + strconv.FormatInt(number, 10) + `}`))
	return nil
}

func (c *call) answer(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.json(b)
	return nil
}

// readID reads the identifier of a request.
func readID(c *call, member string) (pay.ID, error) {
	want := pay.Want{
		LV: "Norādiet maksāšanas pieprasījuma identifikatoru (GUID), ko atgrieza savepaymentrequest.",
		EN: "Give the identifier (GUID) of the payment request that savepaymentrequest answered.",
	}
	given, err := text(c.body, "", member)
	if err != nil {
		return pay.ID{}, err
	}
	if strings.TrimSpace(given) == "" {
		return pay.ID{}, &pay.Error{Code: pay.CodeMissing, Field: member, Want: want}
	}
	id, err := pay.ParseID(given)
	if err != nil {
		return pay.ID{}, &pay.Error{Code: pay.CodeInvalid, Field: member, Value: given, Want: want, Err: err}
	}
	return id, nil
}

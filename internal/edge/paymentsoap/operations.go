package paymentsoap

import (
	"context"
	"strings"

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// The operations. The published .NET sample calls the second one by the third
// name (spec 002, chapter 2.4); both mean the same.
const (
	opSave        = "SavePaymentRequest"
	opStatus      = "CheckPaymentRequestStatus"
	opStatusAlias = "CheckPaymentStatus"
)

func (h *Handler) save(ctx context.Context, c *call, operation *soap.Element) ([]byte, error) {
	key, err := pay.ParseIdempotencyKey(c.r.Header.Values(pay.HeaderIdempotencyKey))
	if err != nil {
		return nil, err
	}
	draft, err := readDraft(operation)
	if err != nil {
		return nil, err
	}
	saved, err := h.Cashier.Save(ctx, c.caller, draft, key)
	if err != nil {
		return nil, err
	}
	return h.answers[c.version].saved(saved.ID), nil
}

func (h *Handler) status(ctx context.Context, c *call, operation *soap.Element) ([]byte, error) {
	id, err := readID(operation)
	if err != nil {
		return nil, err
	}
	letter, err := h.Cashier.Letter(ctx, c.caller, id)
	if err != nil {
		return nil, err
	}
	return h.answers[c.version].letter(operation.Name, letter), nil
}

// answers are the texts around what differs from answer to answer.
type answers struct {
	savedHead, savedMiddle, savedTail string
	statusHead, statusTail            string
	aliasHead, aliasTail              string
}

// prepare writes the answers of a version. All members of a structure are
// there, in the order of the schema and in its namespace: a WCF client sees an
// empty object in anything else, and no error.
func prepare(v soap.Version, ns api.Namespaces, paymentURL string) *answers {
	open, end := string(soap.AppendOpen(nil, v)), string(soap.AppendClose(nil))
	service, data := attribute(ns.Service), attribute(ns.Data)
	status := func(op string) (head, tail string) {
		return open + `<` + op + `Response xmlns="` + service + `"><` + op + `Result>`,
			`</` + op + `Result></` + op + `Response>` + end
	}
	a := &answers{
		savedHead: open + `<SavePaymentRequestResponse xmlns="` + service + `"><SavePaymentRequestResult xmlns:a="` + data +
			`" xmlns:i="` + soap.XSI + `"><a:PaymentRequestId>`,
		savedMiddle: `</a:PaymentRequestId><a:PaymentRequestUrl>` + attribute(paymentURL),
		savedTail:   `</a:PaymentRequestUrl></SavePaymentRequestResult></SavePaymentRequestResponse>` + end,
	}
	a.statusHead, a.statusTail = status(opStatus)
	a.aliasHead, a.aliasTail = status(opStatusAlias)
	return a
}

func attribute(s string) string { return string(soap.AppendText(nil, s)) }

func (a *answers) saved(id pay.ID) []byte {
	guid := id.String()
	return []byte(a.savedHead + guid + a.savedMiddle + guid + a.savedTail)
}

func (a *answers) letter(operation string, letter pay.Letter) []byte {
	if operation == opStatusAlias {
		return []byte(a.aliasHead + string(letter) + a.aliasTail)
	}
	return []byte(a.statusHead + string(letter) + a.statusTail)
}

// readID reads the identifier of a status call.
func readID(operation *soap.Element) (pay.ID, error) {
	want := pay.Want{
		LV: "Norādiet maksāšanas pieprasījuma identifikatoru (GUID), ko atgrieza SavePaymentRequest.",
		EN: "Give the identifier (GUID) of the payment request that SavePaymentRequest answered.",
	}
	e := operation.Child("paymentRequestId")
	if e == nil || e.Nil || strings.TrimSpace(e.Text) == "" {
		return pay.ID{}, &pay.Error{Code: pay.CodeMissing, Field: "paymentRequestId", Want: want}
	}
	id, err := pay.ParseID(e.Text)
	if err != nil {
		return pay.ID{}, &pay.Error{Code: pay.CodeInvalid, Field: "paymentRequestId", Value: e.Text, Want: want, Err: err}
	}
	return id, nil
}

package paymentsoap

import (
	"context"
	"errors"
	"net/http"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/internal/wire/receive"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// refusal is an error whose answer differs from that of its kind: another
// status of HTTP, or another code of SOAP.
type refusal struct {
	Err    *pay.Error
	status int            // 0: soap.FaultStatus
	fault  soap.FaultCode // empty: as its kind says
}

func (r *refusal) Error() string { return r.Err.Error() }

func (r *refusal) Unwrap() error { return r.Err }

// refuse answers with a fault.
func (h *Handler) refuse(ctx context.Context, w http.ResponseWriter, c *call, err error) {
	shown, ok := errors.AsType[*pay.Error](err)
	if !ok || shown.Kind() == pay.Internal {
		if !errors.Is(err, context.Canceled) {
			h.Log.ErrorContext(ctx, "call failed", "operation", c.op, "caller", c.caller.Subject, "error", err)
		}
		shown = pay.Fail(pay.CodeInternal, nil)
	}
	fault, status := faultCode(shown.Kind()), soap.FaultStatus
	if special, ok := errors.AsType[*refusal](err); ok {
		if special.status != 0 {
			status = special.status
		}
		if special.fault != "" {
			fault = special.fault
		}
	}
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusRequestEntityTooLarge:
		w.Header().Set("Connection", "close")
	case shown.Kind() == pay.RateLimited, shown.Kind() == pay.Unavailable:
		w.Header().Set("Retry-After", "1")
	}
	send(w, c.version, status, h.faultMessage(c, shown, fault))
}

// faultCode says whose fault a kind of error is.
func faultCode(k pay.Kind) soap.FaultCode {
	switch k {
	case pay.Internal, pay.RateLimited, pay.Unavailable:
		return soap.ServerFault
	case pay.Invalid, pay.Unauthenticated, pay.Forbidden, pay.NotFound, pay.Conflict, pay.Ended, pay.TooLarge:
		return soap.ClientFault
	}
	return soap.ServerFault
}

// faultMessage writes a fault with the published detail. A fault that is about
// the envelope and not the Body has none, SOAP 1.1 section 4.4.
func (h *Handler) faultMessage(c *call, shown *pay.Error, code soap.FaultCode) []byte {
	lang := languageOf(c.r.Header)
	text := shown.Text(lang)
	f := soap.Fault{Code: code, Text: text, Lang: string(lang)}
	if code == soap.ClientFault || code == soap.ServerFault {
		f.Detail = h.detail(shown.Code, text)
	}
	return soap.AppendFault(nil, c.version, f)
}

// detail is PaymentRequestFault, its members in the order of the schema.
func (h *Handler) detail(code pay.Code, text string) []byte {
	name := string(code)
	if renamed, ok := h.Codes[code]; ok {
		name = renamed
	}
	b := append([]byte(`<PaymentRequestFault xmlns="`), attribute(h.Namespaces.Data)...)
	b = append(b, `" xmlns:i="`+soap.XSI+`">`...)
	b = soap.AppendElement(b, "Code", name)
	b = soap.AppendElement(b, "Message", text)
	return append(b, `</PaymentRequestFault>`...)
}

// languageOf is Latvian, as the published service is, unless the caller asks for English first.
func languageOf(header http.Header) pay.Language {
	return locale.Accepted(header.Get("Accept-Language"), pay.Latvian)
}

func unknownOperation(name string) error {
	const known = opSave + ", " + opStatus + ", " + opStatusAlias
	return &pay.Error{Code: pay.CodeUnknownOperation, Value: name, Want: pay.Want{
		LV: "Ir pieejamas: " + known + ".", EN: "There are: " + known + ".",
	}}
}

// unreadable turns a refused message into an error for people.
func (h *Handler) unreadable(e *soap.Error) error {
	if e.Reason == soap.TooLarge {
		return unreceived(receive.TooLarge(h.Limits.Bytes, e))
	}
	err := &pay.Error{Code: unreadableCode(e.Reason), Want: explain(e), Err: e}
	return &refusal{Err: err, fault: soap.FaultCodeOf(e.Reason)}
}

// unreadableCode divides what is wrong in itself from what is not spoken here.
func unreadableCode(r soap.Reason) pay.Code {
	switch r {
	case soap.UnknownCharset, soap.BadEncoding, soap.NotEnvelope, soap.VersionMismatch, soap.NotUnderstood:
		return pay.CodeMessageForm
	default:
		return pay.CodeMalformed
	}
}

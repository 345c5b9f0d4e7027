package invoicerest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"viss.gov.lv/mm/pay"
)

var (
	errForm = &pay.Error{Code: pay.CodeUnknownOperation, Want: pay.Want{
		LV: "Ir pieejamas formas: Pdf, Xml, Ubl; aiz formas jānorāda maksāšanas pieprasījuma identifikators.",
		EN: "There are the forms Pdf, Xml and Ubl; the identifier of the payment request follows.",
	}}
	errMethod = &pay.Error{Code: pay.CodeUnknownOperation, Want: pay.Want{
		LV: "Dokumentus var tikai lasīt: GET vai HEAD.", EN: "Documents can only be read: GET or HEAD.",
	}}
)

// noInvoice: the document is there, but cannot be an e-invoice.
func noInvoice(cause error) error {
	return &pay.Error{Code: pay.CodeNotPossible, Err: cause, Want: pay.Want{
		LV: "E-rēķina standarts prasa to, kā dokumentā nav. Izmantojiet Pdf vai Xml.",
		EN: "The e-invoice standard asks for something that the document does not have. Use Pdf or Xml.",
	}}
}

// problem is the body of a refusal (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Code   string `json:"code"` // of docs/protocol/error-codes.md
}

// refuse answers with a problem. A certificate that is missing is no password
// to be asked for: there is no WWW-Authenticate.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	shown, ok := errors.AsType[*pay.Error](err)
	if !ok || shown.Kind() == pay.Internal {
		if !errors.Is(err, context.Canceled) {
			h.Log.ErrorContext(r.Context(), "document not handed out", "path", r.URL.Path, "error", err)
		}
		shown = pay.Fail(pay.CodeInternal, nil)
	}
	status := statusOf(shown)
	code := string(shown.Code)
	if renamed, ok := h.Codes[shown.Code]; ok {
		code = renamed
	}
	body, err := json.Marshal(problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: shown.Text(language(r)), Code: code,
	})
	if err != nil { // texts cannot fail to be JSON
		body = nil
	}
	header := w.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		header.Set("Retry-After", "1")
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(append(body, '\n')) // nobody is left to tell when the caller has gone
	}
}

// statusOf is the one table from errors to answers.
func statusOf(e *pay.Error) int {
	switch e {
	case errForm:
		return http.StatusNotFound
	case errMethod:
		return http.StatusMethodNotAllowed
	}
	switch e.Kind() {
	case pay.Invalid:
		return http.StatusBadRequest
	case pay.Unauthenticated:
		return http.StatusUnauthorized
	case pay.Forbidden:
		return http.StatusForbidden
	case pay.NotFound:
		return http.StatusNotFound
	case pay.Conflict, pay.Ended:
		return http.StatusConflict
	case pay.TooLarge:
		return http.StatusRequestEntityTooLarge
	case pay.RateLimited:
		return http.StatusTooManyRequests
	case pay.Unavailable:
		return http.StatusServiceUnavailable
	case pay.Internal:
	}
	return http.StatusInternalServerError
}

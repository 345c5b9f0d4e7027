package apiv2

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// refusal is an error with what its code alone does not say: another status, or
// the places of everything that is wrong.
type refusal struct {
	status int // 0: that of the code
	err    *pay.Error
	faults faults
}

func (r *refusal) Error() string { return r.err.Error() }

func (r *refusal) Unwrap() error { return r.err }

// problem is the body of a refusal (RFC 9457).
type problem struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Status   int          `json:"status"`
	Detail   string       `json:"detail"`
	Instance string       `json:"instance"`
	Code     string       `json:"code"`
	Errors   []problemRow `json:"errors,omitempty"`
}

// problemRow is one thing that is wrong, with its place.
type problemRow struct {
	Pointer   *string `json:"pointer,omitempty"` // the empty one is the whole body
	Parameter string  `json:"parameter,omitempty"`
	Header    string  `json:"header,omitempty"`
	Code      string  `json:"code"`
	Message   string  `json:"message"`
}

// refuse answers with an error.
func (h *Handler) refuse(ctx context.Context, c *call, err error) {
	shown, ok := errors.AsType[*pay.Error](err)
	if !ok || shown.Kind() == pay.Internal {
		if !errors.Is(err, context.Canceled) {
			h.Log.ErrorContext(ctx, "call failed", "request_id", h.RequestID(c.r), "path", c.path, "caller", c.caller.Subject, "error", err)
		}
		shown, err = pay.Fail(pay.CodeInternal, nil), nil
	}
	if c.begun { // half an answer must not look like a whole one
		_ = http.NewResponseController(c.w).SetWriteDeadline(time.Unix(1, 0))
		return
	}
	l := languageOf(c.r.Header)
	body := h.problem(c, l, shown, err)
	header := c.w.Header()
	switch body.Status {
	case http.StatusRequestTimeout, http.StatusRequestEntityTooLarge:
		header.Set("Connection", "close")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		if header.Get("Retry-After") == "" {
			header.Set("Retry-After", "1")
		}
	}
	header.Set("Content-Language", string(l))
	header.Set("Vary", "Accept-Language")
	header.Set("Cache-Control", "no-store")
	_ = c.send(body.Status, "application/problem+json", body) // texts have a form in JSON
}

// problem describes a refusal.
func (h *Handler) problem(c *call, l pay.Language, shown *pay.Error, err error) problem {
	p := problem{
		Type: h.Origin + Path + "#" + string(shown.Code), Title: title(shown.Code, l), Status: statusOf(shown, err),
		Detail: message(shown, l), Instance: "urn:mm:request:" + h.RequestID(c.r), Code: h.codeName(shown.Code),
	}
	var placed *refusal
	if !errors.As(err, &placed) {
		return p
	}
	for _, f := range placed.faults {
		p.Errors = append(p.Errors, problemRow{
			Pointer: f.pointer, Parameter: f.parameter, Header: f.header,
			Code: h.codeName(f.err.Code), Message: message(f.err, l),
		})
	}
	if len(placed.faults) > 0 {
		p.Detail = placed.faults[0].place() + p.Detail
	}
	if n := len(placed.faults) - 1; n > 0 {
		p.Detail += " " + andMore(n, l)
	}
	return p
}

func andMore(n int, l pay.Language) string {
	if l == pay.Latvian {
		return fmt.Sprintf("(un vēl %d)", n)
	}
	return fmt.Sprintf("(and %d more)", n)
}

// codeName is a code as this installation calls it.
func (h *Handler) codeName(code pay.Code) string {
	if renamed, ok := h.Codes[code]; ok {
		return renamed
	}
	return string(code)
}

// statusOf is the status of a refusal.
func statusOf(shown *pay.Error, err error) int {
	var special *refusal
	if errors.As(err, &special) && special.status != 0 {
		return special.status
	}
	if status, ok := ownStatus()[shown.Code]; ok {
		return status
	}
	switch shown.Kind() {
	case pay.Invalid:
		return http.StatusUnprocessableEntity
	case pay.Unauthenticated:
		return http.StatusUnauthorized
	case pay.Forbidden:
		return http.StatusForbidden
	case pay.NotFound:
		return http.StatusNotFound
	case pay.Conflict, pay.Ended: // the resource is still there
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

// ownStatus are the codes whose status is not that of their kind.
func ownStatus() map[pay.Code]int {
	return map[pay.Code]int{
		pay.CodeChanged:             http.StatusPreconditionFailed,
		pay.CodeIdempotencyConflict: http.StatusUnprocessableEntity, // as draft-ietf-httpapi-idempotency-key-header has it
		pay.CodeListTooSlow:         http.StatusServiceUnavailable,
		pay.CodeMalformed:           http.StatusBadRequest,
	}
}

// title says what a code means.
func title(code pay.Code, l pay.Language) string {
	if ours, ok := ourText(code); ok {
		return in(ours, l)
	}
	return pay.Fail(code, nil).Text(l)
}

// message says what is wrong, without the place.
func message(e *pay.Error, l pay.Language) string {
	placeless := *e
	placeless.Field = ""
	if ours, ok := ourText(e.Code); ok {
		return strings.TrimSpace(in(ours, l) + " " + in(e.Want, l))
	}
	return placeless.Text(l)
}

func in(w pay.Want, l pay.Language) string {
	if l == pay.Latvian {
		return w.LV
	}
	return w.EN
}

// languageOf is English, as developers write, unless the caller asks for Latvian first.
func languageOf(header http.Header) pay.Language {
	return locale.Accepted(header.Get("Accept-Language"), pay.English)
}

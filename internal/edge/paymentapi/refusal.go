package paymentapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// refusal is an error whose status is another than that of its code.
type refusal struct {
	Err    *pay.Error
	status int
}

func (r *refusal) Error() string { return r.Err.Error() }

func (r *refusal) Unwrap() error { return r.Err }

// The published headers of an error.
const (
	headerError   = "MM-Error"
	headerMessage = "MM-ErrorMessage"
)

// refuse answers with an error, in the published headers. The body says the
// same once more, for people.
func (h *Handler) refuse(ctx context.Context, c *call, err error) {
	shown, ok := errors.AsType[*pay.Error](err)
	if !ok || shown.Kind() == pay.Internal {
		if !errors.Is(err, context.Canceled) {
			h.Log.ErrorContext(ctx, "call failed", "operation", c.op, "caller", c.caller.Subject, "error", err)
		}
		shown = pay.Fail(pay.CodeInternal, nil)
	}
	if c.begun { // half an answer must not look like a whole one
		_ = http.NewResponseController(c.w).SetWriteDeadline(time.Unix(1, 0))
		return
	}
	name, status := string(shown.Code), statusOf(err)
	if renamed, ok := h.Codes[shown.Code]; ok {
		name = renamed
	}
	message := shown.Text(languageOf(c.r.Header))
	body, err := json.Marshal(struct{ Code, Message string }{name, message})
	if err != nil { // two texts have a form in JSON
		body = nil
	}
	header := c.w.Header()
	switch {
	case status == http.StatusRequestTimeout, status == http.StatusRequestEntityTooLarge:
		header.Set("Connection", "close")
	case shown.Kind() == pay.RateLimited, shown.Kind() == pay.Unavailable:
		header.Set("Retry-After", "1")
	}
	header[headerError] = []string{name} // Set would write Mm-Error
	header[headerMessage] = []string{escape(message)}
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // nobody is left to tell when the caller has gone
}

// statusOf is 404 for a request that the institution does not have, and 500
// for all other errors of a method, as published. What is not yet a call of a
// method has the statuses of HTTP.
func statusOf(err error) int {
	if special, ok := errors.AsType[*refusal](err); ok {
		return special.status
	}
	if pay.CodeOf(err) == pay.CodeRequestNotFound {
		return http.StatusNotFound
	}
	return http.StatusInternalServerError
}

// escape is the percent-encoding of UTF-8. A space is %20, which every decoder
// reads, and not a plus sign.
func escape(s string) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; strings.IndexByte(unreserved, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// languageOf is Latvian, as the published service is, unless the caller asks for English first.
func languageOf(header http.Header) pay.Language {
	return locale.Accepted(header.Get("Accept-Language"), pay.Latvian)
}

func (h *Handler) unknownMethod(name string) error {
	return &refusal{status: http.StatusNotFound, Err: &pay.Error{Code: pay.CodeUnknownOperation, Value: name}}
}

func onlyPost(method string) error {
	return &refusal{status: http.StatusMethodNotAllowed, Err: &pay.Error{Code: pay.CodeUnknownOperation, Value: method, Want: pay.Want{
		LV: "Izmantojiet POST.", EN: "Use POST.",
	}}}
}

func notPlatform() error {
	return &pay.Error{Code: pay.CodeForbidden, Want: pay.Want{
		LV: "Šo saskarni izsauc portāla platforma ar savu sertifikātu; iestādes sertifikātu norāda laukā MM_Cert.",
		EN: "This interface is called by the portal's platform with its own certificate; that of the institution stands in MM_Cert.",
	}}
}

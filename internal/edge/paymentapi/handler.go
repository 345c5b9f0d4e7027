package paymentapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/wire/receive"
	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// Path is where the methods are published, each by its name. The guide heads
// one of them with OtherPath; all are answered under both.
const (
	Path      = "/api/v1/payments/"
	OtherPath = "/api/v1/paymentrequest/"
)

// Cashier is what the methods need of the use cases. Errors that a caller may
// see are *pay.Error; of all others it learns only that there was one.
type Cashier interface {
	// Save makes a payment request. With a key, the same content again gives
	// the same answer.
	Save(ctx context.Context, caller pay.Caller, draft pay.Draft, key string) (pay.Saved, error)
	// Letter is the status of the caller's own request.
	Letter(ctx context.Context, caller pay.Caller, id pay.ID) (pay.Letter, error)
	// Own is the caller's own request.
	Own(ctx context.Context, caller pay.Caller, id pay.ID) (*pay.Request, error)
	// CreateInvoice issues a document for the caller's own request in the name
	// of the given party and gives its repository number.
	CreateInvoice(ctx context.Context, caller pay.Caller, id pay.ID, name, code, address string) (int64, error)
}

// Config is what a Handler is made of. All but Codes and Observe is mandatory.
type Config struct {
	Cashier Cashier
	Lists   pay.ListStore
	// Platform tells who is calling, or why it is nobody.
	Platform func(*http.Request) (pay.Caller, error)
	// Named tells for whom: whose certificate MM_Cert holds.
	Named func(certificate string) (pay.Caller, error)
	// Institution is the name of an institution as people know it.
	Institution func(pay.InstitutionCode) string
	// PaymentURL is paymentRequestUrl up to the identifier: it ends in "?id=".
	PaymentURL string
	// BodyBytes bounds a message.
	BodyBytes int
	// BodyTimeout is how long a message may take to arrive after its header.
	BodyTimeout time.Duration
	// ListRows bounds a list that is not asked for in pages.
	ListRows int
	// ListTimeout is how long the database may take for a part of a list.
	ListTimeout time.Duration
	// Machine is the machine clock, for BodyTimeout.
	Machine pay.Clock
	// Codes renames error codes in what callers see.
	Codes map[pay.Code]string
	// Observe is told of every call once it is answered; it must return at once.
	Observe func(*http.Request, Call)
	Log     *slog.Logger
}

// Call is what became of one call, for metrics and the request log.
type Call struct {
	Operation   string              // "" when there is no such method
	Institution pay.InstitutionCode // "" when nobody was identified
	Code        pay.Code            // of the refusal; "" for a success
}

// Handler answers the methods. It is safe for concurrent use.
type Handler struct {
	Config
	methods map[string]method // by name in lower case
	buffers sync.Pool         // of *bytes.Buffer, for messages
}

// method is what a published method does with a message.
type method struct {
	name string // as the guide writes it, for logs and metrics
	do   func(context.Context, *call) error
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	if c.Cashier == nil || c.Lists == nil || c.Platform == nil || c.Named == nil || c.Institution == nil ||
		c.Machine == nil || c.Log == nil || c.BodyBytes <= 0 || c.BodyTimeout <= 0 || c.ListRows <= 0 || c.ListTimeout <= 0 {
		return nil, errors.New("paymentapi: the configuration is not complete")
	}
	if !strings.HasSuffix(c.PaymentURL, "?id=") {
		return nil, fmt.Errorf("paymentapi: PaymentURL %q does not end in ?id=", c.PaymentURL)
	}
	if c.Observe == nil {
		c.Observe = func(*http.Request, Call) {}
	}
	h := &Handler{Config: c, methods: map[string]method{}}
	for _, m := range []method{
		{"SavePaymentRequest", h.save},
		{"CheckPaymentRequestStatus", h.status},
		{"GetPaymentRequests", h.requests},
		{"GetPayments", h.payments},
		{"CheckPaymentStatus", h.position},
		{"CheckPaymentRequestStatusWpt", h.providers},
		{"CreateInvoice", h.invoice},
	} {
		h.methods[strings.ToLower(m.name)] = m
	}
	h.buffers.New = func() any { return new(bytes.Buffer) }
	return h, nil
}

// call is one message on its way through the handler.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	op     string
	caller pay.Caller // the institution, once it is known
	body   *strictjson.Value
	begun  bool // an answer has begun: an error can no longer be told
}

// ServeHTTP answers a call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := &call{w: w, r: r}
	err := h.answer(r.Context(), c)
	outcome := Call{Operation: c.op, Institution: c.caller.Institution}
	if err != nil {
		outcome.Code = pay.CodeOf(err)
		h.refuse(r.Context(), c, err)
	}
	h.Observe(r, outcome)
}

// Busy refuses a call that the instance has no room for, in the caller's form.
func (h *Handler) Busy(w http.ResponseWriter, r *http.Request) {
	h.refuse(r.Context(), &call{w: w, r: r}, pay.Fail(pay.CodeBusy, nil))
	h.Observe(r, Call{Code: pay.CodeBusy})
}

func (h *Handler) answer(ctx context.Context, c *call) error {
	name := c.r.URL.Path[strings.LastIndexByte(c.r.URL.Path, '/')+1:]
	m, ok := h.methods[strings.ToLower(name)]
	if !ok {
		return h.unknownMethod(name)
	}
	c.op = m.name
	if c.r.Method != http.MethodPost {
		c.w.Header().Set("Allow", http.MethodPost)
		return onlyPost(c.r.Method)
	}
	receive.Deadline(c.w, h.Machine.Now().Add(h.BodyTimeout))
	platform, err := h.Platform(c.r)
	if err != nil {
		return err
	}
	if !platform.Has(pay.RolePlatform) {
		return notPlatform()
	}
	if err := h.read(c); err != nil {
		return err
	}
	if err := h.name(c, platform); err != nil {
		return err
	}
	return m.do(ctx, c)
}

// name finds out for whom the platform calls.
func (h *Handler) name(c *call, platform pay.Caller) error {
	const member = "MM_Cert"
	certificate, err := text(c.body, "", member)
	if err != nil {
		return err
	}
	named, err := h.Named(certificate)
	if err != nil {
		refused, ok := errors.AsType[*pay.Error](err)
		if !ok {
			return err
		}
		where := *refused
		where.Field = member
		return &where
	}
	named.Subject += " through " + platform.Subject
	c.caller = named
	return nil
}

func (c *call) json(b []byte) { c.send("application/json; charset=utf-8", b) }

func (c *call) send(contentType string, b []byte) {
	c.begun = true
	header := c.w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(b)))
	header.Set("X-Content-Type-Options", "nosniff")
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(b) // nobody is left to tell when the caller has gone
}

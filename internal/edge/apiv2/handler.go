package apiv2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/apiv2/reference"
	"viss.gov.lv/mm/internal/wire/receive"
	"viss.gov.lv/mm/pay"
)

// Path is where the interface is. The address without the last slash is the
// same.
const Path = "/api/v2/"

// Config is what a Handler is made of. All but Codes and Observe is mandatory.
type Config struct {
	Cashier Cashier
	Lists   pay.ListStore
	Printer *document.Printer
	// Told is what happened and who was told of it.
	Told Told
	// Identify tells who is calling, or why it is nobody.
	Identify func(*http.Request) (pay.Caller, error)
	// RequestID names a call in the log.
	RequestID func(*http.Request) string
	// Contract is the description that is handed out, as YAML.
	Contract []byte
	// Origin is the address of the services listener, without a path.
	Origin string
	// PaymentURL is paymentUrl up to the identifier: it ends in "?id=".
	PaymentURL string
	// BodyBytes bounds a body.
	BodyBytes int
	// BodyTimeout is how long a body may take to arrive after its header.
	BodyTimeout time.Duration
	// ListTimeout is how long the database may take for a page of a list.
	ListTimeout time.Duration
	// PerMinute is how many calls an institution may make of this instance.
	PerMinute int
	// Machine is the machine clock, for BodyTimeout and PerMinute.
	Machine pay.Clock
	// Codes renames error codes in what callers see.
	Codes map[pay.Code]string
	// Observe is told of every call once it is answered; it must return at once.
	Observe func(Call)
	Log     *slog.Logger
}

// Call is what became of one call, for metrics.
type Call struct {
	Operation   string              // as the contract names it; "" when there is none
	Institution pay.InstitutionCode // "" when nobody was identified
	Code        pay.Code            // of the refusal; "" for a success
}

// Handler answers calls. It is safe for concurrent use.
type Handler struct {
	Config
	routes  []route
	rates   *rates
	browser *http.CrossOriginProtection
	buffers sync.Pool // of *bytes.Buffer, for bodies
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	if c.Cashier == nil || c.Lists == nil || c.Printer == nil || c.Identify == nil || c.RequestID == nil ||
		c.Machine == nil || c.Log == nil || !c.Told.complete() || c.BodyBytes <= 0 || c.BodyTimeout <= 0 || c.ListTimeout <= 0 || c.PerMinute <= 0 {
		return nil, errors.New("apiv2: the configuration is not complete")
	}
	if !strings.HasSuffix(c.PaymentURL, "?id=") {
		return nil, fmt.Errorf("apiv2: PaymentURL %q does not end in ?id=", c.PaymentURL)
	}
	contract, err := reference.New(reference.Config{Contract: c.Contract, Origin: c.Origin, Codes: explained(c.Codes)})
	if err != nil {
		return nil, fmt.Errorf("apiv2: %w", err)
	}
	if c.Observe == nil {
		c.Observe = func(Call) {}
	}
	h := &Handler{Config: c, rates: newRates(c.PerMinute, c.Machine), browser: http.NewCrossOriginProtection()}
	h.routes = h.table(contract.Handlers())
	h.buffers.New = func() any { return new(bytes.Buffer) }
	return h, nil
}

// call is one call on its way through the handler.
type call struct {
	w      http.ResponseWriter
	r      *http.Request
	route  *route
	path   string            // beneath Path, without slashes around it
	values map[string]string // of the path
	caller pay.Caller
	body   *object // of a POST
	once   pay.Once
	faults faults // of body, parameters and headers, as far as they were read
	begun  bool   // an answer has begun: an error can no longer be told
}

// ServeHTTP answers a call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c, ctx := &call{w: w, r: r}, r.Context()
	defer func() {
		if cause := recover(); cause != nil { // whoever called us logs it
			h.refuse(ctx, c, pay.Fail(pay.CodeInternal, nil))
			panic(cause)
		}
	}()
	err := h.serve(ctx, c)
	outcome := Call{Institution: c.caller.Institution}
	if c.route != nil {
		outcome.Operation = c.route.name
	}
	if err != nil {
		outcome.Code = pay.CodeOf(err)
		h.refuse(ctx, c, err)
	}
	h.Observe(outcome)
}

// Busy refuses a call that the instance has no room for.
func (h *Handler) Busy(w http.ResponseWriter, r *http.Request) {
	h.refuse(r.Context(), &call{w: w, r: r}, pay.Fail(pay.CodeBusy, nil))
	h.Observe(Call{Code: pay.CodeBusy})
}

// serve does the call. What costs little is checked first; a body is read only
// of somebody who is known.
func (h *Handler) serve(ctx context.Context, c *call) error {
	if err := h.find(c); err != nil || c.route == nil {
		return err
	}
	if c.route.public != nil {
		c.route.public.ServeHTTP(c.w, c.r)
		return nil
	}
	if c.route.method == http.MethodPost {
		receive.Deadline(c.w, h.Machine.Now().Add(h.BodyTimeout))
	}
	if err := h.identify(c); err != nil {
		return err
	}
	if err := h.limit(c); err != nil {
		return err
	}
	if c.route.method == http.MethodPost {
		if err := h.prepare(c); err != nil {
			return err
		}
	}
	return c.route.do(ctx, c)
}

// identify finds out who calls. A browser that another site leads here with the
// institution's certificate in it is nobody.
func (h *Handler) identify(c *call) error {
	if err := h.browser.Check(c.r); err != nil {
		return &pay.Error{Code: pay.CodeForbidden, Err: err, Want: pay.Want{
			LV: "Pārlūkprogramma izsauc no citas vietnes.", EN: "A browser calls from another site.",
		}}
	}
	caller, err := h.Identify(c.r)
	if err != nil {
		return err
	}
	if !caller.Has(pay.RoleInstitution) {
		return &pay.Error{Code: pay.CodeForbidden, Want: pay.Want{
			LV: "Šo saskarni izsauc iestāde ar savu sertifikātu; portāla platformai ir /api/v1/.",
			EN: "This interface is called by an institution with its own certificate; the portal's platform has /api/v1/.",
		}}
	}
	c.caller = caller
	return nil
}

// query are the parameters of the address.
func (c *call) query() (*query, error) {
	values, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, &refusal{status: http.StatusBadRequest, err: &pay.Error{Code: pay.CodeMalformed, Err: err, Want: pay.Want{
			LV: "Adreses parametri nav pareizi kodēti.", EN: "The parameters of the address are not encoded well.",
		}}}
	}
	return &query{values: values, faults: &c.faults}, nil
}

// noParameters refuses parameters where there are none.
func (c *call) noParameters() error {
	if c.r.URL.RawQuery == "" {
		return nil
	}
	q, err := c.query()
	if err != nil {
		return err
	}
	return q.rest()
}

package paymentsoap

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

	"viss.gov.lv/mm/api"
	"viss.gov.lv/mm/internal/wire/receive"
	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// Path is where the service is published. Clients write it in any case.
const Path = "/services/VRAA.VISS2.MM.Endpoint/v1.0/WCFX509/PaymentRequestService.svc"

// Cashier is what the service needs of the use cases. Errors that a caller may
// see are *pay.Error; of all others it learns only that there was one.
type Cashier interface {
	// Save makes a payment request. With a key, the same content again gives
	// the same answer.
	Save(ctx context.Context, caller pay.Caller, draft pay.Draft, key string) (pay.Saved, error)
	// Letter is the status of the caller's own request.
	Letter(ctx context.Context, caller pay.Caller, id pay.ID) (pay.Letter, error)
}

// Config is what a Handler is made of. All but Codes, PublicURL and Observe is
// mandatory.
type Config struct {
	Cashier Cashier
	// Identify tells who is calling, or why it is nobody.
	Identify func(*http.Request) (pay.Caller, error)
	// Namespaces of the contract; see api.DefaultNamespaces.
	Namespaces api.Namespaces
	// PaymentURL is PaymentRequestUrl up to the identifier: it ends in "?id=".
	PaymentURL string
	// PublicURL is the address of the listener as the WSDL names it, without a
	// path. When empty, the host that the reader used is named.
	PublicURL string
	// Limits of a message.
	Limits soap.Limits
	// BodyTimeout is how long a message may take to arrive after its header.
	BodyTimeout time.Duration
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
	Operation   string              // "" when the message did not get so far
	Institution pay.InstitutionCode // "" when nobody was identified
	Code        pay.Code            // of the refusal; "" for a success
}

// Handler serves the contract and the calls. It is safe for concurrent use.
type Handler struct {
	Config
	contract *api.PaymentRequestContract
	answers  map[soap.Version]*answers
	buffers  sync.Pool // of *bytes.Buffer, for messages
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	if c.Cashier == nil || c.Identify == nil || c.Machine == nil || c.Log == nil || c.BodyTimeout <= 0 || c.Limits == (soap.Limits{}) {
		return nil, errors.New("paymentsoap: the configuration is not complete")
	}
	if !strings.HasSuffix(c.PaymentURL, "?id=") {
		return nil, fmt.Errorf("paymentsoap: PaymentURL %q does not end in ?id=", c.PaymentURL)
	}
	contract, err := api.NewPaymentRequestContract(c.Namespaces)
	if err != nil {
		return nil, fmt.Errorf("paymentsoap: %w", err)
	}
	if c.Observe == nil {
		c.Observe = func(*http.Request, Call) {}
	}
	h := &Handler{Config: c, contract: contract, answers: map[soap.Version]*answers{}}
	for _, v := range []soap.Version{soap.V11, soap.V12} {
		h.answers[v] = prepare(v, c.Namespaces, c.PaymentURL)
	}
	h.buffers.New = func() any { return new(bytes.Buffer) }
	return h, nil
}

// ServeHTTP answers a call, or hands out the contract.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodPost:
		h.post(w, r)
	case http.MethodGet, http.MethodHead:
		h.get(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	}
}

// Busy refuses a call that the instance has no room for, in the caller's form.
func (h *Handler) Busy(w http.ResponseWriter, r *http.Request) {
	h.refuse(r.Context(), w, &call{r: r, version: versionOf(r)}, pay.Fail(pay.CodeBusy, nil))
	h.Observe(r, Call{Code: pay.CodeBusy})
}

// call is one POST on its way through the handler.
type call struct {
	r       *http.Request
	version soap.Version
	caller  pay.Caller
	op      string
}

func (h *Handler) post(w http.ResponseWriter, r *http.Request) {
	receive.Deadline(w, h.Machine.Now().Add(h.BodyTimeout))
	c := &call{r: r, version: versionOf(r)}
	answer, err := h.answer(r.Context(), w, c)
	outcome := Call{Operation: c.op, Institution: c.caller.Institution}
	if err == nil {
		send(w, c.version, http.StatusOK, answer)
	} else {
		outcome.Code = pay.CodeOf(err)
		h.refuse(r.Context(), w, c, err)
	}
	h.Observe(r, outcome)
}

// answer does the call. The error may be of any kind.
func (h *Handler) answer(ctx context.Context, w http.ResponseWriter, c *call) ([]byte, error) {
	var err error
	if c.caller, err = h.Identify(c.r); err != nil {
		return nil, err
	}
	if !c.caller.Has(pay.RoleInstitution) {
		return nil, pay.Fail(pay.CodeForbidden, nil)
	}
	envelope, err := h.read(w, c)
	if err != nil {
		return nil, err
	}
	operation := envelope.Payload()
	if isMap(operation) {
		return nil, mapForm()
	}
	switch operation.Name {
	case opSave:
		c.op = opSave
		return h.save(ctx, c, operation)
	case opStatus, opStatusAlias:
		c.op = operation.Name
		return h.status(ctx, c, operation)
	}
	return nil, unknownOperation(operation.Name)
}

func send(w http.ResponseWriter, v soap.Version, status int, message []byte) {
	header := w.Header()
	header.Set("Content-Type", v.ContentType())
	header.Set("Content-Length", strconv.Itoa(len(message)))
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(message) // nobody is left to tell when the caller has gone
}

package invoicerest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// Path is where documents are published; the form and the request's identifier
// follow. Clients write it in any case.
const Path = "/services/VRAA.VISS2.MM.Endpoint/v1.0/RESTX509/Invoices/"

// Archive is what the interface needs of the use cases. Errors that a caller
// may see are *pay.Error.
type Archive interface {
	// Document is the newest document of the caller's own request.
	Document(ctx context.Context, caller pay.Caller, id pay.ID) (*pay.Document, error)
}

// Config is what a Handler is made of. All but Codes and Observe is mandatory.
type Config struct {
	Archive Archive
	// Identify tells who is calling, or why it is nobody.
	Identify func(*http.Request) (pay.Caller, error)
	Printer  *document.Printer
	// Codes renames error codes in what callers see.
	Codes map[pay.Code]string
	// Observe is told of every call once it is answered; it must return at once.
	Observe func(Call)
	Log     *slog.Logger
}

// Call is what became of one call, for metrics.
type Call struct {
	Form        Form                // "" when there is no such form
	Institution pay.InstitutionCode // "" when nobody was identified
	Code        pay.Code            // of the refusal; "" for a success
}

// Form is the form in which a document is handed out, as it stands in the path.
type Form string

// The forms. The first two are published, the third is ours.
const (
	FormPDF Form = "pdf"
	FormXML Form = "xml"
	FormUBL Form = "ubl"
)

// Handler answers calls. It is safe for concurrent use.
type Handler struct {
	Config
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	if c.Archive == nil || c.Identify == nil || c.Printer == nil || c.Log == nil {
		return nil, errors.New("invoicerest: the configuration is not complete")
	}
	if c.Observe == nil {
		c.Observe = func(Call) {}
	}
	return &Handler{Config: c}, nil
}

// ServeHTTP answers a call.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := Call{}
	err := h.answer(w, r, &call)
	if err != nil {
		call.Code = pay.CodeOf(err)
		h.refuse(w, r, err)
	}
	h.Observe(call)
}

// Busy refuses a call that the instance has no room for.
func (h *Handler) Busy(w http.ResponseWriter, r *http.Request) {
	h.refuse(w, r, pay.Fail(pay.CodeBusy, nil))
	h.Observe(Call{Code: pay.CodeBusy})
}

// answer does the call. Who is calling is asked first: to nobody it is told
// what there is.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, call *Call) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return errMethod
	}
	caller, err := h.Identify(r)
	if err != nil {
		return err
	}
	if !caller.Has(pay.RoleInstitution) {
		return pay.Fail(pay.CodeForbidden, nil)
	}
	call.Institution = caller.Institution
	form, id, err := asked(r.URL.Path)
	if err != nil {
		return err
	}
	call.Form = form
	d, err := h.Archive.Document(r.Context(), caller, id)
	if err != nil {
		return err
	}
	content, err := h.write(d, form, language(r))
	if err != nil {
		return err
	}
	h.send(w, r, d, form, content)
	return nil
}

// asked reads form and identifier out of a path. An identifier that is none
// names no request, as one that is unknown.
func asked(path string) (Form, pay.ID, error) {
	if len(path) < len(Path) || !strings.EqualFold(path[:len(Path)], Path) {
		return "", pay.ID{}, errForm
	}
	name, rest, _ := strings.Cut(path[len(Path):], "/")
	form := Form(strings.ToLower(name))
	if form != FormPDF && form != FormXML && form != FormUBL {
		return "", pay.ID{}, errForm
	}
	id, err := pay.ParseID(strings.TrimSuffix(rest, "/"))
	if err != nil {
		return form, pay.ID{}, pay.Fail(pay.CodeRequestNotFound, err)
	}
	return form, id, nil
}

// language is that of the PDF: Latvian, unless the address asks for English as
// the payer's page is asked (spec 002, chapter 2.2).
func language(r *http.Request) pay.Language {
	for name, values := range r.URL.Query() {
		if strings.EqualFold(name, "language") && len(values) > 0 {
			if l, ok := locale.ParsePublished(values[0]); ok {
				return l
			}
		}
	}
	return pay.Latvian
}

func (h *Handler) write(d *pay.Document, form Form, l pay.Language) ([]byte, error) {
	switch form {
	case FormPDF:
		return h.Printer.PDF(d, l)
	case FormUBL:
		pdf, err := h.Printer.PDF(d, pay.Latvian)
		if err != nil {
			return nil, err
		}
		invoice, err := document.UBL(d, pdf)
		if err != nil {
			return nil, noInvoice(err)
		}
		return invoice, nil
	case FormXML:
	}
	return document.XML(d), nil
}

// send hands out the document. The same document gives the same bytes, so that
// their digest names them; callers who have them are told so.
func (h *Handler) send(w http.ResponseWriter, r *http.Request, d *pay.Document, form Form, content []byte) {
	sum := sha256.Sum256(content)
	contentType, suffix := "text/xml; charset=utf-8", ".xml"
	switch form {
	case FormPDF:
		contentType, suffix = "application/pdf", ".pdf"
	case FormUBL:
		suffix = "-ubl.xml"
	case FormXML:
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Disposition", `inline; filename="`+string(d.Number)+suffix+`"`)
	header.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:])+`"`)
	header.Set("Cache-Control", "private, no-cache") // a newer document may take its place
	header.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

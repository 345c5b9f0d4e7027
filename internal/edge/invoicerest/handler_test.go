package invoicerest_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/edge/invoicerest"
	"viss.gov.lv/mm/pay"
	"viss.gov.lv/mm/pay/paytest"
)

// archive has one document, of Owner, and gives an error for other requests.
type archive struct {
	document *pay.Document
	fault    error
}

func (a *archive) Document(_ context.Context, caller pay.Caller, id pay.ID) (*pay.Document, error) {
	if a.fault != nil {
		return nil, a.fault
	}
	if caller.Institution != paytest.Owner || id != a.document.Request {
		return nil, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return a.document, nil
}

var printer = sync.OnceValues(document.NewPrinter)

// issued is a document of a paid request, signed.
func issued(t *testing.T) *pay.Document {
	t.Helper()
	world := paytest.NewWorld()
	draft := paytest.Draft("DEM11", paytest.Quantity("1", "2"))
	draft.Payer = paytest.Payer()
	r := world.Request(t, draft)
	a := world.Try(t, r, 0, paytest.Demo)
	if _, err := r.Apply(paytest.Success(r, a), pay.LateAccept, time.Hour, world.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	d, err := pay.ComposeDocument(r, pay.Issue{ID: world.NewID(), Type: pay.DocumentConfirmation, Catalogue: world.Catalogue, Now: world.Clock.Now()})
	if err != nil {
		t.Fatal(err)
	}
	d.Number = "VRAA-2026-000001"
	signer, err := document.NewSigner(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), "https://mm.test/d/")
	if err != nil {
		t.Fatal(err)
	}
	if err := signer.Certify(d); err != nil {
		t.Fatal(err)
	}
	return d
}

// identify believes a header.
func identify(r *http.Request) (pay.Caller, error) {
	switch code := pay.InstitutionCode(r.Header.Get("Test-Caller")); code {
	case "":
		return pay.Caller{}, pay.Fail(pay.CodeNoCertificate, nil)
	case "platform":
		return pay.Caller{Roles: []pay.Role{pay.RolePlatform}}, nil
	default:
		return pay.Caller{Institution: code, Roles: []pay.Role{pay.RoleInstitution}}, nil
	}
}

func newHandler(t *testing.T, a *archive) *invoicerest.Handler {
	t.Helper()
	p, err := printer()
	if err != nil {
		t.Fatal(err)
	}
	h, err := invoicerest.New(invoicerest.Config{
		Archive: a, Identify: identify, Printer: p, Log: slog.New(slog.DiscardHandler),
		Codes: map[pay.Code]string{pay.CodeRequestNotFound: "E-404"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// call asks in the name of an institution; pairs are headers.
func call(t *testing.T, h http.Handler, method, path, caller string, pairs ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	if caller != "" {
		r.Header.Set("Test-Caller", caller)
	}
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestForms(t *testing.T) {
	t.Parallel()
	a := &archive{document: issued(t)}
	h := newHandler(t, a)
	id := a.document.Request.String()
	for _, c := range []struct{ form, contentType, begins, holds string }{
		{"Pdf/" + id, "application/pdf", "%PDF-1.7", ""},
		{"Xml/" + id, "text/xml; charset=utf-8", `<?xml version="1.0" encoding="utf-8"?>`, "<Number>VRAA-2026-000001</Number>"},
		{"Ubl/" + id, "text/xml; charset=utf-8", `<?xml version="1.0"`, "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"},
		{"PDF/" + strings.ToUpper(id) + "/", "application/pdf", "%PDF-1.7", ""},
		{"pdf/{" + id + "}", "application/pdf", "%PDF-1.7", ""},
	} {
		for _, path := range []string{invoicerest.Path, strings.ToLower(invoicerest.Path)} {
			w := call(t, h, http.MethodGet, path+c.form, string(paytest.Owner))
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != c.contentType ||
				!strings.HasPrefix(w.Body.String(), c.begins) || !strings.Contains(w.Body.String(), c.holds) {
				t.Errorf("%s: %d %s, %d bytes: %.60q", path+c.form, w.Code, w.Header().Get("Content-Type"), w.Body.Len(), w.Body)
			}
		}
	}
}

func TestTheLanguageOfThePDF(t *testing.T) {
	t.Parallel()
	a := &archive{document: issued(t)}
	h := newHandler(t, a)
	p, err := printer()
	if err != nil {
		t.Fatal(err)
	}
	path := invoicerest.Path + "Pdf/" + a.document.Request.String()
	for query, language := range map[string]pay.Language{
		"": pay.Latvian, "?language=LVL": pay.Latvian, "?language=ENG": pay.English, "?LANGUAGE=eng": pay.English, "?language=RUS": pay.Latvian,
	} {
		want, err := p.PDF(a.document, language)
		if err != nil {
			t.Fatal(err)
		}
		if got := call(t, h, http.MethodGet, path+query, string(paytest.Owner)); !bytes.Equal(got.Body.Bytes(), want) {
			t.Errorf("%q is not in %s", query, language)
		}
	}
}

func TestWhoHasTheBytesIsToldSo(t *testing.T) {
	t.Parallel()
	a := &archive{document: issued(t)}
	h := newHandler(t, a)
	path := invoicerest.Path + "Pdf/" + a.document.Request.String()
	first := call(t, h, http.MethodGet, path, string(paytest.Owner))
	tag := first.Header().Get("ETag")
	if len(tag) != 45 {
		t.Fatalf("ETag %q", tag)
	}
	for _, given := range []string{tag, `"other", ` + tag, "W/" + tag, "*"} {
		w := call(t, h, http.MethodGet, path, string(paytest.Owner), "If-None-Match", given)
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("If-None-Match %s: %d with %d bytes", given, w.Code, w.Body.Len())
		}
	}
	if w := call(t, h, http.MethodGet, path, string(paytest.Owner), "If-None-Match", `"other"`); w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), first.Body.Bytes()) {
		t.Errorf("the same document gave %d, other bytes", w.Code)
	}
	head := call(t, h, http.MethodHead, path, string(paytest.Owner))
	if head.Code != http.StatusOK || head.Body.Len() > 0 || head.Header().Get("ETag") != tag || head.Header().Get("Content-Length") != first.Header().Get("Content-Length") {
		t.Errorf("HEAD: %d, %v", head.Code, head.Header())
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	a := &archive{document: issued(t)}
	h := newHandler(t, a)
	id := a.document.Request.String()
	own := string(paytest.Owner)
	for name, c := range map[string]struct {
		method, path, caller string
		status               int
		code, says           string
	}{
		"foreign":           {"GET", "Pdf/" + id, "RD", 404, "E-404", "nav atrasts"},
		"unknown":           {"GET", "Pdf/99e083d2-688f-481a-bb85-420eb11e6927", own, 404, "E-404", "nav atrasts"},
		"no identifier":     {"GET", "Pdf/1", own, 404, "E-404", "nav atrasts"},
		"in English":        {"GET", "Pdf/1?language=ENG", own, 404, "E-404", "was not found"},
		"no certificate":    {"GET", "Pdf/" + id, "", 401, "MM201", "sertifikāts"},
		"not institution's": {"GET", "Pdf/" + id, "platform", 403, "MM204", "nav atļauta"},
		"no such form":      {"GET", "Doc/" + id, own, 404, "MM122", "Pdf, Xml, Ubl"},
		"nothing":           {"GET", "", own, 404, "MM122", "Pdf, Xml, Ubl"},
		"written to":        {"POST", "Pdf/" + id, own, 405, "MM122", "GET"},
	} {
		w := call(t, h, c.method, invoicerest.Path+c.path, c.caller)
		wants(t, name, w, c.status, c.code, c.says)
	}
	foreign := call(t, h, "GET", invoicerest.Path+"Pdf/"+id, "RD")
	unknown := call(t, h, "GET", invoicerest.Path+"Pdf/99e083d2-688f-481a-bb85-420eb11e6927", "RD")
	if foreign.Body.String() != unknown.Body.String() {
		t.Errorf("foreign and unknown differ:\n%s\n%s", foreign.Body, unknown.Body)
	}
}

func wants(t *testing.T, name string, w *httptest.ResponseRecorder, status int, code, says string) {
	t.Helper()
	var got struct{ Code, Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Errorf("%s: %v in %q", name, err, w.Body)
	}
	if w.Code != status || got.Code != code || !strings.Contains(got.Detail, says) || w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("%s: %d %s %q, want %d %s … %q", name, w.Code, got.Code, got.Detail, status, code, says)
	}
}

// Every kind of error has its answer, and none shows its cause.
func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	a := &archive{document: issued(t)}
	h := newHandler(t, a)
	path := invoicerest.Path + "Xml/" + a.document.Request.String()
	for code, status := range map[pay.Code]int{
		pay.CodeNoDocument: 409, pay.CodeBusy: 503, pay.CodeTooManyCalls: 429, pay.CodeInternal: 500,
		pay.CodeBadCertificate: 401, pay.CodeInvalid: 400, pay.CodeMessageTooLarge: 413,
	} {
		a.fault = pay.Fail(code, errors.New("secret cause"))
		w := call(t, h, "GET", path, string(paytest.Owner))
		wants(t, string(code), w, status, string(code), "")
		if strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s shows its cause: %s", code, w.Body)
		}
	}
	a.fault = errors.New("no database")
	wants(t, "other error", call(t, h, "GET", path, string(paytest.Owner)), 500, "MM900", "")
	w := httptest.NewRecorder()
	h.Busy(w, httptest.NewRequestWithContext(t.Context(), "GET", path, nil))
	wants(t, "busy", w, 503, "MM901", "")
}

package payerweb

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/document"
	stage "viss.gov.lv/mm/internal/edge/payerweb/payerwebtest"
	"viss.gov.lv/mm/internal/locale"
	"viss.gov.lv/mm/pay"
)

// archive keeps the one document of the sample request.
type archive struct {
	issued pay.IssuedDocument
	links  map[string]bool // by secret: may be used
}

func (a *archive) PayerDocument(_ context.Context, id pay.ID) (*pay.Document, error) {
	if a.issued.Document == nil || a.issued.Document.Request != id {
		return nil, pay.Fail(pay.CodeNoDocument, nil)
	}
	return a.issued.Document, nil
}

func (a *archive) IssuedDocument(_ context.Context, code string) (pay.IssuedDocument, error) {
	if a.issued.Document == nil || a.issued.Document.Verification.Code != code {
		return pay.IssuedDocument{}, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return a.issued, nil
}

func (a *archive) CopyLinkOpen(_ context.Context, secret string) error {
	if !a.links[secret] {
		return pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return nil
}

func (a *archive) UseCopyLink(ctx context.Context, secret string) (pay.ID, error) {
	if err := a.CopyLinkOpen(ctx, secret); err != nil {
		return pay.ID{}, err
	}
	a.links[secret] = false
	return sampleID(), nil
}

var press = sync.OnceValues(document.NewPrinter)

// documentKey is a key of the tests: all bytes of its seed are n.
func documentKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

// sampleDocument is a document of a request that is paid.
func sampleDocument(t *testing.T, v *pay.View, key ed25519.PrivateKey) *pay.Document {
	t.Helper()
	d, err := pay.ComposeDocument(v.Request, pay.Issue{
		ID: pay.ID{1}, Type: pay.DocumentConfirmation, Now: v.Now,
		Catalogue: &pay.Catalogue{Institutions: map[pay.InstitutionCode]*pay.Institution{v.Request.Institution: v.Institution}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Number = "VRAA-2026-000123"
	signer, err := document.NewSigner(key, "https://mm.test"+CheckPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := signer.Certify(d); err != nil {
		t.Fatal(err)
	}
	return d
}

func paid() *pay.View { return view(tried(0, sent, heard(pay.ResultPaid))) }

// newArchived is a counter with the paid sample request and its document.
func newArchived(t *testing.T) (*counter, *archive) {
	t.Helper()
	v := paid()
	a := &archive{links: map[string]bool{}}
	a.issued.Document = sampleDocument(t, v, documentKey(1))
	printer, err := press()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := document.NewKeySet(documentKey(1).Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	c := newCounterOf(t, stage.NewDesk(), func(c *Config) {
		c.Documents = &Documents{Archive: a, Printer: printer, Keys: keys, CookieKey: bytes.Repeat([]byte{7}, 32)}
	})
	return c.with(v), a
}

func TestCheckByCode(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	code := a.issued.Document.Verification.Code
	for _, l := range locale.Languages() {
		suffix := "?language=" + locale.Published(l) + "&bm=yellow-on-black"
		for _, path := range []string{"/d/" + code, "/D/" + strings.ToLower(code), "/d/" + document.GroupedCode(code)} {
			w := c.get(path + suffix)
			c.wantPage(w, 200, "VRAA-2026-000123", "yellow-on-black")
			checkPage(t, w.Body.String(), l)
			checkHeaders(t, w)
		}
	}
	c.wantPage(c.get("/d/"+code), 200, "Dokuments ir īsts")
	c.wantRedirect(c.get("/d/?code="+url.QueryEscape(" "+strings.ToLower(document.GroupedCode(code)))+"&fs=font-size-125"), "/d/"+code+"?fs=font-size-125")
	c.wantPage(c.get("/d/?code=1234"), 400, "Kļūda:", `value="1234"`, "check-code-error")
	c.wantPage(c.get("/d/0000000000000000"), 404, "dokuments nav izsniegts")
	c.wantPage(c.get("/d/nonsense"), 404, "dokuments nav izsniegts")
	w := c.get("/d/")
	c.wantPage(w, 200, "Pārbaudīt dokumentu", `type="file"`)
	checkPage(t, w.Body.String(), pay.Latvian)
	c.wantPage(c.get("/d/privacy"), 200)
	a.issued.Replaced = "VRAA-2026-000200"
	c.wantPage(c.get("/d/"+code), 200, "VRAA-2026-000200", "notice")
}

func TestADocumentThatTheArchiveAlteredIsNotGenuine(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	a.issued.Document.Total++
	c.wantPage(c.get("/d/"+a.issued.Document.Verification.Code), 500)
}

func TestCodesCannotBeTriedForEver(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	for range unknownBurst {
		c.get("/d/0000000000000000")
	}
	c.wantPage(c.get("/d/"+a.issued.Document.Verification.Code), 429)
}

// upload posts a file to be checked.
func (c *counter) upload(name string, content []byte) *httptest.ResponseRecorder {
	c.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(name, "copy.pdf")
	if err != nil {
		c.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	r := httptest.NewRequest(http.MethodPost, CheckPath, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return c.do(r, nil)
}

func TestCheckByFile(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	printer, err := press()
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := printer.PDF(a.issued.Document, pay.English)
	if err != nil {
		t.Fatal(err)
	}
	xml := document.XML(a.issued.Document)
	eInvoice := []byte(`<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"></Invoice>`)
	forged := document.XML(sampleDocument(t, paid(), documentKey(2)))
	for name, f := range map[string]struct {
		field   string
		content []byte
		status  int
		says    string
	}{
		"PDF":       {"file", pdf, 200, "Kopija ir īsta un nav mainīta"},
		"XML":       {"file", xml, 200, "Kopija ir īsta un nav mainīta"},
		"altered":   {"file", bytes.Replace(xml, []byte("VRAA-2026-000123"), []byte("VRAA-2026-000124"), 1), 200, "Neuzticieties"},
		"forged":    {"file", forged, 200, "Neuzticieties"},
		"e-invoice": {"file", eInvoice, 200, "E-rēķinu šeit nevar pārbaudīt"},
		"other PDF": {"file", []byte("%PDF-1.7\nnothing"), 200, "nav attaisnojuma dokumenta"},
		"rubbish":   {"file", []byte("hello"), 200, "nav attaisnojuma dokumenta"},
		"nothing":   {"file", nil, 400, "Izvēlieties dokumenta datni"},
		"no file":   {"other", pdf, 400, "Izvēlieties dokumenta datni"},
		"too large": {"file", make([]byte, largestCopy+1), 400, "lielāka par 2 MB"},
		"huge":      {"file", make([]byte, 2*largestCopy), 400, "lielāka par 2 MB"},
	} {
		w := c.upload(f.field, f.content)
		if w.Code != f.status || !strings.Contains(w.Body.String(), f.says) {
			t.Errorf("%s: %d, without %q:\n%s", name, w.Code, f.says, w.Body)
		}
		checkPage(t, w.Body.String(), pay.Latvian)
	}
	c.wantPage(c.do(httptest.NewRequest(http.MethodPost, CheckPath, strings.NewReader("file=x")), nil), 400)
	for range unknownBurst {
		c.upload("file", xml)
	}
	c.wantPage(c.upload("file", xml), 429)
}

func TestPublishedKeys(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	w := c.get(KeysPath)
	keys, err := document.ParseKeySet(w.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := keys.Document(a.issued.Document); err != nil || w.Header().Get("Content-Type") != "application/jwk-set+json" {
		t.Errorf("%v, %v", err, w.Header())
	}
}

// cookieOf is the cookie that an answer sets about copies.
func (c *counter) cookieOf(w *httptest.ResponseRecorder) string {
	c.Helper()
	for _, k := range w.Result().Cookies() {
		if k.Name == "mm_copies" {
			if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.MaxAge != 0 || !k.Expires.IsZero() {
				c.Errorf("cookie %+v", k)
			}
			return k.Name + "=" + k.Value
		}
	}
	c.Fatalf("no cookie in %v", w.Header())
	return ""
}

func TestOnlyTheBrowserThatPaidGetsTheDocument(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	v := view()
	c.with(v)
	choose := func() string {
		return c.cookieOf(c.post(step("choose"), url.Values{"method": {"DEMO0000"}, "payment": {string(v.Request.Payments[0].Number)}}))
	}
	stranger := choose() // begins an attempt, leaves, and waits for another to pay
	givenUp(v, &v.Request.Attempts[0])
	payer := choose()
	heard(pay.ResultPaid)(v, &v.Request.Attempts[1])
	a.issued.Document = sampleDocument(t, v, documentKey(1))

	w := c.get(step("document"), "Cookie", payer)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Body.String(), "%PDF-") {
		t.Errorf("the payer gets %d %v", w.Code, w.Header())
	}
	c.wantPage(c.get(home, "Cookie", payer), 200, "document?id=")
	for name, cookie := range map[string]string{
		"without a cookie": "", "the browser that left": stranger, "an altered cookie": payer[:len(payer)-1] + "A",
		"another cookie": "mm_copies=" + strings.Repeat("A", 80),
	} {
		c.wantPage(c.get(step("document"), "Cookie", cookie), 403, "šajā pārlūkā nevar")
		if strings.Contains(c.get(home, "Cookie", cookie).Body.String(), "document?id=") {
			t.Errorf("%s: the page offers the document", name)
		}
	}
	*c.clock = c.clock.Add(rightTerm)
	c.wantPage(c.get(step("document"), "Cookie", payer), 403)
}

func TestALinkLetsItsBearerInOnce(t *testing.T) {
	t.Parallel()
	c, a := newArchived(t)
	a.links["abc"] = true
	c.wantPage(c.get("/copy/abc"), 200, "Saņemt dokumentu")
	c.wantPage(c.get("/copy/abc"), 200, "Saņemt dokumentu") // looking does not use it up
	w := c.post("/copy/abc", nil)
	if w.Code != http.StatusSeeOther || !strings.HasSuffix(w.Header().Get("Location"), "?id="+sampleID().String()) {
		t.Errorf("used: %d to %s", w.Code, w.Header().Get("Location"))
	}
	bearer := c.cookieOf(w)
	if w := c.get(step("document"), "Cookie", bearer); w.Code != 200 {
		t.Errorf("the bearer gets %d", w.Code)
	}
	c.wantPage(c.post("/copy/abc", nil), 404, "Saite vairs nav derīga")
	c.wantPage(c.get("/copy/abc"), 404, "Saite vairs nav derīga")
	a.issued.Document = nil
	c.wantPage(c.get(step("document"), "Cookie", bearer), 404, "Dokumenta nav")
	if strings.Contains(c.get(home, "Cookie", bearer).Body.String(), "document?id=") {
		t.Error("a document is offered where there is none")
	}
}

func TestTheCookieIsBounded(t *testing.T) {
	t.Parallel()
	c, _ := newArchived(t)
	printer, err := press()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Config: Config{
		Clock:     pay.ClockFunc(func() time.Time { return *c.clock }),
		Documents: &Documents{Printer: printer, CookieKey: bytes.Repeat([]byte{7}, 32)},
	}}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for n := range 3 * mostRights {
		w := httptest.NewRecorder()
		s.grant(w, r, rightOfAttempt, pay.ID{byte(n / 2)}) // each twice
		r.Header.Set("Cookie", c.cookieOf(w))
	}
	held := s.rights(r, *c.clock)
	if len(held) != mostRights || held[0].id != (pay.ID{3*mostRights/2 - 1}) {
		t.Errorf("rights %v", held)
	}
	if got := len(r.Header.Get("Cookie")); got > 400 {
		t.Errorf("the cookie has %d bytes", got)
	}
}

func TestWithoutDocumentsThereAreNoSuchPages(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(paid())
	for _, path := range []string{"/d/", "/d/0000000000000000", KeysPath, "/copy/abc", step("document")} {
		c.wantPage(c.get(path), 404)
	}
}

package payerweb

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/pay"
)

// CheckPath is where documents say that they can be checked: a code follows.
// KeysPath is where the public keys are published.
const (
	CheckPath = "/d/"
	KeysPath  = CheckPath + "keys.json"
)

// Documents is what the pages need of supporting documents.
type Documents struct {
	Archive Archive
	Printer *document.Printer
	// Keys are all that documents were and are signed with.
	Keys *document.KeySet
	// CookieKey signs the cookie of those who may fetch a copy: 32 secret bytes,
	// the same on all instances.
	CookieKey []byte
}

// Archive is where documents are kept. Errors are those of pay.
type Archive interface {
	// PayerDocument is the newest document of a request; CodeNoDocument without.
	PayerDocument(ctx context.Context, id pay.ID) (*pay.Document, error)
	// IssuedDocument finds a document by its code; CodeRequestNotFound without.
	IssuedDocument(ctx context.Context, code string) (pay.IssuedDocument, error)
	// CopyLinkOpen tells whether a link to a copy could be used;
	// CodeRequestNotFound when it could not.
	CopyLinkOpen(ctx context.Context, secret string) error
	// UseCopyLink uses a link up and gives its request.
	UseCopyLink(ctx context.Context, secret string) (pay.ID, error)
}

// largestCopy is the size of the largest file that is checked; a document of
// 500 lines is a tenth of it.
const largestCopy = 2 << 20

// mostChecks is how many files an instance checks at once: drawing a document
// to compare it costs more than any other page.
const mostChecks = 4

// checkRoutes lets anybody check documents. The pages belong to no request.
func (s *site) checkRoutes(own *http.ServeMux) {
	own.Handle("GET "+CheckPath+"{$}", s.page(CheckPath, s.askCheck))
	own.Handle("POST "+CheckPath+"{$}", s.page(CheckPath, s.checkFile))
	own.Handle("GET "+CheckPath+"{code}", s.page(CheckPath, s.checkCode))
	own.HandleFunc("GET "+KeysPath, s.publishedKeys)
	for _, about := range abouts() {
		own.Handle("GET "+CheckPath+about.step, s.page(CheckPath, s.about(about)))
	}
}

// publishedKeys hands out the public keys, for checks without MM.
func (s *site) publishedKeys(w http.ResponseWriter, r *http.Request) {
	keys := s.Documents.Keys.Published()
	sum := sha256.Sum256(keys)
	h := w.Header()
	h.Set("Content-Type", "application/jwk-set+json")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(keys))
}

// askCheck shows the forms, or leads to the page of the code that was typed.
func (s *site) askCheck(w http.ResponseWriter, r *http.Request, v visit) error {
	typed := r.URL.Query().Get("code")
	if typed == "" {
		return s.render(w, s.checkPage(v, "check.title", "check.text"))
	}
	code, err := document.ParseCode(typed)
	if err != nil {
		p := s.checkPage(v, "check.title", "check.text")
		p.Check.Typed = typed[:min(len(typed), 40)]
		p.Check.Wrong, p.Error, p.Status = fieldCode, p.T("check.error.code"), http.StatusBadRequest
		return s.render(w, p)
	}
	seeOther(w, v.Step(code))
	return nil
}

// checkCode tells whether a code is that of a document. Codes cannot be
// guessed; those who try are not answered for a while.
func (s *site) checkCode(w http.ResponseWriter, r *http.Request, v visit) error {
	v.step = r.PathValue("code")
	from, now := s.ClientAddr(r), s.Clock.Now()
	if !s.limit.open(from, now) {
		return pay.Fail(pay.CodeTooManyCalls, nil)
	}
	code, err := document.ParseCode(v.step)
	var issued pay.IssuedDocument
	if err == nil {
		issued, err = s.Documents.Archive.IssuedDocument(r.Context(), code)
		if err != nil && pay.KindOf(err) != pay.NotFound {
			return err
		}
	}
	if err != nil {
		s.limit.miss(from, now)
		p := s.checkPage(v, "check.unknown.title", "check.unknown.text")
		p.Check.Class, p.Status = "declined", http.StatusNotFound
		return s.render(w, p)
	}
	// What lies in the archive is believed no more than a copy.
	if _, err := s.Documents.Keys.Document(issued.Document); err != nil {
		return err
	}
	p := s.checkPage(v, "check.genuine.title", "check.genuine.text")
	p.facts(issued.Document, issued.Replaced)
	return s.render(w, p)
}

// checkFile tells whether a copy is as it was issued. The copy is not kept.
func (s *site) checkFile(w http.ResponseWriter, r *http.Request, v visit) error {
	from, now := s.ClientAddr(r), s.Clock.Now()
	if !s.checkLimit.open(from, now) {
		return pay.Fail(pay.CodeTooManyCalls, nil)
	}
	s.checkLimit.miss(from, now)
	copied, problem := uploaded(w, r)
	if problem != "" {
		p := s.checkPage(v, "check.title", "check.text")
		p.Check.Wrong, p.Error, p.Status = fieldFile, p.T(problem), http.StatusBadRequest
		return s.render(w, p)
	}
	select {
	case s.checking <- struct{}{}:
		defer func() { <-s.checking }()
	default:
		return pay.Fail(pay.CodeBusy, nil)
	}
	found, err := s.Documents.Printer.Check(s.Documents.Keys, copied)
	return s.render(w, s.verdict(r.Context(), v, found, err))
}

// verdict says what a check found.
func (s *site) verdict(ctx context.Context, v visit, found document.Copy, err error) *page {
	var p *page
	switch {
	case err == nil && found.Document != nil:
		p = s.checkPage(v, "check.copy.title", "check.copy.text")
	case errors.Is(err, document.ErrPage) && found.Document != nil:
		p = s.checkPage(v, "check.page.title", "check.page.text")
	case errors.Is(err, document.ErrAltered), errors.Is(err, document.ErrSignature), errors.Is(err, document.ErrUnknownKey):
		p = s.checkPage(v, "check.altered.title", "check.altered.text")
		p.Check.Class = "declined"
		return p
	case errors.Is(err, document.ErrEInvoice):
		p = s.checkPage(v, "check.einvoice.title", "check.einvoice.text")
		p.Check.Class = "notice"
		return p
	default:
		p = s.checkPage(v, "check.unreadable.title", "check.unreadable.text")
		p.Check.Class = "declined"
		return p
	}
	var replaced pay.DocumentNumber
	if issued, err := s.Documents.Archive.IssuedDocument(ctx, found.Document.Verification.Code); err == nil {
		replaced = issued.Replaced
	}
	p.facts(found.Document, replaced)
	if err != nil {
		p.Check.Class = "notice"
	}
	return p
}

// uploaded reads the file of the form; problem is the key of what is wrong.
func uploaded(w http.ResponseWriter, r *http.Request) (content []byte, problem string) {
	const frame = 4 << 10 // what stands around the file
	r.Body = http.MaxBytesReader(w, r.Body, largestCopy+frame)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, "check.error.file"
	}
	for {
		part, err := parts.NextPart()
		if tooLarge(err) {
			return nil, "check.error.large"
		}
		if err != nil {
			return nil, "check.error.file"
		}
		if part.FormName() != "file" {
			continue
		}
		content, err := io.ReadAll(io.LimitReader(part, largestCopy+1))
		switch {
		case tooLarge(err), len(content) > largestCopy:
			return nil, "check.error.large"
		case err != nil, len(content) == 0:
			return nil, "check.error.file"
		}
		return content, ""
	}
}

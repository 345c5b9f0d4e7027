package payerweb

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"

	"viss.gov.lv/mm/pay"
)

// CopyPath is where links to copies lead; their secret follows.
const CopyPath = "/copy/"

var (
	// errNotPayer: the browser is not the one that paid.
	errNotPayer = errors.New("the browser may not have the document")
	// errNoCopy: there is no document to have.
	errNoCopy = errors.New("the request has no document")
	// errUsed: the link to a copy cannot be used any more.
	errUsed = errors.New("the link was used, has expired or never was")
)

// copyRoutes lets payers fetch their document.
func (s *site) copyRoutes(own *http.ServeMux) {
	own.Handle("GET "+CopyPath+"{secret}", s.page(CopyPath, s.askCopy))
	own.Handle("POST "+CopyPath+"{secret}", s.page(CopyPath, s.useLink))
	for _, about := range abouts() {
		own.Handle("GET "+CopyPath+about.step, s.page(CopyPath, s.about(about)))
	}
}

// offerCopy puts the way to the document onto the page of a request, in the
// browser that may have it.
func (s *site) offerCopy(r *http.Request, p *page, request *pay.Request) error {
	switch p.Kind {
	case kindPaid, kindAlready, kindExpired, kindWithdrawn:
	default:
		return nil
	}
	if !s.mayHaveCopy(r, request) {
		return nil
	}
	_, err := s.Documents.Archive.PayerDocument(r.Context(), request.ID)
	if pay.CodeOf(err) == pay.CodeNoDocument {
		return nil
	}
	p.Document = p.Step("document")
	return err
}

// document hands the payer the document as a file.
func (s *site) document(w http.ResponseWriter, r *http.Request, v visit) error {
	if s.Documents == nil {
		return errNoPage
	}
	view, err := s.find(r, v)
	if err != nil {
		return err
	}
	if !s.mayHaveCopy(r, view.Request) {
		return errNotPayer
	}
	d, err := s.Documents.Archive.PayerDocument(r.Context(), v.ID)
	if pay.CodeOf(err) == pay.CodeNoDocument {
		return errNoCopy
	}
	if err != nil {
		return err
	}
	content, err := s.Documents.Printer.PDF(d, v.Display.Language)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+string(d.Number)+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = bytes.NewReader(content).WriteTo(w) // nobody is left to tell when the payer has gone
	return nil
}

// askCopy shows what a link is good for. Opening it does not use it up: readers
// of mail open links before people do.
func (s *site) askCopy(w http.ResponseWriter, r *http.Request, v visit) error {
	v.step = r.PathValue("secret")
	if err := s.openLink(r, v.step); err != nil {
		return err
	}
	return s.render(w, &page{
		visit: v, Kind: kindCopy, Status: http.StatusOK, Demo: s.Demo,
		Heading: v.Words.Text("copy.title"), Text: []string{v.Words.Text("copy.text")}, Files: s.files,
	})
}

// openLink makes sure that a link can be used. Those who try too many are not
// answered for a while.
func (s *site) openLink(r *http.Request, secret string) error {
	from, now := s.ClientAddr(r), s.Clock.Now()
	if !s.limit.open(from, now) {
		return pay.Fail(pay.CodeTooManyCalls, nil)
	}
	err := s.Documents.Archive.CopyLinkOpen(r.Context(), secret)
	if pay.KindOf(err) == pay.NotFound {
		s.limit.miss(from, now)
		return errUsed
	}
	return err
}

// useLink uses a link up: its browser may fetch the document from now on.
func (s *site) useLink(w http.ResponseWriter, r *http.Request, v visit) error {
	secret := r.PathValue("secret")
	if err := s.openLink(r, secret); err != nil {
		return err
	}
	id, err := s.Documents.Archive.UseCopyLink(r.Context(), secret)
	if pay.KindOf(err) == pay.NotFound {
		return errUsed
	}
	if err != nil {
		return err
	}
	s.grant(w, r, rightOfLink, id)
	v.mount, v.step, v.ID = s.home(), "", id
	seeOther(w, v.Home())
	return nil
}

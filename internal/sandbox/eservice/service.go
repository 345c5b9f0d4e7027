package eservice

import (
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/sandbox/page"
)

//go:embed home.html request.html refusal.html
var files embed.FS

// Config is what a Service is made of. All fields but NoticeKeys are mandatory.
type Config struct {
	Base     string       // its own address, without a trailing slash
	Endpoint string       // of MM's PaymentRequestService
	SOAP     *http.Client // with the institution's client certificate and a time-out
	Steps    []Step       // what may be sold
	// NoticeKeys are those with which signed notices are verified: whsec_… or
	// whpk_…. None: no notice is genuine.
	NoticeKeys []string
	Now        func() time.Time // business clock
	Machine    func() time.Time // machine clock
	Log        *slog.Logger
}

// Service is the sample e-service. It is an http.Handler.
type Service struct {
	Config
	mux      *http.ServeMux
	pages    *page.Pages
	ledger   *ledger
	verifier verifier
	answers  answers
}

// New makes a Service.
func New(c Config) (*Service, error) {
	switch {
	case c.Base == "" || strings.HasSuffix(c.Base, "/"):
		return nil, errors.New("sample e-service: Base must be an address without a trailing slash")
	case c.Endpoint == "" || c.SOAP == nil || len(c.Steps) == 0 || c.Now == nil || c.Machine == nil || c.Log == nil:
		return nil, errors.New("sample e-service: Endpoint, SOAP, Steps, Now, Machine and Log must be given")
	}
	s := &Service{Config: c, mux: http.NewServeMux(), ledger: newLedger()}
	var err error
	if s.verifier, err = newVerifier(c.NoticeKeys); err != nil {
		return nil, err
	}
	if s.pages, err = page.Parse(files, "/style.css", "home", "request", "refusal"); err != nil {
		return nil, fmt.Errorf("sample e-service: %w", err)
	}
	s.mux.HandleFunc("GET /{$}", s.home)
	s.mux.HandleFunc("POST /requests", s.order)
	s.mux.HandleFunc("GET /requests/{id}", s.show)
	s.mux.HandleFunc("GET /return", s.returned)
	s.mux.HandleFunc("/callback", s.called)
	s.mux.HandleFunc("GET /style.css", page.Style)
	return s, nil
}

// ResponseURL is where MM shall send the payer.
func (s *Service) ResponseURL() string { return s.Base + "/return?id=" }

// ServerResponseURL is where MM shall tell of changes.
func (s *Service) ServerResponseURL() string { return s.Base + "/callback?id=" }

// ServeHTTP serves the pages and takes the notices.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	s.mux.ServeHTTP(w, r)
}

// called takes MM's notice that something has changed, and asks what. The bare
// call itself says nothing, and so proves nothing; a signed notice does.
func (s *Service) called(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("webhook-id") != "" {
		s.noticed(w, r)
		return
	}
	id := plainID(r.URL.Query().Get("id"))
	if id == "" {
		http.Error(w, "id is missing", http.StatusBadRequest)
		return
	}
	status := s.answers.next(http.StatusOK)
	s.ledger.called(id, Call{
		Time: s.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Remote: r.RemoteAddr, Answered: status,
	})
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	s.ask(r, id, "callback")
	_, _ = w.Write([]byte("OK"))
}

// ask asks MM for the status and keeps the answer.
func (s *Service) ask(r *http.Request, id, why string) {
	letter, err := s.status(r.Context(), id)
	a := Asked{Time: s.Now(), Letter: letter, Why: why}
	if err != nil {
		a.Error = err.Error()
		s.Log.InfoContext(r.Context(), "sample e-service: status not answered", "request", id, "error", err)
	}
	s.ledger.asked(id, a)
}

// Callbacks are the notices for a request, oldest first; for all requests when
// id is empty.
func (s *Service) Callbacks(id string) []Call {
	if id == "" {
		return s.ledger.calls("")
	}
	return s.ledger.calls(plainID(id))
}

// plainID brings an identifier into the form in which it is kept; empty when it
// cannot be one.
func plainID(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) > 64 || strings.Trim(s, "0123456789abcdef-") != "" {
		return ""
	}
	return s
}

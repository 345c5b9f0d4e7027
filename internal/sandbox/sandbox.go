package sandbox

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/sandbox/demobank"
	"viss.gov.lv/mm/internal/sandbox/eservice"
	"viss.gov.lv/mm/internal/sandbox/mailserver"
	"viss.gov.lv/mm/internal/sandbox/page"
	"viss.gov.lv/mm/internal/sandbox/payer"
)

//go:embed index.html
var files embed.FS

// Config is what a Sandbox is made of. All fields but MailURL, MailTLS,
// NoticeKeys and ContractURL are mandatory.
type Config struct {
	SandboxURL  string // base address of the sandbox listener, without a trailing slash
	EServiceURL string // base address of the sample e-service, without a trailing slash
	MailURL     string // base address of the inbox, without a trailing slash, for links to it
	ContractURL string // page of the contract of MM's API, for a link to it
	PaymentPage string // MM's page up to and with "?id="
	Provider    string // code of the demo bank's provider: DEMO0000

	Bank        string             // how the demo bank calls itself in messages
	BankKey     ed25519.PrivateKey // with which it signs
	Merchant    string             // MM's name at the demo bank
	MerchantKey ed25519.PublicKey  // with which MM signs

	PaymentSOAP string          // address of MM's PaymentRequestService
	SOAP        *http.Client    // for it: client certificate, time-out
	Steps       []eservice.Step // that the sample e-service sells
	NoticeKeys  []string        // with which it verifies signed notices: whsec_… or whpk_…; none: it takes bare calls only
	HTTP        *http.Client    // for MM's web listener, as payer and as bank: time-out, no cookies

	MailTLS *tls.Config // with which the mail server offers STARTTLS; nil: it does not

	Now     func() time.Time // business clock
	Machine func() time.Time // machine clock
	Entropy io.Reader        // cryptographic source, safe for concurrent use
	// Advance moves the business clock, by zero too, and returns when MM has
	// done the work that became due. ErrNoClock: it cannot be moved.
	Advance func(ctx context.Context, by time.Duration) error
	Log     *slog.Logger
}

// Sandbox is the stand-ins, put together. It is safe for concurrent use.
type Sandbox struct {
	c       Config
	bank    *demobank.Bank
	service *eservice.Service
	mail    *mailserver.Server
	payer   *payer.Payer
	pages   *page.Pages
	mux     *http.ServeMux
}

// New makes a Sandbox.
func New(c Config) (*Sandbox, error) {
	if c.Advance == nil || c.Provider == "" || c.SandboxURL == "" {
		return nil, errors.New("sandbox: Advance, Provider and SandboxURL must be given")
	}
	s := &Sandbox{c: c, mux: http.NewServeMux()}
	var err error
	if s.bank, err = demobank.New(demobank.Config{
		Base: c.SandboxURL + "/bank", Name: c.Bank, Key: c.BankKey, Merchant: c.Merchant, MerchantKey: c.MerchantKey,
		HTTP: c.HTTP, Now: c.Now, Machine: c.Machine, Entropy: c.Entropy, Log: c.Log,
	}); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if s.service, err = eservice.New(eservice.Config{
		Base: c.EServiceURL, Endpoint: c.PaymentSOAP, SOAP: c.SOAP, Steps: c.Steps, NoticeKeys: c.NoticeKeys,
		Now: c.Now, Machine: c.Machine, Log: c.Log,
	}); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if s.mail, err = mailserver.New(mailserver.Config{
		Name: "sandbox.invalid", TLS: c.MailTLS, Now: c.Now, Log: c.Log,
	}); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if s.payer, err = payer.New(c.PaymentPage, c.HTTP, s.bank.RunDue); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	if s.pages, err = page.Parse(files, "/style.css", "index"); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	s.mux.Handle("/bank/", s.bank)
	s.mux.HandleFunc("GET /{$}", s.index)
	s.mux.HandleFunc("GET /style.css", page.Style)
	s.mux.HandleFunc("POST /requests/{id}/pay", s.pay)
	s.mux.HandleFunc("GET /callbacks", s.callbacks)
	s.mux.HandleFunc("POST /callbacks", s.answer)
	s.mux.HandleFunc("POST /clock", s.clock)
	return s, nil
}

// SandboxHandler serves the stand-in bank under /bank/ and the driver.
func (s *Sandbox) SandboxHandler() http.Handler { return s.mux }

// EServiceHandler serves the sample e-service.
func (s *Sandbox) EServiceHandler() http.Handler { return s.service }

// MailHandler serves the inbox of the mail server.
func (s *Sandbox) MailHandler() http.Handler { return s.mail }

// ServeMail answers mail clients on a listener until the context ends; the
// listener is closed then.
func (s *Sandbox) ServeMail(ctx context.Context, l net.Listener) error { return s.mail.Serve(ctx, l) }

// BankAddress is the demo bank's address for its provider: forms go to /pay
// below it, queries to /query.
func (s *Sandbox) BankAddress() string { return s.bank.Base }

// ResponseURL is where the sample e-service takes payers back; the request's
// identifier is to be appended.
func (s *Sandbox) ResponseURL() string { return s.service.ResponseURL() }

// ServerResponseURL is where the sample e-service takes notices; the request's
// identifier is to be appended.
func (s *Sandbox) ServerResponseURL() string { return s.service.ServerResponseURL() }

// Run lets the stand-ins do what becomes due, at each tick and when something
// was decided on a page, until the context ends.
func (s *Sandbox) Run(ctx context.Context, tick <-chan time.Time) { s.bank.Run(ctx, tick) }

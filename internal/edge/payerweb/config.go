package payerweb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"

	"viss.gov.lv/mm/pay"
)

// Cashier is what the pages need of the use cases. Errors are those of pay.
type Cashier interface {
	// View reads a request for its page; CodeRequestNotFound when unknown.
	View(ctx context.Context, id pay.ID) (pay.View, error)
	// Begin starts an attempt and prepares the hand-over.
	Begin(ctx context.Context, id pay.ID, choice pay.Choice) (pay.Attempt, error)
	// GiveUp ends the attempt with a reference because the payer says so.
	GiveUp(ctx context.Context, id pay.ID, attempt pay.Number) error
	// Receive takes a message that came in the name of a provider.
	Receive(ctx context.Context, message pay.Message) (pay.Received, error)
}

// Config is what New needs. Every member but Receipts, Documents and Demo is mandatory.
type Config struct {
	Cashier Cashier
	// Receipts sends receipts by e-mail; nil: there is no mail server, and none
	// are offered.
	Receipts Receipts
	// Documents lets payers fetch supporting documents and everybody check them;
	// nil: there are none.
	Documents *Documents
	// BaseURL is the web listener as browsers see it: scheme and host, without
	// a path ("https://maksajumi.example.lv"). With https the cookie is Secure
	// and browsers are told to stay with https.
	BaseURL string
	// Home is the published address to which payers come back from a bank: the
	// one that PaymentRequestUrl names. Empty: the first of both.
	Home string
	// Institutions are those of the catalogue in force, for their colours and
	// logos.
	Institutions func() map[pay.InstitutionCode]*pay.Institution
	// Demo shows on every page that no money is moved.
	Demo bool
	// Clock is the machine clock: rate limits, the time of arrival of messages.
	Clock pay.Clock
	Log   *slog.Logger
	// UnknownPerMinute is how many requests that do not exist one network may ask
	// for in a minute, beyond a few at once; 0: 30.
	UnknownPerMinute int
	// ClientAddr is the payer's address, seen through trusted proxies.
	ClientAddr func(*http.Request) netip.Addr
}

// New makes the handler of the web listener.
func New(c Config) (http.Handler, error) {
	if c.Cashier == nil || c.Institutions == nil || c.Clock == nil || c.Log == nil || c.ClientAddr == nil {
		return nil, errors.New("payer's pages: Cashier, Institutions, Clock, Log and ClientAddr are mandatory")
	}
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, fmt.Errorf("payer's pages: base address: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.Path != "" && base.Path != "/" {
		return nil, fmt.Errorf("payer's pages: base address %q: want scheme and host without a path", c.BaseURL)
	}
	files, err := loadAssets()
	if err != nil {
		return nil, err
	}
	templates, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	facts, err := loadChecked()
	if err != nil {
		return nil, err
	}
	s := &site{
		Config: c, files: files, templates: templates, checked: facts,
		origin: base.Scheme + "://" + base.Host, secure: base.Scheme == "https",
		limit: newLimiter(c.UnknownPerMinute), mailLimit: newLimiter(0), checkLimit: newLimiter(0), packer: newPacker(),
		checking: make(chan struct{}, mostChecks),
	}
	return s.routes()
}

// site is the web listener put together.
type site struct {
	Config
	origin     string
	secure     bool
	files      assets
	templates  templates
	checked    checked
	limit      *limiter
	mailLimit  *limiter
	checkLimit *limiter      // of files to be checked
	checking   chan struct{} // a place for each check of a file
	packer     *packer
}

package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/cashier"
	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/document"
	"viss.gov.lv/mm/internal/identity"
	"viss.gov.lv/mm/internal/jobs"
	"viss.gov.lv/mm/internal/notify"
	"viss.gov.lv/mm/pay"
)

// serialBlock is how many numbers an instance reserves at once. A block that is
// not used up is lost, which 31^8 numbers can bear.
const serialBlock = 1000

// openCatalogue takes up the catalogue that is in force; there may be none yet.
func (a *App) openCatalogue(ctx context.Context) error {
	var err error
	a.catalogue, err = catalogue.Open(ctx, a.db, a.business, a.log)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	a.keyring = keyring(a.config, a.catalogue)
	if services := unsignable(a.config, a.catalogue.Current()); len(services) > 0 {
		a.log.ErrorContext(ctx, "services want signed notices, but notifications.masterKey is not configured: their notices wait", "services", some(services))
	}
	return nil
}

// openCashier builds the use cases and the work that becomes due.
func (a *App) openCashier(context.Context) error {
	providers, err := buildProviders(a.config.Providers, a.machine, a.roots)
	if err != nil {
		return err
	}
	if a.documents, err = openDocuments(a.config); err != nil {
		return err
	}
	if a.printer, err = document.NewPrinter(); err != nil {
		return err
	}
	wake := func() { a.jobs.Wake(); a.sequencer.Wake() }
	a.cashier, err = cashier.New(cashier.Config{
		Store: a.db, Catalogue: a.catalogue, Providers: providers, Business: a.business,
		IDs: a.ids, Numbers: cashier.NewNumbers(a.db, serialBlock), Owe: notify.Owe, Purger: a.db,
		Documents: a.db, Certifier: a.documents.signer, Links: a.db, Entropy: rand.Reader,
		Observer: a.metrics, Wake: wake, WebBase: a.config.Web.PublicURL, Log: a.log,
	})
	if err != nil {
		return err
	}
	deliverer, err := a.deliverer()
	if err != nil {
		return err
	}
	a.jobs, err = jobs.New(jobs.Config{
		Store: a.db,
		Handlers: map[pay.JobKind]jobs.Handler{
			pay.JobExpire: a.cashier.Expire, pay.JobHoldEnd: a.cashier.HoldEnd, pay.JobPoll: a.cashier.Poll,
			pay.JobPurge: a.cashier.Purge, pay.JobDeliver: deliverer.Deliver,
		},
		Business: a.business, Machine: a.machine, After: time.After, Random: mathrand.Float64,
		Log: a.log, Observe: a.metrics.jobDone,
		Workers: a.config.Jobs.Workers, PerLane: a.config.Jobs.PerLane,
		Lease: a.config.Jobs.Lease, Poll: a.config.Jobs.PollInterval,
	})
	return err
}

// schedule makes sure that what comes round by itself is due once. Whichever
// instance starts last sets it anew, which does no harm.
func (a *App) schedule(ctx context.Context) error {
	now := a.business.Now()
	return a.db.Update(ctx, func(tx pay.Tx) error {
		tx.SetJob(pay.Job{Kind: pay.JobPurge, Lane: "purge", Due: now})
		return nil
	})
}

func (a *App) deliverer() (*notify.Deliverer, error) {
	client := notify.NewClient(notify.ClientConfig{
		Guard: notify.Guard{Allowed: a.config.Deliveries.AllowPrivate}, Roots: a.roots,
	})
	client.Timeout = a.config.Deliveries.Timeout
	mailer, err := a.mailer()
	if err != nil {
		return nil, err
	}
	return notify.NewDeliverer(notify.Config{
		Store: a.db, Client: client, UserAgent: a.config.Deliveries.UserAgent, Mailer: mailer,
		Keyring: a.keyring, News: a.db,
		Business: a.business, Machine: a.machine, IDs: a.ids, Random: mathrand.Float64, Log: a.log,
		Observe: a.metrics.delivery, Attention: a.attention,
	})
}

// attention counts and logs an item that a delivery raised.
func (a *App) attention(item pay.Attention) {
	a.metrics.NeedsAttention(item)
	a.log.Warn("a person must look", "kind", string(item.Kind), "request", item.Request.String(), "number", string(item.Number), "note", item.Note)
}

// verifier builds what tells who calls the services listener.
func (a *App) verifier(ctx context.Context) (*identity.Verifier, error) {
	s := a.config.Services
	roots, err := readCertificates(s.ClientAuthorities)
	if err != nil {
		return nil, err
	}
	between, err := readCertificates(s.Intermediates)
	if err != nil {
		return nil, err
	}
	var platforms []pay.Fingerprint
	for _, file := range s.PlatformCertificates {
		certs, err := readCertificates([]config.File{file})
		if err != nil {
			return nil, err
		}
		platforms = append(platforms, pay.FingerprintOf(certs[0].Raw)) // those after it are its authorities
	}
	paths := make([]string, len(s.RevocationLists))
	for i, file := range s.RevocationLists {
		paths[i] = string(file)
	}
	a.revocations, err = identity.OpenRevocations(ctx, a.machine, a.log, append(roots, between...), paths...)
	if err != nil {
		return nil, err
	}
	return identity.New(identity.Config{
		Authorities: roots, Intermediates: between, Revocations: a.revocations,
		Registry: a.catalogue, Platforms: platforms, Machine: a.machine,
		Passwords: []string{s.CertificatePassword.Reveal()},
		Proxy: identity.Proxy{
			Addresses: a.config.Proxy.Trusted, Form: identity.HeaderForm(a.config.Proxy.CertificateForm),
			Header: a.config.Proxy.CertificateHeader,
		},
	})
}

// openListeners opens the sockets with what answers on them.
func (a *App) openListeners(ctx context.Context) error {
	web, err := a.webHandler()
	if err != nil {
		return err
	}
	services, err := a.servicesHandler(ctx)
	if err != nil {
		return err
	}
	if a.web, err = a.open(ctx, "web", a.config.Web.Address, a.config.Web.TLS.Set(), web); err != nil {
		return err
	}
	if a.services, err = a.open(ctx, "services", a.config.Services.Address, a.config.Services.TLS.Set(), services); err != nil {
		return err
	}
	if a.config.Ops.Address == "" {
		return nil
	}
	a.ops, err = a.open(ctx, "ops", a.config.Ops.Address, false, a.opsHandler())
	return err
}

func (a *App) open(ctx context.Context, name, address string, withTLS bool, h http.Handler) (*server, error) {
	var settings *tls.Config
	if withTLS {
		files := a.config.Web.TLS
		if name == "services" {
			files = a.config.Services.TLS
		}
		certificate, err := openServerCertificate(files, a.machine, a.log)
		if err != nil {
			return nil, err
		}
		settings = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: certificate.get}
		if name == "services" {
			settings = identity.ServerTLS(certificate.get)
		}
	}
	s, err := listen(ctx, name, address, a.listeners[name], settings, a.observed(name, h), a.config.Limits, a.log)
	if err != nil {
		return nil, err
	}
	s.listener = a.bounded(name, s.listener)
	a.servers = append(a.servers, s)
	a.onStop("listener "+name, func(context.Context) error { return s.abandon() })
	return s, nil
}

// paymentURL is PaymentRequestUrl up to the identifier: it always ends in
// "?id=", since callers append "&fs=…" to what they get.
func (a *App) paymentURL() string { return paymentURL(a.config.Web) }

func paymentURL(w config.Web) string {
	return strings.TrimSuffix(w.PublicURL, "/") + w.PaymentPath + "?id="
}

// hostOf is an address without its path, for the WSDL.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

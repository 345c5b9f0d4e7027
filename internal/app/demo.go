package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/sandbox"
)

// DemoOptions is what a person may choose of a demonstration.
type DemoOptions struct {
	Data       string // folder; empty: a temporary one, gone at the end
	ListenBase int    // first of its ports; 0: any free ones
	Database   string // SQLite path or postgres:// address; empty: in the folder
	TLS        bool   // pages and stand-ins over HTTPS, too
	Log        *slog.Logger
}

// Demo is MM with everything around it on one machine: MM's pages are on
// localhost and the stand-ins on 127.0.0.1, so that they are different sites to
// a browser, as in life.
type Demo struct {
	Facts DemoFacts // what demo.json says

	app      *App
	sandbox  *sandbox.Sandbox
	files    *demoFiles
	options  DemoOptions
	places   demoPlaces
	standIns []*server
	temp     string
	stop     context.CancelFunc
	running  sync.WaitGroup
}

// The names of the demonstration's listeners, in the order of their ports.
// A new one goes to the end, so that the others keep theirs.
func demoListeners() []string {
	return []string{"web", "services", "ops", "sandbox", "eservice", "mail", "smtp"}
}

// demoPlaces are open listeners with the addresses under which they are found.
type demoPlaces struct {
	open map[string]net.Listener
	urls map[string]string
}

// NewDemo builds a demonstration and starts it. When it returns, every listener
// answers and the folder holds demo.json.
func NewDemo(ctx context.Context, o DemoOptions) (_ *Demo, err error) {
	d := &Demo{options: o}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Stop(context.WithoutCancel(ctx)))
		}
	}()
	if err := d.folder(); err != nil {
		return nil, err
	}
	if d.places, err = openDemoListeners(ctx, o.ListenBase, o.TLS); err != nil {
		return nil, err
	}
	if d.files, err = openDemoFiles(d.options.Data, machineClock()); err != nil {
		return nil, fmt.Errorf("prepare %s: %w", d.options.Data, err)
	}
	if err := d.build(ctx); err != nil {
		return nil, err
	}
	d.start(ctx)
	if err := d.answers(ctx); err != nil {
		return nil, err
	}
	return d, errors.Join(d.writeConfig(), d.writeFacts())
}

// folder makes the folder of the data, with an absolute path.
func (d *Demo) folder() error {
	if d.options.Data == "" {
		var err error
		if d.temp, err = os.MkdirTemp("", "mm-demo-"); err != nil {
			return err
		}
		d.options.Data = d.temp
	}
	absolute, err := filepath.Abs(d.options.Data)
	if err != nil {
		return err
	}
	d.options.Data = absolute
	if err := os.MkdirAll(absolute, 0o700); err != nil {
		return err
	}
	// What an earlier run wrote must not be taken for this one's.
	if err := os.Remove(filepath.Join(absolute, demoFactsFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if d.options.Database == "" {
		d.options.Database = filepath.Join(absolute, "mm.db")
	}
	return nil
}

// openDemoListeners opens all ports before anything is told of them.
func openDemoListeners(ctx context.Context, base int, withTLS bool) (demoPlaces, error) {
	places := demoPlaces{open: map[string]net.Listener{}, urls: map[string]string{}}
	for i, name := range demoListeners() {
		port := 0
		if base != 0 {
			port = base + i
		}
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err != nil {
			return places, fmt.Errorf("open port for %s: %w; choose others with --listen-base", name, err)
		}
		places.open[name] = listener
		if name == "smtp" {
			continue // no address of the web
		}
		scheme, host := "http", "127.0.0.1"
		if name == "services" || withTLS && name != "ops" {
			scheme = "https"
		}
		if name == "services" || name == "web" {
			host = "localhost"
		}
		_, actual, _ := net.SplitHostPort(listener.Addr().String())
		places.urls[name] = scheme + "://" + net.JoinHostPort(host, actual)
	}
	return places, nil
}

// config is what an operator would have written for this machine.
func (d *Demo) config() config.Config {
	c := config.Default()
	c.Database.URL = config.NewSecret(d.options.Database)
	c.Database.Migrate = true
	server := config.TLS{Certificate: config.File(d.files.server.Certificate), Key: config.File(d.files.server.Key)}
	c.Web.PublicURL = d.places.urls["web"]
	if d.options.TLS {
		c.Web.TLS = server
	}
	c.Services.TLS = server
	c.Services.PublicURL = d.places.urls["services"]
	c.Services.ClientAuthorities = []config.File{config.File(d.files.ca.Certificate())}
	c.Services.PlatformCertificates = []config.File{config.File(d.files.platform.Certificate)}
	c.Services.CertificatePassword = config.NewSecret(demoPassword)
	c.Services.RevocationLists = []config.File{config.File(d.files.ca.RevocationList())}
	c.Deliveries.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	c.Documents.Key = d.files.documents
	c.Notifications.MasterKey = d.files.notices
	c.Limits.StopTimeout = 5 * time.Second
	c.Limits.APIPerMinute = 600_000 // nobody else calls, and load tests want to see MM and not its limit
	c.Mail.Host, c.Mail.Port = "127.0.0.1", portOf(d.places.open["smtp"])
	c.Mail.From = "Maksājumi <maksajumi@example.org>"
	c.Providers = []config.Provider{{
		Code: "DEMO0000", Protocol: config.ProtocolDemo, URL: d.places.urls["sandbox"] + "/bank",
		Merchant: demoMerchant, Bank: demoBank, Key: d.files.mmSecret(), BankKey: config.File(d.files.bankPath),
	}}
	return c
}

// portOf is the port of an open listener.
func portOf(l net.Listener) int {
	address, _ := l.Addr().(*net.TCPAddr) // of a TCP listener it is one
	return address.Port
}

// How MM and the demo bank call each other.
const (
	demoMerchant = "MM"
	demoBank     = "DEMOBANK"
)

// mmSecret is the key that MM signs with, as a configuration holds it.
func (f *demoFiles) mmSecret() config.Secret {
	text, err := os.ReadFile(f.mmPath)
	if err != nil {
		return config.Secret{} // it was read a moment ago; a missing key is refused by its user
	}
	return config.NewSecret(string(text))
}

func (d *Demo) build(ctx context.Context) error {
	roots, err := d.roots()
	if err != nil {
		return err
	}
	d.app, err = New(ctx, Options{
		Config: d.config(), Log: d.options.Log, Demo: true, Roots: roots, Listeners: d.places.open,
	})
	if err != nil {
		return err
	}
	sample, err := catalogue.Sample(d.files.prints)
	if err != nil {
		return err
	}
	if _, err := catalogue.Publish(ctx, d.app.db, sample, "demo", d.app.business.Now()); err != nil {
		return err
	}
	if err := d.app.catalogue.Refresh(ctx); err != nil {
		return err
	}
	soap, err := d.client(roots, d.files.clients[catalogue.SampleInstitution].Certificate, d.files.clients[catalogue.SampleInstitution].Key)
	if err != nil {
		return err
	}
	payers, err := d.client(roots, "", "")
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(d.files.server.Certificate, d.files.server.Key)
	if err != nil {
		return err
	}
	keys, err := d.noticeKeys()
	if err != nil {
		return err
	}
	d.sandbox, err = sandbox.New(sandbox.Config{
		SandboxURL: d.places.urls["sandbox"], EServiceURL: d.places.urls["eservice"], PaymentPage: d.app.paymentURL(),
		ContractURL: d.contractPage(), MailURL: d.places.urls["mail"], MailTLS: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
		Provider: "DEMO0000", Bank: demoBank, BankKey: d.files.bankKey,
		Merchant: demoMerchant, MerchantKey: d.files.publicKey(),
		PaymentSOAP: d.paymentSOAP(), SOAP: soap, Steps: sampleSteps(sample, catalogue.SampleInstitution), HTTP: payers,
		NoticeKeys: keys, Now: d.app.business.Now, Machine: d.app.machine.Now, Entropy: rand.Reader,
		Advance: d.advance, Log: d.options.Log,
	})
	return err
}

// roots trusts the demonstration's own authority.
func (d *Demo) roots() (*x509.CertPool, error) {
	text, err := os.ReadFile(d.files.ca.Certificate())
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	return pool, nil
}

// client calls the demonstration's own listeners, with a client certificate
// where there is one.
func (d *Demo) client(roots *x509.CertPool, certificate, key string) (*http.Client, error) {
	settings := &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	if certificate != "" {
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			return nil, err
		}
		settings.Certificates = []tls.Certificate{pair}
	}
	return callers(settings), nil
}

// advance moves the business clock and does what became due.
func (d *Demo) advance(ctx context.Context, by time.Duration) error {
	if err := d.app.business.Advance(ctx, by); err != nil {
		return err
	}
	if err := d.app.catalogue.Refresh(ctx); err != nil {
		return err
	}
	return d.app.jobs.Drain(ctx)
}

// bankTick is how often the demo bank looks whether it has something to say.
const bankTick = 250 * time.Millisecond

func (d *Demo) start(ctx context.Context) {
	d.app.Start(ctx)
	for name, handler := range map[string]http.Handler{
		"sandbox": d.sandbox.SandboxHandler(), "eservice": d.sandbox.EServiceHandler(), "mail": d.sandbox.MailHandler(),
	} {
		d.serve(ctx, name, handler)
	}
	ctx, d.stop = context.WithCancel(context.WithoutCancel(ctx))
	d.running.Go(func() { serveMail(ctx, d.sandbox, d.places.open["smtp"], d.app.failed) })
	tick := time.NewTicker(bankTick)
	d.running.Go(func() {
		defer tick.Stop()
		d.sandbox.Run(ctx, tick.C)
	})
}

// walkTimeout bounds a payer's whole walk, which the driver plays for a script.
const walkTimeout = 5 * time.Minute

// serve answers for a stand-in. Its handlers play a payer's whole walk, which
// may take longer than an ordinary answer.
func (d *Demo) serve(ctx context.Context, name string, h http.Handler) {
	var settings *tls.Config
	if d.options.TLS {
		settings = &tls.Config{MinVersion: tls.VersionTLS12}
		pair, err := tls.LoadX509KeyPair(d.files.server.Certificate, d.files.server.Key)
		if err == nil { // the listener for services uses the same files
			settings.Certificates = []tls.Certificate{pair}
		}
	}
	limits := d.app.config.Limits
	limits.WriteTimeout = walkTimeout
	s, err := listen(ctx, name, "", d.places.open[name], settings, h, limits, d.options.Log)
	if err != nil {
		return // an open listener is taken as it is
	}
	d.standIns = append(d.standIns, s)
	s.serve()
	go watch(s, d.app.failed)
}

// answers makes sure that every listener does.
func (d *Demo) answers(ctx context.Context) error {
	roots, err := d.roots()
	if err != nil {
		return err
	}
	client, err := d.client(roots, "", "")
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	for name, url := range d.places.urls {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/", nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(request)
		if err != nil {
			return fmt.Errorf("listener %s does not answer: %w", name, err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
	return nil
}

// Failed gives an error when the demonstration cannot go on.
func (d *Demo) Failed() <-chan error { return d.app.Failed() }

// Stop ends everything and takes a temporary folder away.
func (d *Demo) Stop(ctx context.Context) error {
	var all []error
	if d.stop != nil {
		d.stop()
		d.running.Wait()
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if d.app != nil {
		all = append(all, d.app.Stop(ctx))
	}
	all = append(all, stopAll(ctx, d.standIns))
	for _, listener := range d.places.open {
		_ = listener.Close() // closed already unless the start failed
	}
	if d.temp != "" {
		all = append(all, os.RemoveAll(d.temp))
	}
	return errors.Join(all...)
}

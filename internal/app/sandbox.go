package app

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"viss.gov.lv/mm/internal/catalogue"
	"viss.gov.lv/mm/internal/config"
	"viss.gov.lv/mm/internal/sandbox"
	"viss.gov.lv/mm/internal/sandbox/eservice"
	"viss.gov.lv/mm/pay"
)

// SandboxOptions places the stand-ins beside an MM that runs elsewhere.
type SandboxOptions struct {
	Address     string   // of the stand-ins' listener
	EService    string   // of the sample e-service's listener
	Mail        string   // of the inbox's listener
	SMTP        string   // of the mail server's listener
	PublicURL   string   // how MM and browsers reach the stand-ins; empty: http:// and Address
	EServiceURL string   // how MM and browsers reach the e-service; empty: http:// and EService
	MailURL     string   // how browsers reach the inbox; empty: http:// and Mail
	PaymentPage string   // MM's page, up to "?id="
	PaymentSOAP string   // MM's PaymentRequestService
	CA          string   // file of the authority of MM's certificate
	Certificate string   // client certificate of the sample e-service
	Key         string   // its key
	MerchantKey string   // file of the public key with which MM signs for the demo bank
	BankKey     string   // file of the demo bank's private key; made when there is none
	Catalogue   string   // file of the catalogue; empty: the sample
	Institution string   // whose steps the e-service sells
	NoticeKeys  []string // with which the e-service verifies signed notices: whsec_…, whpk_…
	Log         *slog.Logger
}

// Sandbox is the stand-ins alone.
type Sandbox struct {
	BankAddress string // what MM's configuration names as the provider's url
	BankKey     string // file of the demo bank's public key

	sandbox *sandbox.Sandbox
	servers []*server
	failed  chan error
	stop    context.CancelFunc
	running sync.WaitGroup
}

// NewSandbox builds the stand-ins and starts them.
func NewSandbox(ctx context.Context, o SandboxOptions) (*Sandbox, error) {
	o = o.withDefaults()
	bankKey, err := ed25519File(o.BankKey)
	if err != nil {
		return nil, fmt.Errorf("key of the demo bank: %w", err)
	}
	public, err := writePublic(o.BankKey, bankKey.Public())
	if err != nil {
		return nil, err
	}
	merchant, err := publicEd25519(config.File(o.MerchantKey))
	if err != nil {
		return nil, fmt.Errorf("public key of MM: %w", err)
	}
	soap, payers, err := o.clients()
	if err != nil {
		return nil, err
	}
	prices, err := o.catalogue()
	if err != nil {
		return nil, err
	}
	s := &Sandbox{BankKey: public, failed: make(chan error, 1)}
	s.sandbox, err = sandbox.New(sandbox.Config{
		SandboxURL: o.PublicURL, EServiceURL: o.EServiceURL, MailURL: o.MailURL, PaymentPage: o.PaymentPage,
		Provider: "DEMO0000", Bank: demoBank, BankKey: bankKey, Merchant: demoMerchant, MerchantKey: merchant,
		PaymentSOAP: o.PaymentSOAP, SOAP: soap, Steps: prices, HTTP: payers, NoticeKeys: o.NoticeKeys,
		Now: time.Now, Machine: time.Now, Entropy: rand.Reader, Log: o.Log,
		Advance: func(_ context.Context, by time.Duration) error {
			if by == 0 {
				return nil
			}
			return sandbox.ErrNoClock
		},
	})
	if err != nil {
		return nil, err
	}
	s.BankAddress = s.sandbox.BankAddress()
	return s, s.start(ctx, o)
}

func (o SandboxOptions) withDefaults() SandboxOptions {
	if o.PublicURL == "" {
		o.PublicURL = "http://" + o.Address
	}
	if o.EServiceURL == "" {
		o.EServiceURL = "http://" + o.EService
	}
	if o.MailURL == "" {
		o.MailURL = "http://" + o.Mail
	}
	if o.Institution == "" {
		o.Institution = string(catalogue.SampleInstitution)
	}
	return o
}

// clients are those with which the e-service calls MM and the payer walks.
func (o SandboxOptions) clients() (soap, payers *http.Client, err error) {
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CA != "" {
		text, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, nil, err
		}
		settings.RootCAs = x509.NewCertPool()
		if !settings.RootCAs.AppendCertsFromPEM(text) {
			return nil, nil, fmt.Errorf("%s holds no certificate in PEM form", o.CA)
		}
	}
	payers = callers(settings)
	withCertificate := settings.Clone()
	pair, err := tls.LoadX509KeyPair(o.Certificate, o.Key)
	if err != nil {
		return nil, nil, fmt.Errorf("client certificate of the sample e-service: %w", err)
	}
	withCertificate.Certificates = []tls.Certificate{pair}
	return callers(withCertificate), payers, nil
}

// callers is a client of the stand-ins.
func callers(settings *tls.Config) *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{TLSClientConfig: settings}}
}

func (o SandboxOptions) catalogue() ([]eservice.Step, error) {
	if o.Catalogue == "" {
		c, err := catalogue.Sample(nil)
		if err != nil {
			return nil, err
		}
		return sampleSteps(c, pay.InstitutionCode(o.Institution)), nil
	}
	text, err := os.ReadFile(o.Catalogue)
	if err != nil {
		return nil, err
	}
	c, _, err := catalogue.Parse(text)
	if err != nil {
		return nil, err
	}
	return sampleSteps(c, pay.InstitutionCode(o.Institution)), nil
}

func (s *Sandbox) start(ctx context.Context, o SandboxOptions) error {
	limits := config.Default().Limits
	limits.WriteTimeout = walkTimeout
	for _, l := range []struct {
		name, address string
		handler       http.Handler
	}{
		{"sandbox", o.Address, s.sandbox.SandboxHandler()},
		{"eservice", o.EService, s.sandbox.EServiceHandler()},
		{"mail", o.Mail, s.sandbox.MailHandler()},
	} {
		server, err := listen(ctx, l.name, l.address, nil, nil, l.handler, limits, o.Log)
		if err != nil {
			return errors.Join(err, s.Stop(ctx))
		}
		s.servers = append(s.servers, server)
		server.serve()
		go watch(server, s.failed)
	}
	smtp, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.SMTP)
	if err != nil {
		return errors.Join(fmt.Errorf("listen for mail on %s: %w", o.SMTP, err), s.Stop(ctx))
	}
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.running.Go(func() { serveMail(ctx, s.sandbox, smtp, s.failed) })
	tick := time.NewTicker(bankTick)
	s.running.Go(func() {
		defer tick.Stop()
		s.sandbox.Run(ctx, tick.C)
	})
	return nil
}

// Failed gives an error when the stand-ins cannot go on.
func (s *Sandbox) Failed() <-chan error { return s.failed }

// Stop ends the stand-ins.
func (s *Sandbox) Stop(ctx context.Context) error {
	if s.stop != nil {
		s.stop()
		s.running.Wait()
	}
	ctx, cancel := context.WithTimeout(ctx, config.Default().Limits.StopTimeout)
	defer cancel()
	return stopAll(ctx, s.servers)
}

// writePublic writes the public key beside a private key's file.
func writePublic(private string, key any) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", err
	}
	path := strings.TrimSuffix(strings.TrimSuffix(private, filepath.Ext(private)), "-key") + ".pub"
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), fs.FileMode(0o600)); err != nil {
		return "", err
	}
	return path, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type sandboxCommand struct {
	Address     string   `default:"127.0.0.1:8453" help:"Where the stand-ins listen."`
	EService    string   `name:"eservice" default:"127.0.0.1:8454" help:"Where the sample e-service listens."`
	Mail        string   `default:"127.0.0.1:8455" help:"Where the inbox of the mail server listens."`
	SMTP        string   `name:"smtp" default:"127.0.0.1:8456" help:"Where the mail server listens."`
	PublicURL   string   `name:"public-url" help:"How MM and browsers reach the stand-ins. Without, http:// and the address."`
	EServiceURL string   `name:"eservice-url" help:"How MM and browsers reach the e-service. Without, http:// and its address."`
	MailURL     string   `name:"mail-url" help:"How browsers reach the inbox. Without, http:// and its address."`
	PaymentPage string   `name:"payment-page" required:"" help:"MM's page up to the identifier, as https://mm.example.org/MM/WebUI2/Payments/?id="`
	PaymentSOAP string   `name:"payment-soap" required:"" help:"Address of MM's PaymentRequestService."`
	CA          string   `name:"ca" help:"Authority of MM's certificate, PEM. Without, those of the system." type:"existingfile"`
	Certificate string   `name:"client-cert" required:"" help:"Client certificate of the sample e-service, PEM." type:"existingfile"`
	Key         string   `name:"client-key" required:"" help:"Its key, PEM." type:"existingfile"`
	MerchantKey string   `name:"mm-key" required:"" help:"Public key with which MM signs for the demo bank, PEM." type:"existingfile"`
	BankKey     string   `name:"bank-key" default:"demo-bank-key.pem" help:"Private key of the demo bank; made when there is none." type:"path"`
	Catalogue   string   `help:"Catalogue file. Without, the sample." type:"existingfile"`
	Institution string   `help:"Whose steps the e-service sells." default:"VRAA"`
	NoticeKeys  []string `name:"notice-key" env:"MM_NOTICE_KEYS" help:"Key with which the e-service verifies signed notices, as mm notices keys prints it. May be repeated."`
}

// Run plays the others until the context ends.
func (c *sandboxCommand) Run(ctx context.Context) error {
	s, err := app.NewSandbox(ctx, app.SandboxOptions{
		Address: c.Address, EService: c.EService, Mail: c.Mail, SMTP: c.SMTP, PublicURL: c.PublicURL, EServiceURL: c.EServiceURL, MailURL: c.MailURL,
		PaymentPage: c.PaymentPage, PaymentSOAP: c.PaymentSOAP, CA: c.CA, Certificate: c.Certificate, Key: c.Key,
		MerchantKey: c.MerchantKey, BankKey: c.BankKey, Catalogue: c.Catalogue, Institution: c.Institution,
		NoticeKeys: c.NoticeKeys, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "mm sandbox is ready. For MM's configuration: provider url %s, bankKey %s, bank DEMOBANK, merchant MM; mail server %s, tls none.\n", s.BankAddress, s.BankKey, c.SMTP)
	select {
	case <-ctx.Done():
	case err = <-s.Failed():
	}
	return errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type demoCommand struct {
	Data       string `help:"Folder for database, certificates and demo.json. Without, a temporary one." type:"path"`
	ListenBase int    `default:"8440" help:"First of seven ports; 0 takes any that are free."`
	Database   string `help:"SQLite file or postgres:// address. Without, a file in the folder."`
	TLS        bool   `name:"tls" help:"Serve pages and stand-ins over HTTPS, too."`
	Quiet      bool   `short:"q" help:"Print one line, and log errors only."`
}

// Run shows everything until the context ends.
func (c *demoCommand) Run(ctx context.Context) error {
	spareProcessor()
	level := slog.LevelWarn
	if c.Quiet {
		level = slog.LevelError
	}
	d, err := app.NewDemo(ctx, app.DemoOptions{
		Data: c.Data, ListenBase: c.ListenBase, Database: c.Database, TLS: c.TLS,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stdout, "mm demo is ready: open %s\n", d.Facts.EService)
	if !c.Quiet {
		c.explain(os.Stdout, d.Facts)
	}
	select {
	case <-ctx.Done():
	case err = <-d.Failed():
	}
	return errors.Join(err, d.Stop(context.WithoutCancel(ctx)))
}

// explain says what there is to open and to call.
func (c *demoCommand) explain(w io.Writer, f app.DemoFacts) {
	fmt.Fprintf(w, `
  Sample e-service        %s     make a request, pay it, see every callback
  Stand-ins               %s     demo bank, and how a script drives it all
  Inbox                   %s     the receipts that payers asked for
  Payer's pages           %s
    check of a document   %s/d/
  API v2                  %s
    its contract          %s     open it in the browser
  SOAP service            %s
    its contract          %s?singleWsdl
  JSON microservice       %s     with the platform's certificate
  Supporting documents    %s     + Pdf/, Xml/ or Ubl/ and the identifier
  Health and metrics      %s/health/ready  %s/metrics

  Client certificate      %s (password %q)
    the same as PFX       %s
    certificate and key   %s  %s
  Platform's certificate  %s  %s
  Authority               %s
  Database                %s

No money is moved. Stop with Ctrl+C.
`, f.EService, f.Sandbox, f.Mail, f.Web, f.Web, f.APIV2, f.Contract, f.PaymentSOAP, f.PaymentSOAP, f.PaymentAPI, f.InvoiceREST, f.Ops, f.Ops,
		f.ClientPEM, f.ClientPassword, f.ClientPFX, f.ClientCert, f.ClientKey, f.PlatformCert, f.PlatformKey, f.CA, f.Database)
}

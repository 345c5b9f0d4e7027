// Command mm is the payments module: the server, its demonstration, and the
// tools of those who run it. Each subcommand has a file of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"viss.gov.lv/mm/internal/config"
)

// commands is the command line. Kong reads it; each field is a subcommand.
type commands struct {
	Demo        demoCommand        `cmd:"" help:"Everything on this machine, without set-up: database, certificates, stand-in bank, sample e-service."`
	Serve       serveCommand       `cmd:"" help:"Run the server from a configuration file."`
	Sandbox     sandboxCommand     `cmd:"" help:"Run the stand-ins alone, for tests of integrators."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database's schema up to date."`
	Catalogue   catalogueCommand   `cmd:"" help:"Check, import or export the catalogue of institutions, services and prices."`
	Certificate certificateCommand `cmd:"" help:"Make a test authority and certificates."`
	Request     requestCommand     `cmd:"" help:"Look at payment requests, or withdraw one."`
	Document    documentCommand    `cmd:"" help:"Check a copy of a supporting document, or look at issued ones."`
	Delivery    deliveryCommand    `cmd:"" help:"Look at what is owed to institutions and payers, or try it again."`
	Notices     noticesCommand     `cmd:"" help:"Show the keys with which institutions verify signed notices."`
	Config      configCommand      `cmd:"" help:"Check a configuration file, or print an example."`
	Doctor      doctorCommand      `cmd:"" help:"Say what is wrong with a set-up."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

// configured is embedded by commands that work on an installation.
type configured struct {
	File string `name:"config" short:"c" default:"mm.yaml" env:"MM_CONFIG" help:"Configuration file." type:"path"`
}

func (c configured) load() (config.Config, error) { return config.Load(c.File, os.Getenv) }

func main() {
	os.Exit(run())
}

func run() int {
	var line commands
	parser, err := kong.New(&line,
		kong.Name("mm"),
		kong.Description("Maksājumu modulis: the payments module of Latvia's state e-services."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mm:", err)
		return 1
	}
	chosen, err := parser.Parse(os.Args[1:])
	if err != nil {
		parser.FatalIfErrorf(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen.BindTo(ctx, (*context.Context)(nil))
	if err := chosen.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "mm:", err)
		return 1
	}
	return 0
}

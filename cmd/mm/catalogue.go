package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type catalogueCommand struct {
	Check    catalogueCheckCommand    `cmd:"" help:"Say whether a catalogue file is right, with all its faults at once."`
	Import   catalogueImportCommand   `cmd:"" help:"Make a catalogue file the next version."`
	Export   catalogueExportCommand   `cmd:"" help:"Write a version as a file that can be imported again."`
	Versions catalogueVersionsCommand `cmd:"" help:"List the versions, newest first."`
}

type catalogueCheckCommand struct {
	Catalogue string `arg:"" name:"FILE" help:"Catalogue, YAML or JSON." type:"path"`
}

// Run checks a file.
func (c *catalogueCheckCommand) Run() error { return app.CheckCatalogue(os.Stdout, c.Catalogue) }

type catalogueImportCommand struct {
	configured
	Catalogue string `arg:"" name:"FILE" help:"Catalogue, YAML or JSON." type:"path"`
	By        string `default:"operator" env:"USER" help:"Who imports it; kept with the version."`
	Yes       bool   `help:"Do it. Without, only say what it would change."`
}

// Run makes a file the next version.
func (c *catalogueImportCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ImportCatalogue(ctx, os.Stdout, c.Catalogue, c.By, c.Yes)
	})
}

type catalogueExportCommand struct {
	configured
	Version int64  `help:"Which version; without, the one in force."`
	Out     string `help:"File to write; without, standard output." type:"path"`
	Yes     bool   `help:"Replace a file that is there. Without, only say so."`
}

// Run writes a version.
func (c *catalogueExportCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ExportCatalogue(ctx, os.Stdout, c.Version, c.Out, c.Yes)
	})
}

type catalogueVersionsCommand struct{ configured }

// Run lists the versions.
func (c *catalogueVersionsCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error { return o.ListCatalogues(ctx, os.Stdout) })
}

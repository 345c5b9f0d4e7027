package main

import (
	"context"
	"errors"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type doctorCommand struct {
	configured
	Certificates []string `name:"certificate" help:"File with certificates of institutions, whose dates are to be looked at: the catalogue knows fingerprints only. May be repeated." type:"path"`
	JSON         bool     `help:"Print the findings as JSON."`
}

// Run looks at the set-up. It fails when a check does.
func (c *doctorCommand) Run(ctx context.Context) error {
	found := app.Examine(ctx, app.Examination{File: c.File, Getenv: os.Getenv, Certificates: c.Certificates})
	show := found.Print
	if c.JSON {
		show = found.PrintJSON
	}
	return errors.Join(show(os.Stdout), found.Err())
}

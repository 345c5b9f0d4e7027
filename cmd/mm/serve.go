package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type serveCommand struct{ configured }

// Run serves until the context ends, then stops in good order.
func (c *serveCommand) Run(ctx context.Context) error {
	spareProcessor()
	settings, err := c.load()
	if err != nil {
		return err
	}
	a, err := app.New(ctx, app.Options{Config: settings, Log: app.NewLog(settings.Log, os.Stderr)})
	if err != nil {
		return err
	}
	a.Start(ctx)
	fmt.Fprintf(os.Stdout, "mm serves payers at %s and services at %s.\n", a.WebAddress(), a.ServicesAddress())
	select {
	case <-ctx.Done():
	case err = <-a.Failed():
	}
	return errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
}

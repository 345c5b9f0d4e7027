package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type migrateCommand struct {
	configured
	Yes bool `help:"Do it. Without, only say what would be done."`
}

// Run brings the schema up to date.
func (c *migrateCommand) Run(ctx context.Context) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	return app.Migrate(ctx, settings, os.Stdout, c.Yes)
}

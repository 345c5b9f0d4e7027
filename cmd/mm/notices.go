package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type noticesCommand struct {
	Keys noticesKeysCommand `cmd:"" help:"Print the secrets or public keys to hand over to an institution."`
}

type noticesKeysCommand struct {
	configured
	Institution string `required:"" help:"Code of the institution."`
	Service     string `help:"Only the keys of this service."`
}

// Run prints the keys.
func (c *noticesKeysCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.NoticeKeys(os.Stdout, c.Institution, c.Service)
	})
}

package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type deliveryCommand struct {
	List  deliveryListCommand  `cmd:"" help:"List deliveries, newest first."`
	Show  deliveryShowCommand  `cmd:"" help:"Show a delivery with each try."`
	Retry deliveryRetryCommand `cmd:"" help:"Try a delivery again that failed or waits."`
}

type deliveryListCommand struct {
	configured
	State       string `help:"Only waiting, accepted, failed or superseded ones." enum:",waiting,accepted,failed,superseded" default:""`
	Institution string `help:"Only those to this institution."`
	Request     string `help:"Only those of this request: identifier or number."`
	Limit       int    `default:"100" help:"At most so many."`
}

// Run lists deliveries.
func (c *deliveryListCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ListDeliveries(ctx, os.Stdout, c.State, c.Institution, c.Request, c.Limit)
	})
}

type deliveryShowCommand struct {
	configured
	ID string `arg:"" help:"Identifier of the delivery."`
}

// Run shows a delivery.
func (c *deliveryShowCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error { return o.ShowDelivery(ctx, os.Stdout, c.ID) })
}

type deliveryRetryCommand struct {
	configured
	ID  string `arg:"" help:"Identifier of the delivery."`
	Yes bool   `help:"Do it. Without, only say what would be done."`
}

// Run makes a delivery due.
func (c *deliveryRetryCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error { return o.RetryDelivery(ctx, os.Stdout, c.ID, c.Yes) })
}

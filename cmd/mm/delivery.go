package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type deliveryCommand struct {
	List   deliveryListCommand   `cmd:"" help:"List deliveries, newest first."`
	Show   deliveryShowCommand   `cmd:"" help:"Show a delivery with each try."`
	Replay deliveryReplayCommand `cmd:"" aliases:"retry" help:"Make deliveries once more: those named, or an institution's of a stretch of time."`
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

type deliveryReplayCommand struct {
	configured
	IDs         []string `arg:"" optional:"" name:"ID" help:"Identifiers of deliveries."`
	Institution string   `help:"Those to this institution; with --from and --till."`
	From        string   `help:"Those that became owed from this day or moment on."`
	Till        string   `help:"Those that became owed until this day's end, or before this moment."`
	State       string   `help:"Only waiting, accepted or failed ones." enum:",waiting,accepted,failed" default:""`
	Yes         bool     `help:"Do it. Without, only say what would be done."`
}

// Run makes deliveries due.
func (c *deliveryReplayCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ReplayDeliveries(ctx, os.Stdout, app.ReplayOptions{
			IDs: c.IDs, Institution: c.Institution, From: c.From, Till: c.Till, State: c.State,
		}, c.Yes)
	})
}

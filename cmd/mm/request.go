package main

import (
	"context"
	"errors"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type requestCommand struct {
	List     requestListCommand     `cmd:"" help:"List what needs a person's attention."`
	Show     requestShowCommand     `cmd:"" help:"Show a request with its whole timeline."`
	Withdraw requestWithdrawCommand `cmd:"" help:"Withdraw a request that is not paid."`
}

type requestListCommand struct {
	configured
	Attention   bool   `help:"List the open attention items."`
	Kind        string `help:"Only items of this kind: overpaid, partly paid, to refund, manual, delivery failed, no document."`
	Institution string `help:"Only those of this institution."`
	Limit       int    `default:"100" help:"At most so many."`
}

// Run lists attention items.
func (c *requestListCommand) Run(ctx context.Context) error {
	if !c.Attention {
		return errors.New("request list needs --attention: requests themselves are found by their number with `mm request show`")
	}
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ListAttention(ctx, os.Stdout, c.Kind, c.Institution, c.Limit)
	})
}

type requestShowCommand struct {
	configured
	Name string `arg:"" name:"ID|Number" help:"Identifier of a request, or number of a request, payment or attempt."`
}

// Run shows a request.
func (c *requestShowCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error { return o.ShowRequest(ctx, os.Stdout, c.Name) })
}

type requestWithdrawCommand struct {
	configured
	Name   string `arg:"" name:"ID|Number" help:"Identifier or number of the request."`
	Reason string `help:"Why; kept in the timeline."`
	By     string `default:"operator" env:"USER" help:"Who withdraws it; kept in the timeline."`
	Yes    bool   `help:"Do it. Without, only say what would be done."`
}

// Run withdraws a request.
func (c *requestWithdrawCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.Withdraw(ctx, os.Stdout, c.Name, "operator "+c.By, c.Reason, c.Yes)
	})
}

// operate runs work on the installation's database.
func (c configured) operate(ctx context.Context, work func(*app.Operator) error) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	o, err := app.OpenOperator(ctx, settings)
	if err != nil {
		return err
	}
	return errors.Join(work(o), o.Close())
}

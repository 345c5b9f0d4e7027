package main

import (
	"context"
	"os"

	"viss.gov.lv/mm/internal/app"
)

type documentCommand struct {
	Verify documentVerifyCommand `cmd:"" help:"Say whether a copy of a document is genuine."`
	List   documentListCommand   `cmd:"" help:"List issued documents, newest first."`
	Show   documentShowCommand   `cmd:"" help:"Show an issued document by its number."`
	Issue  documentIssueCommand  `cmd:"" help:"Issue the document that a paid request should have and has not."`
}

type documentVerifyCommand struct {
	configured
	What string `arg:"" name:"FILE|CODE" help:"PDF or XML file, text of a QR code, or verification code. A file and a QR code are checked without a network or database; a code alone is looked up."`
	Keys string `help:"Published keys: a file, or their address. Without, those of the configuration." placeholder:"FILE|URL"`
}

// Run checks a copy.
func (c *documentVerifyCommand) Run(ctx context.Context) error {
	return app.Verification{What: c.What, Keys: c.Keys, Configured: c.load}.Verify(ctx, os.Stdout)
}

type documentListCommand struct {
	configured
	Institution string `help:"Only those of this institution."`
	Request     string `help:"Only those of this request: identifier or number."`
	Limit       int    `default:"100" help:"At most so many."`
}

// Run lists documents.
func (c *documentListCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.ListDocuments(ctx, os.Stdout, c.Institution, c.Request, c.Limit)
	})
}

type documentShowCommand struct {
	configured
	Number string `arg:"" help:"Number of the document."`
}

// Run shows a document.
func (c *documentShowCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error { return o.ShowDocument(ctx, os.Stdout, c.Number) })
}

type documentIssueCommand struct {
	configured
	Name string `arg:"" name:"ID|Number" help:"Identifier or number of the request."`
	By   string `default:"operator" env:"USER" help:"Who issues it; kept in the timeline."`
	Yes  bool   `help:"Do it. Without, only say what would be done."`
}

// Run issues a missing document.
func (c *documentIssueCommand) Run(ctx context.Context) error {
	return c.operate(ctx, func(o *app.Operator) error {
		return o.IssueDocument(ctx, os.Stdout, c.Name, "operator "+c.By, c.Yes)
	})
}

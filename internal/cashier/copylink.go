package cashier

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"viss.gov.lv/mm/pay"
)

// CopyPath is where links to copies lead, below the web listener's address.
const CopyPath = "/copy/"

// secretSize is 128 bits: nobody guesses it.
const secretSize = 16

// OneTimeLink makes a link with which its bearer can fetch a copy of the
// request's newest document, once, within pay.CopyLinkTerm. It is for the one
// who is to have the copy and for nobody else: not for logs, not for pages that
// everyone with the request's identifier can see. CodeNoDocument: there is
// nothing to fetch.
func (c *Cashier) OneTimeLink(ctx context.Context, request pay.ID) (string, error) {
	if _, err := c.document(ctx, request); err != nil {
		return "", err
	}
	secret := make([]byte, secretSize)
	if _, err := io.ReadFull(c.Entropy, secret); err != nil {
		return "", fmt.Errorf("make a link to a copy: %w", err)
	}
	text := hex.EncodeToString(secret) // one case only: addresses are matched without regard to it
	now := c.Business.Now()
	err := c.Links.AddCopyLink(ctx, pay.CopyLink{
		Digest: sha256.Sum256([]byte(text)), Request: request, Created: now, Expires: now.Add(pay.CopyLinkTerm),
	})
	if err != nil {
		return "", err
	}
	return c.WebBase + CopyPath + text, nil
}

// CopyLinkOpen tells whether a link could be used, without using it: readers of
// mail open links before people do. CodeRequestNotFound when it could not.
func (c *Cashier) CopyLinkOpen(ctx context.Context, secret string) error {
	open, err := c.Links.CopyLinkOpen(ctx, sha256.Sum256([]byte(secret)), c.Business.Now())
	if err == nil && !open {
		err = pay.Fail(pay.CodeRequestNotFound, errLink)
	}
	return err
}

// UseCopyLink uses a link up and gives its request; CodeRequestNotFound when it
// was used, has expired or never was.
func (c *Cashier) UseCopyLink(ctx context.Context, secret string) (pay.ID, error) {
	id, err := c.Links.UseCopyLink(ctx, sha256.Sum256([]byte(secret)), c.Business.Now())
	if errors.Is(err, pay.ErrNotFound) {
		err = pay.Fail(pay.CodeRequestNotFound, errLink)
	}
	return id, err
}

var errLink = errors.New("the link was used, has expired or never was")

// PayerDocument is the newest document of a request for who may have it;
// whether they may, the caller has made sure of. CodeNoDocument: there is none.
func (c *Cashier) PayerDocument(ctx context.Context, id pay.ID) (*pay.Document, error) {
	return c.document(ctx, id)
}

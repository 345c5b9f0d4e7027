package payer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Abandon is the outcome of a payer who leaves the bank's page as it is.
const Abandon = "abandon"

// maxPayments bounds the payments of one walk.
const maxPayments = 100

// Payer walks the pages. It is safe for concurrent use: each walk is another
// browser.
type Payer struct {
	page string
	host string
	http *http.Client
	due  func(context.Context) error
}

// New makes a Payer. Page is the address of MM's page up to and with "?id=".
// Due lets the bank's server do what is due, as it would while the payer is
// still looking at the bank's receipt.
func New(page string, client *http.Client, due func(context.Context) error) (*Payer, error) {
	u, err := url.Parse(page)
	switch {
	case err != nil || u.Host == "" || !strings.HasSuffix(page, "="):
		return nil, fmt.Errorf("payer: %q is not the address of a page that ends in =", page)
	case client == nil || due == nil:
		return nil, errors.New("payer: an HTTP client and the bank's work must be given")
	}
	return &Payer{page: page, host: u.Host, http: client, due: due}, nil
}

// Wish is what the payer is to do.
type Wish struct {
	ID       string // of the request
	Payment  string // number of the payment; empty: all of the request
	Provider string
	Outcome  string // a button of the bank's page, or Abandon
}

// Visit is one payment of a walk.
type Visit struct {
	Payment string `json:"payment,omitempty"`
	Outcome string `json:"outcome"`
	Page    string `json:"page"`  // address of the last page
	Title   string `json:"title"` // and its heading
}

// Error says which page ended a walk.
type Error struct {
	Status int // that the driver of the walk is answered
	Text   string
}

// Error is the text.
func (e *Error) Error() string { return e.Text }

func stopped(status int, format string, values ...any) error {
	return &Error{Status: status, Text: fmt.Sprintf(format, values...)}
}

// Pay walks until every payment that the wish names was tried once.
func (p *Payer) Pay(ctx context.Context, w Wish) ([]Visit, error) {
	b, err := newBrowser(p.http)
	if err != nil {
		return nil, err
	}
	var visits []Visit
	for len(visits) < maxPayments {
		start, err := b.get(ctx, p.address(w))
		if err != nil {
			return visits, unreachable(err)
		}
		choice, err := p.choice(ctx, b, start, w)
		if err == nil && choice == nil && len(visits) == 0 {
			err = p.noWay(start)
		}
		if err != nil {
			return visits, err
		}
		if choice == nil || choice.handover && len(visits) > 0 { // nothing to pay, or what was just left at the bank
			return visits, nil
		}
		payment := choice.payment
		if slices.ContainsFunc(visits, func(v Visit) bool { return v.Payment == payment }) {
			return visits, nil // tried already, and not paid
		}
		last, err := p.visit(ctx, b, choice, w)
		if err != nil {
			return visits, err
		}
		visits = append(visits, Visit{Payment: payment, Outcome: w.Outcome, Page: last.at.String(), Title: last.title})
		if w.Payment != "" {
			return visits, nil
		}
	}
	return visits, nil
}

// address is that of MM's page, with the payment that the payer wants to pay.
func (p *Payer) address(w Wish) string {
	address := p.page + url.QueryEscape(w.ID)
	if w.Payment != "" {
		address += "&payment=" + url.QueryEscape(w.Payment)
	}
	return address
}

// noWay tells why a page leads nowhere.
func (p *Payer) noWay(d document) error {
	switch {
	case d.status == http.StatusNotFound:
		return stopped(http.StatusNotFound, "MM does not know the request: its page says %q", d.title)
	case d.status >= http.StatusInternalServerError:
		return stopped(http.StatusBadGateway, "MM's page answers %d: %q", d.status, d.title)
	}
	return stopped(http.StatusConflict, "MM's page offers no payment now: it says %q (status %d)", d.title, d.status)
}

func unreachable(err error) error {
	return stopped(http.StatusBadGateway, "a page cannot be reached: %v", err)
}

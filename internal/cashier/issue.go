package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// Certifier makes a document verifiable. It does no I/O: it is called while the
// series of the document's number is locked.
type Certifier interface {
	Certify(d *pay.Document) error
}

// issueError is a document that could not be made. It must not cost a payment:
// see changeAndIssue.
type issueError struct{ cause error }

func (e *issueError) Error() string { return "issue a document: " + e.cause.Error() }

func (e *issueError) Unwrap() error { return e.cause }

// blank is a document before it is one: what must be made before a transaction.
type blank struct {
	id         pay.ID
	repository int64
}

func (c *Cashier) blank(ctx context.Context) (*blank, error) {
	id, err := c.IDs.NewID()
	if err != nil {
		return nil, err
	}
	number, err := c.Numbers.NextNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("number a document: %w", err)
	}
	serial, err := number.Serial()
	if err != nil {
		return nil, fmt.Errorf("number a document: %w", err)
	}
	return &blank{id: id, repository: int64(serial)}, nil
}

// changeAndIssue is change for what may end with a document. When the document
// cannot be made (the institution has left the catalogue, its series is full),
// the change is made without: money that came is never forgotten, and a person
// is told that the document is missing.
func (c *Cashier) changeAndIssue(ctx context.Context, id pay.ID, decide func(*step, *pay.Request) (pay.Effects, error)) error {
	form, err := c.blank(ctx)
	if err != nil {
		return err
	}
	err = c.changeWith(ctx, id, form, nil, decide)
	var failed *issueError
	if !errors.As(err, &failed) {
		return err
	}
	c.Log.ErrorContext(ctx, "a payment gets no supporting document", "request", id.String(), "error", failed.cause)
	return c.changeWith(ctx, id, nil, failed, decide)
}

// issue gives the document that a change asks for, if it does. The latest one
// of the request tells on whose name it is and which it replaces.
func (s *step) issue(r *pay.Request, effects *pay.Effects) error {
	if s.blank == nil && s.unissued == nil || !effects.DocumentDue(r) || r.Paid() == 0 {
		return nil
	}
	latest, err := s.latest(r.ID)
	if err != nil && s.unissued == nil { // an old one that cannot be read must not cost a payment either
		return &issueError{err}
	}
	if err == nil && r.Detail.NoInvoice && latest == nil { // nobody has asked for one since
		return nil
	}
	if s.unissued != nil {
		return s.tellMissing(r, effects)
	}
	d, err := s.compose(r, pay.DocumentConfirmation, partyOf(latest), latest)
	if err != nil {
		return uncomposed(err)
	}
	if latest != nil && latest.Type == d.Type && latest.Total == d.Total {
		return nil // what changed is not in it
	}
	s.add(d)
	return nil
}

// tellMissing raises the item that says that the document is not there.
func (s *step) tellMissing(r *pay.Request, effects *pay.Effects) error {
	effects.Attention = append(effects.Attention, pay.Attention{
		Kind: pay.AttentionNoDocument, Institution: r.Institution, Request: r.ID, Number: r.Number,
		Amount: r.Paid(), Note: s.unissued.Error(), Created: s.now,
	})
	return nil
}

// uncomposed is what a change makes of a document that could not be composed:
// nothing when there is nothing that it could confirm.
func uncomposed(err error) error {
	if pay.CodeOf(err) == pay.CodeNotPossible {
		return nil
	}
	return &issueError{err}
}

// latest is the newest document of the locked request, nil when it has none.
func (s *step) latest(id pay.ID) (*pay.Document, error) {
	d, err := s.tx.LatestDocument(id)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, nil
	}
	return d, err
}

// partyOf is on whose name the documents of a request are since somebody asked
// for that; nil: the payer's.
func partyOf(latest *pay.Document) *pay.DocumentPayer {
	if latest == nil {
		return nil
	}
	return &latest.Payer
}

// compose makes a document out of the request and the blank.
func (s *step) compose(r *pay.Request, t pay.DocumentType, party *pay.DocumentPayer, latest *pay.Document) (*pay.Document, error) {
	i := pay.Issue{ID: s.blank.id, Type: t, Catalogue: s.c.Catalogue.Current(), Now: s.now, For: party}
	if latest != nil {
		i.Replaces = latest.Number
	}
	d, err := pay.ComposeDocument(r, i)
	if err != nil {
		return nil, err
	}
	d.Repository = s.blank.repository
	return d, nil
}

// add keeps a document; its number and its certificate come last.
func (s *step) add(d *pay.Document) {
	s.issued = d
	s.tx.AddDocument(d, func(serial int64) error {
		number, err := pay.DocumentNumberOf(pay.DocumentSeries(d.Institution), pay.DocumentYear(d.Issued), serial)
		if err != nil {
			return &issueError{err}
		}
		d.Number = number
		if err := s.c.Certifier.Certify(d); err != nil {
			return &issueError{err}
		}
		return nil
	})
}

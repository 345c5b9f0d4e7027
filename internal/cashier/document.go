package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// actorInstitution names who asked for a document, in its event.
const actorInstitution = "institution"

// CreateInvoice issues a document of the caller's own request on the name of a
// person or company (spec 002, chapter 2.10.7) and gives its repository number:
// an invoice while the request can be paid, a confirmation once it is paid, or
// closed with a part paid; it takes the place of the one before. What the
// request said of documents (NoInvoice) does not matter. The same input gives
// the same number, until something changes. CodeRequestNotFound: unknown, or
// another's. CodeExpired, CodeWithdrawn: closed, and nothing of it is paid.
func (c *Cashier) CreateInvoice(ctx context.Context, caller pay.Caller, id pay.ID, name, code, address string) (int64, error) {
	party, err := pay.ParseDocumentPayer(name, code, address)
	if err != nil {
		return 0, err
	}
	form, err := c.blank(ctx)
	if err != nil {
		return 0, err
	}
	missed, err := c.missed(ctx, id)
	if err != nil {
		return 0, err
	}
	repository := form.repository
	err = c.changeWith(ctx, id, form, nil, func(s *step, r *pay.Request) (pay.Effects, error) {
		repository = form.repository
		if r.Institution != caller.Institution {
			return pay.Effects{}, pay.Fail(pay.CodeRequestNotFound, nil)
		}
		kind, err := r.DocumentWanted(s.now)
		if err != nil {
			return pay.Effects{}, err
		}
		latest, err := s.latest(r.ID)
		if err != nil {
			return pay.Effects{}, err
		}
		d, err := s.compose(r, kind, &party, latest)
		if err != nil {
			return pay.Effects{}, refusedDocument(r, err)
		}
		if latest != nil && latest.Type == kind && latest.Payer == d.Payer && latest.Total == d.Total {
			repository = latest.Repository
			return pay.Effects{}, nil
		}
		s.add(d)
		s.resolve(missed)
		return r.AskDocument(d, actorInstitution, caller.Subject, s.now), nil
	})
	return repository, err
}

// refusedDocument says why there can be no document.
func refusedDocument(r *pay.Request, err error) error {
	if pay.CodeOf(err) != pay.CodeNotPossible {
		return err
	}
	switch {
	case r.Paid() == 0 && r.State == pay.RequestWithdrawn:
		return pay.Fail(pay.CodeWithdrawn, err)
	case r.Paid() == 0 && r.State == pay.RequestExpired:
		return pay.Fail(pay.CodeExpired, err)
	}
	return r.WhyNoDocument()
}

// IssueMissing issues the confirmation that a request should have and has not,
// for an operator who mended what stood in its way. CodeNotPossible: it has
// one, or has nothing to confirm.
func (c *Cashier) IssueMissing(ctx context.Context, actor string, id pay.ID) (*pay.Document, error) {
	form, err := c.blank(ctx)
	if err != nil {
		return nil, err
	}
	missed, err := c.missed(ctx, id)
	if err != nil {
		return nil, err
	}
	var issued *pay.Document
	err = c.changeWith(ctx, id, form, nil, func(s *step, r *pay.Request) (pay.Effects, error) {
		if r.State == pay.RequestOpen {
			return pay.Effects{}, r.WhyNoDocument()
		}
		latest, err := s.latest(r.ID)
		if err != nil {
			return pay.Effects{}, err
		}
		d, err := s.compose(r, pay.DocumentConfirmation, partyOf(latest), latest)
		if err != nil {
			return pay.Effects{}, refusedDocument(r, err)
		}
		if latest != nil && latest.Type == d.Type && latest.Total == d.Total {
			return pay.Effects{}, pay.Fail(pay.CodeNotPossible, fmt.Errorf("%s is its document", latest.Number))
		}
		s.add(d)
		s.resolve(missed)
		issued = d
		return r.AskDocument(d, actor, "", s.now), nil
	})
	return issued, err
}

// missed are the items that say that a request has not got its document.
func (c *Cashier) missed(ctx context.Context, id pay.ID) ([]pay.Attention, error) {
	items, err := c.Store.AttentionItems(ctx, pay.AttentionFilter{Kind: pay.AttentionNoDocument, Request: id})
	if err != nil {
		return nil, fmt.Errorf("look for what request %s misses: %w", id, err)
	}
	return items, nil
}

// resolve ends what a document has made up for.
func (s *step) resolve(missed []pay.Attention) {
	for _, item := range missed {
		s.tx.ResolveAttention(item.ID, s.now)
	}
}

// Document is the newest document of the caller's own request.
// CodeRequestNotFound: unknown, or another's. CodeNoDocument: there is none, and
// the error says why.
func (c *Cashier) Document(ctx context.Context, caller pay.Caller, id pay.ID) (*pay.Document, error) {
	owner, _, err := c.Store.Letter(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	if owner != caller.Institution {
		return nil, pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return c.document(ctx, id)
}

func (c *Cashier) document(ctx context.Context, id pay.ID) (*pay.Document, error) {
	d, err := c.Documents.LatestDocument(ctx, id)
	if !errors.Is(err, pay.ErrNotFound) {
		return d, err
	}
	r, err := c.Store.Request(ctx, id)
	if err != nil {
		return nil, notFound(err)
	}
	return nil, r.WhyNoDocument()
}

// IssuedDocument finds a document by its verification code;
// CodeRequestNotFound when MM has issued none with it.
func (c *Cashier) IssuedDocument(ctx context.Context, code string) (pay.IssuedDocument, error) {
	d, err := c.Documents.DocumentByCode(ctx, code)
	if err != nil {
		return pay.IssuedDocument{}, notFound(err)
	}
	latest, err := c.Documents.LatestDocument(ctx, d.Request)
	if err != nil {
		return pay.IssuedDocument{}, err
	}
	issued := pay.IssuedDocument{Document: d}
	if latest.ID != d.ID {
		issued.Replaced = latest.Number
	}
	return issued, nil
}

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
// person or company (spec 002, chapter 2.10.7) and gives its repository number.
// See IssueDocument.
func (c *Cashier) CreateInvoice(ctx context.Context, caller pay.Caller, id pay.ID, name, code, address string) (int64, error) {
	party, err := pay.ParseDocumentPayer(name, code, address)
	if err != nil {
		return 0, err
	}
	ordered, err := c.orderDocument(ctx, caller, id, party, func(*step, pay.Ordered) {})
	if err != nil {
		return 0, err
	}
	return ordered.Document.Repository, nil
}

// IssueDocument issues a document of the caller's own request on the name of a
// party: an invoice while the request can be paid, a confirmation once it is
// paid, or closed with a part paid; it takes the place of the one before. What
// the request said of documents (NoInvoice) does not matter. The same input
// gives the same document, until something changes. CodeRequestNotFound:
// unknown, or another's. CodeExpired, CodeWithdrawn: closed, and nothing of it
// is paid.
func (c *Cashier) IssueDocument(ctx context.Context, caller pay.Caller, id pay.ID, party pay.DocumentPayer, o pay.Once) (pay.Ordered, error) {
	var ordered pay.Ordered
	answer, err := c.once(ctx, caller, o, func(keep keeper) (answer pay.Answer, err error) {
		ordered, err = c.orderDocument(ctx, caller, id, party, func(s *step, ordered pay.Ordered) {
			// The document's number comes last in the transaction. It never changes,
			// so its identifier is as good as the answer itself.
			answer = pay.Answer{Request: id, Body: []byte(ordered.Document.ID.String())}
			if ordered.New {
				answer.Status = statusNew
			}
			keep(s.tx, answer)
		})
		return answer, err
	})
	if err != nil || !answer.Again {
		return ordered, err
	}
	d, err := c.orderedBefore(ctx, caller, answer)
	return pay.Ordered{Document: d, New: answer.Status == statusNew, Again: true}, err
}

// statusNew is kept when a document was issued for the call.
const statusNew = 1

// orderedBefore finds the document that an earlier call came to.
func (c *Cashier) orderedBefore(ctx context.Context, caller pay.Caller, answer pay.Answer) (*pay.Document, error) {
	issued, err := c.OwnDocuments(ctx, caller, pay.DocumentFilter{Request: answer.Request, Limit: mostDocuments})
	if err != nil {
		return nil, err
	}
	for i := range issued {
		if issued[i].ID.String() == string(answer.Body) {
			return &issued[i], nil
		}
	}
	return nil, fmt.Errorf("document %s of request %s is not among its newest", answer.Body, answer.Request)
}

// mostDocuments is more than one request can get while a key is remembered.
const mostDocuments = 10_000

// orderDocument issues a document, or finds the latest to say the same already; also
// puts more into the transaction.
func (c *Cashier) orderDocument(ctx context.Context, caller pay.Caller, id pay.ID, party pay.DocumentPayer, also func(*step, pay.Ordered)) (pay.Ordered, error) {
	var ordered pay.Ordered
	form, err := c.blank(ctx)
	if err != nil {
		return ordered, err
	}
	missed, err := c.missed(ctx, id)
	if err != nil {
		return ordered, err
	}
	err = c.changeWith(ctx, id, form, nil, func(s *step, r *pay.Request) (pay.Effects, error) {
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
			ordered = pay.Ordered{Document: latest}
			also(s, ordered)
			return pay.Effects{}, nil
		}
		s.add(d)
		s.resolve(missed)
		ordered = pay.Ordered{Document: d, New: true}
		also(s, ordered)
		return r.AskDocument(d, actorInstitution, caller.Subject, s.now), nil
	})
	return ordered, err
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

package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// operationSave names the operation for idempotency keys; all interfaces that
// save a request share it.
const operationSave = "SavePaymentRequest"

// Save makes a payment request of a caller's draft. When it returns without an
// error the request is on disk. With a key, the same content again gives the
// same answer, and other content is refused with CodeIdempotencyConflict.
func (c *Cashier) Save(ctx context.Context, caller pay.Caller, draft pay.Draft, key string) (pay.Saved, error) {
	if key == "" {
		return c.save(ctx, caller, draft, nil)
	}
	record := &pay.Idempotent{
		Institution: caller.Institution, Operation: operationSave, Key: key,
		Digest: draft.Digest(), Created: c.Business.Now(),
	}
	if saved, ok, err := c.replay(ctx, record); ok || err != nil {
		return saved, err
	}
	saved, err := c.save(ctx, caller, draft, record)
	if errors.Is(err, pay.ErrTaken) { // a twin was quicker
		var ok bool
		if saved, ok, err = c.replay(ctx, record); !ok && err == nil {
			err = pay.Fail(pay.CodeBusy, pay.ErrTaken)
		}
	}
	return saved, err
}

// replay answers from an earlier success with the same key, if there is one.
func (c *Cashier) replay(ctx context.Context, record *pay.Idempotent) (pay.Saved, bool, error) {
	known, err := c.recall(ctx, record)
	if known == nil || err != nil {
		return pay.Saved{}, false, err
	}
	r, err := c.Store.Request(ctx, known.Request)
	if err != nil {
		return pay.Saved{}, false, fmt.Errorf("read request %s of idempotency key: %w", known.Request, err)
	}
	return pay.Saved{ID: r.ID, Number: r.Number}, true, nil
}

func (c *Cashier) save(ctx context.Context, caller pay.Caller, draft pay.Draft, record *pay.Idempotent) (pay.Saved, error) {
	r, err := c.compose(ctx, caller, draft)
	if err != nil {
		return pay.Saved{}, err
	}
	err = c.keep(ctx, caller, r, func(tx pay.Tx) {
		if record != nil {
			record.Request = r.ID
			tx.AddIdempotent(*record)
		}
	})
	return pay.Saved{ID: r.ID, Number: r.Number}, err
}

// Create is Save for an interface that keeps its answers: show makes the answer
// of the new request.
func (c *Cashier) Create(ctx context.Context, caller pay.Caller, draft pay.Draft, o pay.Once, show func(*pay.Request) (pay.Answer, error)) (pay.Answer, error) {
	return c.once(ctx, caller, o, func(keep keeper) (pay.Answer, error) {
		r, err := c.compose(ctx, caller, draft)
		if err != nil {
			return pay.Answer{}, err
		}
		answer, err := show(r)
		if err != nil {
			return pay.Answer{}, err
		}
		return answer, c.keep(ctx, caller, r, func(tx pay.Tx) { keep(tx, answer) })
	})
}

// keep stores a new request, with what else belongs into its transaction.
func (c *Cashier) keep(ctx context.Context, caller pay.Caller, r *pay.Request, also func(pay.Tx)) error {
	created := pay.Event{
		Request: r.ID, Seq: r.EventSeq, At: r.Created, Kind: pay.EventCreated, Actor: "institution", Letter: r.Letter,
		Data: map[string]string{"total": r.Total.String(), "step": string(r.Step), "caller": caller.Subject},
	}
	err := c.Store.Update(ctx, func(tx pay.Tx) error {
		tx.AddRequest(r)
		tx.AddEvent(created)
		tx.SetJob(expiry(r, r.Expires))
		also(tx)
		return nil
	})
	if err != nil {
		return fmt.Errorf("save request: %w", err)
	}
	c.Observer.Happened(created)
	return nil
}

// compose makes the request with its identifiers and numbers.
func (c *Cashier) compose(ctx context.Context, caller pay.Caller, draft pay.Draft) (*pay.Request, error) {
	id, err := c.IDs.NewID()
	if err != nil {
		return nil, err
	}
	number, err := c.Numbers.NextNumber(ctx)
	if err != nil {
		return nil, fmt.Errorf("number a request: %w", err)
	}
	r, err := pay.Compose(draft, pay.Composition{
		ID: id, Number: number, Owner: caller.Institution,
		Catalogue: c.Catalogue.Current(), Now: c.Business.Now(),
	})
	if err != nil {
		return nil, err
	}
	if err := c.checkParent(ctx, r); err != nil {
		return nil, err
	}
	r.EventSeq = 1 // that it was created
	for i := range r.Payments {
		if r.Payments[i].Number, err = c.Numbers.NextNumber(ctx); err != nil {
			return nil, fmt.Errorf("number a payment: %w", err)
		}
	}
	return r, nil
}

// checkParent makes sure that a parent is the institution's own request; what
// is another's does not exist for it.
func (c *Cashier) checkParent(ctx context.Context, r *pay.Request) error {
	if r.Detail.Parent == nil {
		return nil
	}
	owner, _, err := c.Store.Letter(ctx, *r.Detail.Parent)
	if err != nil && !errors.Is(err, pay.ErrNotFound) {
		return fmt.Errorf("look up parent: %w", err)
	}
	if err != nil || owner != r.Institution {
		return &pay.Error{Code: pay.CodeUnknownParent, Field: "PaymentRequest/ParentPaymentRequestID", Value: r.Detail.Parent.String()}
	}
	return nil
}

// Letter is the status of a request for its institution. Another's request is
// not found.
func (c *Cashier) Letter(ctx context.Context, caller pay.Caller, id pay.ID) (pay.Letter, error) {
	owner, letter, err := c.Store.Letter(ctx, id)
	if err != nil {
		return "", notFound(err)
	}
	if owner != caller.Institution {
		return "", pay.Fail(pay.CodeRequestNotFound, nil)
	}
	return letter, nil
}

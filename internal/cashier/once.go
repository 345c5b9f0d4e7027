package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// keeper puts the answer of a call into the transaction of what it did. It does
// nothing when the caller gave no key.
type keeper func(tx pay.Tx, answer pay.Answer)

// once does a call at most once for its key. The work puts its answer into its
// own transaction by the keeper, so that either both are on disk or neither is;
// a twin at the same time loses its transaction and gets the other's answer. It
// does so, too, when it was refused for what the other had just done.
func (c *Cashier) once(ctx context.Context, caller pay.Caller, o pay.Once, work func(keeper) (pay.Answer, error)) (pay.Answer, error) {
	if o.Key == "" {
		return work(func(pay.Tx, pay.Answer) {})
	}
	record := o.Kept(caller.Institution, pay.Answer{})
	record.Created = c.Business.Now()
	if known, err := c.recall(ctx, &record); known != nil || err != nil {
		return again(known), err
	}
	answer, err := work(func(tx pay.Tx, answer pay.Answer) {
		kept := o.Kept(caller.Institution, answer)
		kept.Created = record.Created
		tx.AddIdempotent(kept)
	})
	if err == nil {
		return answer, nil
	}
	known, fault := c.recall(ctx, &record)
	switch {
	case known != nil:
		return again(known), nil
	case !errors.Is(err, pay.ErrTaken):
		return pay.Answer{}, err
	case fault == nil:
		fault = pay.Fail(pay.CodeBusy, pay.ErrTaken)
	}
	return pay.Answer{}, fault
}

func again(known *pay.Idempotent) pay.Answer {
	if known == nil {
		return pay.Answer{}
	}
	return pay.Answer{Status: known.Status, Body: known.Answer, Request: known.Request, Again: true}
}

// recall finds what an earlier call with the same key came to; nil when there
// was none. CodeIdempotencyConflict: it asked for something else.
func (c *Cashier) recall(ctx context.Context, record *pay.Idempotent) (*pay.Idempotent, error) {
	known, err := c.Store.Idempotent(ctx, record.Institution, record.Operation, record.Key)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look up idempotency key: %w", err)
	}
	if !known.Created.Add(pay.IdempotencyWindow).After(record.Created) {
		return nil, nil
	}
	if known.Digest != record.Digest {
		return nil, pay.Fail(pay.CodeIdempotencyConflict, nil)
	}
	return known, nil
}

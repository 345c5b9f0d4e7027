package cashier

import (
	"context"
	"errors"
	"fmt"

	"viss.gov.lv/mm/pay"
)

// OwnPayment finds a payment of the caller's own by its number, and gives its
// request with it. CodePaymentNotFound: there is none, or it is another's.
func (c *Cashier) OwnPayment(ctx context.Context, caller pay.Caller, number pay.Number) (r *pay.Request, index int, err error) {
	id, err := c.Store.FindRequest(ctx, number)
	if errors.Is(err, pay.ErrNotFound) {
		return nil, 0, pay.Fail(pay.CodePaymentNotFound, nil)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("find payment %s: %w", number, err)
	}
	r, err = c.Own(ctx, caller, id)
	if pay.CodeOf(err) == pay.CodeRequestNotFound {
		return nil, 0, pay.Fail(pay.CodePaymentNotFound, nil)
	}
	if err != nil {
		return nil, 0, err
	}
	if index = r.PaymentByNumber(number); index < 0 { // the number of the request, or of an attempt
		return nil, 0, pay.Fail(pay.CodePaymentNotFound, nil)
	}
	return r, index, nil
}

// WithdrawOwn closes a request of the caller's own that is not paid. The guard
// may refuse the state in which it is found; show makes the answer of that in
// which it is left. An attempt of which nobody knows how it ended stands in its
// way: who withdraws and asks anew would make a payer pay twice. An operator,
// who can ask the bank, may do it (Withdraw).
func (c *Cashier) WithdrawOwn(ctx context.Context, caller pay.Caller, w pay.Withdrawal, o pay.Once) (pay.Answer, error) {
	return c.once(ctx, caller, o, func(keep keeper) (pay.Answer, error) {
		var answer pay.Answer
		err := c.changeAndIssue(ctx, w.Request, func(s *step, r *pay.Request) (pay.Effects, error) {
			if r.Institution != caller.Institution {
				return pay.Effects{}, pay.Fail(pay.CodeRequestNotFound, nil)
			}
			if err := w.Guard(r); err != nil {
				return pay.Effects{}, err
			}
			if r.State == pay.RequestOpen && r.Undecided() {
				return pay.Effects{}, &pay.Error{Code: pay.CodeAttemptRunning, Want: pay.Want{
					LV: "Tā iznākums bankā nav zināms. Sazinieties ar Maksājumu moduļa uzturētāju.",
					EN: "Nobody knows yet how it ended at the bank. Contact the operator of the Payments module.",
				}}
			}
			effects, err := r.Withdraw(actorInstitution, w.Reason, s.now)
			if err != nil {
				return effects, err
			}
			s.tx.DropJob(pay.JobExpire, r.ID)
			s.last = func() (err error) {
				if answer, err = w.Show(r); err == nil {
					keep(s.tx, answer)
				}
				return err
			}
			return effects, nil
		})
		return answer, err
	})
}

// OwnDocuments lists documents of the caller's own, as the filter chooses them.
// CodeRequestNotFound: the request that it names is not the caller's.
func (c *Cashier) OwnDocuments(ctx context.Context, caller pay.Caller, f pay.DocumentFilter) ([]pay.Document, error) {
	if !f.Request.IsZero() {
		if _, err := c.Letter(ctx, caller, f.Request); err != nil {
			return nil, err
		}
	}
	f.Institution = caller.Institution
	found, err := c.Documents.Documents(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("list documents of %s: %w", caller.Institution, err)
	}
	return found, nil
}

// OwnDocument finds a document of the caller's own by its number. CodeNotFound:
// there is none, or it is another's.
func (c *Cashier) OwnDocument(ctx context.Context, caller pay.Caller, number pay.DocumentNumber) (*pay.Document, error) {
	found, err := c.OwnDocuments(ctx, caller, pay.DocumentFilter{Number: number, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, pay.Fail(pay.CodeNotFound, nil)
	}
	return &found[0], nil
}

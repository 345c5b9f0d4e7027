package cashier

import (
	"context"
	"fmt"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

// Begin starts an attempt: commit the intent, prepare the hand-over at the
// provider, commit the hand-over. The attempt that it returns has one. A live
// attempt at the same payment is CodeAttemptRunning, whatever the provider.
func (c *Cashier) Begin(ctx context.Context, id pay.ID, choice pay.Choice) (pay.Attempt, error) {
	provider, ok := c.Providers[choice.Provider]
	if _, offered := c.offered(c.Catalogue.Current(), choice.Provider); !ok || !offered {
		return pay.Attempt{}, pay.Fail(pay.CodeProviderNotOffered, nil)
	}
	attempt, order, err := c.intend(ctx, id, choice, provider.Terms())
	if err != nil {
		return pay.Attempt{}, err
	}
	order.Display = choice.Display
	handover, err := provider.Start(ctx, order)
	if err != nil {
		c.Log.WarnContext(ctx, "provider cannot start a payment", "provider", string(choice.Provider), "attempt", string(attempt.Ref), "error", err)
		return pay.Attempt{}, c.failed(ctx, attempt, err)
	}
	err = c.change(ctx, id, func(s *step, r *pay.Request) (pay.Effects, error) {
		effects, err := r.Sent(attempt.ID, handover, s.now)
		attempt = *r.Attempt(attempt.ID)
		return effects, err
	})
	if err != nil {
		return pay.Attempt{}, err
	}
	attempt.Handover = &handover
	return attempt, nil
}

// intend commits the attempt before anything is asked of the provider.
func (c *Cashier) intend(ctx context.Context, id pay.ID, choice pay.Choice, terms pay.Terms) (pay.Attempt, pay.Order, error) {
	fresh := pay.Attempt{Request: id, Provider: choice.Provider, Language: choice.Language}
	var order pay.Order
	var err error
	if fresh.ID, err = c.IDs.NewID(); err != nil {
		return fresh, order, err
	}
	if fresh.Ref, err = c.Numbers.NextNumber(ctx); err != nil {
		return fresh, order, fmt.Errorf("number an attempt: %w", err)
	}
	err = c.change(ctx, id, func(s *step, r *pay.Request) (pay.Effects, error) {
		if !slices.Contains(r.Detail.Offered, choice.Provider) {
			return pay.Effects{}, pay.Fail(pay.CodeProviderNotOffered, nil)
		}
		a := fresh
		a.Payment = r.PaymentByNumber(choice.Payment)
		a.HoldUntil = s.now.Add(terms.SentHold)
		effects, err := r.Begin(a, s.now)
		if err != nil {
			return effects, err
		}
		order = c.order(r, r.Attempt(fresh.ID))
		return effects, nil
	})
	return fresh, order, err
}

// failed records that the provider could not be asked. The payer may choose
// another way at once; should the money come all the same, it counts.
func (c *Cashier) failed(ctx context.Context, attempt pay.Attempt, cause error) error {
	// The payer may have gone away; the record must be made all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := c.change(ctx, attempt.Request, func(s *step, r *pay.Request) (pay.Effects, error) {
		return r.Failed(attempt.ID, "not started", s.now)
	})
	if err != nil {
		return err
	}
	return pay.Fail(pay.CodeProviderUnavailable, cause)
}

// addressProof is the parameter of an attempt's own addresses that holds its
// identifier, which nobody guesses. References can be guessed, and the way back
// leads to a request that whoever sees it may pay: a browser that brings no
// more than a reference must not be shown the way. Messages that prove nothing
// else are kept apart from those of strangers by it.
const addressProof = "attempt"

// order is what a provider is told of an attempt.
func (c *Cashier) order(r *pay.Request, a *pay.Attempt) pay.Order {
	p := &r.Payments[a.Payment]
	at, proof := c.WebBase+"/providers/"+string(a.Provider), "?"+addressProof+"="+a.ID.String()
	return pay.Order{
		Ref: a.Ref, Amount: pay.Money{Minor: p.Amount, Currency: r.Total.Currency},
		Payee: p.Account, Purpose: p.Purpose, Created: a.Created, Expires: r.Expires,
		ReturnURL: at + "/return" + proof, NotifyURL: at + "/notify" + proof, Language: a.Language,
	}
}

// GiveUp ends an attempt because the payer wants to try otherwise.
func (c *Cashier) GiveUp(ctx context.Context, id pay.ID, ref pay.Number) error {
	return c.change(ctx, id, func(s *step, r *pay.Request) (pay.Effects, error) {
		a := r.AttemptByRef(ref)
		if a == nil {
			return pay.Effects{}, pay.Fail(pay.CodePaymentNotFound, nil)
		}
		return r.GiveUp(a.ID, s.now)
	})
}

// Withdraw closes a request that is not paid, for the named actor.
func (c *Cashier) Withdraw(ctx context.Context, actor string, id pay.ID, reason string) error {
	return c.changeAndIssue(ctx, id, func(s *step, r *pay.Request) (pay.Effects, error) {
		effects, err := r.Withdraw(actor, reason, s.now)
		if err == nil {
			s.tx.DropJob(pay.JobExpire, r.ID)
		}
		return effects, err
	})
}

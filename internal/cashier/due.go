package cashier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// Expire is the job that closes a request whose term has passed. It is due
// again when a live attempt holds the request open.
func (c *Cashier) Expire(ctx context.Context, job pay.Job) (time.Time, error) {
	var again time.Time
	err := c.changeAndIssue(ctx, job.Ref, func(s *step, r *pay.Request) (pay.Effects, error) {
		var effects pay.Effects
		effects, again = r.Expire(s.now)
		return effects, nil
	})
	if pay.KindOf(err) == pay.NotFound {
		return time.Time{}, nil
	}
	return again, err
}

// lastQuery bounds the question before a hold ends: a provider that hangs must
// not keep the holds of others waiting.
const lastQuery = 3 * time.Second

// While a new provider is rolled out, or an old one taken away, instances differ
// in whom they know. Work about a provider that this one does not know is left
// to the others for a while before it is done without asking.
const (
	strangerTries = 5 // half a minute in all, with the pauses between failures
	strangerPause = time.Minute
)

var errStranger = errors.New("the provider is not configured here, maybe in another instance")

// HoldEnd is the job that ends an attempt of which nothing was heard. A
// provider that can be asked is asked once more before.
func (c *Cashier) HoldEnd(ctx context.Context, job pay.Job) (time.Time, error) {
	attempt, err := c.Store.AttemptOf(ctx, job.Ref)
	if errors.Is(err, pay.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	if _, ok := c.Providers[attempt.Provider]; !ok && attempt.Live() && job.Tries < strangerTries {
		return time.Time{}, errStranger
	}
	if _, ok := c.polls(attempt.Provider); ok && attempt.Live() {
		last, cancel := context.WithTimeout(ctx, lastQuery)
		err := c.query(last, attempt)
		cancel()
		if err != nil {
			c.Log.WarnContext(ctx, "last query before the hold ends failed", "provider", string(attempt.Provider), "attempt", string(attempt.Ref), "error", err)
		}
	}
	var again time.Time
	err = c.change(ctx, attempt.Request, func(s *step, r *pay.Request) (pay.Effects, error) {
		again = time.Time{}
		if a := r.Attempt(attempt.ID); a.Live() && s.now.Before(a.HoldUntil) { // the query moved it
			again = a.HoldUntil
		}
		return r.HoldEnd(attempt.ID, s.now)
	})
	return again, err
}

// Poll is the job that asks a provider how a live attempt stands, ever more
// seldom as it grows older.
func (c *Cashier) Poll(ctx context.Context, job pay.Job) (time.Time, error) {
	attempt, err := c.Store.AttemptOf(ctx, job.Ref)
	if errors.Is(err, pay.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	if !attempt.Live() {
		return time.Time{}, nil
	}
	if _, ok := c.Providers[attempt.Provider]; !ok {
		return c.Business.Now().Add(strangerPause), nil
	}
	every, ok := c.polls(attempt.Provider)
	if !ok {
		return time.Time{}, nil
	}
	if err := c.query(ctx, attempt); err != nil {
		return time.Time{}, err
	}
	now := c.Business.Now()
	return now.Add(max(every, now.Sub(attempt.Created)/4)), nil
}

// query asks a provider and lets its answer act.
func (c *Cashier) query(ctx context.Context, attempt *pay.Attempt) error {
	poller, ok := c.Providers[attempt.Provider].(pay.Poller)
	if !ok {
		return nil
	}
	r, err := c.Store.Request(ctx, attempt.Request)
	if err != nil {
		return notFound(err)
	}
	n, err := poller.Query(ctx, c.order(r, attempt))
	if err != nil {
		return fmt.Errorf("query %s about %s: %w", attempt.Provider, attempt.Ref, err)
	}
	n.Provider, n.Channel = attempt.Provider, pay.ChannelQuery
	if n.Result == pay.ResultNone || n.Ref != attempt.Ref {
		return nil
	}
	answer := fmt.Sprintf("query answered: %s %s %s %s", n.Result, n.Amount, n.ProviderRef, n.Reason)
	_, err = c.apply(ctx, n, []byte(answer), c.Business.Now())
	return err
}

// polls tells how often a provider wants to be asked; false for never.
func (c *Cashier) polls(code pay.ProviderCode) (time.Duration, bool) {
	p, ok := c.Providers[code]
	if !ok {
		return 0, false
	}
	if _, ok := p.(pay.Poller); !ok {
		return 0, false
	}
	every := p.Terms().PollEvery
	return every, every > 0
}

// purgeBatch bounds one transaction of Purge; purgeEvery is its period.
const (
	purgeBatch = 1000
	purgeEvery = time.Hour
)

// Purge is the job that forgets idempotency keys after their window, links to
// copies after their term, and addresses of receipts that are over.
func (c *Cashier) Purge(ctx context.Context, _ pay.Job) (time.Time, error) {
	now := c.Business.Now()
	for _, forget := range []struct {
		purge  func(context.Context, time.Time, int) (int, error)
		before time.Time
	}{
		{c.Purger.PurgeIdempotent, now.Add(-pay.IdempotencyWindow)},
		{c.Purger.PurgeCopyLinks, now},
		{c.Purger.ForgetReceipts, now.Add(-pay.ReceiptRemembered)},
	} {
		for n := purgeBatch; n == purgeBatch; {
			var err error
			if n, err = forget.purge(ctx, forget.before, purgeBatch); err != nil {
				return time.Time{}, err
			}
		}
	}
	return now.Add(purgeEvery), nil
}

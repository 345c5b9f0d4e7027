package cashier

import (
	"context"
	"errors"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// errOvertaken: somebody else changed the request between reading and writing.
var errOvertaken = errors.New("the request changed meanwhile")

// receiptTries is how often SendReceipt begins anew when it is overtaken.
const receiptTries = 5

// SendReceipt owes the payer a receipt of what is paid so far, by e-mail, in
// the language of their page. An empty address means the payer's own, which
// came with the request. CodeInvalid: no address. CodeNotPossible: nothing is
// paid. CodeTooManyCalls: the request had its pay.MaxReceipts. An address that
// was sent a receipt within pay.ReceiptAgain gets none anew, and that is no
// error. The address is in no error.
func (c *Cashier) SendReceipt(ctx context.Context, id pay.ID, address string, language pay.Language) error {
	for range receiptTries {
		if err := c.sendReceipt(ctx, id, address, language); !errors.Is(err, errOvertaken) {
			return err
		}
	}
	return pay.Fail(pay.CodeBusy, errOvertaken)
}

// sendReceipt counts what is owed already and then owes one more. Each receipt
// leaves an event, so that the number of the last event tells, under the
// request's lock, whether the count still holds.
func (c *Cashier) sendReceipt(ctx context.Context, id pay.ID, address string, language pay.Language) error {
	known, err := c.Store.Request(ctx, id)
	if err != nil {
		return notFound(err)
	}
	if address == "" {
		address = known.Payer.Email
	}
	address, ok := pay.ParseEmail(address)
	if !ok {
		return &pay.Error{Code: pay.CodeInvalid, Field: "email"}
	}
	sent, err := c.receipts(ctx, id)
	if err != nil {
		return err
	}
	if repeats(sent, address, c.Business.Now()) {
		return nil
	}
	return c.change(ctx, id, func(s *step, r *pay.Request) (pay.Effects, error) {
		if r.EventSeq != known.EventSeq {
			return pay.Effects{}, errOvertaken
		}
		d := pay.Delivery{
			ID: s.id(), Kind: pay.DeliverReceipt, Institution: r.Institution, Request: r.ID, Target: address,
			Letter: r.Letter, LetterSeq: r.LetterSeq, State: pay.DeliveryWaiting, Created: s.now, NextTry: s.now,
		}
		effects, err := r.AskReceipt(d.ID, language, s.now)
		if err != nil {
			return effects, err
		}
		if len(sent) >= pay.MaxReceipts {
			return effects, pay.Fail(pay.CodeTooManyCalls, nil)
		}
		s.tx.AddDelivery(d)
		s.tx.SetJob(d.Job())
		return effects, nil
	})
}

// maxDeliveries is more than one request can have: its letter changes seldom.
const maxDeliveries = 1000

// receipts are those that are owed or were sent for a request.
func (c *Cashier) receipts(ctx context.Context, id pay.ID) ([]pay.Delivery, error) {
	all, err := c.Store.Deliveries(ctx, pay.DeliveryFilter{Request: id, Limit: maxDeliveries})
	if err != nil {
		return nil, fmt.Errorf("read the receipts of request %s: %w", id, err)
	}
	var receipts []pay.Delivery
	for _, d := range all {
		if d.Kind == pay.DeliverReceipt {
			receipts = append(receipts, d)
		}
	}
	return receipts, nil
}

// repeats tells whether the address is among those to which a receipt was owed
// a moment ago.
func repeats(sent []pay.Delivery, address string, now time.Time) bool {
	for _, d := range sent {
		if pay.SameEmail(d.Target, address) && now.Sub(d.Created) < pay.ReceiptAgain {
			return true
		}
	}
	return false
}

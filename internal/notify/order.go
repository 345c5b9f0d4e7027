package notify

import (
	"context"
	"fmt"
	"time"

	"viss.gov.lv/mm/pay"
)

// afterOlder is how long after the next try of an older notice of the same
// request a newer one is looked at again.
const afterOlder = time.Second

// mostWaiting is more than can wait for one request.
const mostWaiting = 1000

// behind tells whether a notice has to wait since an older one of its request
// still does, and until when: news of a request are told in their order. The
// older one makes it due at once when it is accepted or given up.
func (d *Deliverer) behind(ctx context.Context, known *pay.Delivery) (until time.Time, wait bool, err error) {
	if known.Kind != pay.DeliverNotice || known.News <= 1 {
		return time.Time{}, false, nil
	}
	waiting, err := d.Store.Deliveries(ctx, pay.DeliveryFilter{Request: known.Request, State: pay.DeliveryWaiting, Limit: mostWaiting})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("look for older news of request %s: %w", known.Request, err)
	}
	if _, ok := older(waiting, known); !ok {
		return time.Time{}, false, nil
	}
	now := d.Business.Now()
	err = d.Store.Update(ctx, func(tx pay.Tx) error {
		until, wait = time.Time{}, false
		is, err := tx.LockDelivery(known.ID)
		if err != nil {
			return err
		}
		if is.State != pay.DeliveryWaiting {
			wait = true
			return nil
		}
		waiting, err := tx.WaitingDeliveries(is.Request, pay.DeliverNotice)
		if err != nil {
			return err
		}
		first, ok := older(waiting, is)
		if !ok {
			return nil
		}
		is.NextTry = later(first.NextTry, now).Add(afterOlder)
		until, wait = is.NextTry, true
		tx.SaveDelivery(*is)
		return nil
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("put delivery %s behind older news: %w", known.ID, err)
	}
	return until, wait, nil
}

// follow makes the next waiting notice of a request due, in the transaction in
// which one before it is accepted or given up.
func follow(tx pay.Tx, done *pay.Delivery, now time.Time) error {
	waiting, err := tx.WaitingDeliveries(done.Request, pay.DeliverNotice)
	if err != nil {
		return err
	}
	var next *pay.Delivery
	for i := range waiting {
		if w := &waiting[i]; w.ID != done.ID && (next == nil || w.News < next.News) {
			next = w
		}
	}
	if next == nil || next.News < done.News { // that one waited for nobody
		return nil
	}
	is, err := tx.LockDelivery(next.ID)
	if err != nil {
		return err
	}
	if is.State != pay.DeliveryWaiting {
		return nil
	}
	is.NextTry = now
	tx.SaveDelivery(*is)
	tx.SetJob(is.Job())
	return nil
}

// older finds the oldest of the waiting notices that comes before one.
func older(waiting []pay.Delivery, than *pay.Delivery) (pay.Delivery, bool) {
	var first pay.Delivery
	for _, w := range waiting {
		if w.Kind == pay.DeliverNotice && w.News < than.News && (first.News == 0 || w.News < first.News) {
			first = w
		}
	}
	return first, first.News > 0
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

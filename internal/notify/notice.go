package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"viss.gov.lv/mm/internal/wire/webhook"
	"viss.gov.lv/mm/pay"
)

// NewsReader reads what notices tell.
type NewsReader interface {
	// News reads one published event of a request; pay.ErrNotFound when there is
	// none.
	News(ctx context.Context, request pay.ID, sequence int) (pay.News, error)
}

// notice makes one try of a signed notice. What it says was written down when it
// happened; it is signed anew for each try, with the keys of that moment. An
// error means that MM itself could not look; nothing was sent then.
func (d *Deliverer) notice(ctx context.Context, known *pay.Delivery) (answer, error) {
	r, err := d.Store.Request(ctx, known.Request)
	if err != nil {
		return answer{}, fmt.Errorf("read request %s of delivery %s: %w", known.Request, known.ID, err)
	}
	m, err := d.message(ctx, known)
	if err != nil {
		return answer{}, err
	}
	step, err := d.Keyring.told(ctx, r, known.Created)
	if errors.Is(err, errNoScheme) {
		return d.unsigned(ctx, known, err), nil
	}
	if err != nil {
		return answer{}, err
	}
	keys, err := d.Keyring.signing(step)
	if errors.Is(err, ErrNoMasterKey) {
		return d.unsigned(ctx, known, err), nil
	}
	if err != nil {
		return answer{}, err
	}
	signature, err := webhook.Sign(m, keys...)
	if err != nil {
		return answer{}, fmt.Errorf("sign delivery %s: %w", known.ID, err)
	}
	to := noticeTarget(step.Notices, r)
	if to == "" { // the address that the catalogue gave is gone, and the request has none
		to = known.Target
	}
	got := d.post(ctx, to, m, signature)
	got.to = to
	return got, nil
}

// message is what a notice says. It was committed together with the delivery.
func (d *Deliverer) message(ctx context.Context, known *pay.Delivery) (webhook.Message, error) {
	news, err := d.News.News(ctx, known.Request, known.News)
	if err != nil {
		return webhook.Message{}, fmt.Errorf("read news %s of delivery %s: %w", pay.NewsID(known.Request, known.News), known.ID, err)
	}
	body, err := news.Body()
	if err != nil {
		return webhook.Message{}, fmt.Errorf("write news %s: %w", news.ID, err)
	}
	return webhook.Message{ID: news.ID, At: d.Machine.Now(), Body: body}, nil
}

// unsigned is the outcome of a try that did not get as far as the network. It
// is repeated as any other, and a person is told in the end.
func (d *Deliverer) unsigned(ctx context.Context, known *pay.Delivery, why error) answer {
	d.Log.ErrorContext(ctx, "a notice waits", "delivery", known.ID, "institution", string(known.Institution), "reason", why.Error())
	return answer{result: why.Error()}
}

// post sends a notice (Standard Webhooks 1.0.0, "Webhook headers"). A receiver
// that answers 410 wants no more of it ("Delivery success and failure").
func (d *Deliverer) post(ctx context.Context, address string, m webhook.Message, signature string) answer {
	got := d.exchange(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(m.Body))
		if err != nil {
			return nil, err
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set(webhook.HeaderID, m.ID)
		request.Header.Set(webhook.HeaderTimestamp, m.Timestamp())
		request.Header.Set(webhook.HeaderSignature, signature)
		return request, nil
	})
	got.final = got.status == http.StatusGone
	return got
}

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
